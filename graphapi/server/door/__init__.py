"""Which requests are let in: hosts, origins, API keys and rates."""

__all__: list[str] = []
