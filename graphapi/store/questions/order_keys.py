"""The sort keys of lists: what they consist of, in which order, and how cursors name them.

A key holds a value for each step of an order, the last of which tells any two nodes apart. Every
store makes the same keys, so that a cursor of one goes on in another:

- dates are whole microseconds since 1970 (`graphapi.domain.instants`), counts whole numbers, ranks
  and averages floats; a value that is missing is None, and comes last in either direction;
- titles and names are case-folded, domains and URLs are as they are; texts sort by code points;
- averages and dates of a provider, topic or story are over all of its articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from graphapi.store.questions.orders import (
    ArticleOrderField,
    OrderDirection,
    ProviderOrderField,
    StoryOrder,
    TopicOrderField,
)

__all__ = [
    "ARTICLE_KEYS",
    "PROVIDER_KEYS",
    "STORY_FOUNDED",
    "STORY_FOUNDER",
    "STORY_KEYS",
    "TOPIC_KEYS",
    "KeyPart",
    "KeyStep",
    "SortKeys",
    "Types",
    "order_tag",
]

Types = type | tuple[type, ...]

FieldT = TypeVar("FieldT", bound=Enum)
FieldT_co = TypeVar("FieldT_co", bound=Enum, covariant=True)


class KeyPart(NamedTuple):
    """One value of a key: `code` stands for it in cursors, `types` are those of its values."""

    code: str
    types: Types


class KeyStep(NamedTuple):
    """A part of a key, and whether the largest comes first."""

    part: KeyPart
    descending: bool


class _Step(Protocol[FieldT_co]):
    """A step of an order, as it is asked for."""

    @property
    def field(self) -> FieldT_co: ...

    @property
    def direction(self) -> OrderDirection: ...


@dataclass(frozen=True, slots=True)
class SortKeys(Generic[FieldT]):
    """What nodes of a kind can be sorted by. `name` is that of their list in cursors.

    `default` are the steps if no order is given, `ending` those that end every order.
    """

    name: str
    parts: Mapping[FieldT, KeyPart]
    default: tuple[KeyStep, ...]
    ending: tuple[KeyStep, ...]

    def steps(self, order: Sequence[_Step[FieldT]]) -> tuple[KeyStep, ...]:
        """The steps of an order, none of them without effect."""
        asked = [
            KeyStep(self.parts[step.field], step.direction is OrderDirection.DESC) for step in order
        ]
        last = self.ending[-1].part.code
        steps: dict[str, KeyStep] = {}
        for step in (*(asked or self.default), *self.ending):
            steps.setdefault(step.part.code, step)
            if step.part.code == last:
                break
        return tuple(steps.values())


def order_tag(steps: Iterable[tuple[str, bool]]) -> str:
    """What names an order in cursors, from the codes of its steps and which of them descend."""
    return "".join([code + ("-" if descending else "+") for code, descending in steps])


_PUBLISHED: Final = KeyPart("p", int)
_URL: Final = KeyPart("u", str)
_NEWEST_FIRST: Final = (KeyStep(_PUBLISHED, descending=True), KeyStep(_URL, descending=False))

ARTICLE_KEYS: Final = SortKeys(
    "articles",
    {
        ArticleOrderField.PUBLISHED_DATE_TIME: _PUBLISHED,
        ArticleOrderField.QUALITY: KeyPart("q", int),
        ArticleOrderField.HEAT: KeyPart("h", int),
        ArticleOrderField.TITLE: KeyPart("t", str),
        ArticleOrderField.RANK: KeyPart("r", float),
        ArticleOrderField.IN_DEGREE: KeyPart("i", int),
        ArticleOrderField.OUT_DEGREE: KeyPart("o", int),
        ArticleOrderField.URL: _URL,
    },
    default=_NEWEST_FIRST,
    ending=_NEWEST_FIRST,
)

_PROVIDER_COUNT: Final = KeyPart("c", int)
_DOMAIN: Final = KeyPart("d", str)

PROVIDER_KEYS: Final = SortKeys(
    "providers",
    {
        ProviderOrderField.ARTICLE_COUNT: _PROVIDER_COUNT,
        ProviderOrderField.AVERAGE_QUALITY: KeyPart("q", (int, float)),
        ProviderOrderField.AVERAGE_HEAT: KeyPart("h", (int, float)),
        ProviderOrderField.DOMAIN: _DOMAIN,
        ProviderOrderField.NAME: KeyPart("n", str),
        ProviderOrderField.LAST_PUBLISHED: KeyPart("l", int),
    },
    default=(KeyStep(_PROVIDER_COUNT, descending=True),),
    ending=(KeyStep(_DOMAIN, descending=False),),
)

_TOPIC_COUNT: Final = KeyPart("c", int)
_TOPIC_NAME: Final = KeyPart("n", str)

TOPIC_KEYS: Final = SortKeys(
    "topics",
    {
        TopicOrderField.ARTICLE_COUNT: _TOPIC_COUNT,
        TopicOrderField.NAME: _TOPIC_NAME,
        TopicOrderField.LAST_PUBLISHED: KeyPart("l", int),
    },
    default=(KeyStep(_TOPIC_COUNT, descending=True),),
    ending=(KeyStep(_TOPIC_NAME, descending=False),),
)

_SIZE: Final = KeyPart("s", int)
STORY_FOUNDED: Final = KeyPart("b", int)
"""When the founder of a story was published; no order that can be asked for, it ends them all."""
STORY_FOUNDER: Final = KeyPart("u", str)
"""The URL of the founder, which ends all orders of stories."""

STORY_KEYS: Final = SortKeys(
    "stories",
    {
        StoryOrder.SIZE_DESC: _SIZE,
        StoryOrder.LATEST_DESC: KeyPart("l", int),
        StoryOrder.HEAT_DESC: KeyPart("h", (int, float)),
        StoryOrder.TRENDING: KeyPart("g", float),
    },
    default=(),
    ending=(
        KeyStep(_SIZE, descending=True),
        KeyStep(STORY_FOUNDED, descending=True),
        KeyStep(STORY_FOUNDER, descending=False),
    ),
)
