"""What a running process needs whatever it serves: deadlines, caches, background work.

Knows no articles, no GraphQL and no HTTP.
"""

__all__: list[str] = []
