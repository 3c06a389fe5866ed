"""Figures over sets of articles."""

import statistics
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.domain import LinkDirection
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store import ArticleFilter, NumberStats, PageRequest, StringFilter
from graphapi.store.memory import MemoryStore
from tests.corpora import article, found, organization, store_of, topic
from tests.store.drawing import article_filters, corpora

EVERYTHING = PageRequest(first=100)


def check_numbers(figures: NumberStats, values: list[int]) -> None:
    assert figures.count == len(values)
    if not values:
        assert figures == NumberStats(0, None, None, None, None, None, None)
        return
    assert (figures.min, figures.max, figures.sum) == (min(values), max(values), sum(values))
    assert figures.average == sum(values) / len(values)
    assert figures.median == statistics.median(values)
    for number in (figures.min, figures.average, figures.median, figures.p90, figures.sum):
        assert type(number) is float


@given(corpora(), st.none() | article_filters())
def test_figures_over_a_set_are_what_plain_python_counts(
    corpus: Corpus, filter_: ArticleFilter | None
):
    store = MemoryStore(ArticleGraph.build(corpus), datetime(2021, 1, 1, tzinfo=UTC))
    connection = store.articles(filter_, (), EVERYTHING)
    chosen: list[ArticleNode] = list(connection.nodes())
    figures = connection.stats()
    dates = [one.published_date_time for one in chosen if one.published_date_time is not None]
    assert figures.count == connection.total_count() == len(chosen)
    assert figures.stubs == sum(one.stub for one in chosen)
    assert figures.providers == len({one.provider for one in chosen} - {None})
    assert figures.topics == len({topic for one in chosen for topic in one.topics})
    assert figures.first_published == (min(dates) if dates else None)
    assert figures.last_published == (max(dates) if dates else None)
    check_numbers(figures.quality, [one.quality for one in chosen if one.quality is not None])
    check_numbers(figures.heat, [one.heat for one in chosen if one.heat is not None])


def test_the_ninetieth_percentile_lies_between_the_nearest_ranks():
    store = store_of(*(article(str(number), quality=number) for number in (1, 2, 3, 4)))
    figures = store.articles(None, (), EVERYTHING).stats().quality
    assert figures.p90 is not None
    assert abs(figures.p90 - 3.7) < 1e-9


def test_the_figures_of_a_provider_or_topic_are_those_of_its_articles():
    store = store_of(
        article("a", provider="p.example", topics=("t",), quality=1),
        article("b", provider="p.example", quality=3),
        article("c", topics=("t",), quality=8),
    )
    provider, about = store.provider("p.example"), store.topic("t")
    assert provider is not None
    assert about is not None
    assert store.stats(provider).quality.sum == 4.0
    assert store.stats(about).quality.sum == 9.0
    within = store.articles(
        ArticleFilter(topic=StringFilter(eq="t")), (), EVERYTHING, within=provider
    )
    assert within.stats().quality.sum == 1.0


def test_topics_and_providers_are_counted_most_first_and_equals_by_name():
    store = store_of(
        article("a", provider="p.example", topics=("t", "Beta", "alpha")),
        article("b", provider="q.example", topics=("t", "zeta")),
        article("c", provider="q.example", topics=("t", "zeta")),
        article("d", topics=("t",)),
        topic("unused"),
        organization("unused.example"),
    )
    about = store.topic("t")
    assert about is not None
    counted = [(one.node.name, one.count) for one in store.topic_counts(about, 10)]
    assert counted == [("zeta", 2), ("alpha", 1), ("Beta", 1)]
    assert [one.node.name for one in store.topic_counts(about, 1)] == ["zeta"]
    publishers = [(one.node.domain, one.count) for one in store.provider_counts(about, 10)]
    assert publishers == [("q.example", 2), ("p.example", 1)]


def test_only_the_hundred_most_frequent_can_be_asked_for():
    names = tuple(f"topic {number:03}" for number in range(150))
    store = store_of(article("a", topics=("t", *names)), article("b", topics=("t", names[149])))
    about = store.topic("t")
    assert about is not None
    counted = [one.node.name for one in store.topic_counts(about, 100)]
    assert counted == ["topic 149", *names[:99]]


def test_links_between_providers_are_counted_in_their_direction():
    store = store_of(
        article("a", provider="p.example", related=["b", "c", "d"]),
        article("b", provider="q.example", related=["a"]),
        article("c", provider="q.example"),
        article("d", provider="p.example", related=["c"]),
    )
    provider = store.provider("p.example")
    assert provider is not None

    def counted(direction: LinkDirection) -> list[tuple[str, int]]:
        linked = store.linked_providers(provider, direction, 10)
        return [(one.node.domain, one.count) for one in linked]

    assert counted(LinkDirection.OUT) == [("q.example", 3), ("p.example", 1)]
    assert counted(LinkDirection.IN) == [("p.example", 1), ("q.example", 1)]
    assert found(store.graph, "a").out_degree == 3
