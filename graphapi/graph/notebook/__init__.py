"""What a graph offers in a notebook: cards, lists of articles and data frames.

Knows articles and their links, and neither how they are searched nor who serves them.
"""

__all__: list[str] = []
