"""What a unit of the price of reading a document stands for.

    python -m benchmarks.documents

Reads documents of many shapes, each as large as the limits allow or as small as it takes to keep
validation busy, and prints the ten that take the longest for their price, and the ten that take the
longest. A unit stands for at most ten microseconds of CPU.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from operator import itemgetter
from time import thread_time

from graphql import get_introspection_query
from rich.console import Console
from rich.table import Table

from graphapi.answering.article_executor import create_executor
from graphapi.execution.documents.documents import load_document
from graphapi.execution.pricing.document_prices import reading_price, remaining_price
from graphapi.execution.requests.operation_limits import Limits
from graphapi.settings import Settings

__all__ = ["main"]

_TIMES = 3
_SHOWN = 10


def main() -> None:
    """Read the documents and print what they took."""
    settings = Settings()
    schema, limits = create_executor(settings).engine.schema, Limits.of(settings)
    load_document(schema, "{ __typename }", limits)  # what is made once
    rows = []
    for name, text in _documents():
        seconds = []
        for _ in range(_TIMES):
            gc.collect()
            began = thread_time()
            document = load_document(schema, text, limits)
            seconds.append(thread_time() - began)
        price = reading_price(text) + remaining_price(document)
        rows.append((1e6 * min(seconds) / price, 1e3 * min(seconds), price, len(text), name))
    for title, place in (("for a unit", 0), ("at all", 1)):
        table = Table("µs a unit", "ms", "units", "characters", "document")
        table.title = f"The longest {title}"
        for row in sorted(rows, key=itemgetter(place), reverse=True)[:_SHOWN]:
            table.add_row(f"{row[0]:.1f}", f"{row[1]:.1f}", *map(str, row[2:]))
        Console().print(table)


def _documents() -> Iterator[tuple[str, str]]:
    """Documents by what they have much of."""
    nodes = "{articles(first:1){nodes{%s}}}"
    yield "GraphiQL's introspection", get_introspection_query()
    yield "fields that are unknown", nodes % _joined("f%d", 14_000)
    yield "long names that are unknown", nodes % _joined("publishdDateTimee%d", 4_000)
    yield "inline fragments", nodes % ("...{url}" * 2_500)
    yield "a few inline fragments", nodes % ("...{url}" * 310)
    yield "a few with objects", nodes % ("...{provider{name}}" * 220)
    yield "repeated objects", nodes % ("provider{name}" * 99)
    yield "fragments side by side", _fragments(nodes, 198, "url")
    yield "fragments with fields in common", _fragments(nodes, 200, "url title excerpt")
    yield "fragments in conflict", _fragments(nodes, 100, "x:related(first:%d){nodes{url}}")
    yield "unused fragments", "{__typename}" + _joined("fragment f%d on Article{url}", 990)
    yield "fragments on unknown types", "{__typename}" + _joined("fragment f%d on A%d{a}", 990)
    yield "operations", _joined("query q%d{__typename}", 990)
    yield "line ends before errors", "\n" * 50_000 + nodes % _joined("f%d", 140)
    yield "line ends before conflicts", "\n" * 50_000 + _fragments(nodes, 200, "url:title")
    spreading = _joined("query q%d($v:String!){...f}", 20)
    uses = "fragment f on Query{articles(filter:{title:{in:[%s]}}){totalCount}}"
    yield "uses of a variable", spreading + uses % ("$v " * 900)
    yield "variables", f"query({_joined('$v%d:Int', 3_000)}){{__typename}}"
    articles = "{articles(%s){totalCount}}"
    yield "arguments that are unknown", articles % _joined("a%d:1", 4_500)
    yield "arguments of one name", articles % ("first:1 " * 4_400)
    yield "input objects", articles % ("filter:{and:[%s]}" % ('{title:{eq:"a"}}' * 990))
    nested = '{and:[{title:{eq:"a"}}]}' * 900
    yield "input objects in one another", articles % f"filter:{{and:[{nested}]}}"
    yield "input fields that are unknown", articles % f"filter:{{{_joined('f%d:1', 4_900)}}}"
    yield "enum values that are unknown", articles % f"orderBy:[{_joined('{field:A%d}', 990)}]"
    yield "a long string of escapes", articles % ('filter:{title:{eq:"%s"}}' % ("\\n" * 49_000))
    yield "comments", "{__typename}" + "\n#" * 14_900
    yield "no end", "{articles{nodes{" + " title" * 14_000


def _joined(pattern: str, number: int) -> str:
    """The pattern so many times, with a number in place of each %d."""
    return " ".join(pattern.replace("%d", str(place)) for place in range(number))


def _fragments(pattern: str, number: int, inside: str) -> str:
    """A selection that spreads so many fragments, each with the same inside."""
    names: Iterable[int] = range(number)
    spreads = "".join(f"...f{name} " for name in names)
    bodies = (f"fragment f{n} on Article{{{inside.replace('%d', str(n))}}}" for n in names)
    return (pattern % spreads) + "".join(bodies)


if __name__ == "__main__":
    main()
