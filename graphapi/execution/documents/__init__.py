"""GraphQL documents: parsing, measuring and validating them."""

__all__: list[str] = []
