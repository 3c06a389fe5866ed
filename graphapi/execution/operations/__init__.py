"""Operations that are ready to run: prepared once, cached, and held to their budgets."""

__all__: list[str] = []
