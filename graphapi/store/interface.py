# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""What the API asks of the place where a corpus is kept.

A method returns its answer, or an awaitable of it where the store has to ask another machine.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from graphapi.domain import Article, Bridge, Extra, LinkDirection, Problem, Provider, Story, Topic
from graphapi.store.answers.connections import (
    ArticleConnection,
    Connection,
    MaybeAwaitable,
    SearchConnection,
)
from graphapi.store.answers.edges import Edge, ReachableEdge, RelatedEdge, SimilarEdge
from graphapi.store.answers.values import (
    ArticlePath,
    ArticleSource,
    ArticleStats,
    CorpusSummary,
    Counted,
    Subgraph,
    Suggestion,
)
from graphapi.store.questions.filters import ArticleFilter, ProviderFilter
from graphapi.store.questions.orders import (
    ArticleOrder,
    Period,
    ProviderOrder,
    StoryOrder,
    TopicOrder,
)
from graphapi.store.questions.paging import PageRequest

__all__ = ["Store", "Within"]

Within: TypeAlias = Provider | Topic | Story
"""What has articles of its own."""


class Store(Protocol):
    """A corpus that can be asked.

    Answers come from one version: that of a store that is pinned, or that of the moment at which
    `open` was called. Errors of arguments are raised at the call, those of looking up when that is
    done. UnavailableError tells that the corpus cannot be reached, NotOfferedError that this store
    has no answer to such a question.

    Whatever tells of ranks, copies, stories or similar articles raises NotReadyError while these
    are being computed.
    """

    @property
    def version(self) -> str:
        """Changes with every change of the data."""

    @property
    def is_pinned(self) -> bool:
        """Whether it stays at one version by itself: then it is neither opened nor closed."""

    def open(self) -> MaybeAwaitable[Store]:
        """The same corpus at its present version, pinned for one operation or batch of them."""

    def close(self) -> Awaitable[None] | None:
        """Give back what `open` took. It is called once, on every way out of an operation."""

    def article(self, url: str) -> MaybeAwaitable[Article | None]:
        """The article known under an address in any spelling. Raises BadUserInputError for no URL.

        If none has the address, it is the one that has it with `www.`, or without.
        """

    def articles_by_url(self, urls: Sequence[str]) -> MaybeAwaitable[Sequence[Article | None]]:
        """The articles known under up to 1,000 addresses, in the order of the request."""

    def articles(
        self,
        filter: ArticleFilter | None,
        order: Sequence[ArticleOrder],
        page: PageRequest,
        within: Within | None = None,
        *,
        collapse_copies: bool = False,
    ) -> ArticleConnection:
        """The articles that pass a filter, `within` a provider, topic or story if given.

        With `collapse_copies`, each report is there once: the copy that was published first.
        """

    def search(
        self,
        text: str,
        filter: ArticleFilter | None,
        page: PageRequest,
        *,
        exact: bool = False,
        collapse_copies: bool = False,
    ) -> SearchConnection:
        """The articles that a text finds by its words, or by its address, best first.

        If few articles have all words, those come that have most of them, or what they may be
        slips of, unless the search is `exact`. Ties newest first, then by URL. No text is wrong:
        what `parse_search_text` finds nothing wanted in matches nothing. With `collapse_copies`,
        each report is there once, as the copy that matches best.
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
        self,
        article: Article,
        filter: ArticleFilter | None,
        page: PageRequest,
        *,
        collapse_copies: bool = False,
    ) -> Connection[Article, SimilarEdge]:
        """The articles about the same thing as an article, linked or not, itself left out.

        Best first, then newest first, then by URL. With `collapse_copies`, each report is there
        once, and copies of the article itself are not.
        """

    def similar_to(
        self,
        text: str,
        published_at: datetime | None,
        filter: ArticleFilter | None,
        page: PageRequest,
    ) -> Connection[Article, SimilarEdge]:
        """The articles about the same thing as a text, as if published at a moment: best first."""

    def copies(self, article: Article, first: int) -> MaybeAwaitable[Sequence[Article]]:
        """The articles that are the same report, itself left out, earliest first."""

    def copy_count(self, article: Article) -> MaybeAwaitable[int]:
        """How many other articles are the same report."""

    def paths(
        self,
        source: str,
        target: str,
        direction: LinkDirection,
        through: ArticleFilter | None,
        max_hops: int,
        first: int,
        bridges: Sequence[Bridge] = (),
    ) -> MaybeAwaitable[Sequence[ArticlePath]]:
        """Up to `first` shortest simple paths between two addresses.

        Shortest first, ties in link order; none where max_hops do not suffice or an address is
        unknown. Where no links lead from one to the other, `bridges` says what else may: then it is
        the best paths, with the fewest bridges, of those the most telling kinds (in the order of
        `Bridge`, their places added up), of those the fewest hops; those over the smallest groups
        first, ties newest article first. Raises LimitExceededError if finding them would take too
        much work.
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

    def body(self, article: Article) -> MaybeAwaitable[str]:
        """The Markdown below the front matter of an article; empty if there is none."""

    def featured_content(self, article: Article) -> MaybeAwaitable[str | None]:
        """The HTML that the front matter of an article holds."""

    def extra(self, owner: Article | Provider | Topic) -> MaybeAwaitable[Extra]:
        """The keys of its front matter that nothing else shows, with their values as written."""

    def sources(self, article: Article, first: int) -> MaybeAwaitable[Sequence[ArticleSource]]:
        """The files that mention an article: those about it first, the one shown at the head."""

    def problems_of(self, article: Article, first: int) -> MaybeAwaitable[Sequence[Problem]]:
        """What could not be read of an article: in files about it, then in entries that list it."""

    def provider(self, domain: str) -> MaybeAwaitable[Provider | None]:
        """The provider with a domain in any spelling, or with `www.` before it, or without."""

    def providers(
        self, filter: ProviderFilter | None, order: Sequence[ProviderOrder], page: PageRequest
    ) -> Connection[Provider, Edge[Provider]]:
        """The providers; by default those with most articles first, then by domain."""

    def topic(self, name: str) -> MaybeAwaitable[Topic | None]:
        """The topic with a name or slug, ignoring case."""

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
        """The story that an article belongs to; None for one that is in none."""

    def story(self, key: str) -> MaybeAwaitable[Story | None]:
        """The story that has, or once had, the article with this URL as its founder.

        It is the one that this article belongs to now. Raises BadUserInputError for no http(s) URL.
        """

    def stories(
        self,
        min_size: int,
        filter: ArticleFilter | None,
        period: Period,
        order: StoryOrder,
        page: PageRequest,
    ) -> Connection[Story, Edge[Story]]:
        """The stories of at least so many articles, with one that passes the filter, and one
        published in the period. Trending is measured at the end of the period.
        """

    def story_terms(self, story: Story, first: int) -> MaybeAwaitable[Sequence[str]]:
        """The words that tell a story from others, most telling first."""

    def story_copies(self, story: Story, first: int) -> MaybeAwaitable[Sequence[Article]]:
        """The articles that others of a story repeat: of each report, the earliest in the story.

        Most repeated first, ties newest first.
        """

    def story_count(self) -> MaybeAwaitable[int]:
        """How many stories there are."""

    def stats(self, within: Within) -> MaybeAwaitable[ArticleStats]:
        """Statistics about all articles of a provider, topic or story."""

    def topic_counts(
        self, within: Provider | Topic, first: int
    ) -> MaybeAwaitable[Sequence[Counted[Topic]]]:
        """The topics of its articles, most articles first, then by name; itself left out."""

    def provider_counts(
        self, within: Topic | Story, first: int
    ) -> MaybeAwaitable[Sequence[Counted[Provider]]]:
        """The providers of its articles, most articles first, then by domain."""

    def linked_providers(
        self,
        provider: Provider,
        direction: LinkDirection,
        first: int,
        among: Sequence[str] | None = None,
    ) -> MaybeAwaitable[Sequence[Counted[Provider]]]:
        """The providers that its articles link to (OUT) or are linked from (IN), with link counts.

        Itself included where its articles link to each other. Most links first, then by domain.
        `among` holds the domains, in any spelling, of those that count; None: all do.
        """

    def corpus(self) -> MaybeAwaitable[CorpusSummary]:
        """What is loaded."""

    def problems(self, first: int) -> MaybeAwaitable[Sequence[Problem]]:
        """What could not be read as written: by file, then line."""
