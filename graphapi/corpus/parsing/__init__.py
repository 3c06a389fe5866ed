"""From the text of one file to typed records."""

__all__: list[str] = []
