"""Values from one process for several: all change together, and nobody waits for the dead."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from threading import Lock

import pytest

from graphapi.runtime.mailbox import Mailbox


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox(places=2)
    yield made
    made.remove()


def value(mailbox: Mailbox, number: int) -> list[object]:
    parts = mailbox.read(number)
    assert parts is not None
    return list(parts)


def test_a_value_counts_when_all_have_read_it(mailbox: Mailbox):
    mailbox.note_read(0, 0)
    mailbox.note_read(1, 0)
    assert mailbox.publish(["a", "b"]) == mailbox.published == 1
    assert (value(mailbox, 1), mailbox.current) == (["a", "b"], 0)
    mailbox.note_read(0, 1)
    assert not mailbox.commit(seconds=0)
    mailbox.note_read(1, 1)
    assert mailbox.commit(seconds=60)
    assert mailbox.current == 1


def test_who_comes_late_finds_the_newest_value_and_no_older_one(mailbox: Mailbox):
    for text in ("a", "b"):
        mailbox.publish([text])
        mailbox.commit(seconds=0)
    assert mailbox.read(1) is None
    assert value(mailbox, 2) == ["b"]


def test_a_value_that_is_being_read_stays_for_its_reader(mailbox: Mailbox):
    mailbox.publish(["first", "second"])
    parts = mailbox.read(1)
    assert parts is not None
    assert next(parts) == "first"
    mailbox.publish(["new"])
    mailbox.commit(seconds=0)
    assert next(parts) == "second"


def test_nobody_waits_for_a_process_that_has_ended(mailbox: Mailbox):
    process = os.fork()
    if not process:
        mailbox.note_read(0, 0)
        os._exit(0)
    os.waitpid(process, 0)
    mailbox.publish(["a"])
    assert mailbox.commit(seconds=60)


def test_processes_see_what_another_publishes(mailbox: Mailbox):
    process = os.fork()
    if not process:
        end = time.monotonic() + 30
        while not mailbox.published and time.monotonic() < end:
            os.sched_yield()
        found = value(mailbox, 1)
        mailbox.note_read(1, 1)
        os._exit(0 if found == ["a"] else 1)
    try:
        mailbox.note_read(0, 1)
        mailbox.publish(["a"])
        assert mailbox.commit(seconds=60)
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
        process = 0
    finally:
        if process:
            os.kill(process, signal.SIGKILL)


def test_a_value_that_could_not_be_written_leaves_the_one_before(mailbox: Mailbox):
    mailbox.publish(["a"])
    mailbox.commit(seconds=0)
    with pytest.raises(TypeError, match="cannot pickle"):
        mailbox.publish(["b", Lock()])
    assert mailbox.published == mailbox.current == 1
    assert value(mailbox, 1) == ["a"]
