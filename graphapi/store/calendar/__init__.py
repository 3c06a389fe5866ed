"""Time zones, and the intervals that timelines are divided into."""

__all__: list[str] = []
