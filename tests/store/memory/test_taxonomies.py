"""Lists of providers and topics: filters, orders, pages."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.graph import ArticleGraph
from graphapi.store import (
    IntFilter,
    OrderDirection,
    PageRequest,
    ProviderFilter,
    ProviderOrder,
    ProviderOrderField,
    StringFilter,
    TopicOrder,
    TopicOrderField,
)
from graphapi.store.memory import MemoryStore
from tests.corpora import article, organization, store_of, topic
from tests.store.drawing import corpora
from tests.store.walking import backwards, forwards

DIRECTIONS = st.sampled_from(OrderDirection)
EVERYTHING = PageRequest(first=100)

PUBLISHERS = store_of(
    article("1", provider="b.example", provider_name="Zulu", quality=9, published="2021-01-01"),
    article("2", provider="b.example", provider_name="Zulu", topics=("Web",)),
    article("3", provider="a.example", provider_name="yankee", published="2021-01-03"),
    article("4", provider="a.example", provider_name="Aleph", quality=4, heat=1, topics=("Art",)),
    article("5", provider="c.example", provider_name="Xray", quality=5, published="2021-01-02"),
    organization("d.example", "Unheard"),
)


def domains(filter_: ProviderFilter | None = None, *order: ProviderOrder) -> str:
    found = PUBLISHERS.providers(filter_, order, EVERYTHING).nodes()
    return "".join(one.domain[0] for one in found)


def test_providers_come_by_article_count_and_then_by_domain():
    assert domains() == "abcd"


def test_providers_sort_by_each_property_and_those_without_it_come_last():
    fields, asc, desc = ProviderOrderField, OrderDirection.ASC, OrderDirection.DESC
    assert domains(None, ProviderOrder(fields.ARTICLE_COUNT, asc)) == "dcab"
    assert domains(None, ProviderOrder(fields.AVERAGE_QUALITY, desc)) == "bcad"
    assert domains(None, ProviderOrder(fields.AVERAGE_QUALITY, asc)) == "acbd"
    assert domains(None, ProviderOrder(fields.AVERAGE_HEAT, desc)) == "abcd"
    assert domains(None, ProviderOrder(fields.DOMAIN, desc)) == "dcba"
    assert domains(None, ProviderOrder(fields.NAME, asc)) == "adcb"
    assert domains(None, ProviderOrder(fields.LAST_PUBLISHED, desc)) == "acbd"


def test_providers_are_filtered_by_each_property():
    assert domains(ProviderFilter(domain=StringFilter(in_=("A.example", "d.example")))) == "ad"
    assert domains(ProviderFilter(name=StringFilter(contains="YANK"))) == "a"
    assert domains(ProviderFilter(article_count=IntFilter(gte=1, lt=2))) == "c"
    assert domains(ProviderFilter(topic=StringFilter(eq="web"))) == "b"
    assert domains(ProviderFilter(topic=StringFilter(ne="web"))) == "acd"
    assert domains(ProviderFilter(topic=StringFilter(is_null=True))) == "cd"
    assert domains(ProviderFilter()) == "abcd"


@given(corpora(), st.sampled_from(ProviderOrderField), DIRECTIONS)
def test_any_walk_over_providers_is_the_whole_list(
    corpus: Corpus, field: ProviderOrderField, direction: OrderDirection
):
    store = MemoryStore(ArticleGraph.build(corpus), datetime(2021, 1, 1, tzinfo=UTC))
    order = (ProviderOrder(field, direction),)
    expected = [one.domain for one in store.providers(None, order, EVERYTHING).nodes()]
    assert sorted(expected) == sorted(one.domain for one in store.graph.providers)
    for size in (1, 2):
        walks = (
            walk(lambda page: store.providers(None, order, page), size, lambda one: one.domain)
            for walk in (forwards, backwards)
        )
        assert list(walks) == [expected, expected]


@given(corpora(), st.sampled_from(TopicOrderField), DIRECTIONS)
def test_any_walk_over_topics_is_the_whole_list(
    corpus: Corpus, field: TopicOrderField, direction: OrderDirection
):
    store = MemoryStore(ArticleGraph.build(corpus), datetime(2021, 1, 1, tzinfo=UTC))
    order = (TopicOrder(field, direction),)
    expected = [one.name for one in store.topics(order, EVERYTHING).nodes()]
    assert sorted(expected) == sorted(one.name for one in store.graph.topics)
    for size in (1, 2):
        walks = (
            walk(lambda page: store.topics(order, page), size, lambda one: one.name)
            for walk in (forwards, backwards)
        )
        assert list(walks) == [expected, expected]


def test_topics_come_by_article_count_and_then_by_name_whatever_the_case():
    store = store_of(
        article("a", topics=("zeta", "Alpha", "beta")),
        article("b", topics=("zeta",)),
        topic("Nothing", parent="zeta"),
    )
    names = [one.name for one in store.topics((), EVERYTHING).nodes()]
    assert names == ["zeta", "Alpha", "beta", "Nothing"]
    zeta, nothing = store.topic("ZETA"), store.topic("nothing")
    assert zeta is not None
    assert nothing is not None
    assert store.topic_parent(nothing) is zeta
    assert store.topic_parent(zeta) is None
    assert store.topic_children(zeta) == [nothing]
