"""What an operation costs, known before it runs."""

__all__: list[str] = []
