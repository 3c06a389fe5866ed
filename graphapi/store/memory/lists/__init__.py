"""Lists of articles, a page at a time."""

__all__: list[str] = []
