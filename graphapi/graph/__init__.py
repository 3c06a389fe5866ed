"""The graph of a corpus: which mentions are one article, what links to what, and indexes over it.

May import `graphapi.corpus`, `graphapi.background` and `graphapi.errors`. Knows no GraphQL and no
HTTP.
"""

from graphapi.graph.article_graph import ArticleGraph, Link
from graphapi.graph.columns import MISSING, Codes, Columns
from graphapi.graph.directions import LinkDirection
from graphapi.graph.discovery import Discovery
from graphapi.graph.instants import instant, microseconds, newest_first
from graphapi.graph.links import Links
from graphapi.graph.nodes import Article, NameCount, Provider, Story, Topic
from graphapi.graph.paths import shortest_paths
from graphapi.graph.postings import Bools, Floats, Integers, Numbers, Postings
from graphapi.graph.similarity import MAX_SIMILAR_WORK, Similar, similar_articles
from graphapi.graph.sources import Source
from graphapi.graph.stories import Stories
from graphapi.graph.traversal import BreadthFirst, Crossing, Neighbours

__all__ = [
    "MAX_SIMILAR_WORK",
    "MISSING",
    "Article",
    "ArticleGraph",
    "Bools",
    "BreadthFirst",
    "Codes",
    "Columns",
    "Crossing",
    "Discovery",
    "Floats",
    "Integers",
    "Link",
    "LinkDirection",
    "Links",
    "NameCount",
    "Neighbours",
    "Numbers",
    "Postings",
    "Provider",
    "Similar",
    "Source",
    "Stories",
    "Story",
    "Topic",
    "instant",
    "microseconds",
    "newest_first",
    "shortest_paths",
    "similar_articles",
]
