# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""What the API asks of the place where a corpus is kept.

A method returns its answer, or an awaitable of it where the store has to ask another machine.
Lists are lazy: a connection's page, total and figures are each worked out only when asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from graphapi.corpus import Problem
from graphapi.graph import Article, Link, Phrase, Provider, Story, Topic
from graphapi.store.dimensions import ArticleGroupKey, GroupOrder, TimeInterval
from graphapi.store.filters import ArticleFilter, ProviderFilter
from graphapi.store.highlights import highlight
from graphapi.store.orders import ArticleOrder, LinkDirection, ProviderOrder, StoryOrder, TopicOrder

__all__ = [
    "ArticleConnection",
    "ArticleGroup",
    "ArticlePath",
    "ArticleSource",
    "ArticleStats",
    "Connection",
    "CorpusSummary",
    "Counted",
    "Edge",
    "Link",
    "MaybeAwaitable",
    "NumberStats",
    "PageInfo",
    "PageRequest",
    "ReachableEdge",
    "RelatedEdge",
    "SearchConnection",
    "SearchEdge",
    "SimilarEdge",
    "SourceRole",
    "Store",
    "Subgraph",
    "Suggestion",
    "TimelinePoint",
    "Within",
]

T = TypeVar("T")
NodeT = TypeVar("NodeT")
EdgeT_co = TypeVar("EdgeT_co", covariant=True)
NodeT_co = TypeVar("NodeT_co", covariant=True)

MaybeAwaitable: TypeAlias = T | Awaitable[T]

Within: TypeAlias = Provider | Topic | Story
"""What has articles of its own."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for, in Relay's terms, as the client gave it.

    With neither `first` nor `last` a page has 20 nodes. A store raises BadUserInputError for
    both at once, for numbers outside 0 to 100, and InvalidCursorError for a foreign cursor.
    """

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Whether the list goes on around a page, and the cursors of its ends (None: empty page)."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Edge(Generic[NodeT]):
    """A node of a list, and the cursor that stands for its place."""

    node: NodeT
    cursor: str


@dataclass(frozen=True, slots=True)
class RelatedEdge:
    """An article one link away.

    `direction` is OUT or IN, `position` the 0-based place in the related list that makes the link,
    `reciprocal` whether both articles list each other.
    """

    node: Article
    cursor: str
    direction: LinkDirection
    position: int
    reciprocal: bool


@dataclass(frozen=True, slots=True)
class ReachableEdge:
    """An article some hops away, and one shortest path to it.

    The path has hops + 1 articles, both ends included.
    """

    node: Article
    cursor: str
    hops: int
    path: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class SimilarEdge:
    """An article that shares the neighbourhood of another, and what both have.

    `score` is from 0 to 1; `shared_topics` are in the order in which the article asked has them.
    """

    node: Article
    cursor: str
    score: float
    shared_neighbors: int
    shared_topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class SearchEdge:
    """An article that a text was found in, and how well it fits: the higher the score, the better.

    `wanted` is what was searched for; the highlights are worked out when asked for.
    """

    node: Article
    cursor: str
    score: float
    wanted: tuple[Phrase, ...]

    @property
    def title_highlight(self) -> str:
        """The title as HTML, the words searched for between <mark> and </mark>."""
        return highlight(self.node.title, self.wanted)

    @property
    def excerpt_highlight(self) -> str | None:
        """The excerpt as HTML, the words searched for between <mark> and </mark>."""
        excerpt = self.node.excerpt
        return None if excerpt is None else highlight(excerpt, self.wanted)


class Connection(Protocol[NodeT_co, EdgeT_co]):
    """A list, of which one page was asked for."""

    def nodes(self) -> MaybeAwaitable[Sequence[NodeT_co]]:
        """The nodes of the page."""

    def edges(self) -> MaybeAwaitable[Sequence[EdgeT_co]]:
        """The nodes of the page with their cursors."""

    def page_info(self) -> MaybeAwaitable[PageInfo]:
        """Where the page stands in the list."""

    def total_count(self) -> MaybeAwaitable[int]:
        """How many nodes the whole list has."""


class ArticleConnection(Connection[Article, Edge[Article]], Protocol):
    """A set of articles: a page of it, and figures about the whole of it, whatever the page."""

    def stats(self) -> MaybeAwaitable[ArticleStats]:
        """Figures over the whole set."""

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> MaybeAwaitable[Sequence[ArticleGroup]]:
        """The whole set split by one to three different keys: at most `first` groups, 0 to 10,000.

        An article counts once in each group that it fits into, and in one without a value where
        it does not say, so that every article is in some group.
        """

    def timeline(
        self, interval: TimeInterval, time_zone: str, limit: int | None = None
    ) -> MaybeAwaitable[Sequence[TimelinePoint]]:
        """The articles of the set that have a date, in intervals by the clock of an IANA time zone.

        From the interval of the first to that of the last, empty ones between them included; none
        where no article has a date. Raises BadUserInputError for an unknown zone and
        LimitExceededError for more than `limit` intervals, or USUAL_POINTS where it is None.
        """


