"""The graph of a corpus: which mentions are one article, what links to what, and indexes over it.

May import `graphapi.corpus`, `graphapi.background` and `graphapi.errors`. Knows no GraphQL and no
HTTP.
"""

from graphapi.graph.article_graph import ArticleGraph, Link
from graphapi.graph.columns import MISSING, Codes, Columns
from graphapi.graph.completions import MAX_PREFIX
from graphapi.graph.directions import LinkDirection
from graphapi.graph.discovery import Discovery
from graphapi.graph.finder import Finder, Findings
from graphapi.graph.instants import instant, microseconds, newest_first
from graphapi.graph.links import Links
from graphapi.graph.nodes import Article, NameCount, Provider, Story, Topic
from graphapi.graph.paths import shortest_paths
from graphapi.graph.postings import Bools, Floats, Integers, Numbers, Postings
from graphapi.graph.search_index import Matches, SearchIndex
from graphapi.graph.search_text import MAX_TEXT, MAX_WORDS, Phrase, SearchText, parse_search_text
from graphapi.graph.similarity import MAX_SIMILAR_WORK, Similar, similar_articles
from graphapi.graph.sources import Source
from graphapi.graph.stories import Stories
from graphapi.graph.text_columns import TextColumn
from graphapi.graph.traversal import BreadthFirst, Crossing, Neighbours
from graphapi.graph.words import Word, words

__all__ = [
    "MAX_PREFIX",
    "MAX_SIMILAR_WORK",
    "MAX_TEXT",
    "MAX_WORDS",
    "MISSING",
    "Article",
    "ArticleGraph",
    "Bools",
    "BreadthFirst",
    "Codes",
    "Columns",
    "Crossing",
    "Discovery",
    "Finder",
    "Findings",
    "Floats",
    "Integers",
    "Link",
    "LinkDirection",
    "Links",
    "Matches",
    "NameCount",
    "Neighbours",
    "Numbers",
    "Phrase",
    "Postings",
    "Provider",
    "SearchIndex",
    "SearchText",
    "Similar",
    "Source",
    "Stories",
    "Story",
    "TextColumn",
    "Topic",
    "Word",
    "instant",
    "microseconds",
    "newest_first",
    "parse_search_text",
    "shortest_paths",
    "similar_articles",
    "words",
]
