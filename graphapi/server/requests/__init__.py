"""What a request is: its identity, its headers, its body, and the error codes."""

__all__: list[str] = []
