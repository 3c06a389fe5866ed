"""A GraphQL request, its limits, and what became of it."""

__all__: list[str] = []
