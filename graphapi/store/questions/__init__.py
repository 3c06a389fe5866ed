"""What a store can be asked: filters, orders, pages and their bounds."""

__all__: list[str] = []
