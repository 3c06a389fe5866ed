"""Python code for plans: generating it, and completing values that it hands over."""

__all__: list[str] = []
