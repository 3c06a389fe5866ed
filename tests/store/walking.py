"""Walks over all pages of a list, from either end."""

from collections.abc import Callable
from typing import Any

from graphapi.store import PageRequest

__all__ = ["Ask", "backwards", "check_walks", "forwards", "url_of"]

Ask = Callable[[PageRequest], Any]


def url_of(node: Any) -> str:
    return str(node.url)


def forwards(ask: Ask, size: int, name: Callable[[Any], str] = url_of) -> list[str]:
    """The names of the nodes of all pages, one after the other."""
    walked: list[str] = []
    after = None
    while True:
        page = ask(PageRequest(first=size, after=after))
        info, edges = page.page_info(), page.edges()
        assert [edge.node for edge in edges] == list(page.nodes())
        assert info.has_previous_page == bool(walked)
        if edges:
            assert (info.start_cursor, info.end_cursor) == (edges[0].cursor, edges[-1].cursor)
        walked += [name(edge.node) for edge in edges]
        if not info.has_next_page:
            assert page.total_count() == len(walked)
            return walked
        assert len(edges) == size
        after = info.end_cursor


def backwards(ask: Ask, size: int, name: Callable[[Any], str] = url_of) -> list[str]:
    """The same from the end, turned round."""
    walked: list[str] = []
    before = None
    while True:
        page = ask(PageRequest(last=size, before=before))
        info = page.page_info()
        assert info.has_next_page == bool(walked)
        walked = [name(node) for node in page.nodes()] + walked
        if not info.has_previous_page:
            return walked
        before = info.start_cursor


def check_walks(ask: Ask, expected: list[str]) -> None:
    for size in (1, 2, 3, 100):
        assert forwards(ask, size) == expected
        assert backwards(ask, size) == expected
    edges = ask(PageRequest(first=100)).edges()
    for start in range(len(edges)):
        for end in range(len(edges)):
            between = PageRequest(first=100, after=edges[start].cursor, before=edges[end].cursor)
            assert [node.url for node in ask(between).nodes()] == expected[start + 1 : end]
