"""What an engine charges for documents, and how often it reads them."""

from typing import Any

from graphapi.execution import Engine
from graphapi.execution.pricing.document_prices import (
    compiling_price,
    preparing_price,
    reading_price,
)
from tests.execution.shelter import schema


class Ledger:
    """A meter that writes down what it takes."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.senders: set[object] = set()

    def begin(self, sender: object, price: int) -> None:
        self.senders.add(sender)
        self.taken.append(price)

    def finish(self, sender: object, price: int) -> None:
        self.senders.add(sender)
        if price:
            self.taken.append(price)

    def taken_for(self, work: Any) -> list[int]:
        """What it took for the work that has been done since it was last asked."""
        del work
        taken, self.taken = self.taken, []
        return taken


def metered(**options: Any) -> tuple[Engine, Ledger]:
    engine, ledger = Engine(schema, **options), Ledger()
    engine.charge_reading_to(ledger)
    return engine, ledger


def test_a_document_is_paid_for_when_it_is_read_and_each_operation_when_it_is_analysed():
    engine, ledger = metered()
    query = "query A { __typename } query B { __typename }"
    document = engine.prepare(query, "A").document
    assert ledger.taken_for(document) == [reading_price(query)]
    assert ledger.taken_for(engine.prepare(query, "A")) == []
    assert ledger.taken_for(engine.prepare(query, "B")) == [preparing_price(document)]
    assert engine.documents_read == 1


def test_who_sent_the_request_is_charged_for_reading_and_for_compiling():
    engine, ledger = metered(compile_immediately=True)
    prepared = engine.prepare("{ __typename }", sender="a client")
    assert ledger.senders == {"a client"}
    ledger.senders.clear()
    engine.run(prepared, sender="another")
    assert ledger.senders == {"another"}


def test_who_sent_the_request_is_named_where_its_root_fields_are_told():
    engine, told = Engine(schema, compile_immediately=True), list[tuple[Any, str]]()
    engine.call_at_root_fields(lambda sender, key: told.append((sender, key)))
    prepared = engine.prepare("{ a: __typename __typename }")
    engine.run(prepared, sender="a client")
    assert told == [("a client", "a"), ("a client", "__typename")]


def test_each_choice_of_conditions_pays_for_being_compiled():
    engine, ledger = metered(compile_immediately=True)
    prepared = engine.prepare("query($a: Boolean!) { __typename @skip(if: $a) b: __typename }")
    ledger.taken.clear()
    price = compiling_price(prepared.document)
    for variables in ({"a": True}, {"a": False}):
        assert ledger.taken_for(engine.run(prepared, variables)) == [price]
        assert ledger.taken_for(engine.run(prepared, variables)) == []


def test_a_refused_document_costs_more_for_each_error_and_nothing_when_it_is_known():
    engine, ledger = metered()
    query = "{ nothing otherwise }"
    assert len(engine.prepare(query).errors) == 2
    [before, after] = ledger.taken_for(None)
    assert (before, after) == (reading_price(query), 60)
    assert engine.prepare(query).errors
    assert engine.known(query) is not None
    assert ledger.taken_for(None) == []


def test_what_is_too_large_to_keep_is_there_as_long_as_somebody_holds_it():
    engine, _ = metered(document_cache_bytes=0)
    queries = ["{ a: __typename }", "{ b: __typename }"]
    held = [engine.prepare(query) for query in queries]
    assert [engine.prepare(query) for query in queries] == held
    assert engine.documents_read == 2
    held.clear()
    engine.prepare("{ c: __typename }")
    engine.prepare(queries[0])
    assert engine.documents_read == 4
