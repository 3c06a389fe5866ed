"""The GraphQL endpoint: GET, POST and batches."""

__all__: list[str] = []
