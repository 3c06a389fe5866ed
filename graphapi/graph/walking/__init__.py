"""Following links: breadth-first search, neighbourhoods and shortest paths."""

__all__: list[str] = []
