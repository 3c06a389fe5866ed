"""One spelling for words that British and American English spell differently.

The result is never shown and need not be a word: all that counts is that both spellings give the
same, and that different words give different ones. So most rules go by endings, and apply to words
that have only one spelling, too (`enterprise`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

__all__ = ["one_spelling"]

_ENDINGS: Final = (
    # organise, organisation; analyse
    (r"(?<=\w{3})is(e|ed|er|ers|es|ing|able|ation|ations|ational)$", r"iz\1"),
    (r"(?<=\w{2})lys(e|ed|er|ers|es|ing)$", r"lyz\1"),
    # colour, favourite, neighbourhood; not four, hour, tour, scour
    (
        r"(?<=\w{3})our(|s|ed|er|ers|ing|able|ably|ful|fully|hood|hoods|ite|ites|less|ly|al|ally)$",
        r"or\1",
    ),
    # centre, theatre, fibre, metre
    (r"(?<=\w{2})([bt])re(|s)$", r"\1er\2"),
    (r"(?<=\w{2})([bt])red$", r"\1ered"),
    (r"(?<=\wen)tring$", r"tering"),
    # catalogue, dialogue
    (r"(?<=\w)logue(|s|d)$", r"log\1"),
    # fulfil, enrol, instalment, skilful; fuelled
    (r"^(fulfil|enrol|instal)(?=$|s$|ment)", r"\1l"),
    (r"^(skil|wil)ful", r"\1lful"),
    (r"^(fuel|duel|dial|refuel)l(ed|ing|er|ers)$", r"\1\2"),
    # acknowledgement, judgement; ageing
    (r"(?<=dg)ement(|s)$", r"ment\1"),
    (r"^ageing$", r"aging"),
)

_PARTS: Final = {
    "aeroplane": "airplane",
    "aluminium": "aluminum",
    "anaesth": "anesth",
    "artefact": "artifact",
    "cheque": "check",
    "cosy": "cozy",
    "defence": "defense",
    "diarrhoea": "diarrhea",
    "encyclopaed": "encycloped",
    "enquir": "inquir",
    "foetus": "fetus",
    "grey": "gray",
    "gynaec": "gynec",
    "haemo": "hemo",
    "jewellery": "jewelry",
    "leukaem": "leukem",
    "licence": "license",
    "manoeuvr": "maneuver",
    "mould": "mold",
    "moustache": "mustache",
    "offence": "offense",
    "orthopaed": "orthoped",
    "paediatr": "pediatr",
    "plough": "plow",
    "practise": "practice",
    "practising": "practicing",
    "pretence": "pretense",
    "programme": "program",
    "pyjama": "pajama",
    "sceptic": "skeptic",
    "smoulder": "smolder",
    "sulph": "sulf",
    "tyre": "tire",
}
"""What a word that is spelled like one of these, or begins so, begins with instead."""

_SHORTEST: Final = 4
_PREFIX: Final = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)))
_RULES: Final[tuple[tuple[Callable[[str, str], str], str], ...]] = tuple(
    (re.compile(ending, re.ASCII).sub, spelled) for ending, spelled in _ENDINGS
)
_TOUCHED: Final = re.compile(
    r"is(?:e|ing|able|ation)|lys|our|[bt]re|tring|logue|^(?:fulfil|enrol|instal|skilf|wilf)"
    r"|^(?:re)?(?:fuel|duel|dial)l|dgement|^ageing"
)
"""What a word has that any of the rules changes: most have nothing of it."""


def one_spelling(word: str) -> str:
    """What the spellings of a folded English word share."""
    if len(word) < _SHORTEST or not word.isascii():
        return word
    begun = _PREFIX.match(word)
    if begun is not None:
        return _PARTS[begun[0]] + word[begun.end() :]
    if _TOUCHED.search(word) is None:
        return word
    for substitute, spelled in _RULES:
        changed = substitute(spelled, word)
        if changed != word:
            return changed
    return word
