"""The graph of a corpus: which mentions are one article, what links to what, and indexes over it.

May import `graphapi.corpus` and `graphapi.errors`. Knows no GraphQL and no HTTP.
"""

from graphapi.graph.article_graph import ArticleGraph, Link
from graphapi.graph.columns import MISSING, Codes, Columns
from graphapi.graph.directions import LinkDirection
from graphapi.graph.instants import instant, microseconds, newest_first
from graphapi.graph.links import Links
from graphapi.graph.nodes import Article, NameCount, Provider, Topic
from graphapi.graph.paths import shortest_paths
from graphapi.graph.postings import Bools, Integers, Numbers, Postings
from graphapi.graph.sources import Source
from graphapi.graph.traversal import BreadthFirst, Crossing, Neighbours

__all__ = [
    "MISSING",
    "Article",
    "ArticleGraph",
    "Bools",
    "BreadthFirst",
    "Codes",
    "Columns",
    "Crossing",
    "Integers",
    "Link",
    "LinkDirection",
    "Links",
    "NameCount",
    "Neighbours",
    "Numbers",
    "Postings",
    "Provider",
    "Source",
    "Topic",
    "instant",
    "microseconds",
    "newest_first",
    "shortest_paths",
]
