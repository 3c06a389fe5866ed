"""Monitoring: metrics, logs, traces and health."""

__all__: list[str] = []
