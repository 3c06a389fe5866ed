"""What a reader types into a search box, understood as far as it makes sense; never an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from graphapi.domain.words import folded_words, words

__all__ = ["MAX_PREFIX", "MAX_TEXT", "MAX_WORDS", "Phrase", "SearchText", "parse_search_text"]

MAX_PREFIX: Final = 200
"""Characters of a prefix that are looked at."""

MAX_TEXT: Final = 2_000
"""Characters of a text that are looked at."""

MAX_WORDS: Final = 64
"""Words of a text that are searched for."""

_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»", '"'))

_PART: Final = re.compile(
    r"""(?P<without>(?<![^\s(])-(?=[^\s-]))?  # only where a word begins, so not in GPT-4
        (?:"(?P<quoted>[^"]*)"|(?P<loose>[^\s"()]+))""",
    re.VERBOSE,
)

_SIGNS: Final = re.compile(r'["*]|(?<![^\s(])-(?=[^\s-])')
"""What makes a text say more than its words."""

_FEW_WORDS: Final = 6

_JOINING: Final = frozenset({"", "-", "\u2010", "\u2011", "'", "’", "ʼ", ".", "_", "&"})
"""What may stand between the parts of one word, as in GPT-4, don't, AT&T and example.com."""


class Phrase(NamedTuple):
    """Folded words that follow one another. With `prefix` there is one, the beginning of a word.

    What is `literal` was quoted: other forms of its words do not do.
    """

    words: tuple[str, ...]
    prefix: bool = False
    literal: bool = False


@dataclass(frozen=True, slots=True)
class SearchText:
    """What a text has to have, all of it, and what it must not have, none of it."""

    wanted: tuple[Phrase, ...]
    unwanted: tuple[Phrase, ...]
    words: tuple[str, ...] = ()
    """All of its words in order, those again that come again."""
    plain: tuple[Phrase, ...] = ()
    """What it has to have if its signs mean nothing: no quotes, no beginnings, nothing left out."""


def parse_search_text(text: str) -> SearchText:
    """What to search for: words, "phrases", beginnings* and -what to leave out.

    Everything else is punctuation: quotes without a partner, parentheses, colons, a lone `-` or
    `*`; in more than a few words, also “typographic” quotes, which headlines have. Words that only
    signs such as a hyphen join are searched for as a phrase, and where a `*` follows, it goes for
    the last of them alone. Of a long text, the beginning counts.
    """
    text = _beginning(text)
    every = tuple(word.text for word in words(text))
    if len(every) <= _FEW_WORDS:
        text = text.translate(_QUOTES)
    wanted, unwanted = _parts(text)
    plain, _ = _parts(_SIGNS.sub(" ", text))
    return SearchText(wanted, unwanted, every[:MAX_WORDS], plain)


def _parts(text: str) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """What a text has to have, and what it must not have."""
    wanted: dict[Phrase, None] = {}
    unwanted: dict[Phrase, None] = {}
    room = MAX_WORDS
    for match in _PART.finditer(text):
        chosen = wanted if match["without"] is None else unwanted
        for phrase in _phrases(match["quoted"], match["loose"]):
            if phrase in chosen:
                continue
            room -= len(phrase.words)
            if room < 0:
                return tuple(wanted), tuple(unwanted)
            chosen[phrase] = None
    return tuple(wanted), tuple(unwanted)


def _beginning(text: str) -> str:
    """As much of a text as is looked at: no word that has to be cut, if there is a space."""
    if len(text) <= MAX_TEXT:
        return text
    whole, _, cut = text[: MAX_TEXT + 1].rpartition(" ")
    return whole or cut


def _phrases(quoted: str | None, loose: str | None) -> Iterator[Phrase]:
    if quoted is not None:
        together = tuple(word.text for word in words(quoted))
        if together:
            yield Phrase(together, literal=True)
        return
    assert loose is not None
    run: list[str] = []
    end = 0
    for word in words(loose):
        if run and loose[end : word.start] not in _JOINING:
            yield from _joined(run, loose[end : end + 1])
            run = []
        run.append(word.text)
        end = word.end
    yield from _joined(run, loose[end : end + 1])


def _joined(run: list[str], following: str) -> Iterator[Phrase]:
    """The words of a run; the last of them is but a beginning where a star follows."""
    if following == "*" and run and _can_go_on(run[-1]):
        yield Phrase((run.pop(),), prefix=True)
    if run:
        yield Phrase(tuple(run))


def _can_go_on(word: str) -> bool:
    """Whether a word may be the beginning of a longer one: a sign or a Chinese character is not."""
    return len(folded_words(word + "x")) == 1
