"""Cursors: what a list handed out goes on where it stopped, and nothing else gets anywhere."""

import base64
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.store import Store
from tests.api.asking import answer, ask, store_of
from tests.fuzz.mutations import mutated
from tests.fuzzing import fuzzed

LISTS = {
    "newest": "articles(first: 3, after: $after)",
    "titles": "articles(first: 3, after: $after, orderBy: [{ field: TITLE }])",
    "quality": "articles(first: 3, after: $after, orderBy: [{ field: QUALITY, direction: DESC }])",
    "found": 'search(text: "word", first: 3, after: $after)',
    "providers": "providers(first: 3, after: $after)",
    "topics": "topics(first: 3, after: $after)",
    "related": "related(first: 1, after: $after)",
    "linking": "related(direction: BOTH, first: 1, after: $after)",
    "reachable": "reachable(maxHops: 9, first: 1, after: $after)",
    "similar": "similar(first: 1, after: $after)",
}
OF_AN_ARTICLE = ("related", "linking", "reachable", "similar")


def asking_for(name: str) -> str:
    shown = f"list: {LISTS[name]} {{ edges {{ cursor node {{ id }} }} }}"
    if name in OF_AN_ARTICLE:
        shown = f'of: article(url: "https://p0.example/0") {{ {shown} }}'
    return f"query($after: String) {{ {shown} }}"


def size_of(name: str) -> int:
    """How many nodes a page of a list has."""
    return 1 if name in OF_AN_ARTICLE else 3


def edges_of(data: Any) -> list[tuple[str, str]]:
    """Cursor and id of each node of a page."""
    edges = data.get("of", data)["list"]["edges"]
    return [(edge["cursor"], edge["node"]["id"]) for edge in edges]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    def link(number: int) -> str:
        return f"{{ title: L, webUrl: https://p{number % 5}.example/{number} }}"

    files = {
        f"a{number}": f"""
            title: A word {number % 4}
            webUrl: https://p{number % 5}.example/{number}
            quality: {number % 3 if number % 4 else "null"}
            publishedDateTime: 2020-01-0{number % 7 + 1}T00:00:00Z
            provider: {{ name: P, domain: p{number % 5}.example }}
            topics: [T{number % 6}]
            related: [{link(number + 1)}, {link((number * 7 + 3) % 24)}, {link(number % 3)}]
        """
        for number in range(24)
    }
    return store_of(tmp_path_factory.mktemp("corpus"), **files)


def page(store: Store, name: str, after: str | None) -> list[tuple[str, str]]:
    return edges_of(answer(store, asking_for(name), after=after))


@pytest.fixture(scope="module")
def whole(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Cursor and id of all nodes of each list, in order."""
    lists = {}
    for name in LISTS:
        nodes = page(store, name, None)
        while more := page(store, name, nodes[-1][0]):
            nodes += more
        assert len(nodes) > size_of(name), "a list of one page has nothing to go on with"
        lists[name] = nodes
    return lists


def plain(cursor: str) -> str:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)


@st.composite
def cursors(draw: Any, handed_out: list[str]) -> str:
    """Cursors of all lists, whole, damaged, and with other values inside."""
    cursor: str = draw(st.sampled_from(handed_out))
    match draw(st.integers(0, 4)):
        case 0:
            cursor = draw(mutated(handed_out, [*"-_=A \n\0é"]))
        case 1:
            texts = [plain(each) for each in handed_out]
            cursor = encoded(
                draw(mutated(texts, [*'[]",0-.e\\', "null", "NaN", "1e999", "9" * 30]))
            )
        case 2:
            parts = json.loads(plain(cursor))
            parts[draw(st.integers(0, len(parts) - 1))] = draw(values)
            cursor = encoded(json.dumps(parts, separators=(",", ":"), ensure_ascii=True))
        case 3:
            cursor = draw(st.text(max_size=40))
    return cursor


@fuzzed("cursors", price=5)
@given(data=st.data(), name=st.sampled_from(sorted(LISTS)))
def test_a_cursor_is_refused_or_gives_a_part_of_its_list(
    store: Store, whole: dict[str, list[tuple[str, str]]], data: st.DataObject, name: str
):
    handed_out = [cursor for nodes in whole.values() for cursor, _ in nodes]
    cursor = data.draw(cursors(handed_out))
    result = ask(store, asking_for(name), after=cursor)
    own = [own for own, _ in whole[name]]
    if result.errors:
        (error,) = result.errors
        assert cursor not in own
        assert error.extensions is not None
        assert error.extensions["code"] == "BAD_USER_INPUT"
        return
    assert result.data is not None
    nodes = edges_of(result.data)
    if cursor in own:
        start = own.index(cursor) + 1
        assert nodes == whole[name][start : start + size_of(name)]
    # A key that no node has is a place between two of them.
    places = [whole[name].index(node) for node in nodes]
    assert all(later == earlier + 1 for earlier, later in pairwise(places))
