"""Answers: from outcomes to HTTP responses, with status, format, encoding and caching."""

__all__: list[str] = []
