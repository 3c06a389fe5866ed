"""The domain's enums, described for the schema.

Describing an enum here adds its GraphQL definition to the class itself: members then pass between
client and store without conversion.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import strawberry

from graphapi.domain import Bridge, ChangeKind, LinkDirection, RelaxationKind, Severity
from graphapi.store import (
    ArticleGroupKey,
    ArticleOrderField,
    GroupOrder,
    OrderDirection,
    ProviderOrderField,
    SourceRole,
    StoryOrder,
    TimeInterval,
    TopicOrderField,
)

__all__ = [
    "ArticleGroupKey",
    "ArticleOrderField",
    "Bridge",
    "ChangeKind",
    "GroupOrder",
    "LinkDirection",
    "OrderDirection",
    "ProviderOrderField",
    "RelaxationKind",
    "Severity",
    "SourceRole",
    "StoryOrder",
    "TimeInterval",
    "TopicOrderField",
]

EnumT = TypeVar("EnumT", bound=type[Enum])


def _describe(enum: EnumT, description: str, values: Mapping[str, str], name: str = "") -> None:
    """Give an enum a GraphQL definition, and each of its values a description."""
    strawberry.enum(enum, name=name or enum.__name__, description=description)
    definition: Any = enum.__strawberry_definition__  # type: ignore[attr-defined]  # Strawberry sets it
    for value in definition.values:
        value.description = values[value.name]


_describe(
    LinkDirection,
    "Which links to follow. A link goes from the article that lists to the one that is listed.",
    {
        "OUT": "Links to the articles that this one lists as related.",
        "IN": "Links from the articles that list this one as related.",
        "BOTH": "Links of either direction.",
    },
)
_describe(
    Bridge,
    "What may join two articles on a path where no link does, the most telling first.",
    {
        "SIMILAR": (
            "The one is among the articles most similar to the other, as `Article.similar` has"
            " them. Only the first and the last step of a path can be of this kind."
        ),
        "STORY": "Both belong to one story.",
        "TOPIC": "Both are about one topic.",
        "PROVIDER": "Both were published by one provider.",
    },
)
_describe(
    OrderDirection,
    "The direction of a sort order. Nodes without the property come last in either direction.",
    {
        "ASC": "Smallest, earliest or alphabetically first.",
        "DESC": "Largest, latest or alphabetically last.",
    },
)
_describe(
    ArticleOrderField,
    "What articles can be sorted by.",
    {
        "PUBLISHED_DATE_TIME": "When the article was published.",
        "QUALITY": "The quality score.",
        "HEAT": "The heat score; articles without a measured one come last.",
        "TITLE": "The title, alphabetically and ignoring case.",
        "RANK": "The PageRank in the graph of links.",
        "IN_DEGREE": "How many articles list it as related.",
        "OUT_DEGREE": "How many articles it lists as related.",
        "URL": "The canonical URL, character by character.",
    },
)
_describe(
    ArticleGroupKey,
    "What articles can be grouped by. Periods are periods of publication, in UTC.",
    {
        "PROVIDER": "Who published the article.",
        "TOPIC": "What the article is about; it counts once in the group of each of its topics.",
        "TYPE": "The kind of the article, such as `article` or `video`.",
        "CATEGORY": "The category of the article, such as `news`.",
        "STORY": "The story that the article belongs to.",
        "YEAR": "The year.",
        "QUARTER": "The quarter of a year, from January, April, July or October.",
        "MONTH": "The month of a year.",
        "WEEK": "The week, from Monday.",
        "DAY": "The day.",
    },
)
_describe(
    GroupOrder,
    "Which groups of articles come first. Ties are ordered by key, as in KEY_ASC.",
    {
        "COUNT_DESC": "The largest groups.",
        "COUNT_ASC": "The smallest groups.",
        "KEY_ASC": (
            "By the first key, then the second, then the third: providers by domain, topics"
            " by name ignoring case, types and categories alphabetically, the largest stories"
            " and the earliest periods first. Null comes last."
        ),
        "KEY_DESC": "The reverse of KEY_ASC, but null comes last here, too.",
        "QUALITY_DESC": "The highest average quality; groups without any quality come last.",
        "HEAT_DESC": "The highest average heat; groups without any measured heat come last.",
    },
)
_describe(
    TimeInterval,
    "The length of the intervals of a timeline, in its time zone.",
    {
        "HOUR": ("An hour. If the clock is set back by an hour, that hour comes twice."),
        "DAY": "A day: 24 hours, or 23 or 25 where the clock changes.",
        "WEEK": "A week, from Monday.",
        "MONTH": "A month of a year.",
        "QUARTER": "A quarter of a year, from January, April, July or October.",
        "YEAR": "A year.",
    },
)
_describe(
    ProviderOrderField,
    "What providers can be sorted by.",
    {
        "ARTICLE_COUNT": "How many articles the provider has, stubs included.",
        "AVERAGE_QUALITY": "The mean quality of its articles that have one.",
        "AVERAGE_HEAT": "The mean heat of its articles that have one.",
        "DOMAIN": "The domain, alphabetically.",
        "NAME": "The name printed most often, alphabetically and ignoring case.",
        "LAST_PUBLISHED": "When its newest article was published.",
    },
)
_describe(
    TopicOrderField,
    "What topics can be sorted by.",
    {
        "ARTICLE_COUNT": "How many articles the topic has, stubs included.",
        "NAME": "The name, alphabetically and ignoring case.",
        "LAST_PUBLISHED": "When its newest article was published.",
    },
)
_describe(
    StoryOrder,
    (
        "The order of a list of stories. Ties are ordered by size, largest first, then by their"
        " oldest article, newest first."
    ),
    {
        "SIZE_DESC": "Most articles first.",
        "LATEST_DESC": "The one with the newest article first; those without any date come last.",
        "HEAT_DESC": "The highest mean heat of the articles that have one first.",
        "TRENDING": (
            "What grows most: the last seven days of the requested period, by default those"
            " before the newest article of the corpus, against the four weeks before them."
        ),
    },
)
_describe(
    SourceRole,
    "How a file mentions an article.",
    {
        "FULL": "The file is about the article.",
        "RELATED": "The file is about another article and lists this one as related.",
    },
)
_describe(
    Severity,
    "How serious a problem is.",
    {
        "ERROR": "The file was left out.",
        "WARNING": "The file was read, with the named field repaired or dropped.",
    },
    name="ProblemSeverity",
)
_describe(
    RelaxationKind,
    "What was done to some words of a search text.",
    {
        "CORRECTED": ("The word looks like a typing error: `replacement` is searched for as well."),
        "IGNORED": (
            "The words carry no meaning of their own, such as `the`: articles need not have them."
        ),
        "OMITTED": "Some of the articles that were found do not have the word.",
    },
    name="SearchRelaxationKind",
)

_describe(
    ChangeKind,
    "What became of an article.",
    {
        "ADDED": "It is new.",
        "UPDATED": "Its fields, its addresses or its related list have changed.",
        "REMOVED": "The files know it no more.",
        "RESET": (
            "The place to go on from is unknown, or too long ago: anything may have changed. The"
            " events after it are complete again."
        ),
    },
)
