"""The version of a corpus: equal for equal content, another for anything else."""

from typing import Any

import pytest

from graphapi.domain import Problem, Severity
from graphapi.graph import ArticleGraph
from tests.corpora import article, corpus, entry, graph_of, image, organization, topic

BASE: dict[str, Any] = {"title": "T", "quality": 1, "extra": {"a": 1, "b": {"c": [1, 2]}}}


def version(**changed: Any) -> str:
    return graph_of(article("a", **(BASE | changed))).version


def test_equal_content_has_an_equal_version():
    assert version() == version(extra={"b": {"c": [1, 2]}, "a": 1})
    assert len(version()) == 32


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "U"},
        {"quality": 2},
        {"quality": None},
        {"body": "text"},
        {"file": "other.md"},
        {"related": ["b"]},
        {"related": [entry("b", title="B")]},
        {"published": "2021-01-01"},
        {"published": "2021-01-01T00:00:00.000001"},
        {"extra": {"a": 1, "b": {"c": [2, 1]}}},
        {"topics": ("x",)},
        {"images": (image("i"),)},
        {"provider": "a.example"},
        {"provider_name": "a.example"},
        {"excerpt": "\ud800"},
        {"extra": {"a": 2**70}},
    ],
)
def test_whatever_changes_changes_the_version(changed: dict[str, Any]):
    assert version(**changed) != version()


def test_topics_organizations_and_problems_are_part_of_it():
    base = corpus(article("a"))
    problem = Problem("x.md", 1, None, "bad", Severity.ERROR)
    others = [
        corpus(article("a"), topic("Web")),
        corpus(article("a"), topic("Web", keywords=("x",))),
        corpus(article("a"), organization("a.example")),
        corpus(article("a"), problems=[problem]),
    ]
    versions = {ArticleGraph.build(one).version for one in (base, *others)}
    assert len(versions) == 5


def test_the_same_mention_shared_or_repeated_gives_the_same_version():
    shared = entry("x", title="X")
    one = graph_of(article("a", related=[shared]), article("b", related=[shared]))
    other = graph_of(
        article("a", related=[entry("x", title="X")]), article("b", related=[entry("x", title="X")])
    )
    assert one.version == other.version


def test_the_order_of_a_list_is_content():
    one, other = (graph_of(article("a", related=list(names))) for names in ("bc", "cb"))
    assert one.version != other.version
