"""Values computed by child processes, in separate programs: a test must not fork pytest."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graphapi.errors import NotReadyError
from graphapi.runtime.background import Background, Progress

PRELUDE = """
import asyncio, os, sys
import numpy as np
from pathlib import Path
from graphapi.runtime.background import Background, compute_in_background
from graphapi.errors import NotReadyError

gate = Path(sys.argv[1])

def held(make):
    "Make it once the gate has been opened for writing and closed again."
    return lambda progress: (gate.read_bytes(), make(progress))[1]

def open_gate():
    gate.write_bytes(b"")

def asked(value):
    try:
        return value.get()
    except NotReadyError as error:
        return error

def waited(value, seconds=60.0):
    error = asked(value)
    return asyncio.run(error.wait(seconds)) if isinstance(error, NotReadyError) else True
"""


def run(tmp_path: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Run a program after the prelude, with a named pipe as its gate."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + program, str(gate)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def output(tmp_path: Path, program: str) -> list[str]:
    """The lines that a program prints that ends well and complains of nothing."""
    done = run(tmp_path, program)
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.splitlines()


def test_without_a_child_a_value_is_made_where_it_is_first_asked_for_and_once():
    made: list[int] = []

    def make(_: Progress) -> int:
        made.append(1)
        return len(made)

    value = Background("numbers", make)
    assert made == []
    assert (value.get(), value.get(), made) == (1, 1, [1])


def test_none_is_a_value_too():
    made: list[int] = []
    value: Background[None] = Background("nothing", lambda _: made.append(1))
    assert (value.get(), value.get(), made) == (None, None, [1])


def test_what_cannot_be_made_says_so_each_time_and_is_tried_once():
    tried: list[int] = []

    def fail(_: Progress) -> None:
        tried.append(1)
        raise ZeroDivisionError("no luck")

    value = Background("numbers", fail)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="no luck"):
            value.get()
    assert tried == [1]


def test_a_value_is_not_ready_while_its_child_makes_it_and_then_it_is(tmp_path: Path):
    program = """
value = Background("the numbers", held(lambda _: (os.getpid(), [1, 2])))
with compute_in_background(value):
    print(asked(value))
    print(asyncio.run(asked(value).wait(0.0)))
    open_gate()
    print(waited(value))
    pid, numbers = value.get()
    print(numbers, pid == os.getpid(), value.get() is value.get())
"""
    refusal = "are still being worked out, since the corpus was loaded"
    assert output(tmp_path, program) == [
        f"the numbers {refusal}; ask the same again in a few seconds",
        "False",
        "True",
        "[1, 2] False True",
    ]


def test_arrays_come_back_as_they_were_mapped_and_not_to_be_written_to(tmp_path: Path):
    program = """
arrays = [np.arange(5), np.zeros(0), np.arange(6.0).reshape(2, 3), np.array([True]), "text"]
value = Background("arrays", lambda _: arrays)
with compute_in_background(value):
    waited(value)
    for one, other in zip(value.get()[:4], arrays):
        print(np.array_equal(one, other), one.dtype == other.dtype, one.flags.writeable)
    print(value.get()[4])
"""
    assert output(tmp_path, program) == [*["True True False"] * 4, "text"]


def test_every_process_forked_later_gets_it_and_several_wait_at_once(tmp_path: Path):
    program = """
value = Background("the numbers", held(lambda _: np.arange(3)))

async def all_wait(error):
    return await asyncio.gather(*(error.wait(60.0) for _ in range(5)))

with compute_in_background(value):
    told, tell = os.pipe()
    workers = []
    for _ in range(3):
        pid = os.fork()
        if not pid:
            status = 1
            try:
                error = asked(value)
                os.write(tell, b".")
                all_ready = asyncio.run(all_wait(error)) == [True] * 5
                status = 0 if all_ready and value.get().sum() == 3 else 2
            finally:
                os._exit(status)
        workers.append(pid)
    for _ in workers:
        os.read(told, 1)
    open_gate()
    print([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in workers])
