"""A folder of Markdown news articles, served as a graph through GraphQL.

    from graphapi import read_corpus

    graph = read_corpus("articles/")  # an ArticleGraph; `graph.nx` is a networkx.DiGraph

`graph.problems` tells what could not be read as written, with file and line.
"""

from graphapi.errors import GraphApiError
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import read_corpus

__all__ = ["ArticleGraph", "GraphApiError", "read_corpus"]
