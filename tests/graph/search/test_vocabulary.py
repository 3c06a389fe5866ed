"""The words of a corpus by number, and the words one slip away."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from graphapi.graph.search.near_words import NearWords, made_by_slips
from graphapi.graph.search.vocabulary import Vocabulary

WORDS = st.lists(st.text("abnéя東", min_size=1, max_size=9), unique=True, max_size=30).map(sorted)


@given(WORDS, st.text("abnéя東", max_size=9))
def test_a_vocabulary_finds_words_and_beginnings_as_a_list_does(words: list[str], asked: str):
    known = Vocabulary.from_sorted(words)
    assert [known.word(number) for number in range(len(known))] == words
    assert [known.number(word) for word in words] == list(range(len(words)))
    assert known.number(asked) == (words.index(asked) if asked in words else None)
    beginning = [place for place, word in enumerate(words) if word.startswith(asked)]
    assert list(known.beginning_with(asked)) == beginning


@given(WORDS)
def test_a_vocabulary_survives_pickling(words: list[str]):
    known = pickle.loads(pickle.dumps(Vocabulary.from_sorted(words), protocol=5))
    assert [known.word(number) for number in range(len(known))] == words


def slips(one: str, other: str) -> bool:
    """Whether two words are one slip apart, by trying to undo it."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) == len(other):
        differ = [place for place in range(len(one)) if one[place] != other[place]]
        first, last = differ[0], differ[-1]
        swapped = last == first + 1 and (one[first], one[last]) == (other[last], other[first])
        return len(differ) == 1 or (len(differ) == 2 and swapped)
    short, long = sorted((one, other), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


@given(WORDS, st.text("abn", min_size=5, max_size=9))
def test_words_are_near_that_one_slip_makes(words: list[str], asked: str):
    known = Vocabulary.from_sorted(words)
    near = NearWords.of(known).near(asked)
    latin = [word for word in words if word.isascii()]
    assert {known.word(number) for number in near} == {word for word in latin if slips(word, asked)}


def test_a_slip_is_one_letter_more_less_other_or_two_swapped():
    assert made_by_slips("ab", "c") == {"a", "b", "ba", "cab", "acb", "abc", "cb", "ac"}
