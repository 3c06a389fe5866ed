"""Flat arrays over all articles: posting lists, numeric columns and text columns."""

__all__: list[str] = []