class ArticleGroup(Protocol):
    """Articles of a set that have something in common.

    What the set was not split by is None, and so is what the articles of the group do not say.
    `period` is the first instant, in UTC, of the period in which they were published.
    """

    @property
    def provider(self) -> Provider | None:
        """Who published them."""

    @property
    def topic(self) -> Topic | None:
        """A topic that all of them have."""

    @property
    def type(self) -> str | None:
        """Their type."""

    @property
    def category(self) -> str | None:
        """Their category."""

    @property
    def story(self) -> Story | None:
        """The story that they belong to."""

    @property
    def period(self) -> datetime | None:
        """When their period begins; where they have several in common, the last such instant."""

    @property
    def count(self) -> int:
        """How many articles."""

    def stats(self) -> MaybeAwaitable[ArticleStats]:
        """Figures over them."""

    def articles(self, order: Sequence[ArticleOrder], page: PageRequest) -> ArticleConnection:
        """They themselves, as a set."""


class TimelinePoint(Protocol):
    """The articles of a set that were published in an interval of time."""

    @property
    def start(self) -> datetime:
        """The first instant of the interval."""

    @property
    def count(self) -> int:
        """How many articles."""

    def stats(self) -> MaybeAwaitable[ArticleStats]:
        """Figures over them."""


class SearchConnection(Connection[Article, SearchEdge], Protocol):
    """The articles that a text was found in, best first."""

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> MaybeAwaitable[Sequence[ArticleGroup]]:
        """All of them, whatever the page, split like those of an ArticleConnection."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a prefix may become: a title, a name or a domain, and what goes by it."""

    text: str
    node: Article | Topic | Provider


@dataclass(frozen=True, slots=True)
class NumberStats:
    """Figures over the articles of a set that have a number; None where none has.

    `p90` is interpolated linearly between the two nearest ranks, as `median` is.
    """

    count: int
    min: float | None
    max: float | None
    average: float | None
    median: float | None
    p90: float | None
    sum: float | None


@dataclass(frozen=True, slots=True)
class ArticleStats:
    """Figures over a set of articles. `providers` and `topics` count distinct ones."""

    count: int
    stubs: int
    providers: int
    topics: int
    first_published: datetime | None
    last_published: datetime | None
    quality: NumberStats
    heat: NumberStats


@dataclass(frozen=True, slots=True)
class Counted(Generic[NodeT]):
    """A provider or topic, and how many articles (or links) it is counted with."""

    node: NodeT
    count: int


