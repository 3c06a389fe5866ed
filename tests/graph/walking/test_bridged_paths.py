"""Paths over what articles share, compared with a look at every path there is."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain import Bridge, LinkDirection
from graphapi.errors import LimitExceededError
from graphapi.graph import ArticleGraph, ArticleNode, BridgedPath, Group, bridged_paths
from graphapi.graph.walking import bridged_paths as module
from tests.corpora import article, found, graph_of, names

LETTERS = "abcdef"
OPPOSITE = {
    LinkDirection.OUT: LinkDirection.IN,
    LinkDirection.IN: LinkDirection.OUT,
    LinkDirection.BOTH: LinkDirection.BOTH,
}

Shared = Sequence[tuple[Bridge, str]]


def groups_among(graph: ArticleGraph, shared: Shared) -> list[Group]:
    """The groups with the given members, as large as they are."""
    return [
        Group(kind, [found(graph, one) for one in members], len(members))
        for kind, members in shared
    ]


def best_paths(
    graph: ArticleGraph,
    groups: Sequence[Group],
    ends: str = "af",
    hops: int = 5,
    count: int = 10,
    direction: LinkDirection = LinkDirection.OUT,
    through: str = LETTERS,
) -> list[BridgedPath]:
    return bridged_paths(
        found(graph, ends[0]),
        found(graph, ends[1]),
        lambda one: graph.neighbours(one, direction),
        lambda one: graph.neighbours(one, OPPOSITE[direction]),
        lambda one: [group for group in groups if one in group.members],
        hops,
        count,
        lambda one: names([one])[0] in through,
    )


def shown(paths: Sequence[BridgedPath]) -> list[str]:
    """The articles of paths, with `-` for links and the initials of bridges between them."""
    return [
        "".join(
            name + ("" if step == len(path.groups) else _mark(path.groups[step]))
            for step, name in enumerate(names(path.articles))
        )
        for path in paths
    ]


def _mark(group: Group | None) -> str:
    return "-" if group is None else group.kind.value[:2]


def graph_of_links(**links: str) -> ArticleGraph:
    return graph_of(*(article(one, related=list(links.get(one, ""))) for one in LETTERS))


def test_the_fewest_bridges_win_however_long_the_way():
    graph = graph_of_links(a="b", b="c", d="e", e="f")
    shared = [(Bridge.PROVIDER, "cd"), (Bridge.SIMILAR, "ae"), (Bridge.SIMILAR, "ef")]
    groups = groups_among(graph, shared)
    assert shown(best_paths(graph, groups)) == ["aSIe-f"]
    assert shown(best_paths(graph, groups[:1])) == ["a-b-cPRd-e-f"]
    assert shown(best_paths(graph, groups[:1], hops=4)) == []


def test_of_as_many_bridges_the_most_telling_win_then_the_fewest_hops():
    graph = graph_of_links(a="b", c="f")
    shared = [(Bridge.PROVIDER, "af"), (Bridge.TOPIC, "bc"), (Bridge.STORY, "bc")]
    groups = groups_among(graph, shared)
    assert shown(best_paths(graph, groups)) == ["a-bSTc-f"]
    assert shown(best_paths(graph, groups, hops=2)) == ["aPRf"]
    nearer = groups_among(graph, [*shared, (Bridge.STORY, "bf")])
    assert shown(best_paths(graph, nearer)) == ["a-bSTf"]


def test_a_step_takes_the_smallest_group_of_its_kind_and_small_groups_come_first():
    graph = graph_of_links(a="bc")
    shared = [(Bridge.TOPIC, "bcdf"), (Bridge.TOPIC, "cf"), (Bridge.TOPIC, "bef")]
    first, second = best_paths(graph, groups_among(graph, shared))
    assert shown([first, second]) == ["a-cTOf", "a-bTOf"]
    assert [group.size for path in (first, second) for group in path.groups if group] == [2, 3]


def test_links_alone_are_the_best_path_of_all():
    graph = graph_of_links(a="b", b="f")
    groups = groups_among(graph, [(Bridge.SIMILAR, "af")])
    assert shown(best_paths(graph, groups)) == ["a-b-f"]


def test_only_articles_that_may_be_crossed_are():
    graph = graph_of_links(a="b")
    groups = groups_among(graph, [(Bridge.STORY, "bf"), (Bridge.TOPIC, "adf")])
    assert shown(best_paths(graph, groups)) == ["a-bSTf"]
    assert shown(best_paths(graph, groups, through="cde")) == ["aTOf"]


def test_a_group_is_looked_at_once_however_many_of_its_members_are_met(
    monkeypatch: pytest.MonkeyPatch,
):
    everyone = [f"n{number:03}" for number in range(400)]
    graph = graph_of(
        article("a"), article("f", related=everyone), *(article(one) for one in everyone)
    )
    members = [found(graph, one) for one in everyone]
    crowd, other = Group(Bridge.TOPIC, members, 400), Group(Bridge.STORY, members, 400)

    def of(one: ArticleNode) -> Sequence[Group]:
        return () if names([one])[0] in ("a", "f") else (crowd, other)

    monkeypatch.setattr(module, "MAX_PATH_WORK", 20_000)
    ends = found(graph, "a"), found(graph, "f")
    backwards = graph.links_in, graph.links_out
    assert bridged_paths(*ends, *backwards, of, 10, 10) == []
    monkeypatch.setattr(module, "MAX_PATH_WORK", 300)
    with pytest.raises(LimitExceededError, match="more than 300 links and members of groups"):
        bridged_paths(*ends, *backwards, of, 10, 10)


def every_path(
    graph: ArticleGraph,
    groups: Sequence[Group],
    hops: int,
    direction: LinkDirection,
    through: str,
) -> list[Any]:
    """The best of all simple paths from a to f: their articles, and the size of each step's group.

    A path of the same articles over other kinds of bridges is another one.
    """
    ranks = {kind: rank for rank, kind in enumerate(Bridge)}
    target, complete = found(graph, "f"), []

    def steps(one: ArticleNode) -> dict[tuple[int, ArticleNode], int]:
        known = {(-1, after): 0 for after in graph.neighbours(one, direction)}
        for group in groups:
            for after in group.members if one in group.members else ():
                key = ranks[group.kind], after
                known[key] = min(group.size, known.get(key, group.size))
        return known

    def walk(path: tuple[ArticleNode, ...], kinds: tuple[int, ...], sizes: tuple[int, ...]) -> None:
        if path[-1] is target:
            bridges = [kind for kind in kinds if kind >= 0]
            best = (len(bridges), sum(bridges), len(kinds))
            places = tuple(one.index for one in path)
            complete.append((best, sum(sizes), places, kinds, sizes))
            return
        crossed = len(path) == 1 or names([path[-1]])[0] in through
        if len(kinds) < hops and crossed:
            for (kind, after), size in steps(path[-1]).items():
                if after not in path:
                    walk((*path, after), (*kinds, kind), (*sizes, size))

    walk((found(graph, "a"),), (), ())
    complete.sort()
    return [rest for best, *rest in complete if best == complete[0][0]]


@st.composite
def graphs(draw: st.DrawFn) -> ArticleGraph:
    listed = st.lists(st.sampled_from(LETTERS), max_size=2, unique=True)
    return graph_of(
        *(article(one, related=[x for x in draw(listed) if x != one]) for one in LETTERS)
    )


@given(
    graphs(),
    st.lists(
        st.tuples(
            st.sampled_from(Bridge),
            st.sampled_from([*combinations(LETTERS, 2), *combinations(LETTERS, 3)]),
        ),
        max_size=6,
    ),
    st.sampled_from(LinkDirection),
    st.integers(1, 5),
    st.integers(1, 6),
    st.sampled_from([LETTERS, "bcd", "e"]),
)
def test_paths_are_the_best_of_all_that_there_are(
    graph: ArticleGraph,
    shared: list[tuple[Bridge, tuple[str, ...]]],
    direction: LinkDirection,
    hops: int,
    count: int,
    through: str,
):
    groups = groups_among(graph, [(kind, "".join(members)) for kind, members in shared])
    expected = every_path(graph, groups, hops, direction, through)[:count]
    paths = best_paths(graph, groups, "af", hops, count, direction, through)
    ranks = {kind: rank for rank, kind in enumerate(Bridge)}
    sizes = [[0 if one is None else one.size for one in path.groups] for path in paths]
    assert [
        [
            sum(each),
            tuple(one.index for one in path.articles),
            tuple(-1 if group is None else ranks[group.kind] for group in path.groups),
            tuple(each),
        ]
        for path, each in zip(paths, sizes, strict=True)
    ] == expected
