"""Texts as HTML, with the words that were searched for marked."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain.search_text import parse_search_text
from graphapi.domain.words import folded_words
from graphapi.store.answers.highlights import highlight
from tests.corpora import article, graph_of

PIECES = st.sampled_from(
    ["night", "Train", "tr", "C#", "été", "ete", "<b>", "&amp;", '"', "'", "<mark>", "-", "*", " "]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


def highlighted(text: str, asked: str, *, exact: bool = True) -> str:
    """A text as it is shown where something was searched for in it."""
    finder = graph_of(article("a", title="-", excerpt=text)).finder
    found = finder.searcher.find(parse_search_text(asked), exact=exact)
    return highlight(text, finder.marker(found))


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Night trains", "night", "<mark>Night</mark> trains"),
        ("Night trains", "tra*", "Night <mark>trains</mark>"),
        ("A night train, a night bus", '"night bus"', "A night train, a <mark>night bus</mark>"),
        ("Un été", "ete", "Un <mark>été</mark>"),
        ("Die STRASSE", "straße", "Die <mark>STRASSE</mark>"),
        ("Learn C# or C", "c#", "Learn <mark>C#</mark> or C"),
        ("東京の夜", "京の", "東<mark>京の</mark>夜"),
        ("Nothing here", "night", "Nothing here"),
        ("night", "bus -night", "night"),
        ("", "night", ""),
    ],
)
def test_what_was_searched_for_is_marked(text: str, asked: str, expected: str):
    assert highlighted(text, asked) == expected


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Two ferries", "ferry", "Two <mark>ferries</mark>"),
        ("A data centre", "datacenter", "A <mark>data centre</mark>"),
        ("Datacenters", "data center", "<mark>Datacenters</mark>"),
        ("On Kubernetes", "kuberntes", "On <mark>Kubernetes</mark>"),
        ("The harbour", "what is the harbor", "The <mark>harbour</mark>"),
    ],
)
def test_other_forms_and_what_was_corrected_are_marked(text: str, asked: str, expected: str):
    assert highlighted(text, asked, exact=False) == expected


def test_marks_that_overlap_are_joined():
    assert highlighted("a b c d", '"a b" "b c" d') == "<mark>a b c</mark> <mark>d</mark>"


@pytest.mark.parametrize("asked", ["script", "mark", "b"])
def test_markup_in_a_text_stays_text(asked: str):
    text = """<script>alert("1 & 2")</script> <mark>it's</mark> &lt;b onclick='x'>"""
    shown = highlighted(text, asked).replace("<mark>", "").replace("</mark>", "")
    assert not set("<>\"'") & set(shown)
    assert unescape(shown) == text


@given(TEXTS, TEXTS)
def test_without_its_marks_a_highlight_is_the_text(text: str, asked: str):
    shown = highlighted(text, asked)
    parts = re.split("</?mark>", shown)
    assert len(parts) % 2 == 1
    assert "".join(map(unescape, parts)) == text


@given(TEXTS, TEXTS)
def test_a_mark_holds_what_was_searched_for(text: str, asked: str):
    wanted = parse_search_text(asked).wanted
    for marked in re.findall("<mark>(.*?)</mark>", highlighted(text, asked), re.DOTALL):
        found = folded_words(unescape(marked))
        assert any(
            phrase.words[0] == word or (phrase.prefix and word.startswith(phrase.words[0]))
            for phrase in wanted
            for word in found
        )
