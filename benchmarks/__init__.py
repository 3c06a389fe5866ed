"""Measurements: how long, how much memory, and how that grows."""
