"""Tests of `graphapi.export`."""
