"""What a search box suggests while somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain.words import folded_words
from graphapi.errors import BadUserInputError
from graphapi.graph import ArticleNode, ProviderNode, TopicNode
from graphapi.store.memory import MemoryStore
from tests.corpora import article, organization, store_of, topic

WORDS = ("night", "nights", "Train", "trains", "tr", "été", "C#", "the")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


def suggested(store: MemoryStore, prefix: str, first: int = 10) -> list[str]:
    return [one.text for one in store.suggest(prefix, first)]


@pytest.fixture
def library() -> MemoryStore:
    return store_of(
        topic("Night Trains"),
        topic("Ferries"),
        organization("nightly.example", "Harbour Post"),
        article("a", title="Night", provider="nightly.example", topics=("Night Trains",)),
        article("b", title="Nightfall in Tarnholt", related=["c"], topics=("Night Trains",)),
        article("c", title="The night guard", related=["b"], topics=("Ferries", "Night Trains")),
        article("d", title="Été à la gare", related=["c"]),
    )


def test_the_name_itself_then_what_begins_so_then_what_has_the_words(library: MemoryStore):
    assert suggested(library, "night") == [
        "Night",
        "Night Trains",
        "nightly.example",
        "Nightfall in Tarnholt",
        "The night guard",
    ]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("NIGHT TR", ["Night Trains"]),
        ("night  tr", ["Night Trains"]),
        ("ete", ["Été à la gare"]),
        ("harb", ["Harbour Post"]),
        ("guard ni", ["The night guard"]),
        ("nightly.ex", ["nightly.example"]),
        ("night ", ["Night", "Night Trains", "The night guard", "nightly.example"]),
        ("nothing", []),
        ("*", []),
        ("\x00\ud800", []),
        ("x" * 100_000, []),
    ],
)
def test_a_prefix_is_completed(library: MemoryStore, prefix: str, expected: list[str]):
    assert suggested(library, prefix) == expected


@pytest.mark.parametrize("prefix", ["", "  "])
def test_without_a_prefix_the_largest_topics_and_providers_come(library: MemoryStore, prefix: str):
    assert suggested(library, prefix) == ["Night Trains", "Ferries", "Harbour Post"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nigth tr", "Night Trains"),  # two letters swapped
        ("nihgtf", "Nightfall in Tarnholt"),  # in what is not yet typed to its end
        ("feries", "Ferries"),
        ("ferry", "Ferries"),
        ("guards night", "The night guard"),
    ],
)
def test_a_slip_and_other_forms_are_forgiven(library: MemoryStore, typed: str, expected: str):
    assert expected in suggested(library, typed)


def test_what_fits_as_typed_comes_before_what_a_slip_would_make_of_it():
    store = store_of(article("a", title="Trains", topics=("Train",)), article("b", title="Brains"))
    assert suggested(store, "trains") == ["Trains", "Train"]


def test_topics_and_providers_come_with_their_counts(library: MemoryStore):
    counts = {one.text: one.article_count for one in library.suggest("night", 10)}
    assert counts["Night Trains"] == 3
    assert counts["nightly.example"] == 1
    assert counts["Night"] is None


def test_what_most_articles_lead_to_comes_first():
    store = store_of(
        article("x", title="Boat one", published="2021-01-03", related=["y"]),
        article("y", title="Boat two", published="2021-01-02"),
        article("z", title="Boat three", published="2021-01-01", related=["y", "x"]),
        article("w", title="Boat four", published="2021-01-02"),
    )
    assert suggested(store, "boat") == ["Boat two", "Boat one", "Boat four", "Boat three"]


def test_a_thing_with_two_names_comes_once():
    store = store_of(
        article("a", title="One", provider="harbour.example", provider_name="Harbour"),
    )
    [suggestion] = store.suggest("harb", 10)
    assert isinstance(suggestion.node, ProviderNode)


@pytest.mark.parametrize("first", [-1, 101])
def test_there_is_a_bound(library: MemoryStore, first: int):
    with pytest.raises(BadUserInputError, match="first"):
        library.suggest("night", first)


@given(
    st.lists(NAMES, max_size=12),
    st.lists(NAMES, max_size=3, unique_by=str.casefold),
    st.sampled_from((*WORDS, "n", "t", "night t", "train n", "the tr", "é", "c", "c#", "night ")),
    st.integers(0, 5),
)
def test_first_come_those_that_a_look_at_every_name_finds(
    titles: list[str], topics: list[str], prefix: str, first: int
):
    store = store_of(
        *(topic(name) for name in topics),
        *(article(f"{number}", title=title) for number, title in enumerate(titles)),
        article("last", title="the", topics=tuple(topics)),
    )
    graph, asked = store.graph, folded_words(prefix)

    def part(text: str) -> int | None:
        known, whole = folded_words(text), prefix.endswith(" ")
        if known == asked:
            return 0
        if f"{' '.join(known)} ".startswith(" ".join(asked) + (" " if whole else "")):
            return 1
        *full, last = asked
        begins = any(word == last if whole else word.startswith(last) for word in known)
        return 2 if begins and set(full) <= set(known) else None

    nodes: list[TopicNode | ArticleNode] = [*graph.topics, *graph.articles]
    expected = sorted(
        (rank, -count, place)
        for place, node in enumerate(nodes)
        for text, count in [
            (node.title, node.in_degree)
            if isinstance(node, ArticleNode)
            else (node.name, node.article_count)
        ]
        if (rank := part(text)) is not None
    )
    found = [one.node for one in store.suggest(prefix, first)]
    assert len(found) <= first
    assert found[: len(expected)] == [nodes[place] for _, _, place in expected[:first]]
    assert len(set(found)) == len(found)
