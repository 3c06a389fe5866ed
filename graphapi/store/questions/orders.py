"""The orders a list can have.

Every order is total: after the fields asked for, articles come newest first, then by URL;
providers by domain; topics by name; stories largest first, then by their founders, newest first,
then by URL. What lacks the property sorted by comes last in either direction. Titles and names sort
ignoring case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

__all__ = [
    "ArticleOrder",
    "ArticleOrderField",
    "OrderDirection",
    "Period",
    "ProviderOrder",
    "ProviderOrderField",
    "StoryOrder",
    "TopicOrder",
    "TopicOrderField",
]


class OrderDirection(Enum):
    """Smallest first or largest first."""

    ASC = "ASC"
    DESC = "DESC"


class ArticleOrderField(Enum):
    """What articles can be sorted by."""

    PUBLISHED_DATE_TIME = "PUBLISHED_DATE_TIME"
    QUALITY = "QUALITY"
    HEAT = "HEAT"
    TITLE = "TITLE"
    RANK = "RANK"
    IN_DEGREE = "IN_DEGREE"
    OUT_DEGREE = "OUT_DEGREE"
    URL = "URL"


class ProviderOrderField(Enum):
    """What providers can be sorted by."""

    ARTICLE_COUNT = "ARTICLE_COUNT"
    AVERAGE_QUALITY = "AVERAGE_QUALITY"
    AVERAGE_HEAT = "AVERAGE_HEAT"
    DOMAIN = "DOMAIN"
    NAME = "NAME"
    LAST_PUBLISHED = "LAST_PUBLISHED"


class TopicOrderField(Enum):
    """What topics can be sorted by."""

    ARTICLE_COUNT = "ARTICLE_COUNT"
    NAME = "NAME"
    LAST_PUBLISHED = "LAST_PUBLISHED"


class StoryOrder(Enum):
    """The orders of stories: each is a field, and which end of it comes first."""

    SIZE_DESC = "SIZE_DESC"
    LATEST_DESC = "LATEST_DESC"
    HEAT_DESC = "HEAT_DESC"
    TRENDING = "TRENDING"


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to another, both included; None: without an end on that side."""

    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArticleOrder:
    """One step of an order of articles."""

    field: ArticleOrderField
    direction: OrderDirection = OrderDirection.DESC


@dataclass(frozen=True, slots=True)
class ProviderOrder:
    """One step of an order of providers."""

    field: ProviderOrderField
    direction: OrderDirection = OrderDirection.DESC


@dataclass(frozen=True, slots=True)
class TopicOrder:
    """One step of an order of topics."""

    field: TopicOrderField
    direction: OrderDirection = OrderDirection.DESC
