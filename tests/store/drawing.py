"""Random corpora, filters and orders for property tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.store import (
    ArticleFilter,
    ArticleOrder,
    ArticleOrderField,
    DateTimeFilter,
    IntFilter,
    OrderDirection,
    StringFilter,
)
from tests.corpora import address, article, corpus, image

__all__ = ["article_filters", "article_orders", "corpora"]

T = TypeVar("T")

_DATES = ("2021-01-01", "2021-01-02", "2021-01-03T12:00:00")
_TEXTS = ("Alpha", "alpha", "Beta gamma", "ß", "SS")
_URLS = tuple("abcdefgh")


def _maybe(drawn: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | drawn


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Up to eight articles that share few values, so that ties and gaps are common."""
    small = _maybe(st.integers(-2, 3))
    text = st.sampled_from(_TEXTS)
    return corpus(
        *(
            article(
                name,
                published=draw(_maybe(st.sampled_from(_DATES))),
                title=draw(text),
                excerpt=draw(_maybe(text)),
                type=draw(_maybe(st.sampled_from(("article", "video")))),
                category=draw(_maybe(st.sampled_from(("news", "News")))),
                quality=draw(small),
                heat=draw(small),
                is_published=draw(_maybe(st.booleans())),
                provider=draw(_maybe(st.sampled_from(("a.example", "b.example", "c.example")))),
                topics=tuple(draw(st.lists(st.sampled_from(_TEXTS), max_size=2))),
                images=(image("i"),) if draw(st.booleans()) else (),
                related=draw(st.lists(st.sampled_from(_URLS), max_size=4)),
            )
            for name in draw(st.lists(st.sampled_from(_URLS), max_size=8, unique=True))
        )
    )


def _strings(values: tuple[str, ...]) -> st.SearchStrategy[StringFilter]:
    value = st.sampled_from((*values, "nothing"))
    part = st.sampled_from(("", "a", "A", "ss", "ma", "EXAMPLE", "ß"))
    several = st.lists(value, max_size=2).map(tuple)
    return st.builds(
        StringFilter,
        eq=_rarely(value),
        ne=_rarely(value),
        in_=_rarely(several),
        not_in=_rarely(several),
        contains=_rarely(part),
        starts_with=_rarely(part),
        ends_with=_rarely(part),
        is_null=_rarely(st.booleans()),
    )


def _rarely(drawn: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.one_of(st.none(), st.none(), st.none(), drawn)


def _integers() -> st.SearchStrategy[IntFilter]:
    value = st.integers(-3, 4) | st.sampled_from((2**40, -(2**70), 2**70))
    return st.builds(
        IntFilter,
        eq=_rarely(value),
        ne=_rarely(value),
        in_=_rarely(st.lists(value, max_size=2).map(tuple)),
        gt=_rarely(value),
        gte=_rarely(value),
        lt=_rarely(value),
        lte=_rarely(value),
        is_null=_rarely(st.booleans()),
    )


def _instants() -> st.SearchStrategy[DateTimeFilter]:
    value = st.sampled_from(_DATES).map(
        lambda date: datetime.fromisoformat(date).replace(tzinfo=UTC)
    )
    return st.builds(
        DateTimeFilter,
        eq=_rarely(value),
        gt=_rarely(value),
        gte=_rarely(value),
        lt=_rarely(value),
        lte=_rarely(value),
        is_null=_rarely(st.booleans()),
    )


def _flat_filters() -> st.SearchStrategy[ArticleFilter]:
    urls = (*map(address, _URLS), "http://news.example/a/", "x")
    return st.builds(
        ArticleFilter,
        url=_rarely(_strings(urls)),
        title=_rarely(_strings(_TEXTS)),
        excerpt=_rarely(_strings(_TEXTS)),
        provider=_rarely(_strings(("a.example", "B.Example", "c.example"))),
        topic=_rarely(_strings((*_TEXTS, "beta-gamma"))),
        type=_rarely(_strings(("article", "video"))),
        category=_rarely(_strings(("news", "News"))),
        published_date_time=_rarely(_instants()),
        quality=_rarely(_integers()),
        heat=_rarely(_integers()),
        in_degree=_rarely(_integers()),
        out_degree=_rarely(_integers()),
        published=_rarely(st.booleans()),
        stub=_rarely(st.booleans()),
        has_image=_rarely(st.booleans()),
    )


def article_filters() -> st.SearchStrategy[ArticleFilter]:
    """Filters of every condition, in one another."""

    def nested(inner: st.SearchStrategy[ArticleFilter]) -> st.SearchStrategy[ArticleFilter]:
        several = st.lists(inner, max_size=2).map(tuple)
        return st.builds(
            ArticleFilter,
            and_=_maybe(several),
            or_=_maybe(several),
            not_=_maybe(inner),
            quality=_rarely(_integers()),
            title=_rarely(_strings(_TEXTS)),
        )

    return st.recursive(_flat_filters(), nested, max_leaves=4)


def article_orders() -> st.SearchStrategy[tuple[ArticleOrder, ...]]:
    """Up to three steps, repeated fields among them."""
    step = st.builds(
        ArticleOrder, st.sampled_from(ArticleOrderField), st.sampled_from(OrderDirection)
    )
    return st.lists(step, max_size=3).map(tuple)
