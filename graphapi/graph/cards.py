"""Cards: what notebooks show of an article or a graph, as HTML. All texts are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from graphapi.domain import Article

__all__ = ["article_card", "article_cards", "graph_card"]

_CARD: Final = (
    "border:1px solid #8884;border-radius:6px;padding:.5em .8em;margin:.4em 0;max-width:46em"
)
_LONGEST_EXCERPT: Final = 240


def article_card(article: Article, topics: Iterable[str] = (), note: str = "") -> str:
    """An article: its title with a link to it, who published it when, and how it begins."""
    published = article.published_date_time
    facts = [
        article.provider_name,
        None if published is None else f"{published:%Y-%m-%d}",
        ", ".join(topics) or None,
        note or None,
    ]
    excerpt = article.excerpt or ""
    if len(excerpt) > _LONGEST_EXCERPT:
        excerpt = f"{excerpt[:_LONGEST_EXCERPT].rstrip()} …"
    lines = [
        f'<div style="{_CARD}">',
        f'<a href="{escape(article.url)}"><b>{escape(article.title)}</b></a>',
        f"<div><small>{escape(' · '.join(fact for fact in facts if fact))}</small></div>",
        f"<div>{escape(excerpt)}</div>" if excerpt else "",
        "</div>",
    ]
    return "".join(lines)


def article_cards(cards: Sequence[str]) -> str:
    """Several articles, one below the other."""
    return "".join(cards) or "<i>no articles</i>"


def graph_card(name: str, figures: Iterable[tuple[str, str]]) -> str:
    """A graph: what it is called, and its figures by name."""
    cells = "".join(
        f"<td><b>{escape(value)}</b><br><small>{escape(figure)}</small></td>"
        for figure, value in figures
    )
    heading = f"<div><b>{escape(name)}</b></div>"
    return f'<div style="{_CARD}">{heading}<table><tr>{cells}</tr></table></div>'
