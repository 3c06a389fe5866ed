"""Which articles a version has changed: those of which the files say something else."""

import pytest

from graphapi.changes import compare
from graphapi.corpus import ArticleDocument
from tests.corpora import address, article, graph_of

BEFORE = (
    article("a", title="One", related=["b", "c"]),
    article("b", title="Two", provider="p.example", topics=("Sea",)),
    article("d", title="Four", published="2021-01-01"),
)


def changed(*after: ArticleDocument) -> dict[str, str]:
    found = compare(graph_of(*BEFORE), graph_of(*after))
    assert [change.url for change in found] == sorted(change.url for change in found)
    kinds = {
        change.url: "removed" if change.is_removed else "updated" if change.before else "added"
        for change in found
    }
    return {url.rpartition("/")[2]: kind for url, kind in kinds.items()}


def test_nothing_has_changed_where_the_files_say_the_same_in_any_order():
    assert changed(*reversed(BEFORE)) == {}


def test_articles_come_and_go_with_what_they_alone_listed():
    assert changed(*BEFORE[1:]) == {"a": "removed", "c": "removed"}
    assert changed(*BEFORE, article("e", related=["f"])) == {"e": "added", "f": "added"}


@pytest.mark.parametrize(
    "again",
    [
        article("b", title="Two!", provider="p.example", topics=("Sea",)),
        article("b", title="Two", provider="q.example", topics=("Sea",)),
        article("b", title="Two", provider="p.example", topics=("Sea", "Ships")),
        article("b", title="Two", provider="p.example", topics=("Sea",), amp="amp.example/b"),
        article("b", title="Two", provider="p.example", topics=("Sea",), body="Text"),
        article("b", title="Two", provider="p.example", topics=("Sea",), related=["d"]),
    ],
)
def test_an_article_has_changed_if_its_fields_addresses_or_list_have(again: ArticleDocument):
    assert changed(BEFORE[0], again, BEFORE[2]) == {"b": "updated"}


def test_the_order_of_a_list_counts_but_not_who_else_lists_an_article():
    turned = article("a", title="One", related=["c", "b"])
    assert changed(turned, *BEFORE[1:]) == {"a": "updated"}
    listing = article("d", title="Four", published="2021-01-01", related=["b"])
    assert changed(*BEFORE[:2], listing) == {"d": "updated"}


def test_a_new_date_moves_an_article_and_changes_no_other():
    newer = article("d", title="Four", published="2031-01-01")
    assert changed(*BEFORE[:2], newer) == {"d": "updated"}


def test_what_was_there_before_is_known():
    [change] = compare(graph_of(*BEFORE), graph_of(*BEFORE[:2]))
    assert change.url == address("d")
    assert change.before is not None
    assert change.before.title == "Four"
