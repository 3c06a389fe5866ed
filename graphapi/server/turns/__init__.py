"""Scheduling: which operation runs next when many are waiting."""

__all__: list[str] = []
