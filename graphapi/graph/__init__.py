"""The graph of a corpus: which mentions are one article, what links to what, and indexes over it.

May import `graphapi.corpus`, `graphapi.domain`, `graphapi.runtime` and `graphapi.errors`. Knows no
GraphQL and no HTTP.
"""

from graphapi.domain.instants import instant, microseconds, newest_first
from graphapi.graph.article_graph import ArticleGraph
from graphapi.graph.building.links import Links
from graphapi.graph.building.sources import Source
from graphapi.graph.discovery.discoveries import Discovery, Kin
from graphapi.graph.discovery.kinship import MAX_SIMILAR, Kinship, Similar
from graphapi.graph.discovery.story_groups import Stories
from graphapi.graph.discovery.telling_terms import (
    SharedTerms,
    article_texts,
    story_terms,
)
from graphapi.graph.indexes.columns import MISSING, Codes, Columns
from graphapi.graph.indexes.postings import Bools, Floats, Integers, Numbers, Postings
from graphapi.graph.indexes.text_columns import TextColumn
from graphapi.graph.nodes import ArticleNode, ProviderNode, StoryNode, TopicNode
from graphapi.graph.search.finder import Finder, Findings
from graphapi.graph.search.searcher import Found, Searcher
from graphapi.graph.search.stems import LANGUAGES
from graphapi.graph.walking.bridged_paths import BridgedPath, Group, GroupsOf, bridged_paths
from graphapi.graph.walking.paths import shortest_paths
from graphapi.graph.walking.traversal import BreadthFirst, Crossing, Neighbours

__all__ = [
    "LANGUAGES",
    "MAX_SIMILAR",
    "MISSING",
    "ArticleGraph",
    "ArticleNode",
    "Bools",
    "BreadthFirst",
    "BridgedPath",
    "Codes",
    "Columns",
    "Crossing",
    "Discovery",
    "Finder",
    "Findings",
    "Floats",
    "Found",
    "Group",
    "GroupsOf",
    "Integers",
    "Kin",
    "Kinship",
    "Links",
    "Neighbours",
    "Numbers",
    "Postings",
    "ProviderNode",
    "Searcher",
    "SharedTerms",
    "Similar",
    "Source",
    "Stories",
    "StoryNode",
    "TextColumn",
    "TopicNode",
    "article_texts",
    "bridged_paths",
    "instant",
    "microseconds",
    "newest_first",
    "shortest_paths",
    "story_terms",
]
