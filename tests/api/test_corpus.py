"""The corpus in numbers, and its problems."""

from pathlib import Path

import pytest

from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of


@pytest.fixture(scope="module")
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(
        tmp_path_factory.mktemp("corpus"),
        one="""
            title: One
            webUrl: https://a.example/1
            quality: high
            provider: {name: A, domain: a.example}
            topics: [Rain]
            related: [{title: Two, webUrl: "https://a.example/2", heat: warm}]
        """,
        broken="title: An article without an address",
    )


def test_the_corpus_is_counted(a_store: Store):
    query = """
        { corpus {
            version loadedAt articles stubs links providers topics stories files problemCount
        } }
    """
    found = answer(a_store, query)["corpus"]
    assert found.pop("version")
    assert found == {
        "loadedAt": "2025-01-02T03:04:05Z",
        "articles": 2,
        "stubs": 1,
        "links": 1,
        "providers": 1,
        "topics": 1,
        "stories": 0,
        "files": 2,
        "problemCount": 3,
    }


def test_the_corpus_has_the_same_id_whatever_is_in_it(a_store: Store, tmp_path: Path):
    query = "{ corpus { id version } }"
    found, other = answer(a_store, query), answer(store_of(tmp_path), query)
    assert found["corpus"]["version"] != other["corpus"]["version"]
    assert found["corpus"]["id"] == other["corpus"]["id"]


def test_the_corpus_is_found_by_its_id(a_store: Store):
    corpus = answer(a_store, "{ corpus { id articles stories problems { file } } }")["corpus"]
    query = """
        query($id: ID!) { node(id: $id) {
            id ... on Corpus { articles stories problems { file } }
        } }
    """
    assert answer(a_store, query, id=corpus["id"])["node"] == corpus


def test_problems_name_file_line_field_and_severity(a_store: Store):
    query = "{ corpus { problems { file line field message severity } } }"
    broken, repaired, _ = answer(a_store, query)["corpus"]["problems"]
    assert (broken["file"], broken["severity"]) == ("broken.md", "ERROR")
    assert repaired.pop("message")
    assert repaired == {"file": "one.md", "line": 4, "field": "quality", "severity": "WARNING"}


def test_problems_are_as_many_as_asked_for(a_store: Store):
    query = "query($first: Int!) { corpus { problems(first: $first) { file } } }"
    assert len(answer(a_store, query, first=1)["corpus"]["problems"]) == 1
    message, extensions = refusal(a_store, query, first=-1)
    assert message.startswith("first: -1 cannot be used; ")
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "first"}


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("https://a.example/1", ["quality", "related[0].heat"]),
        ("https://a.example/2", ["related[0].heat"]),
    ],
)
def test_an_article_knows_the_problems_of_its_files_and_of_the_entries_that_list_it(
    a_store: Store, url: str, fields: list[str]
):
    query = "query($url: URL!, $n: Int!) { article(url: $url) { problems(first: $n) { field } } }"
    found = answer(a_store, query, url=url, n=20)["article"]["problems"]
    assert [problem["field"] for problem in found] == fields
    assert len(answer(a_store, query, url=url, n=1)["article"]["problems"]) == 1
