"""Feeds for news readers."""
