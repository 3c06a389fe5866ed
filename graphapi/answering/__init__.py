"""The executor of questions about articles, and requests that wait for what is being built."""

__all__: list[str] = []
