"""The executor for queries about articles; it waits for values that are still being computed.

It knows no HTTP: the command line uses it too.
"""

__all__: list[str] = []
