"""What a text finds: forms, spellings and slips of its words, and what comes nearest to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain import Relaxation, RelaxationKind
from graphapi.domain.search_text import parse_search_text
from graphapi.graph import ArticleGraph, Found
from tests.corpora import article, corpus, graph_of, names

CORRECTED, IGNORED, OMITTED = RelaxationKind


def search(graph: ArticleGraph, text: str, *, exact: bool = False) -> Found:
    return graph.finder.searcher.find(parse_search_text(text), exact=exact)


def found(graph: ArticleGraph, text: str, *, exact: bool = False) -> list[str]:
    """The short names of the articles found, best first."""
    result = search(graph, text, exact=exact)
    ranked = sorted(zip(-result.scores, result.articles, strict=True))
    return names([graph.articles[index] for _, index in ranked])


def titled(*titles: str) -> ArticleGraph:
    """Articles with these titles, each named after the place of its title."""
    return graph_of(*(article(f"{place}", title=title) for place, title in enumerate(titles)))


# -------------------------------------------------------------------- what a word stands for


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("vulnerability", "Vulnerabilities in a lock"),
        ("contracts", "A contract"),
        ("organisation", "Organizations of sailors"),
        ("colours", "A colored flag"),
        ("theater", "Theatres close"),
        ("analyze", "How to analyse waves"),
        ("travelling", "Traveled by night"),
        ("catalog", "Catalogues of ships"),
        ("defence", "Defenses of a harbour"),
        ("datacenter", "A data centre opens"),
        ("data centre", "Datacenters open"),
        ("data-center", "A data centre opens"),
        ("data-center", "Datacenters open"),
        ("data center", "A data-centre opens"),
        ("email", "An e-mail"),
        ("e-mail", "Emails"),
        ("harbour's", "Harbours"),
    ],
)
def test_a_word_is_found_in_other_forms_and_spellings(typed: str, written: str):
    graph = titled(written, "Something else")
    assert found(graph, typed) == ["0"]
    assert search(graph, typed).relaxations == ()
    assert found(graph, typed, exact=True) == []


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("hour", "A whore"),
        ("scoured", "They scored"),
        ("four", "For you"),
        ("filling", "Filing papers"),
        ("theme", "The me"),
        ("university", "The universe"),
    ],
)
def test_different_words_stay_different(typed: str, written: str):
    assert "0" not in found(titled(written, "Something else", f"A {typed}"), typed)


def test_words_of_an_article_have_the_forms_of_its_language():
    graph = graph_of(
        article("de", title="Die Verträge", excerpt="Sie werden in der Stadt und auf dem Land gut"),
        article("fr", title="Les chevaux", excerpt="Ils sont dans la rue et ne sont pas avec nous"),
        article("en", title="Contracts", excerpt="They are in the city and on the land"),
    )
    assert {table.language for table in graph.findings.get().words.languages} == {
        "english",
        "french",
        "german",
    }
    assert found(graph, "Vertrag") == ["de"]


def test_an_article_whose_language_cannot_be_told_has_the_usual_one():
    titles = [article("a", title="Häuser, Wagen"), article("b", title="Haus")]
    assert found(graph_of(*titles), "haus") == ["b"]
    german = ArticleGraph.build(corpus(*titles), language="german")
    assert sorted(found(german, "haus")) == ["a", "b"]


# -------------------------------------------------------------------- order


def test_words_as_written_come_before_other_forms_and_these_before_corrections():
    graph = graph_of(
        article("exact", title="Something long about harbours of the north", excerpt="ferries"),
        article("form", title="Ferry ferry", published="2022-01-01"),
    )
    assert found(graph, "ferries") == ["exact", "form"]
    graph = graph_of(
        article("exact", title="Ships", excerpt="A long text with kubernets in it"),
        *(article(f"{number}", title="Kubernetes") for number in range(30)),
    )
    assert found(graph, "kubernets")[0] == "exact"
    assert len(found(graph, "kubernets")) == 31


def test_an_article_comes_first_under_its_own_title():
    graph = titled(
        "Night trains return to the north, and fares fall",
        "Night trains return to the north",
        "Night trains",
    )
    for place, node in enumerate(["0", "1", "2"]):
        [title] = [one.title for one in graph.articles if one.url.endswith(f"/{place}")]
        assert found(graph, title)[0] == node


# -------------------------------------------------------------------- relaxations


def relaxed(graph: ArticleGraph, text: str) -> set[Relaxation]:
    return set(search(graph, text).relaxations)


@pytest.mark.parametrize("slip", ["kuberntes", "kubernetse", "kuberneetes", "kibernetes"])
def test_one_slip_is_corrected_to_a_word_of_the_corpus(slip: str):
    graph = titled("Kubernetes in harbours", "Ships")
    assert found(graph, slip) == ["0"]
    assert relaxed(graph, slip) == {Relaxation(CORRECTED, slip, "kubernetes")}
    assert found(graph, slip, exact=True) == []


def test_the_frequent_word_is_what_was_meant():
    graph = titled("Boarder", *["Border"] * 5, "Bolder")
    assert relaxed(graph, "bodder") == {Relaxation(CORRECTED, "bodder", "border")}


@pytest.mark.parametrize("text", ["shp", "kubrntes", '"kuberntes"', "kuberntes*"])
def test_short_words_two_slips_and_quotes_are_not_corrected(text: str):
    assert found(titled("Kubernetes", "Ship"), text) == []


def test_stop_words_do_not_restrict():
    graph = titled("Azure Arc", "What is a ship")
    assert found(graph, "what is azure arc") == ["0"]
    assert relaxed(graph, "what is azure arc") == {Relaxation(IGNORED, "what is")}
    assert found(graph, "what is azure arc", exact=True) == []


def test_stop_words_alone_are_searched_for():
    graph = titled("To be or not to be", "Ships")
    assert found(graph, "to be") == ["0"]
    assert relaxed(graph, "to be") == set()


def test_where_no_article_has_all_words_most_do_and_rare_ones_count_more():
    graph = titled("Ferry strike", "Ferry fares", "Ferry", "Harbour fares", "Ships")
    assert found(graph, "ferry strike tomorrow") == ["0"]
    assert relaxed(graph, "ferry strike tomorrow") == {Relaxation(OMITTED, "tomorrow")}


def test_where_all_words_are_found_nothing_is_relaxed():
    graph = titled("Ferry strike", "Ferry fares", "Ferry strike again", "A strike of ferry men")
    assert relaxed(graph, "ferry strike") == set()
    assert len(found(graph, "ferry strike")) == 3


def test_a_headline_finds_what_is_about_the_same_itself_first():
    graph = titled(
        "Ferry crews strike in Tarnholt over pay",
        "Tarnholt ferry strike ends after crews get more pay",
        "Bakers open in the old town",
        *(f"A notice about matter {number}" for number in range(20)),
    )
    assert found(graph, "Ferry crews strike in Tarnholt over pay")[:2] == ["0", "1"]


def test_quotes_in_a_headline_are_punctuation():
    title = 'Mayor calls ferry strike "a scandal" in Tarnholt'
    graph = titled(title, "Tarnholt ferry strike goes on, mayor says", "Ships")
    assert found(graph, title) == ["0", "1"]


# -------------------------------------------------------------------- any text


WORDS = st.sampled_from(
    [
        "ferry",
        "ferries",
        "strike",
        "the",
        "data",
        "center",
        "datacenter",
        "kuberntes",
        '"',
        "-",
        "*",
    ]
)


@pytest.fixture(scope="module")
def library() -> ArticleGraph:
    return titled("Ferry strike", "The data centre", "Datacenters", "Kubernetes, 東京", "Ferries")


@given(text=st.lists(WORDS | st.text(max_size=6), max_size=12).map(" ".join))
def test_any_text_gives_ascending_articles_with_scores_above_nothing(text: str):
    graph = titled("Ferry strike", "The data centre", "Datacenters", "Kubernetes, 東京", "Ferries")
    result = search(graph, text)
    assert sorted(set(result.articles.tolist())) == result.articles.tolist()
    assert len(result.scores) == len(result.articles)
    assert (result.scores > 0).all()
    assert set(found(graph, text, exact=True)) <= set(found(graph, text))


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "word " * 1_000, '"' * 999, "\x00", "\ud800", "the " * 500, "*" * 99, "-" * 99],
)
def test_an_absurd_text_finds_nothing(library: ArticleGraph, text: str):
    assert len(search(library, text).articles) <= 1
