"""The executor of questions about articles, and requests that wait for what is being built.

Knows no HTTP: the command line asks it as well.
"""

__all__: list[str] = []
