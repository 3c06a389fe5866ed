"""The plan of an operation: its fields, and how the value of each is obtained."""

__all__: list[str] = []
