"""Requests: their identity, headers and body, and the error codes."""

__all__: list[str] = []
