"""Several workers behind one socket: how they start, are replaced, and stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = """
import os, signal, sys
from graphapi.server.processes.workers import run_workers

def work(place):
    if "{mode}" == "broken" and not os.path.exists("{flag}"):
        open("{flag}", "w").close()
        raise RuntimeError("no luck at first")
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
    os.write(1, b"%d %d\\n" % (place, os.getpid()))
    if "{mode}" == "deaf":
        signal.sigwait([signal.SIGUSR1])
    signal.sigwait([signal.SIGTERM, signal.SIGINT])

run_workers({count}, work)
print("ended", flush=True)
"""


@contextmanager
def supervisor(
    count: int = 2, mode: str = "", flag: str = ""
) -> Iterator[tuple[subprocess.Popen[str], dict[int, int]]]:
    """A running supervisor, and the process of each of its workers by place."""
    program = PROGRAM.format(count=count, mode=mode, flag=flag)
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, dict(read_worker(process) for _ in range(count))
        finally:
            process.kill()


def read_worker(process: subprocess.Popen[str]) -> tuple[int, int]:
    """The place and process of the worker that says next that it has begun."""
    assert process.stdout is not None
    place, pid = process.stdout.readline().split()
    return int(place), int(pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_workers_and_then_the_supervisor(number: signal.Signals):
    with supervisor(count=3) as (process, workers):
        assert sorted(workers) == [0, 1, 2]
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == ("ended\n", "", 0)
    for pid in workers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_worker_that_dies_is_replaced_in_its_place():
    with supervisor() as (process, workers):
        os.kill(workers[1], signal.SIGKILL)
        place, pid = read_worker(process)
        assert (place, pid != workers[1]) == (1, True)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=30)
    assert output == "ended\n"
    assert f"Worker 1 (process {workers[1]}) ended with SIGKILL; another starts" in errors


def test_a_worker_that_breaks_says_why_and_is_replaced(tmp_path: Path):
    with supervisor(count=1, mode="broken", flag=str(tmp_path / "flag")) as (process, workers):
        assert list(workers) == [0]
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert "RuntimeError: no luck at first" in errors
    assert "ended with exit code 1; another starts" in errors


def test_a_second_signal_kills_workers_that_do_not_listen():
    with supervisor(count=1, mode="deaf") as (process, _):
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_workers_end_with_a_supervisor_that_is_killed():
    with supervisor() as (process, workers):
        process.kill()
        for pid in workers.values():
            while True:
                try:
                    os.kill(pid, 0)
                except ProcessLookupError:
                    break
        assert process.wait(timeout=30) == -signal.SIGKILL
