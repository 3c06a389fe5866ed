"""Running operations: executions, their state, and cached fragments of answers."""

__all__: list[str] = []
