"""Support for a running process, whatever it serves: deadlines, caches, background work.

It knows nothing of articles, GraphQL or HTTP.
"""

__all__: list[str] = []
