"""Lists as the API asks for them: lazy, so that only requested parts cost anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from graphapi.domain import Article, MaybeAwaitable, Provider, Relaxation, Story, Topic
from graphapi.store.answers.edges import Edge, SearchEdge
from graphapi.store.answers.values import ArticleStats
from graphapi.store.questions.dimensions import ArticleGroupKey, GroupOrder, TimeInterval
from graphapi.store.questions.orders import ArticleOrder
from graphapi.store.questions.paging import PageInfo, PageRequest

__all__ = [
    "ArticleConnection",
    "ArticleGroup",
    "Connection",
    "MaybeAwaitable",
    "SearchConnection",
    "TimelinePoint",
]

EdgeT_co = TypeVar("EdgeT_co", covariant=True)
NodeT_co = TypeVar("NodeT_co", covariant=True)


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
    """A set of articles: a page of it, and statistics about the whole set."""

    def stats(self) -> MaybeAwaitable[ArticleStats]:
        """Statistics about the whole set."""

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> MaybeAwaitable[Sequence[ArticleGroup]]:
        """The whole set, grouped by one to three keys: at most `first` groups, 0 to 10,000.

        An article counts once in each group that it fits into, and in one without a value if
        it does not say, so that every article is in some group.
        """

    def timeline(
        self, interval: TimeInterval, time_zone: str, limit: int | None = None
    ) -> MaybeAwaitable[Sequence[TimelinePoint]]:
        """The articles of the set that have a date, in intervals by the clock of an IANA time zone.

        From the interval of the first to that of the last, empty ones between them included; none
        if no article has a date. Raises BadUserInputError for an unknown zone and
        LimitExceededError for more than `limit` intervals, or USUAL_POINTS where it is None.
        """


class ArticleGroup(Protocol):
    """Articles of a set that have something in common.

    What the set was not grouped by is None, and so is what the articles of the group do not say.
    `period` is the first instant, in UTC, of the period in which they were published.
    """

    @property
    def provider(self) -> Provider | None:
        """Their publisher."""

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
        """Statistics about them."""

    def articles(self, order: Sequence[ArticleOrder], page: PageRequest) -> ArticleConnection:
        """The articles, as a set."""


class TimelinePoint(Protocol):
    """The articles of a set that were published in an interval of time."""

    @property
    def start(self) -> datetime:
        """The first instant of the interval."""

    @property
    def count(self) -> int:
        """How many articles."""

    def stats(self) -> MaybeAwaitable[ArticleStats]:
        """Statistics about them."""


class SearchConnection(Connection[Article, SearchEdge], Protocol):
    """The articles that a search found, best first."""

    def relaxations(self) -> MaybeAwaitable[Sequence[Relaxation]]:
        """What was done to the text because its words were in too few articles."""

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> MaybeAwaitable[Sequence[ArticleGroup]]:
        """All of them, not just the page, grouped like those of an ArticleConnection."""
