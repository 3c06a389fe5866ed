"""The pages for browsers: documents, their files, and what a browser is told about them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from graphapi.server.pages import load_page, page_routes
from tests.server.conftest import running


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the build leaves it."""
    (tmp_path / "assets").mkdir()
    for name in ("explorer", "dashboard", "graphiql"):
        (tmp_path / f"{name}.html").write_text(f"<title>{name}</title>", encoding="utf-8")
    (tmp_path / "assets" / "page-abc.js").write_text("plain", encoding="utf-8")
    (tmp_path / "assets" / "page-abc.js.gz").write_bytes(b"compressed")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(built: Path) -> Iterator[httpx.Client]:
    app = Starlette(routes=page_routes(built))
    with running(app) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.mark.parametrize(("path", "name"), [("/", "explorer"), ("/dashboard", "dashboard")])
def test_a_page_is_asked_for_anew_and_kept_until_it_changes(
    client: httpx.Client, path: str, name: str
):
    first = client.get(path)
    assert first.text == f"<title>{name}</title>"
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["explorer", "dashboard", "graphiql"])
def test_a_page_may_run_and_ask_nothing_but_what_is_served_beside_it(built: Path, name: str):
    policy = load_page(name, built).headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy)
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy)
    assert not any("eval" in directive for directive in policy)


def test_a_file_is_kept_for_ever_for_its_name_changes_with_it(client: httpx.Client):
    response = client.get("/assets/page-abc.js", headers={"Accept-Encoding": "identity"})
    assert response.text == "plain"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_browser_that_can_gets_the_compressed_copy(client: httpx.Client):
    accepting = {"Accept-Encoding": "gzip, br"}
    with client.stream("GET", "/assets/page-abc.js", headers=accepting) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert b"".join(answer.iter_raw()) == b"compressed"


@pytest.mark.parametrize(
    "path", ["/assets/secret.txt", "/assets/..%2Fsecret.txt", "/assets/%2e%2e/secret.txt"]
)
def test_no_other_file_can_be_had(client: httpx.Client, path: str):
    assert client.get(path).status_code == 404


def test_without_a_build_the_front_door_says_how_to_get_the_pages(tmp_path: Path):
    with running(Starlette(routes=page_routes(tmp_path))) as url:
        response = httpx.get(url)
    assert response.status_code == 200
    assert "<code>make pages</code>" in response.text
