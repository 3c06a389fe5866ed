"""What is kept for strangers stays within its bounds, whatever they send."""

import asyncio
import gc
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import strawberry
from graphql.language import Node, Token

from graphapi.execution import Engine
from graphapi.execution.documents.documents import load_document
from graphapi.runtime.caches import ByteCache

KIBIBYTE = 1024


def test_the_least_recently_used_goes_first():
    cache: ByteCache[str] = ByteCache(100)
    for key in "abcd":
        cache.put(key, key, 25)
    cache.get("a")
    cache.put("e", "e", 25)
    assert [key for key in "abcde" if cache.get(key)] == ["a", "c", "d", "e"]
    assert cache.figures.evicted == 1


def test_a_value_heavier_than_a_quarter_of_the_limit_is_not_kept():
    cache: ByteCache[str] = ByteCache(100)
    assert cache.put("small", "small", 25)
    assert not cache.put("large", "large", 26)
    assert cache.get("small") == "small"
    assert cache.get("large") is None


def test_a_value_that_grows_pushes_out_others():
    cache: ByteCache[list[str]] = ByteCache(100)
    values = {key: [key] for key in "abcd"}
    for key, value in values.items():
        cache.put(key, value, 20)
    cache.grow("d", ["another"], 50)
    assert cache.figures.bytes == 80
    cache.grow("d", values["d"], 50)
    assert cache.figures.bytes == 90
    assert cache.get("a") is None
    assert cache.get("b") is None


def test_a_replaced_value_is_not_counted_twice():
    cache: ByteCache[str] = ByteCache(100)
    cache.put("a", "one", 20)
    cache.put("a", "two", 10)
    assert cache.figures.bytes == 10
    cache.clear()
    assert cache.figures.bytes == cache.figures.entries == 0


@strawberry.type
class Leaf:
    name: str = "leaf"
    size: int = 1

    @strawberry.field
    def next(self, hops: int = 1) -> "Leaf":
        return Leaf(size=hops)

    @strawberry.field
    def all(self) -> list["Leaf"]:
        return [Leaf()]


@strawberry.type
class Query:
    @strawberry.field
    def leaf(self) -> Leaf:
        return Leaf()


def hostile(number: int) -> str:
    """A document that nobody sent before, in one of several shapes."""
    shapes = (
        "{{ a{0}: leaf {{ name size }} }}",
        "{{ leaf {{ all {{ a{0}: name all {{ b{0}: size next {{ name }} }} }} }} }}",
        "{{ leaf {{ " + " ".join(f"n{{0}}x{n}: next {{{{ name }}}}" for n in range(8)) + " }} }}",
        "query Q{0} {{ leaf {{ all {{ next(hops: {0}) {{ next {{ all {{ name }} }} }} }} }} }}",
        "{{ leaf {{ nothing{0} }} }}",
        "{{ leaf {{ name{0} ",
    )
    return shapes[number % len(shapes)].format(number)


LIMIT = 512 * KIBIBYTE


def grown_by_new_documents() -> tuple[int, int, int]:
    """By how many bytes a stream of them grows a process, and how many of either cache went."""
    schema = strawberry.Schema(Query)
    schema.process_errors = lambda _errors, _context=None: None  # type: ignore[method-assign]  # the schema logs them
    engine = Engine(
        schema, document_cache_bytes=LIMIT, plan_cache_bytes=LIMIT, compile_immediately=True
    )
    for number in range(60):  # what is made once
        engine.run(engine.prepare(hostile(number)))
    engine._preparation._documents.clear()
    engine._plans.clear()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(60, 700):
        engine.run(engine.prepare(hostile(number)))
        figures = engine.figures
        assert figures["documents"].bytes <= LIMIT
        assert figures["plans"].bytes <= LIMIT
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    return grown, engine.figures["documents"].evicted, engine.figures["plans"].evicted


def test_a_stream_of_ever_new_documents_costs_bounded_memory():
    # In a process of its own: the table of all interned strings may double at any time, which in
    # one that has run other tests takes several megabytes.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        grown, documents, plans = process.submit(grown_by_new_documents).result()
    assert documents > 100
    assert plans > 100
    assert grown <= 2 * LIMIT


def parts_of_documents() -> int:
    return sum(isinstance(each, (Node, Token)) for each in gc.get_objects())


def test_a_document_that_is_dropped_is_gone_without_the_garbage_collector():
    schema = strawberry.Schema(Query)
    gc.collect()
    before = parts_of_documents()
    document = load_document(schema, "query A { ...F } fragment F on Query { leaf { name } }")
    assert not document.errors
    gc.collect()  # what was left of its validation
    assert parts_of_documents() > before
    gc.disable()
    try:
        del document
        assert parts_of_documents() == before
    finally:
        gc.enable()


def test_what_is_kept_of_a_document_that_does_not_parse_holds_no_parser():
    (error,) = load_document(strawberry.Schema(Query), "{" * 100).errors
    assert error.__traceback__ is None


def test_wrong_operation_names_are_not_remembered():
    engine = Engine(strawberry.Schema(Query))
    for number in range(50):
        assert engine.prepare("query A { leaf { name } }", f"B{number}").errors
    kept = engine._preparation._documents.get("query A { leaf { name } }")
    assert kept is not None
    assert not kept.prepared


def test_every_choice_of_many_conditions_is_kept_within_the_bound():
    engine = Engine(
        strawberry.Schema(Query), plan_cache_bytes=256 * KIBIBYTE, compile_immediately=True
    )
    names = [f"c{n}" for n in range(8)]
    query = (
        f"query ({', '.join(f'${name}: Boolean!' for name in names)}) {{ leaf {{ name "
        + " ".join(f"a{name}: size @skip(if: ${name})" for name in names)
        + " } }"
    )
    prepared = engine.prepare(query)
    for choice in range(256):
        variables = {name: bool(choice >> n & 1) for n, name in enumerate(names)}
        answer = engine.run(prepared, variables)
        asked = 8 - choice.bit_count()
        assert len(answer.data["leaf"]) == 1 + asked  # type: ignore[union-attr]  # nothing waits
        assert engine.figures["plans"].bytes <= 256 * KIBIBYTE


def test_a_plan_too_large_to_keep_is_not_compiled():
    engine = Engine(strawberry.Schema(Query), plan_cache_bytes=64 * KIBIBYTE)
    query = "{ leaf { " + " ".join(f"a{n}: name" for n in range(40)) + " } }"
    prepared = engine.prepare(query)
    answer = asyncio.run(engine.execute(prepared))
    assert len(answer.data["leaf"]) == 40  # type: ignore[index]  # it has data
    assert prepared.reason == "the plan would be too large to keep"
