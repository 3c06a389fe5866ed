"""What is a word, and which spellings are the same one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain.words import MAX_WORD, fold, folded_words, words

TEXTS = st.text() | st.text("aZ9ß#+.-'’é\u0301İıŁ東がｶﾞ한🚀👍🏽🇩🇪 _\u200d\u00ad½", max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Night trains, again!", "night trains again"),
        ("GPT-4 don't stop; it’s 24/7", "gpt 4 don t stop it s 24 7"),
        ("C# and C++ on .NET, not ASP.NET", "c # and c ++ on . net not asp net"),
        ("#hashtag ...and 1+1 = 2", "# hashtag and 1 1 2"),
        ("snake_case", "snake case"),
        ("Donau\u00addampf", "donaudampf"),
        ("東京のAI 2024年", "東 京 の ai 2024 年"),
        ("ｻｰﾊﾞｰ", "サ ー バ ー"),
        ("สวัสดี", "ส วั ส ดี"),
        ("नमस्ते दुनिया", "नमस्ते दुनिया"),
        ("👍🏽 🇩🇪🚀™ ©", "👍 🇩🇪 🚀"),
        ("a\x00b\ud800c", "a b c"),
        ("", ""),
        (" - * \" ' ( ) \u0301 +++ ...", ""),
    ],
)
def test_a_text_has_these_words(text: str, expected: str):
    assert folded_words(text) == expected.split()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Straße", "STRASSE", "strasse"),
        ("Café", "Cafe\u0301", "CAFÉ", "cafe"),
        ("İstanbul", "ISTANBUL", "istanbul", "ıstanbul"),
        ("Łódź", "Lodz"),
        ("Ærø", "AERO"),
        ("Москва́", "москва"),
        ("Ёлка", "елка"),
        ("Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
        ("ﬁne", "Ｆｉｎｅ", "fine"),
        ("أحمد", "احمد"),
        ("שָׁלוֹם", "שלום"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        ("が", "か\u3099", "ｶﾞ".translate({0xFF76: "か"})),
    ],
)
def test_spellings_are_the_same_word(spellings: tuple[str, ...]):
    assert len({fold(spelling) for spelling in spellings}) == 1


def test_letters_that_readers_tell_apart_stay_apart():
    assert fold("が") != fold("か")
    assert fold("दुनिया") != fold("दनय")


def test_of_an_endless_word_the_beginning_counts():
    assert folded_words("a" * 1_000) == ["a" * MAX_WORD]
    assert folded_words("é" * 1_000) == ["e" * MAX_WORD]


@given(TEXTS)
def test_words_are_the_folded_words_with_their_places(text: str):
    found = list(words(text))
    assert [word.text for word in found] == folded_words(text)
    ends = [0, *(word.end for word in found)]
    for word, before in zip(found, ends, strict=False):
        assert before <= word.start < word.end <= len(text)
        assert fold(text[word.start : word.end]) == word.text


@given(TEXTS)
def test_a_folded_word_has_no_spaces_and_can_be_encoded(text: str):
    for word in folded_words(text):
        assert word.split() == [word]
        assert word.encode()


@given(TEXTS)
def test_case_and_composition_make_no_difference(text: str):
    composed = unicodedata.normalize("NFC", text)
    assert folded_words(unicodedata.normalize("NFD", text)) == folded_words(composed)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_gives_what_the_long_way_gives(text: str):
    with_other_letters = f"{text} é"
    assert folded_words(text) == folded_words(with_other_letters)[:-1]
