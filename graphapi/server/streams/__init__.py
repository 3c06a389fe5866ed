"""Streamed answers: server-sent events, multipart responses and WebSockets."""

__all__: list[str] = []