class SourceRole(Enum):
    """FULL: the file is about the article. RELATED: the file lists it as related."""

    FULL = "FULL"
    RELATED = "RELATED"


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """A file that mentions an article, and where the two disagree, as the file has it (JSON)."""

    file: str
    role: SourceRole
    differences: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ArticlePath:
    """A simple path: hops + 1 articles and the `hops` links between them, in walking order.

    Walking against a link (direction IN or BOTH), the link still says who lists whom.
    """

    articles: tuple[Article, ...]
    links: tuple[Link, ...]

    @property
    def hops(self) -> int:
        """How many links the path has."""
        return len(self.links)


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A part of the graph: articles nearest first, and every link among them.

    `truncated` is true where the limit left articles out.
    """

    articles: tuple[Article, ...]
    links: tuple[Link, ...]
    truncated: bool

    @property
    def adjacency(self) -> list[list[int]]:
        """For each article the places in `articles` of those it lists, in link order."""
        places = {id(article): place for place, article in enumerate(self.articles)}
        lists: list[list[int]] = [[] for _ in self.articles]
        for link in self.links:
            lists[places[id(link.source)]].append(places[id(link.target)])
        return lists


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """What is loaded. `articles` includes the stubs."""

    version: str
    loaded_at: datetime
    articles: int
    stubs: int
    links: int
    providers: int
    topics: int
    files: int
    problem_count: int


class Store(Protocol):
    """A corpus that can be asked. One value of it never changes: a reload makes another.

    Whatever tells of ranks or stories raises NotReadyError while these are being worked out.
    """

    @property
    def version(self) -> str:
        """Changes with every change of the data."""

    def article(self, url: str) -> MaybeAwaitable[Article | None]:
        """The article known under an address. Raises BadUserInputError for no http(s) URL."""

    def articles_by_url(self, urls: Sequence[str]) -> MaybeAwaitable[Sequence[Article | None]]:
        """The articles known under up to 1,000 addresses, in the order asked."""

    def articles(
        self,
        filter: ArticleFilter | None,
        order: Sequence[ArticleOrder],
        page: PageRequest,
        within: Within | None = None,
    ) -> ArticleConnection:
        """The articles that a filter lets through, `within` a provider, topic or story if given."""

    def search(
        self, text: str, filter: ArticleFilter | None, page: PageRequest
    ) -> SearchConnection:
        """The articles whose title and excerpt have what a text asks for, best first.

        Ties newest first, then by URL. No text is wrong: what `parse_search_text` finds nothing
        wanted in matches nothing.
        """

    def suggest(self, prefix: str, first: int) -> MaybeAwaitable[Sequence[Suggestion]]:
        """Up to `first` articles, topics and providers that a prefix may become, best first."""

    def related(
        self,
        article: Article,
        direction: LinkDirection,
        filter: ArticleFilter | None,
        order: Sequence[ArticleOrder],
        page: PageRequest,
    ) -> Connection[Article, RelatedEdge]:
        """The articles one link away, each once.

        Without an order: OUT as the article lists them; IN newest first, then URL; BOTH the
        former, then those of the latter that are not among them.
        """

    def reachable(
        self,
        article: Article,
        max_hops: int,
        direction: LinkDirection,
        through: ArticleFilter | None,
        filter: ArticleFilter | None,
        page: PageRequest,
    ) -> Connection[Article, ReachableEdge]:
        """The articles within max_hops links, without the start: nearest first, ties in link order.

        `through` says which articles may be crossed, `filter` which are returned.
        """

    def similar(
        self, article: Article, filter: ArticleFilter | None, page: PageRequest
    ) -> Connection[Article, SimilarEdge]:
        """The articles that share a neighbour with it, or its story: best first, then newest first.

        Raises LimitExceededError where finding them would take too much work.
        """

    def paths(
        self,
        source: str,
        target: str,
        direction: LinkDirection,
        through: ArticleFilter | None,
        max_hops: int,
        first: int,
    ) -> MaybeAwaitable[Sequence[ArticlePath]]:
        """Up to `first` shortest simple paths between two addresses.

        Shortest first, ties in link order; none where max_hops do not suffice or an address is
        unknown. Raises LimitExceededError where finding them would take too much work.
        """

    def neighborhood(
        self,
        around: Sequence[str],
        hops: int,
        direction: LinkDirection,
        through: ArticleFilter | None,
        limit: int,
    ) -> MaybeAwaitable[Subgraph]:
        """The part of the graph within `hops` links of the given addresses.

        At most `limit` articles, nearest first; unknown addresses are left out.
        """

    def sources(self, article: Article, first: int) -> MaybeAwaitable[Sequence[ArticleSource]]:
        """The files that mention an article: those about it first, the one shown at the head."""

    def problems_of(self, article: Article, first: int) -> MaybeAwaitable[Sequence[Problem]]:
        """What could not be read of an article: in files about it, then in entries that list it."""

    def provider(self, domain: str) -> MaybeAwaitable[Provider | None]:
        """The provider with a domain, whatever its case."""

    def providers(
        self, filter: ProviderFilter | None, order: Sequence[ProviderOrder], page: PageRequest
    ) -> Connection[Provider, Edge[Provider]]:
        """The providers; by default those with most articles first, then by domain."""

    def topic(self, name: str) -> MaybeAwaitable[Topic | None]:
        """The topic with a name or slug, whatever its case."""

    def topics(
        self, order: Sequence[TopicOrder], page: PageRequest
    ) -> Connection[Topic, Edge[Topic]]:
        """The topics; by default those with most articles first, then by name."""

    def topic_parent(self, topic: Topic) -> MaybeAwaitable[Topic | None]:
        """The topic above a topic."""

    def topic_children(self, topic: Topic) -> MaybeAwaitable[Sequence[Topic]]:
        """The topics below a topic, by name."""

    def rank(self, article: Article) -> MaybeAwaitable[float]:
        """The PageRank of an article; those of all articles together are 1."""

    def story_of(self, article: Article) -> MaybeAwaitable[Story | None]:
        """The story that an article belongs to; None for one without links."""

    def story(self, key: str) -> MaybeAwaitable[Story | None]:
        """The story that has, or once had, the article with this URL as its founder.

        It is the one that this article belongs to now. Raises BadUserInputError for no http(s) URL.
        """

    def stories(
        self, min_size: int, order: StoryOrder, page: PageRequest
    ) -> Connection[Story, Edge[Story]]:
        """The stories of at least so many articles."""

    def story_count(self) -> MaybeAwaitable[int]:
        """How many stories there are."""

    def stats(self, within: Within) -> MaybeAwaitable[ArticleStats]:
        """Figures over all articles of a provider, topic or story."""

    def topic_counts(
        self, within: Provider | Topic, first: int
    ) -> MaybeAwaitable[Sequence[Counted[Topic]]]:
        """The topics of its articles, most articles first, then by name; itself left out."""

    def provider_counts(
        self, topic: Topic, first: int
    ) -> MaybeAwaitable[Sequence[Counted[Provider]]]:
        """The providers of a topic's articles, most articles first, then by domain."""

    def linked_providers(
        self, provider: Provider, direction: LinkDirection, first: int
    ) -> MaybeAwaitable[Sequence[Counted[Provider]]]:
        """The providers that its articles link to (OUT) or are linked from (IN), with link counts.

        Itself included where its articles link to each other. Most links first, then by domain.
        """

    def corpus(self) -> MaybeAwaitable[CorpusSummary]:
        """What is loaded."""

    def problems(self, first: int) -> MaybeAwaitable[Sequence[Problem]]:
        """What could not be read as written: by file, then line."""
