"""Work is interrupted from outside, in the middle of its longest loops."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from graphapi.domain import LinkDirection
from graphapi.graph import ArticleGraph, BreadthFirst, shortest_paths
from graphapi.runtime.deadlines import (
    INTERRUPTIONS,
    ClientDisconnectedError,
    Deadline,
    DeadlineExceededError,
    limited,
    pausing,
    watching,
    within_deadline,
)
from graphapi.store import ArticleFilter, StringFilter
from graphapi.store.memory.filtering.selection import select
from tests.corpora import article, graph_of


@pytest.fixture
def graph() -> ArticleGraph:
    return graph_of(article("a", related=["b", "c"]), article("b", related=["c", "d"]))


@pytest.fixture(autouse=True)
def _time_to_look() -> Iterator[None]:
    """The next look is due, without a thread that says so."""
    INTERRUPTIONS.due = True
    yield
    INTERRUPTIONS.due = False


def search(graph: ArticleGraph) -> object:
    start = graph.articles[0]
    found = BreadthFirst((start,), lambda one: graph.neighbours(one, LinkDirection.BOTH), 9)
    while found.extend(len(found.found) + 1):
        pass
    return len(found.found)


def paths(graph: ArticleGraph) -> object:
    def near(one: object) -> object:
        return graph.neighbours(one, LinkDirection.BOTH)  # type: ignore[arg-type]  # they are articles

    first, last = graph.articles[0], graph.articles[-1]
    return shortest_paths(first, last, near, near, 5, 3)  # type: ignore[arg-type]  # they are articles


def selection(graph: ArticleGraph) -> object:
    return select(graph, ArticleFilter(title=StringFilter(contains="a")))


def work_without_end() -> None:
    while True:
        if INTERRUPTIONS.due:
            INTERRUPTIONS.check()


LOOPS = [search, paths, selection]


@pytest.mark.parametrize("work", LOOPS)
def test_a_long_loop_stops_once_its_time_is_up(
    work: Callable[[ArticleGraph], object], graph: ArticleGraph
):
    with limited(Deadline(-1.0)), pytest.raises(DeadlineExceededError):
        work(graph)


@pytest.mark.parametrize("work", LOOPS)
def test_a_long_loop_stops_once_its_client_has_disconnected(
    work: Callable[[ArticleGraph], object], graph: ArticleGraph
):
    with (
        limited(Deadline(60.0, is_disconnected=lambda: True)),
        pytest.raises(ClientDisconnectedError),
    ):
        work(graph)


@pytest.mark.parametrize("work", LOOPS)
def test_it_runs_to_its_end_within_its_time_and_where_none_is_set(
    work: Callable[[ArticleGraph], object], graph: ArticleGraph
):
    with limited(Deadline(60.0, is_disconnected=lambda: False)):
        within = work(graph)
    INTERRUPTIONS.due = True
    assert work(graph) is not None
    assert within is not None


def test_a_pause_checks_the_deadline_without_a_pause_function():
    INTERRUPTIONS.pause_due = True
    with limited(Deadline(-1.0)), pytest.raises(DeadlineExceededError):
        INTERRUPTIONS.pause()
    assert not INTERRUPTIONS.pause_due


def test_a_pause_does_what_was_arranged_for_its_own_thread():
    paused: list[str] = []
    with pausing(lambda: paused.append("here")):
        INTERRUPTIONS.pause()
        with ThreadPoolExecutor(1) as threads:
            threads.submit(INTERRUPTIONS.pause).result()
    INTERRUPTIONS.pause()
    assert paused == ["here"]


def test_a_resolver_cannot_take_it_for_the_failure_of_a_field():
    assert not issubclass(DeadlineExceededError, Exception)


def test_a_thread_makes_loops_check_during_watching():
    INTERRUPTIONS.due = False
    with watching(), limited(Deadline(0.0)), pytest.raises(DeadlineExceededError):
        work_without_end()


def test_what_waits_is_stopped_too():
    async def wait() -> None:
        with limited(Deadline(0.01)):
            await within_deadline(asyncio.Event().wait())

    with pytest.raises(DeadlineExceededError):
        asyncio.run(wait())


def test_waiting_for_others_does_not_count():
    async def wait() -> str:
        deadline = Deadline(0.0)

        async def work() -> str:
            deadline.pause()
            await asyncio.sleep(0)
            deadline.seconds = 60.0
            deadline.renew()
            return "done"

        deadline.end += 60.0
        with limited(deadline):
            return await within_deadline(work())

    assert asyncio.run(wait()) == "done"
