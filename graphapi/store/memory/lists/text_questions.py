"""What a text asks for: its words, or the article that it is an address of."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

import numpy as np

from graphapi.domain.search_text import SearchText, parse_search_text
from graphapi.graph import ArticleGraph, ArticleNode, Found

__all__ = ["TextQuestion", "find_text", "text_question"]

_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>https?:)//|//)?(?P<host>[^\s/?#@:]+(?:\.[^\s/?#@:]+)+(?::\d+)?)"
    r"(?P<rest>[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_ADDRESS: Final = 2_048
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_NOT_WORDS: Final = re.compile(r"\b(?:html?|php|aspx?|amp|\d{5,})\b")
"""What addresses have beside words: endings, and numbers of articles."""


class TextQuestion(NamedTuple):
    """What is searched for: words, or an article by its canonical URL and then what is like it.

    With `exact`, articles have all words as they were written.
    """

    text: SearchText
    exact: bool
    url: str | None = None


def text_question(graph: ArticleGraph, text: str, *, exact: bool) -> TextQuestion:
    """What a text asks for. One that is an address, with a scheme or without, asks for its article;
    where the corpus does not know it, for the words in its path.
    """
    address = _ADDRESS.fullmatch(text.strip()) if len(text) <= _LONGEST_ADDRESS else None
    if address is None:
        return TextQuestion(parse_search_text(text), exact)
    article = _addressed(graph, address)
    if article is not None:
        return TextQuestion(parse_search_text(article.title), exact, article.url)
    if address["scheme"] is None and len(text.split()) > 1:
        return TextQuestion(parse_search_text(text), exact)  # a sentence that names a site
    path = re.split(r"[?#]", address["rest"] or "")[0]
    named = _NOT_WORDS.sub(" ", _BETWEEN_WORDS.sub(" ", unquote(path))).strip()
    if exact or not named:
        return TextQuestion(parse_search_text(text), exact)
    return TextQuestion(parse_search_text(named), exact)


def _addressed(graph: ArticleGraph, address: re.Match[str]) -> ArticleNode | None:
    """The article with an address; none for a host alone."""
    if not (address["rest"] or "").strip("/") and address["scheme"] is None:
        return None
    try:
        return graph.article(f"https://{address['host']}{address['rest'] or ''}")
    except ValueError:
        return None


def find_text(graph: ArticleGraph, question: TextQuestion) -> Found:
    """The articles that a question finds. Raises NotReadyError."""
    searcher = graph.finder.searcher
    if question.url is None:
        return searcher.find(question.text, exact=question.exact)
    article = graph.article(question.url)
    assert article is not None
    if question.exact:
        alone = np.array([article.index], dtype=np.int32)
        return Found(alone, np.ones(1, dtype=np.float32))
    alike = searcher.find(question.text)
    return _first(alike, article.index)


def _first(found: Found, index: int) -> Found:
    """What was found, with one article before all others."""
    place = int(np.searchsorted(found.articles, index))
    articles, scores = found.articles, found.scores.copy()
    best = np.float32(2 * scores.max(initial=1))
    if place < len(articles) and articles[place] == index:
        scores[place] = best
    else:
        articles = np.insert(articles, place, index)
        scores = np.insert(scores, place, best)
    return Found(articles, scores, (), found.runs, found.beginnings)
