"""A GraphQL request, its limits and its outcome."""

__all__: list[str] = []
