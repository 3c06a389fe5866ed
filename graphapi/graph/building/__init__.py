"""Building a graph: merging mentions into articles, providers, topics and links."""

__all__: list[str] = []
