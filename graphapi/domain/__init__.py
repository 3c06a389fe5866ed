"""The values that every store returns, and what a search text and its words are.

Knows the standard library only, and `regex` in `words`. A value says what a thing is, not where a
store keeps it: a store that needs places extends the class, as the graph in memory does.

A value is one version of one thing, known by the version of its store and its key: the URL of an
article, the domain of a provider, the name of a topic, the URL of a story's founder. Compare keys,
not objects: a store may make the same value twice, or hand out one object again and again.
"""

from graphapi.domain.article import Article
from graphapi.domain.awaitables import MaybeAwaitable
from graphapi.domain.bridge import Bridge
from graphapi.domain.change import ArticleChange, ChangeKind
from graphapi.domain.directions import LinkDirection
from graphapi.domain.extra import NO_EXTRA, Extra
from graphapi.domain.image import Image
from graphapi.domain.link import Link
from graphapi.domain.marker import Marker
from graphapi.domain.problem import Problem, Severity
from graphapi.domain.provider import NameCount, Provider
from graphapi.domain.relaxation import Relaxation, RelaxationKind
from graphapi.domain.story import Story
from graphapi.domain.topic import Topic

__all__ = [
    "NO_EXTRA",
    "Article",
    "ArticleChange",
    "Bridge",
    "ChangeKind",
    "Extra",
    "Image",
    "Link",
    "LinkDirection",
    "Marker",
    "MaybeAwaitable",
    "NameCount",
    "Problem",
    "Provider",
    "Relaxation",
    "RelaxationKind",
    "Severity",
    "Story",
    "Topic",
]
