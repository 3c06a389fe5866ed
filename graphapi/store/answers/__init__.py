"""What a store answers with: connections, edges and values."""

__all__: list[str] = []