"""
    assert output(tmp_path, program) == ["[0, 0, 0]"]


@pytest.mark.parametrize("fate", ["os.kill(os.getpid(), 9)", "1 / 0"])
def test_where_a_child_fails_the_value_is_made_where_it_is_asked_for(tmp_path: Path, fate: str):
    program = f"""
parent = os.getpid()
value = Background("the numbers", lambda _: "made here" if os.getpid() == parent else {fate})
with compute_in_background(value):
    waited(value)
    print(value.get())
"""
    done = run(tmp_path, program)
    assert done.stdout == "made here\n"
    assert "The process that computed the numbers failed; computing them here" in done.stderr
    assert ("ZeroDivisionError" in done.stderr) == (fate == "1 / 0")


def test_children_work_one_after_the_other(tmp_path: Path):
    program = """
told = Path(sys.argv[1]).with_name("told")
first = Background("the first", held(lambda _: told.write_text("done")))
second = Background("the second", lambda _: told.exists() and told.read_text())
with compute_in_background(first, second):
    print(asyncio.run(asked(second).wait(0.2)))
    open_gate()
    print(waited(first), waited(second), second.get())
"""
    assert output(tmp_path, program) == ["False", "True True done"]


def test_the_child_goes_on_at_the_first_control_c_which_its_parent_decides_on(tmp_path: Path):
    done = run(
        tmp_path,
        """
import signal
def make(progress):
    os.kill(os.getpid(), signal.SIGINT)
    return 7
value = Background("values", held(make))
with compute_in_background(value):
    open_gate()
    waited(value)
    print(value.get())
""",
    )
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_the_child_ends_with_the_block(tmp_path: Path):
    program = """
value = Background("the numbers", held(lambda _: 1))
with compute_in_background(value):
    pid = value._child._pid
try:
    os.kill(pid, 0)
except ProcessLookupError:
    print("gone")
"""
    assert output(tmp_path, program) == ["gone"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_the_child_ends_with_a_parent_that_is_killed(tmp_path: Path):
    program = """
value = Background("the numbers", held(lambda _: 1))
with compute_in_background(value):
    print(value._child._pid, flush=True)
    os.kill(os.getpid(), 9)
"""
    done = run(tmp_path, program)
    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            break


def test_the_child_keeps_no_descriptor_of_its_parent_open(tmp_path: Path):
    program = """
import socket
listener = socket.create_server(("127.0.0.1", 0))

def has_it(_=None):
    try:
        return bool(os.fstat(listener.fileno()))
    except OSError:
        return False

value = Background("the numbers", has_it)
with compute_in_background(value):
    waited(value)
    print(has_it(), value.get())
"""
    assert output(tmp_path, program) == ["True False"]


def test_every_process_sees_how_far_a_child_is(tmp_path: Path):
    program = """
def make(progress):
    progress(0.25)
    gate.read_bytes()
    return 1

value = Background("the numbers", make)
print(value.progress)
with compute_in_background(value):
    while not value.progress:
        pass
    print(value.progress)
    open_gate()
    waited(value)
    print(value.progress)
    value.get()
print(value.progress)
"""
    assert output(tmp_path, program) == ["0.0", "0.25", "1.0", "1.0"]


def test_people_are_told_how_far_a_child_is_that_takes_long(tmp_path: Path):
    program = """
from graphapi.runtime import background

def made(first, second):
    value = Background("the numbers", lambda progress: (progress(first), progress(second)))
    with compute_in_background(value, tell=lambda text: print(text, flush=True)):
        waited(value)

made(0.1, 0.2)
background._TELL_SECONDS = 0
made(0.25, 0.5)
"""
    assert output(tmp_path, program) == [
        "Computing the numbers: 25%",
        "Computing the numbers: 50%",
        "Computed the numbers in 0 seconds",
    ]


def test_the_error_has_a_code_and_can_be_waited_for():
    async def wait(_seconds: float) -> bool:
        return True

    error = NotReadyError("ranks", wait)
    assert error.extensions == {"code": "NOT_READY"}
    assert error.wait is wait
