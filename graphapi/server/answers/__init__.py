"""From outcomes to HTTP responses: status, format, encoding and caching."""

__all__: list[str] = []
