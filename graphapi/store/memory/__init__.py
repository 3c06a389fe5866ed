"""The store that keeps a corpus in memory."""

__all__: list[str] = []
