"""Figures about sets of articles: statistics, groups and timelines."""

__all__: list[str] = []
