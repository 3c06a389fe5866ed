"""What a filter lets through: the store against an oracle in plain Python."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.domain import LinkDirection
from graphapi.errors import BadUserInputError
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store import ArticleFilter, DateTimeFilter, IntFilter, PageRequest, StringFilter
from graphapi.store.memory import MemoryStore
from graphapi.store.memory.filtering.predicates import article_predicate
from graphapi.store.memory.filtering.selection import select
from tests.corpora import address, article, graph_of, names, store_of
from tests.store.drawing import article_filters, corpora


def text_fits(
    filter_: StringFilter | None, texts: Iterable[str], fold: Callable[[str], str] = str
) -> bool:
    if filter_ is None:
        return True
    texts = list(texts)
    folded = [fold(text) for text in texts]
    lower = [text.casefold() for text in texts]
    checks = [
        filter_.eq is None or fold(filter_.eq) in folded,
        filter_.ne is None or fold(filter_.ne) not in folded,
        filter_.in_ is None or any(fold(one) in folded for one in filter_.in_),
        filter_.not_in is None or not any(fold(one) in folded for one in filter_.not_in),
        filter_.contains is None or any(filter_.contains.casefold() in one for one in lower),
        filter_.starts_with is None
        or any(one.startswith(filter_.starts_with.casefold()) for one in lower),
        filter_.ends_with is None
        or any(one.endswith(filter_.ends_with.casefold()) for one in lower),
        filter_.is_null is None or filter_.is_null == (not texts),
    ]
    return all(checks)


def number_fits(filter_: IntFilter | DateTimeFilter | None, value: Any) -> bool:
    if filter_ is None:
        return True
    conditions = [
        filter_.eq is None or (value is not None and value == filter_.eq),
        filter_.gt is None or (value is not None and value > filter_.gt),
        filter_.gte is None or (value is not None and value >= filter_.gte),
        filter_.lt is None or (value is not None and value < filter_.lt),
        filter_.lte is None or (value is not None and value <= filter_.lte),
        filter_.is_null is None or filter_.is_null == (value is None),
    ]
    if isinstance(filter_, IntFilter):
        conditions += [
            filter_.ne is None or value != filter_.ne,
            filter_.in_ is None or (value is not None and value in filter_.in_),
        ]
    return all(conditions)


def url_fits(filter_: StringFilter | None, graph: ArticleGraph, one: ArticleNode) -> bool:
    if filter_ is None:
        return True

    def known(url: str) -> bool:
        try:
            return graph.article(url) is one
        except ValueError:
            return False

    parts = StringFilter(
        contains=filter_.contains,
        starts_with=filter_.starts_with,
        ends_with=filter_.ends_with,
        is_null=filter_.is_null,
    )
    return (
        (filter_.eq is None or known(filter_.eq))
        and (filter_.ne is None or not known(filter_.ne))
        and (filter_.in_ is None or any(map(known, filter_.in_)))
        and (filter_.not_in is None or not any(map(known, filter_.not_in)))
        and text_fits(parts, [one.url])
    )


def fits(filter_: ArticleFilter, graph: ArticleGraph, one: ArticleNode) -> bool:
    """The oracle: what filters.py says, word for word."""

    def given_texts(*texts: str | None) -> list[str]:
        return [text for text in texts if text is not None]

    return (
        (filter_.and_ is None or all(fits(inner, graph, one) for inner in filter_.and_))
        and (filter_.or_ is None or any(fits(inner, graph, one) for inner in filter_.or_))
        and (filter_.not_ is None or not fits(filter_.not_, graph, one))
        and url_fits(filter_.url, graph, one)
        and text_fits(filter_.title, [one.title])
        and text_fits(filter_.excerpt, given_texts(one.excerpt))
        and text_fits(filter_.type, given_texts(one.type))
        and text_fits(filter_.category, given_texts(one.category))
        and text_fits(
            filter_.provider, [] if one.provider is None else [one.provider.domain], str.lower
        )
        and text_fits(
            filter_.topic,
            [text for topic in one.topics for text in (topic.name, topic.slug)],
            str.casefold,
        )
        and number_fits(filter_.published_date_time, one.published_date_time)
        and number_fits(filter_.quality, one.quality)
        and number_fits(filter_.heat, one.heat)
        and number_fits(filter_.in_degree, one.in_degree)
        and number_fits(filter_.out_degree, one.out_degree)
        and (filter_.published is None or one.published == filter_.published)
        and (filter_.stub is None or one.stub == filter_.stub)
        and (filter_.has_image is None or bool(one.images) == filter_.has_image)
    )


@given(corpora(), article_filters())
def test_a_selection_is_what_plain_python_selects(corpus: Corpus, filter_: ArticleFilter):
    graph = ArticleGraph.build(corpus)
    selected = select(graph, filter_)
    expected = [one.index for one in graph.articles if fits(filter_, graph, one)]
    everyone = list(range(len(graph.articles)))
    assert (everyone if selected is None else selected.tolist()) == expected
    predicate = article_predicate(graph, filter_)
    assert [one.index for one in graph.articles if predicate(one)] == expected


@given(corpora(), article_filters(), st.data())
def test_within_a_provider_or_topic_a_filter_selects_among_its_articles(
    corpus: Corpus, filter_: ArticleFilter, data: st.DataObject
):
    graph = ArticleGraph.build(corpus)
    for postings, count in (
        (graph.provider_articles, len(graph.providers)),
        (graph.topic_articles, len(graph.topics)),
    ):
        if count:
            among = postings.of(data.draw(st.integers(0, count - 1)))
            selected = select(graph, filter_, among)
            expected = [i for i in among.tolist() if fits(filter_, graph, graph.articles[i])]
            assert selected is not None
            assert selected.tolist() == expected


def selected(store: MemoryStore, **conditions: Any) -> list[str]:
    page = store.articles(ArticleFilter(**conditions), (), PageRequest(first=100))
    return sorted(names(page.nodes()))


def test_a_missing_property_fails_every_condition_but_three():
    store = store_of(article("a"), article("b", quality=1))
    assert selected(store, quality=IntFilter(lt=5)) == ["b"]
    assert selected(store, quality=IntFilter(is_null=True)) == ["a"]
    assert selected(store, quality=IntFilter(ne=1)) == ["a"]
    assert selected(store, excerpt=StringFilter(contains="")) == []
    assert selected(store, excerpt=StringFilter(not_in=("x",))) == ["a", "b"]
    assert selected(store, published=False) == []


def test_an_empty_and_holds_and_an_empty_or_never_does():
    store = store_of(article("a"))
    assert selected(store, and_=()) == ["a"]
    assert selected(store, or_=()) == []
    assert selected(store, not_=ArticleFilter(or_=())) == ["a"]


def test_a_topic_condition_holds_when_one_topic_fits_and_a_negated_one_when_none_does():
    store = store_of(article("a", topics=("Web", "Art")), article("b", topics=("Art",)))
    assert selected(store, topic=StringFilter(eq="WEB")) == ["a"]
    assert selected(store, topic=StringFilter(ne="web")) == ["b"]
    assert selected(store, topic=StringFilter(eq="web", contains="rt")) == ["a"]


def test_an_article_is_selected_by_each_of_its_addresses():
    store = store_of(article("a", amp="amp/a"), article("b"))
    amp = "http://news.example/amp/a/"
    assert selected(store, url=StringFilter(eq=amp)) == ["a"]
    assert selected(store, url=StringFilter(ne=amp)) == ["b"]
    assert selected(store, url=StringFilter(in_=(amp, "no url"))) == ["a"]
    assert selected(store, url=StringFilter(starts_with="HTTPS://NEWS")) == ["a", "b"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (StringFilter(contains="STRASSE"), ["n7"]),
        (StringFilter(starts_with="haupt", ends_with="E"), ["n7"]),
        (StringFilter(contains=""), ["n7", "n8"]),
        (StringFilter(ne="Markt"), ["n7", "n9"]),
        (StringFilter(ne="x", contains="a"), ["n7", "n8"]),
        (StringFilter(is_null=True), ["n9"]),
        (StringFilter(is_null=True, contains="a"), []),
        (StringFilter(), ["n7", "n8", "n9"]),
    ],
)
@pytest.mark.parametrize("others", [0, 200], ids=["of few", "of many"])
def test_texts_are_looked_for_alike_among_all_and_among_few(
    texts: StringFilter, expected: list[str], others: int
):
    store = store_of(
        article("n7", excerpt="Hauptstraße"),
        article("n8", excerpt="Markt"),
        article("n9"),
        *(article(f"other{number}", excerpt="a") for number in range(others)),
    )
    few = StringFilter(in_=tuple(map(address, ("n7", "n8", "n9"))))
    assert selected(store, url=few, excerpt=texts) == expected


def test_texts_are_looked_for_in_all_of_a_large_corpus():
    articles = (article(str(n), excerpt="Zebra" if n % 1_000 == 7 else "b") for n in range(2_500))
    assert selected(store_of(*articles), excerpt=StringFilter(contains="zEB")) == [
        "1007",
        "2007",
        "7",
    ]


def test_conditions_nested_too_deep_are_refused():
    filter_ = ArticleFilter()
    for _ in range(5_000):
        filter_ = ArticleFilter(not_=filter_)
    store = store_of(article("a"))
    with pytest.raises(BadUserInputError, match="at most 20 deep"):
        store.articles(filter_, (), PageRequest())
    with pytest.raises(BadUserInputError, match="^through: "):
        store.paths("https://a.example", "https://b.example", LinkDirection.OUT, filter_, 1, 1)


def test_the_graph_of_nothing_answers_too():
    graph = graph_of()
    found = select(graph, ArticleFilter(title=StringFilter(eq="x")))
    assert found is not None
    assert not len(found)


def test_a_domain_given_as_a_whole_is_found_in_any_spelling():
    store = store_of(
        article("a", provider="bücher.example"),
        article("b", provider="www.b.example"),
        article("c"),
    )
    for filter_, expected in (
        (StringFilter(eq="xn--bcher-kva.example"), ["a"]),
        (StringFilter(in_=("BÜCHER.example.", "b.example")), ["a", "b"]),
        (StringFilter(ne="xn--bcher-kva.example"), ["b", "c"]),
        (StringFilter(not_in=("B.example", "none.example")), ["a", "c"]),
        (StringFilter(contains="xn--"), []),
    ):
        assert selected(store, provider=filter_) == expected
        fits = article_predicate(store.graph, ArticleFilter(provider=filter_))
        assert sorted(names(node for node in store.graph.articles if fits(node))) == expected
