"""How a text that is typed into a search box is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain.search_text import MAX_TEXT, MAX_WORDS, Phrase, parse_search_text


def shown(phrase: Phrase) -> str:
    return " ".join(phrase.words) + ("*" if phrase.prefix else "")


def parsed(text: str) -> tuple[list[str], list[str]]:
    """What is wanted and what is not, in writing."""
    found = parse_search_text(text)
    return [shown(one) for one in found.wanted], [shown(one) for one in found.unwanted]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("Night trains", ["night", "trains"], []),
        ('"Night trains" wagons', ["night trains", "wagons"], []),
        ("“Night trains” «de nuit»", ["night trains", "de nuit"], []),
        ("trai*", ["trai*"], []),
        ("trains -night", ["trains"], ["night"]),
        ('-"night train" -fer* (-bus) boat', ["boat"], ["night train", "fer*", "bus"]),
        ("GPT-4 don't AT&T example.com", ["gpt 4", "don t", "at t", "example com"], []),
        ("C# .NET 東京", ["c #", ". net", "東 京"], []),
        ("GPT-4*", ["4*", "gpt"], []),
        ("東京*", ["東 京"], []),
        ("one,two;three/four", ["one", "two", "three", "four"], []),
        (
            "title:trains AND (a OR b) NEAR/3",
            ["title", "trains", "and", "a", "or", "b", "near", "3"],
            [],
        ),
        ("again Again AGAIN", ["again"], []),
    ],
)
def test_a_text_asks_for(text: str, wanted: list[str], unwanted: list[str]):
    assert parsed(text) == (wanted, unwanted)


@pytest.mark.parametrize(
    "text", ["", " ", "-", "*", '"', '""', '-""', "()", "-*", "\x00", "\ud800", "- - -", "'"]
)
def test_signs_alone_ask_for_nothing(text: str):
    assert parsed(text) == ([], [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"night trains', ["night", "trains"]),
        ('night "trains" "again', ["night", "trains", "again"]),
        ("--night", ["night"]),
        ("night - trains", ["night", "trains"]),
        ("night* *trains", ["night*", "trains"]),
        ("*", []),
    ],
)
def test_what_is_no_syntax_is_searched_as_words(text: str, wanted: list[str]):
    assert parsed(text) == (wanted, [])


def test_of_a_long_text_the_first_words_count():
    wanted, _ = parsed(" ".join(f"w{number}" for number in range(100)))
    assert wanted == [f"w{number}" for number in range(MAX_WORDS)]


def test_of_a_long_text_the_first_characters_count_and_no_part_of_a_word():
    wanted, _ = parsed("the " * (MAX_TEXT // 4 - 1) + "lastwords")
    assert wanted == ["the"]
    assert parsed("x" * 100_000)[0] == ["x" * 255]


@given(st.text() | st.text("ab \"*-'().:#", max_size=40))
def test_any_text_can_be_asked_for_within_bounds(text: str):
    found = parse_search_text(text)
    asked = (*found.wanted, *found.unwanted)
    assert sum(len(phrase.words) for phrase in asked) <= MAX_WORDS
    assert all(phrase.words and all(phrase.words) for phrase in asked)
    assert all(len(phrase.words) == 1 for phrase in asked if phrase.prefix)
