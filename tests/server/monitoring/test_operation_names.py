"""Operation names: a bounded number of rows, whatever names clients send."""

import os

from hypothesis import given
from hypothesis import strategies as st

from graphapi.server.monitoring.operation_names import (
    ANONYMOUS,
    OTHER,
    RESERVED,
    OperationNames,
    names_in,
)


def label(names: OperationNames, name: str | None, *, may_learn: bool = True) -> str:
    row = names.row(name, may_learn=may_learn)
    return names.labels()[row]


NAMES = st.one_of(st.text(max_size=80), st.sampled_from(["A", "B", "C", *RESERVED]), st.none())


@given(st.lists(st.tuples(NAMES, st.booleans()), max_size=30), st.integers(0, 5))
def test_there_are_never_more_rows_than_known_names_and_the_bound_allow(
    met: list[tuple[str | None, bool]], most: int
):
    names = OperationNames(["Known"], most)
    for name, may_learn in met:
        assert 0 <= names.row(name, may_learn=may_learn) < names.count
    labels = names.labels()
    assert len(labels) <= names.count == len(RESERVED) + 1 + most
    assert labels[:5] == [*RESERVED, "Known"]
    assert len(set(labels)) == len(labels)


def test_the_first_names_have_rows_of_their_own_and_the_rest_share_one():
    names = OperationNames(most=2)
    labels = [label(names, name) for name in ("A", "B", "C", "A", "D")]
    assert labels == ["A", "B", OTHER, "A", OTHER]


def test_a_name_is_learnt_from_what_ran_alone():
    names = OperationNames(most=1)
    assert label(names, "Refused", may_learn=False) == OTHER
    assert label(names, "Ran") == "Ran"


def test_known_names_need_no_room():
    names = OperationNames(["Known"])
    assert label(names, "Known", may_learn=False) == "Known"


def test_a_long_name_is_not_learnt_and_one_just_shorter_is():
    names = OperationNames(most=1)
    assert label(names, "n" * 65) == OTHER
    assert label(names, "n" * 64) == "n" * 64


def test_an_operation_without_a_name_is_called_so():
    names = OperationNames()
    assert label(names, None) == ANONYMOUS


def test_what_one_process_learns_all_know_within_one_bound():
    names = OperationNames(most=2)
    pid = os.fork()
    if not pid:
        names.row("Childs", may_learn=True)
        os._exit(0)
    os.waitpid(pid, 0)
    assert label(names, "Childs", may_learn=False) == "Childs"
    assert [label(names, name) for name in ("Mine", "Late")] == ["Mine", OTHER]


def test_the_names_in_documents_are_those_of_their_operations():
    text = "query A { a ...F } mutation B($x: Int) { b } fragment F on Query { query } { c }"
    assert names_in([text, "subscription C { c }", "query { query }", "query A { a }"]) == [
        "A",
        "B",
        "C",
    ]
