"""What links and texts say of articles: ranks, stories and similarity."""

__all__: list[str] = []
