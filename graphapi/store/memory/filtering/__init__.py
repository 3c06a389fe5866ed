"""Which articles meet a filter."""

__all__: list[str] = []
