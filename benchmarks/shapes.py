"""The shapes of operation that a schema of articles has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from typing import Final

from benchmarks.filter_shapes import filter_shapes
from benchmarks.samples import RUNS, Samples, Shape, Variables, schema_types
from graphapi.graph import ArticleGraph

__all__ = ["shapes"]

_LETTERS: Final = "taeosincrpmdlfbwguhvykjqxz012345"
"""The most frequent first."""

_COMMON: Final = (
    *("the", "a", "to", "of", "and", "in", "azure", "for", "is", "on", "with", "new", "you"),
    *("your", "it", "this", "that"),
)


def shapes(graph: ArticleGraph) -> Iterator[Shape]:
    """All shapes."""
    samples = Samples(graph)
    yield from filter_shapes(samples)
    yield from _lists(samples)
    yield from _figures()
    yield from _by_text(samples)
    yield from _along_links(samples)


def _lists(samples: Samples) -> Iterator[Shape]:
    types = schema_types()
    for field, order, most in (
        ("articles", "ArticleOrder", 3),
        ("providers", "ProviderOrder", 2),
        ("topics", "TopicOrder", 2),
    ):
        names = list(types[f"{order}Field"].values)
        query = f"""query ($o: [{order}!], $n: Int) {{
            {field}(orderBy: $o, first: $n) {{ nodes {{ id }} }} }}"""
        for count in range(1, most + 1):
            for chosen in permutations(names, count) if count < 3 else combinations(names, count):
                yield Shape(
                    f"{field} by {', '.join(chosen)}",
                    query,
                    [
                        {
                            "o": [
                                {"field": name, "direction": ("ASC", "DESC")[at % 2]}
                                for name in chosen
                            ],
                            "n": 1,
                        }
                        for at in RUNS
                    ],
                )
        for size in (0, 1, 100):
            yield Shape(
                f"{field} first {size}",
                f"query ($n: Int) {{ {field}(first: $n) {{ totalCount nodes {{ id }} }} }}",
                [{"n": size} for _ in RUNS],
            )
            yield Shape(
                f"{field} last {size}",
                f"query ($n: Int) {{ {field}(last: $n) {{ edges {{ cursor }} }} }}",
                [{"n": size} for _ in RUNS],
            )
    for order in ("SIZE_DESC", "LATEST_DESC", "HEAT_DESC"):
        for way in ("first", "last"):
            yield Shape(
                f"stories by {order} {way}",
                f"""query ($n: Int!) {{ stories(minSize: $n, orderBy: {order}, {way}: 1) {{
                    totalCount nodes {{ title }} }} }}""",
                [{"n": at + 4} for at in RUNS],
            )
    yield Shape(
        "related by TITLE",
        """query ($u: URL!) { article(url: $u) {
            related(direction: BOTH, orderBy: {field: TITLE}, first: 1) { nodes { url } } } }""",
        [{"u": samples.hub(at).url} for at in RUNS],
    )
    yield from _owners(samples)
    for field in ("articles", "providers", "topics", "stories"):
        for size in (1, 100):
            yield Shape(
                f"{field} after a cursor, {size}",
                f"""query ($c: String!, $n: Int!) {{ {field}(after: $c, first: $n) {{
                    nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}""",
                [{"c": samples.cursor(field), "n": size} for _ in RUNS],
            )
    yield Shape(
        "article of everything",
        """query ($u: URL!) { article(url: $u) { id urls title body extra rank sourceCount
            topics { name } images { url } provider { name } story { title size }
            sources(first: 1) { file differences } problems(first: 1) { message } } }""",
        [{"u": samples.hub(at).url} for at in RUNS],
    )
    yield Shape(
        "corpus",
        "{ corpus { articles problemCount problems(first: 1) { message } } }",
        [{} for _ in RUNS],
    )


def _owners(samples: Samples) -> Iterator[Shape]:
    """What providers, topics and stories tell of their articles: one large one, and many."""
    largest = {
        "provider": [samples.graph.providers[at + 2].domain for at in RUNS],
        "topic": [samples.graph.topics[at + 2].name for at in RUNS],
    }
    for owner, parts in (
        ("provider", ("topics", "linksTo", "linkedFrom")),
        ("topic", ("relatedTopics", "providers")),
    ):
        argument = {"provider": "domain", "topic": "name"}[owner]
        for asked in (
            *(f"{part}(first: 1) {{ count }}" for part in parts),
            "stats { count }",
            "articles(first: 1) { totalCount nodes { url } }",
            "articles(first: 1, orderBy: {field: TITLE}) { nodes { url } }",
            "articles(first: 0) { groups(by: [TOPIC, MONTH, CATEGORY], first: 1) { count } }",
            "articles(first: 0) { timeline(interval: MONTH, limit: 1000) { count } }",
        ):
            yield Shape(
                f"{owner} {asked}",
                f"query ($d: String!) {{ {owner}({argument}: $d) {{ {asked} }} }}",
                [{"d": largest[owner][at]} for at in RUNS],
            )
            yield Shape(
                f"{owner}s {asked}",
                f"query ($n: Int!) {{ {owner}s(first: $n) {{ nodes {{ {asked} }} }} }}",
                [{"n": 90 + at} for at in RUNS],
            )
    for asked in (
        "lead { title }",
        "stats { count }",
        "articles(first: 1) { totalCount }",
        "terms",
        "providers { count }",
    ):
        yield Shape(
            f"stories {asked}",
            f"query ($n: Int!) {{ stories(first: $n) {{ nodes {{ {asked} }} }} }}",
            [{"n": 90 + at} for at in RUNS],
        )
    for asked in (
        "related(first: 1) { nodes { url } }",
        "related(direction: BOTH, first: 10) { edges { cursor reciprocal } }",
        "sources(first: 1) { file differences }",
        "problems(first: 1) { message }",
        "body extra featuredContent",
        "provider { name } topics { name } images { url } story { title }",
    ):
        yield Shape(
            f"articles {asked}",
            f"query ($n: Int!) {{ articles(first: $n) {{ nodes {{ {asked} }} }} }}",
            [{"n": 90 + at} for at in RUNS],
        )


def _figures() -> Iterator[Shape]:
    types = schema_types()
    keys = list(types["ArticleGroupKey"].values)
    for count in (1, 2, 3):
        for chosen in combinations(keys, count):
            for size in (1, 10_000):
                yield Shape(
                    f"groups by {', '.join(chosen)} first {size}",
                    """query ($k: [ArticleGroupKey!]!, $n: Int!) {
                        articles(first: 0) { groups(by: $k, first: $n) { count } } }""",
                    [{"k": list(chosen), "n": size} for _ in RUNS],
                )
    for order in types["GroupOrder"].values:
        for keys in (["PROVIDER"], ["PROVIDER", "MONTH", "TOPIC"]):
            yield Shape(
                f"groups by {', '.join(keys)} in {order}",
                f"""query ($k: [ArticleGroupKey!]!) {{ articles(first: 0) {{
                    groups(by: $k, orderBy: {order}, first: 1) {{
                        count articles(first: 1) {{ totalCount }} }} }} }}""",
                [{"k": keys} for _ in RUNS],
            )
    yield Shape("stats", "{ articles(first: 0) { stats { count } } }", [{} for _ in RUNS])
    for interval in types["TimeInterval"].values:
        for zone in ("UTC", "Europe/Berlin"):
            yield Shape(
                f"timeline {interval} {zone}",
                f"""query ($t: DateTime, $z: String!) {{ articles(first: 0,
                    filter: {{publishedDateTime: {{gte: $t}}}}) {{
                    timeline(interval: {interval}, timeZone: $z, limit: 100000) {{
                        count }} }} }}""",
                [{"t": f"2017-05-{at + 10:02}T10:00:00Z", "z": zone} for at in RUNS],
            )
            yield Shape(
                f"timeline {interval} {zone} of few",
                f"""query ($t: DateTime, $z: String!, $n: Int!) {{ articles(first: 0,
                    filter: {{publishedDateTime: {{gte: $t}}}}) {{
                    timeline(interval: {interval}, timeZone: $z, limit: $n) {{ count }} }} }}""",
                [{"t": f"2040-01-{at + 10:02}T10:00:00Z", "z": zone, "n": 0} for at in RUNS],
            )


def _by_text(samples: Samples) -> Iterator[Shape]:
    suggest = "query ($p: String!, $n: Int!) { suggest(prefix: $p, first: $n) { text } }"

    def starts(length: int) -> Variables:
        return [{"p": samples.article(at).title[:length], "n": 10} for at in RUNS]

    for length in (1, 2, 3, 4, 6, 10, 20, 40, 200):
        yield Shape(f"suggest {length}", suggest, starts(length))
    for count in (0, 1, 100):
        yield Shape(
            f"suggest first {count}",
            suggest,
            [{"p": "aeiost"[at % 6], "n": count} for at in RUNS],
        )
    yield Shape("suggest letters", suggest, [{"p": "t a" + "bcdefghij"[at], "n": 1} for at in RUNS])
    yield Shape("suggest words", suggest, [{"p": " ".join("abcdefghij" * 9), "n": 1} for _ in RUNS])
    yield Shape("suggest empty", suggest, [{"p": " " * (at + 3), "n": 1} for at in RUNS])
    yield Shape("suggest unknown", suggest, [{"p": "xqz" * (at + 3), "n": 1} for at in RUNS])

    for form in ("words", "phrase", "prefixes", "letters", "unwanted", "common"):
        for count in (1, 2, 5, 12, 32):
            for name, below, more in (
                ("page", "first: 1", "totalCount nodes { url }"),
                ("last", "last: 1", "nodes { url }"),
                ("edges", "first: 100", "edges { score titleHighlight excerptHighlight }"),
                ("facets", "first: 0", "groups(by: [PROVIDER, MONTH, TOPIC], first: 1) { count }"),
                ("filter", 'first: 1, filter: {title: {ne: "x"}}', "totalCount"),
            ):
                yield Shape(
                    f"search {count} {form} {name}",
                    f"query ($t: String!) {{ search(text: $t, {below}) {{ {more} }} }}",
                    [{"t": _joined(samples.words(at, count), form)} for at in RUNS],
                )


def _joined(words: Sequence[str], form: str) -> str:
    """A text to search for, of as many words."""
    match form:
        case "phrase":
            return f'"{" ".join(words)}"'
        case "prefixes":
            return " ".join(f"{word[:3]}*" for word in words)
        case "letters":
            return " ".join(f"{letter}*" for letter in _LETTERS[: len(words)])
        case "unwanted":
            return " ".join([words[0], *(f"-{word}" for word in words[1:])])
        case "common":
            return " ".join(_COMMON[: len(words)])
    return " ".join(words)


def _along_links(samples: Samples) -> Iterator[Shape]:
    hub, any_ = samples.hub, samples.article
    for direction in ("OUT", "IN", "BOTH"):
        for hops in (1, 2, 4, 10):
            for way in ("first", "last"):
                yield Shape(
                    f"reachable {direction} {hops} {way}",
                    f"""query ($u: URL!) {{ article(url: $u) {{
                        reachable(direction: {direction}, maxHops: {hops}, {way}: 1) {{
                            totalCount edges {{ hops path {{ url }} }} }} }} }}""",
                    [{"u": hub(at).url} for at in RUNS],
                )
            for count in (1, 100):
                yield Shape(
                    f"paths {direction} {hops} first {count}",
                    f"""query ($u: URL!, $v: URL!) {{ paths(
                        from: $u, to: $v, direction: {direction},
                        maxHops: {hops}, first: {count}) {{
                            hops articles {{ url }} }} }}""",
                    [{"u": hub(at).url, "v": any_(at).url} for at in RUNS],
                )
            for limit in (1, 1_000):
                yield Shape(
                    f"neighborhood {direction} {hops} {limit}",
                    f"""query ($u: [URL!]!) {{ neighborhood(around: $u, direction: {direction},
                        hops: {hops}, limit: {limit}) {{ articles {{ url }}
                        links {{ position }} adjacency }} }}""",
                    [{"u": [hub(at).url]} for at in RUNS],
                )
        yield Shape(
            f"related {direction}",
            f"""query ($u: URL!) {{ article(url: $u) {{
                related(direction: {direction}, first: 1) {{
                    totalCount edges {{ reciprocal }} }} }} }}""",
            [{"u": hub(at).url} for at in RUNS],
        )
        yield Shape(
            f"related {direction} last",
            f"""query ($u: URL!) {{ article(url: $u) {{
                related(direction: {direction}, last: 1) {{
                    totalCount edges {{ reciprocal }} }} }} }}""",
            [{"u": hub(at).url} for at in RUNS],
        )
    for way in ("first", "last"):
        yield Shape(
            f"similar {way}",
            f"""query ($u: URL!) {{ article(url: $u) {{ similar({way}: 1) {{ totalCount
                edges {{ score sharedTopics {{ name }} }} }} }} }}""",
            [{"u": hub(at).url} for at in RUNS],
        )
        yield Shape(
            f"similar {way}, with reasons and without copies",
            f"""query ($u: URL!) {{ article(url: $u) {{ copyCount
                similar({way}: 50, collapseCopies: true) {{ edges {{ sharedTerms }} }} }} }}""",
            [{"u": hub(at).url} for at in RUNS],
        )
        yield Shape(
            f"similar to a text, {way}",
            f"""query ($t: String!) {{ similarTo(text: $t, {way}: 1) {{ totalCount
                edges {{ score }} }} }}""",
            [{"t": f"{hub(at).title} {hub(at).excerpt}"} for at in RUNS],
        )
