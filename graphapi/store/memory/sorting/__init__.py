"""Total orders of articles, providers, topics and stories."""

__all__: list[str] = []
