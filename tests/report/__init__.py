"""Tests of `graphapi.report`."""
