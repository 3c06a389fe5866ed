"""Finding articles by their words, and names by how they begin."""

__all__: list[str] = []
