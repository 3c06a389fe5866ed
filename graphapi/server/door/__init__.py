"""Admission of requests: allowed hosts, origins, API keys and rates."""

__all__: list[str] = []
