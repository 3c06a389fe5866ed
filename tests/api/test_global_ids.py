"""Global ids, and finding things by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.api.global_ids import MAX_NODES, decode_id, encode_id
from graphapi.errors import BadUserInputError, shown
from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of

KEYS = st.text(min_size=1).filter(lambda key: key.isprintable())


@given(st.sampled_from(["Article", "Corpus", "Provider", "Topic"]), KEYS)
def test_an_id_stands_for_a_type_and_a_key(type_name: str, key: str):
    text = encode_id(type_name, key)
    assert decode_id("id", text) == (type_name, key)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text())
def test_no_other_text_is_an_id(text: str):
    try:
        type_name, key = decode_id("id", text)
    except BadUserInputError:
        return
    assert encode_id(type_name, key) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "Zm9v",  # foo
        "QXJ0aWNsZTo",  # Article:
        "U3Rvcnk6MQ",  # Story:1
        encode_id("Provider", "a.example") + "=",
        encode_id("Article", "javascript:alert(1)"),
        encode_id("Corpus", "other"),
    ],
)
def test_a_damaged_id_is_an_error_that_names_it(text: str, a_store: Store):
    message, extensions = refusal(a_store, "query($id: ID!) { node(id: $id) { id } }", id=text)
    assert message == f"id: {shown(text)} cannot be used; use an id that this API has handed out"
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "id"}


def test_a_damaged_id_among_several_is_named_by_its_place(a_store: Store):
    ids = [encode_id("Topic", "ai"), "nonsense"]
    message, extensions = refusal(
        a_store, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids
    )
    assert message.startswith('ids[1]: "nonsense" cannot be used')
    assert extensions["argument"] == "ids[1]"


@pytest.fixture
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(
        tmp_path_factory.mktemp("corpus"),
        one="""
            title: One
            webUrl: https://a.example/ü?q=1
            provider: {name: A, domain: a.example}
            topics: [AI and Ethics, c-2, C, 'C#']
        """,
    )


def test_every_node_is_found_again_by_its_id(a_store: Store):
    listed = answer(
        a_store,
        """{
            articles { nodes { id } } providers { nodes { id } } topics { nodes { id } }
            corpus { id }
        }""",
    )
    corpus = listed.pop("corpus")["id"]
    ids = [node["id"] for part in listed.values() for node in part["nodes"]] + [corpus]
    assert len(ids) == len(set(ids)) == 7

    query = "query($id: ID!) { node(id: $id) { __typename id } }"
    found = [answer(a_store, query, id=text)["node"] for text in ids]

    assert [node["id"] for node in found] == ids
    assert [node["__typename"] for node in found] == [
        "Article",
        "Provider",
        *["Topic"] * 4,
        "Corpus",
    ]
    together = answer(
        a_store, "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids
    )
    assert together["nodes"] == found


def test_an_id_of_what_the_corpus_does_not_have_gives_null_in_its_place(a_store: Store):
    ids = [
        encode_id("Article", "https://a.example/other"),
        encode_id("Provider", "a.example"),
        encode_id("Provider", "b.example"),
        encode_id("Topic", "cooking"),
    ]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Provider { domain } } }"
    assert answer(a_store, query, ids=ids)["nodes"] == [None, {"domain": "a.example"}, None, None]


def test_nodes_takes_at_most_a_hundred_ids(a_store: Store):
    ids = [encode_id("Topic", "x")] * (MAX_NODES + 1)
    message, extensions = refusal(
        a_store, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids
    )
    assert message == 'ids: "101 ids" cannot be used; give at most 100'
    assert extensions["code"] == "BAD_USER_INPUT"
