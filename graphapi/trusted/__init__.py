"""Trusted documents: reading manifests of them, and making manifests from folders."""

__all__: list[str] = []
