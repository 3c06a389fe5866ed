"""The graph of a corpus: which mentions are one article, what links to what, and indexes over it.

May import `graphapi.corpus`, `graphapi.runtime` and `graphapi.errors`. Knows no GraphQL and no
HTTP.
"""

from graphapi.graph.article_graph import ArticleGraph, Link
from graphapi.graph.building.links import Links
from graphapi.graph.building.sources import Source
from graphapi.graph.directions import LinkDirection
from graphapi.graph.discovery.discoveries import Discovery
from graphapi.graph.discovery.similarity import MAX_SIMILAR_WORK, Similar, similar_articles
from graphapi.graph.discovery.story_groups import Stories
from graphapi.graph.indexes.columns import MISSING, Codes, Columns
from graphapi.graph.indexes.instants import instant, microseconds, newest_first
from graphapi.graph.indexes.postings import Bools, Floats, Integers, Numbers, Postings
from graphapi.graph.indexes.text_columns import TextColumn
from graphapi.graph.nodes import Article, NameCount, Provider, Story, Topic
from graphapi.graph.search.completions import MAX_PREFIX
from graphapi.graph.search.finder import Finder, Findings
from graphapi.graph.search.search_index import Matches, SearchIndex
from graphapi.graph.search_text import MAX_TEXT, MAX_WORDS, Phrase, SearchText, parse_search_text
from graphapi.graph.walking.paths import shortest_paths
from graphapi.graph.walking.traversal import BreadthFirst, Crossing, Neighbours
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
