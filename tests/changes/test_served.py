"""Subscriptions over real sockets: an editor saves a file, and whoever listens hears of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

SECONDS = 30.0
CHANGES = """
    subscription($since: String, $filter: ArticleFilter) {
      articleChanged(since: $since, filter: $filter) {
        kind version cursor
        article { title provider { articleCount } related { totalCount } story { id } }
      }
    }
"""


class Newsroom:
    """A folder of articles, and a server that is started and stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._cache = folder / "corpus", folder / "cache"
        self.folder.mkdir()

    def write(self, name: str, title: str) -> None:
        """Save an article as editors do: beside the file, then in its place."""
        path = self.folder / f"{name}.md"
        unfinished = path.with_suffix(".tmp")
        address = f"https://n.example/{name}"
        unfinished.write_text(
            f"---\ntitle: {title}\nwebUrl: {address}\n"
            "provider: {name: N, domain: n.example}\n---\n",
            encoding="utf-8",
        )
        unfinished.replace(path)

    def remove(self, name: str) -> None:
        (self.folder / f"{name}.md").unlink()

    @contextmanager
    def serving(self, *flags: str) -> Iterator[str]:
        """A server; yields its URL."""
        command = [sys.executable, "-m", "graphapi", "serve", str(self.folder), "--port", "0"]
        command += ["--cache", str(self._cache), *flags]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                assert process.stderr is not None
                line = process.stderr.readline()
                found = re.search(r"at (http://\S+)/graphql", line)
                assert found, line
                yield found[1]
            finally:
                process.terminate()
                process.communicate(timeout=SECONDS)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    made = Newsroom(tmp_path)
    made.write("a", "One")
    made.write("b", "Two")
    return made


def version(url: str) -> str:
    asked = {"query": "{ corpus { version } }"}
    answer = httpx.post(f"{url}/graphql", json=asked, timeout=SECONDS).json()
    return str(answer["data"]["corpus"]["version"])


@contextmanager
def socket(url: str) -> Iterator[ClientConnection]:
    protocols = [Subprotocol("graphql-transport-ws")]
    with connect(f"{url.replace('http', 'ws')}/graphql", subprotocols=protocols) as opened:
        opened.send('{"type": "connection_init"}')
        assert json.loads(opened.recv(timeout=SECONDS))["type"] == "connection_ack"
        yield opened


def subscribe(opened: ClientConnection, query: str, **variables: Any) -> None:
    payload = {"query": query, "variables": variables}
    opened.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))


def heard(opened: ClientConnection) -> dict[str, Any]:
    """The next change that is told on a WebSocket."""
    message = json.loads(opened.recv(timeout=SECONDS))
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    change: dict[str, Any] = message["payload"]["data"]["articleChanged"]
    return change


@contextmanager
def stream(url: str, accept: str, **variables: Any) -> Iterator[Iterator[dict[str, Any]]]:
    """The changes that are told in a streamed answer."""
    asked = {"query": CHANGES, "variables": variables}
    headers = {"Accept": accept}
    with httpx.stream(
        "POST", f"{url}/graphql", json=asked, headers=headers, timeout=SECONDS
    ) as response:
        assert response.status_code == 200
        yield _changes(response.iter_lines())


def _changes(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        start = line.find('{"')
        if start >= 0:
            found = json.loads(line[start:])
            data = (found.get("payload") or found).get("data")
            if data:
                yield data["articleChanged"]


def said(change: dict[str, Any]) -> tuple[str, str]:
    return change["kind"], change["article"]["title"]


def test_whoever_listens_by_whichever_transport_hears_of_each_change_once(newsroom: Newsroom):
    with (
        newsroom.serving("--workers", "2") as url,
        socket(url) as opened,
        stream(url, "text/event-stream", since=version(url)) as events,
        stream(url, "multipart/mixed;subscriptionSpec=1.0", since=version(url)) as parts,
    ):
        subscribe(opened, CHANGES, since=version(url))
        for edit, expected in (
            (lambda: newsroom.write("c", "Three"), ("ADDED", "Three")),
            (lambda: newsroom.write("a", "One more"), ("UPDATED", "One more")),
            (lambda: newsroom.remove("b"), ("REMOVED", "Two")),
        ):
            edit()
            changes = [heard(opened), next(events), next(parts)]
            assert [said(change) for change in changes] == [expected] * 3
            assert changes[0] == changes[1] == changes[2]
            assert changes[0]["version"] == version(url)
        assert changes[0]["article"]["related"] == {"totalCount": 0}


def test_a_query_and_the_events_after_it_leave_nothing_out(newsroom: Newsroom):
    with newsroom.serving() as url, socket(url) as opened:
        known = version(url)
        newsroom.write("c", "Three")
        subscribe(opened, CHANGES, since=known)
        change = heard(opened)
        assert said(change) == ("ADDED", "Three")
        assert change["article"]["provider"] == {"articleCount": 3}


def test_a_client_goes_on_after_a_restart_also_with_what_changed_meanwhile(newsroom: Newsroom):
    with newsroom.serving() as url, socket(url) as opened:
        first = version(url)
        subscribe(opened, CHANGES, since=first)
        newsroom.write("c", "Three")
        cursor = heard(opened)["cursor"]
    newsroom.write("d", "Four")
    newsroom.remove("a")
    with newsroom.serving() as url:
        with socket(url) as opened:
            subscribe(opened, CHANGES, since=cursor)
            assert [said(heard(opened)) for _ in range(2)] == [
                ("REMOVED", "One"),
                ("ADDED", "Four"),
            ]
        with socket(url) as opened:
            subscribe(opened, CHANGES, since=first)
            kinds = [said(heard(opened)) for _ in range(3)]
            assert kinds == [("REMOVED", "One"), ("ADDED", "Three"), ("ADDED", "Four")]


def test_a_place_that_nobody_knows_gives_a_reset(newsroom: Newsroom):
    with newsroom.serving() as url, socket(url) as opened:
        subscribe(opened, CHANGES, since="long ago")
        change = heard(opened)
        assert (change["kind"], change["article"]) == ("RESET", None)
        newsroom.write("c", "Three")
        assert said(heard(opened)) == ("ADDED", "Three")


def test_a_subscription_is_told_only_of_what_its_filter_lets_through(newsroom: Newsroom):
    with newsroom.serving() as url, socket(url) as opened:
        known = version(url)
        newsroom.write("c", "Three")
        newsroom.write("d", "Four")
        subscribe(opened, CHANGES, since=known, filter={"title": {"eq": "Four"}})
        assert said(heard(opened)) == ("ADDED", "Four")


def test_the_corpus_is_told_with_its_figures(newsroom: Newsroom):
    with newsroom.serving() as url, socket(url) as opened:
        subscribe(opened, "subscription { corpusChanged { version articles } }")
        # The server has the subscription when it answers what was sent after it.
        opened.send('{"type": "ping"}')
        assert json.loads(opened.recv(timeout=SECONDS))["type"] == "pong"
        newsroom.write("c", "Three")
        message = json.loads(opened.recv(timeout=SECONDS))
        assert message["payload"]["data"]["corpusChanged"] == {
            "version": version(url),
            "articles": 3,
        }


def test_open_streams_are_counted(newsroom: Newsroom):
    with newsroom.serving() as url, socket(url), stream(url, "text/event-stream"):
        deadline = re.compile(r"^graphapi_streams 2\.0$", re.MULTILINE)
        while not deadline.search(httpx.get(f"{url}/metrics").text):
            pass  # the figures are written twice a second
