"""Trusted documents: reading manifests of them, and creating manifests from folders."""

__all__: list[str] = []
