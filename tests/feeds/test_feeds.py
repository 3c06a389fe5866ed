"""Feeds over a real socket: what is in them, how it is written, and what they refuse."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.corpus import load_corpus
from graphapi.feeds import feed_routes
from graphapi.graph import ArticleGraph
from graphapi.server import Readiness, create_app, make_key
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore
from tests.server.conftest import running

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ["/feed.json", "/feed.atom"]


def write(folder: Path, name: str, title: str, **said: object) -> None:
    lines = [f"title: {json.dumps(title)}", f"webUrl: https://n.example/{name}"]
    lines += [f"{key}: {value}" for key, value in said.items()]
    (folder / f"{name}.md").write_text("---\n" + "\n".join(lines) + "\n---\n", encoding="utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    said = {"provider": "{name: N & Co, domain: n.example}", "topics": "[Sea & Ships]"}
    write(folder, "old", "Old", publishedDateTime="2023-01-01", quality=80, **said)
    images = '[{url: "javascript:x"}, {url: "https://i.example/a.png"}]'
    write(folder, "new", "New <b>&\x07", publishedDateTime="2023-02-01", images=images, **said)
    write(folder, "undated", "Undated")
    return folder


@pytest.fixture(scope="module")
def url(corpus: Path) -> Iterator[str]:
    with served(corpus) as found:
        yield found


def served(folder: Path, **settings: Any) -> AbstractContextManager[str]:
    """A server of the articles in a folder."""
    store = MemoryStore(ArticleGraph.build(load_corpus(folder)), datetime(2024, 5, 6, tzinfo=UTC))
    configured = Settings(**settings)
    executor = create_executor(configured)
    app = create_app(
        executor.engine.schema,
        lambda: Context(store),
        lambda: Readiness(store.version, {}),
        configured,
        executor,
        more_routes=feed_routes,
    )
    return running(app)


def titles(url: str, query: str = "") -> list[str]:
    """The titles in both feeds, which are the same."""
    items = httpx.get(f"{url}/feed.json{query}").json()["items"]
    entries = ET.fromstring(httpx.get(f"{url}/feed.atom{query}").content).iter(f"{ATOM}entry")
    found = [item["title"] for item in items]
    assert len(found) == len(list(entries))
    return found


def test_a_json_feed_has_the_newest_articles_that_have_a_date(url: str):
    response = httpx.get(f"{url}/feed.json")
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = response.json()
    assert (feed["version"], feed["title"]) == ("https://jsonfeed.org/version/1.1", "Articles")
    assert [item["id"] for item in feed["items"]] == [
        "https://n.example/new",
        "https://n.example/old",
    ]
    assert feed["items"][0] == {
        "id": "https://n.example/new",
        "url": "https://n.example/new",
        "title": "New <b>&\x07",
        "content_text": "New <b>&\x07",
        "date_published": "2023-02-01T00:00:00Z",
        "authors": [{"name": "N & Co"}],
        "tags": ["Sea & Ships"],
        "image": "https://i.example/a.png",
    }


def test_an_atom_feed_has_all_that_the_format_demands(url: str):
    response = httpx.get(f"{url}/feed.atom?topic=sea-ships&utm_source=x")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    assert feed.findtext(f"{ATOM}title") == "Articles: topic sea-ships"
    assert str(feed.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    assert feed.findtext(f"{ATOM}updated") == "2023-02-01T00:00:00Z"
    [link] = feed.findall(f"{ATOM}link")
    assert link.attrib == {"rel": "self", "href": "feed.atom?topic=sea-ships"}
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == "https://n.example/new"
    assert entry.findtext(f"{ATOM}title") == "New <b>&\ufffd"
    assert entry.findtext(f"{ATOM}updated") == "2023-02-01T00:00:00Z"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "N & Co"
    assert [each.attrib["label"] for each in entry.iter(f"{ATOM}category")] == ["Sea & Ships"]


def test_a_filter_in_the_address_narrows_both(url: str):
    assert titles(url, "?quality=80") == ["Old"]
    assert titles(url, "?from=2023-01-02&to=2023-03-01") == ["New <b>&\x07"]
    assert titles(url, "?provider=n.example&type=video") == []
    assert titles(url, "?q=old") == ["Old"]
    assert titles(url, "?topic=") == ["New <b>&\x07", "Old"]


def test_a_feed_without_articles_is_one_too(url: str):
    feed = ET.fromstring(httpx.get(f"{url}/feed.atom?topic=none").content)
    assert feed.findtext(f"{ATOM}updated") == "2024-05-06T00:00:00Z"


def test_feeds_of_other_filters_have_other_ids_and_the_same_one_keeps_its_own(url: str):
    def name(query: str) -> str:
        return str(
            ET.fromstring(httpx.get(f"{url}/feed.atom{query}").content).findtext(f"{ATOM}id")
        )

    assert name("") != name("?topic=x") != name("?topic=y")
    assert name("?topic=x&from=2023-01-01") == name("?from=2023-01-01&topic=x&other=1")


@pytest.mark.parametrize("path", FORMATS)
def test_a_reader_that_has_the_feed_gets_no_second_copy(url: str, path: str):
    tag = httpx.get(f"{url}{path}").headers["etag"]
    again = httpx.get(f"{url}{path}", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = httpx.get(f"{url}{path}?quality=80", headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert httpx.head(f"{url}{path}").headers["etag"] == tag


@pytest.mark.parametrize("path", FORMATS)
@pytest.mark.parametrize(
    ("query", "said"),
    [("?from=yesterday", "from: use a day"), ("?quality=1e9", "quality: use a whole number")],
)
def test_a_parameter_that_says_nothing_is_refused(url: str, path: str, query: str, said: str):
    response = httpx.get(f"{url}{path}{query}")
    [error] = response.json()["errors"]
    assert response.status_code == 400
    assert error["message"].startswith(said)
    assert error["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("path", FORMATS)
def test_what_the_api_refuses_feeds_refuse(corpus: Path, path: str):
    _, digest = make_key("reader")
    with served(corpus, api_keys=digest) as url:
        assert httpx.get(f"{url}{path}").status_code == 401
    with served(corpus, max_cost=1) as url:
        response = httpx.get(f"{url}{path}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("path", FORMATS)
def test_feeds_are_read_and_not_written(url: str, path: str):
    assert httpx.post(f"{url}{path}").status_code == 405
