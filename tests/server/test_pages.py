"""The pages for browsers: documents, their files and their headers."""

import asyncio
import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from graphapi.server.pages import MissingPage, load_page, page_routes


def get(folder: Path, path: str, **headers: str) -> httpx.Response:
    """The answer to a GET of `path` where the pages of `folder` are served."""
    handlers = {404: MissingPage(folder)}
    app = Starlette(routes=page_routes(folder), exception_handlers=handlers)
    transport = httpx.ASGITransport(app)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://x.example") as client:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.get(path, headers=names)

    return asyncio.run(ask())


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the build leaves it."""
    (tmp_path / "assets").mkdir()
    for name in ("explorer", "dashboard", "graphiql", "missing"):
        (tmp_path / f"{name}.html").write_text(f"<title>{name}</title>", encoding="utf-8")
    (tmp_path / "assets" / "page-abc.js").write_text("plain", encoding="utf-8")
    (tmp_path / "assets" / "page-abc.js.gz").write_bytes(gzip.compress(b"compressed"))
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("path", "name"), [("/", "explorer"), ("/dashboard", "dashboard")])
def test_a_page_is_revalidated_and_cached_until_it_changes(built: Path, path: str, name: str):
    first = get(built, path)
    assert first.text == f"<title>{name}</title>"
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    again = get(built, path, if_none_match=f'"other", W/{first.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["explorer", "dashboard", "graphiql"])
def test_a_page_may_run_and_ask_nothing_but_what_is_served_beside_it(built: Path, name: str):
    policy = load_page(name, built).headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy)
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy)
    assert not any("eval" in directive for directive in policy)


@pytest.mark.parametrize("name", ["explorer", "dashboard"])
def test_a_page_without_an_editor_takes_styles_from_its_files_alone(built: Path, name: str):
    policy = load_page(name, built).headers["Content-Security-Policy"].split("; ")
    assert "style-src 'self'" in policy


def test_a_file_is_kept_for_ever_for_its_name_changes_with_it(built: Path):
    response = get(built, "/assets/page-abc.js", accept_encoding="identity")
    assert response.text == "plain"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_browser_that_can_gets_the_compressed_copy(built: Path):
    response = get(built, "/assets/page-abc.js", accept_encoding="gzip, br")
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.text == "compressed"


@pytest.mark.parametrize(
    "path", ["/assets/secret.txt", "/assets/..%2Fsecret.txt", "/assets/%2e%2e/secret.txt"]
)
def test_no_other_file_can_be_had(built: Path, path: str):
    assert get(built, path).status_code == 404


def test_without_a_build_the_front_door_says_how_to_get_the_pages(tmp_path: Path):
    response = get(tmp_path, "/")
    assert response.status_code == 200
    assert "<code>make pages</code>" in response.text


@pytest.mark.parametrize(
    ("path", "way_up"), [("/a", "./"), ("/a/", "../"), ("/a/b", "../"), ("/a//b/c", "../../../")]
)
def test_where_nothing_is_a_browser_gets_a_page_that_finds_its_files(
    built: Path, path: str, way_up: str
):
    (built / "missing.html").write_text('<script src="./assets/page.js">', encoding="utf-8")
    response = get(built, path, accept="text/html,*/*;q=0.8")
    assert response.status_code == 404
    assert response.text == f'<script src="{way_up}assets/page.js">'
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "etag" not in response.headers


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_where_nothing_is_a_program_gets_a_line(built: Path, accept: str):
    response = get(built, "/a/b", accept=accept)
    assert (response.status_code, response.text) == (404, "Not Found")


def test_an_address_of_many_levels_makes_no_long_answer(built: Path):
    response = get(built, "/a" * 20_000, accept="text/html")
    assert (response.status_code, response.text) == (404, "Not Found")


def test_no_address_in_a_built_page_begins_at_the_root():
    for name in ("explorer", "dashboard", "graphiql", "missing"):
        body = load_page(name).body
        assert b'="/' not in body
