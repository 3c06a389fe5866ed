"""Every operator of every field of every filter, alone and together, wherever it can stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from benchmarks.samples import RUNS, Samples, Shape, Variables, schema_types
from graphapi.graph import ArticleNode

__all__ = ["filter_shapes"]

_MANY: Final = 1_000
"""Values of one `in` or `notIn` at most."""


def _conditions(kind: str, field: str, samples: Samples) -> Iterator[tuple[str, Variables]]:
    """Each operator of a kind of condition: its name, and its value for a run."""

    def number(at: int) -> int:
        return 40 + at

    def instant(at: int) -> str:
        return f"2023-05-{at + 10:02}T10:00:00Z"

    def text(at: int) -> str:
        return samples.text(field, at)

    if kind == "Boolean":
        yield "", [at % 2 == 0 for at in RUNS]
        return
    yield "isNull true", [{"isNull": True} for _ in RUNS]
    yield "isNull false", [{"isNull": False} for _ in RUNS]
    one = {"StringFilter": text, "IntFilter": number, "DateTimeFilter": instant}[kind]
    for name in ("eq", "ne") if kind != "DateTimeFilter" else ("eq",):
        yield name, [{name: one(at)} for at in RUNS]
    if kind != "StringFilter":
        for name in ("gt", "gte", "lt", "lte"):
            yield name, [{name: one(at)} for at in RUNS]
    if kind == "DateTimeFilter":
        return
    for name in ("in", "notIn") if kind == "StringFilter" else ("in",):
        for count in (0, 3, _MANY):
            yield (
                f"{name} {count}",
                [{name: [one(at + 13 * place) for place in range(count)]} for at in RUNS],
            )
    if kind == "StringFilter":
        yield "contains", [{"contains": text(at)[2:9]} for at in RUNS]
        yield "contains 1", [{"contains": "aeiouns"[at]} for at in RUNS]
        yield "contains nothing known", [{"contains": f"no such text {at}"} for at in RUNS]
        yield "contains empty", [{"contains": ""} for _ in RUNS]
        yield "startsWith", [{"startsWith": text(at)[:5]} for at in RUNS]
        yield "endsWith", [{"endsWith": text(at)[-5:]} for at in RUNS]
        yield (
            "all",
            [
                {
                    "ne": text(at),
                    "notIn": [text(at + 5)],
                    "in": [text(at + 6), text(at + 7)],
                    "contains": "a",
                    "startsWith": text(at + 6)[:1],
                    "endsWith": text(at + 6)[-1:],
                    "isNull": False,
                }
                for at in RUNS
            ],
        )
        yield (
            "all that hold for most",
            [
                {
                    "ne": text(at),
                    "notIn": [text(at + 5)],
                    "contains": "",
                    "startsWith": "",
                    "endsWith": "",
                    "isNull": False,
                }
                for at in RUNS
            ],
        )


def filter_shapes(samples: Samples) -> Iterator[Shape]:
    """All of them."""
    hub = samples.hub
    types = schema_types()
    fields: Any = types["ArticleFilter"].fields
    wide: list[tuple[str, str, Variables]] = []
    for field, kind in ((name, str(each.type)) for name, each in fields.items()):
        if field in {"and", "or", "not"}:
            continue
        read = {"publishedDateTime": "published_date_time"}.get(field, field)
        for operator, value in _conditions(kind, read, samples):
            name = f"{field} {operator}"
            wide.append((field, operator, value))
            yield from _filtered(name, [{field: value[at]} for at in RUNS], hub)
            yield from _filtered(f"not {name}", [{"not": {field: value[at]}} for at in RUNS])
    several = [
        each for each in wide if each[1] in {"ne", "isNull false", "notIn 3", "contains empty", ""}
    ]
    for key in ("and", "or"):
        yield from _filtered(
            f"{key} of {len(several)}",
            [{key: [{field: value[at]} for field, _, value in several]} for at in RUNS],
            hub,
        )
    yield from _filtered(
        "and of 39 title ne",
        [{"and": [{"title": {"ne": f"{at} {place}"}} for place in range(39)]} for at in RUNS], hub,
    )  # fmt: skip
    yield from _filtered(
        "or of 39 contains",
        [
            {"or": [{"excerpt": {"contains": f"{at} {place}"}} for place in range(39)]}
            for at in RUNS
        ],
        hub,
    )
    yield from _filtered("nested", [_nested(at, 18) for at in RUNS], hub)
    yield from _filtered("and of 190 empty", [{"and": [{}] * (185 + at)} for at in RUNS], hub)
    yield from _filtered("or of 190 empty", [{"or": [{}] * (185 + at)} for at in RUNS], hub)
    yield from _filtered(
        "not not", [{"not": {"not": {"not": {"stub": at % 2 > 0}}}} for at in RUNS], hub
    )
    fields = types["ProviderFilter"].fields
    for field, kind in ((name, str(each.type)) for name, each in fields.items()):
        for operator, value in _conditions(kind, field, samples):
            yield Shape(
                f"providers {field} {operator}",
                "query ($f: ProviderFilter) { providers(filter: $f, first: 1) { totalCount } }",
                [{"f": {field: value[at]}} for at in RUNS],
            )


def _nested(at: int, depth: int) -> Any:
    """Conditions in conditions: `and`, `or` and `not` in turn."""
    inner: Any = {"title": {"ne": f"{at}"}}
    for level in range(depth):
        inner = [
            {"not": inner},
            {"and": [inner, {"quality": {"gte": level}}]},
            {"or": [inner, {"stub": True}]},
        ][level % 3]
    return inner


def _filtered(
    name: str, filter_: Variables, hub: Callable[[int], ArticleNode] | None = None
) -> Iterator[Shape]:
    """A filter where it can stand: on all articles, and on those that a walk meets."""
    yield Shape(
        f"articles {name}",
        "query ($f: ArticleFilter) { articles(filter: $f, first: 1) { totalCount nodes { url } } }",
        [{"f": filter_[at]} for at in RUNS],
    )
    if hub is None:
        return
    yield Shape(
        f"related {name}",
        """query ($f: ArticleFilter, $u: URL!) { article(url: $u) {
            related(direction: BOTH, filter: $f, first: 1) { totalCount } } }""",
        [{"f": filter_[at], "u": hub(at).url} for at in RUNS],
    )
    yield Shape(
        f"reachable {name}",
        """query ($f: ArticleFilter, $u: URL!) { article(url: $u) { reachable(
            direction: BOTH, maxHops: 10, filter: $f, through: $f, first: 1) { totalCount } } }""",
        [{"f": filter_[at], "u": hub(at).url} for at in RUNS],
    )
    yield Shape(
        f"similar {name}",
        """query ($f: ArticleFilter, $u: URL!) { article(url: $u) {
            similar(filter: $f, first: 1) { totalCount } } }""",
        [{"f": filter_[at], "u": hub(at).url} for at in RUNS],
    )
