"""Addresses of articles: which are usable, how they are shown, and which mean the same article."""

__all__: list[str] = []
