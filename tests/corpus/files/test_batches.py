"""Reading in several processes: the same corpus, faster, whatever becomes of a process."""

import os
import subprocess
import sys
import threading
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from graphapi.corpus import Corpus, Mention, load_corpus
from graphapi.corpus.files import batches
from graphapi.corpus.files.folders import CorpusFile
from tests.corpus.texts import fenced, write

HAS_FORK = pytest.mark.skipif(
    not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity"),
    reason="this system reads in one process",
)
# Each story is told in a process of its own, since this one may have threads.
STORY = """
import os, signal, sys, tempfile
from pathlib import Path
from graphapi.corpus import load_corpus
from graphapi.corpus.files import batches
from tests.corpus.files.test_batches import facts, shared

folder, parent = Path(sys.argv[1]), os.getpid()
alone = load_corpus(folder)
forks, fork, read = [], os.fork, batches._read
os.sched_getaffinity = lambda _: set(range(4))
os.fork = lambda: forks.append(fork()) or forks[-1]
batches.MIN_BATCH_BYTES = 1

def unlucky(files):
    if os.getpid() != parent and {unlucky}:
        {fate}
    return read(files)

batches._read = unlucky
told = []
together = load_corpus(folder, lambda count, total: told.append((count, total)))
assert len(forks) == 3, forks
assert facts(together) == facts(alone)
assert shared(together) == shared(alone) == 3
assert told == [(n, 12) for n in range(1, 13)], told
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("told")
"""


def facts(value: object) -> object:
    """A value in a form that compares mentions by what they say."""
    if is_dataclass(value):
        return [facts(getattr(value, field.name)) for field in fields(value)]
    return [facts(item) for item in value] if isinstance(value, tuple) else value


def shared(corpus: Corpus) -> int:
    """How many related mentions there are, as objects."""
    return len({id(entry.mention) for one in corpus.articles for entry in one.related})


def folder_of_twelve(folder: Path) -> Path:
    related = "related:\n" + "".join(
        f"- title: R{n}\n  webUrl: https://a.example/r{n}\n  quality: x\n" for n in range(2)
    )
    said = "  publishedDateTime: 2021-01-01T00:00:00Z\n  provider: {name: P, domain: p.example}\n"
    articles = {
        f"{n:02}.md": fenced(
            f"title: A{n}\nwebUrl: https://a.example/{n}\n{said.replace('  p', 'p')}{related}"
            + (f"- title: A1\n{said}- title: A99\n{said}" if n == 7 else ""),
            f"{n}",
        )
        for n in range(9)
    }
    topic = fenced("taxonomy: topic\nname: T\nx: {a: [b, ~]}\n")
    return write(folder, {**articles, "t.md": topic, "empty.md": "", "z.png": b"\x00"})


@HAS_FORK
@pytest.mark.parametrize(
    ("unlucky", "fate"),
    [
        ("False", "pass"),
        ("True", "os.kill(os.getpid(), signal.SIGKILL)"),
        ("'02.md' in [file.name for file in files]", "os.kill(os.getpid(), signal.SIGKILL)"),
        ("'05.md' in [file.name for file in files]", "raise MemoryError"),
        ("'05.md' in [file.name for file in files]", "os._exit(3)"),
        ("'05.md' in [file.name for file in files]", "sys.exit()"),
    ],
    ids=["all live", "all killed", "one killed", "one raises", "one fails", "one exits"],
)
def test_several_processes_read_what_one_reads_even_if_some_die(
    tmp_path: Path, unlucky: str, fate: str
):
    story = STORY.format(unlucky=unlucky, fate=fate)
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", story, folder_of_twelve(tmp_path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.stdout == "told\n", told.stderr


@HAS_FORK
def test_a_reader_that_is_interrupted_leaves_no_process_behind(tmp_path: Path):
    story = """
import os, sys, time
from graphapi.corpus import load_corpus
from graphapi.corpus.files import batches

parent = os.getpid()
os.sched_getaffinity = lambda _: {0, 1}
batches.MIN_BATCH_BYTES = 1
read = batches._read
batches._read = lambda files: time.sleep(3600) if os.getpid() != parent else read(files)

def interrupt(count, total):
    raise KeyboardInterrupt

try:
    load_corpus(sys.argv[1], interrupt)
except KeyboardInterrupt:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("none")
"""
    told = subprocess.run(
        [sys.executable, "-c", story, folder_of_twelve(tmp_path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.stdout == "none\n", told.stderr


def files_of(*sizes: int) -> list[CorpusFile]:
    return [CorpusFile(str(n), str(n), size) for n, size in enumerate(sizes)]


@HAS_FORK
def test_a_small_corpus_one_cpu_or_another_thread_means_one_process(
    monkeypatch: pytest.MonkeyPatch,
):
    large = files_of(*[batches.MIN_BATCH_BYTES] * 3)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert batches._processes(large) == 2
    assert batches._processes(large[:1]) == 1
    assert batches._processes([]) == 1
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert batches._processes(large) == 1
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert batches._processes(large) == 1
    monkeypatch.delattr(os, "fork")
    assert batches._processes(large) == 1


def test_batches_are_neighbours_and_about_equal_in_bytes():
    files = files_of(10, 10, 10, 30, 5, 25, 30)
    assert [[file.size for file in batch] for batch in batches._batches(files, 2)] == [
        [10, 10, 10, 30],
        [5, 25, 30],
    ]
    assert [list(batch) for batch in batches._batches([], 1)] == [[]]
    assert [len(batch) for batch in batches._batches(files_of(0, 0), 2)] == [2, 0]


def test_a_corpus_of_one_process_needs_no_fork(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a process was started"), raising=False)
    corpus = load_corpus(folder_of_twelve(tmp_path))
    assert len(corpus.articles) == 9
    assert isinstance(corpus.articles[0].related[0].mention, Mention)
