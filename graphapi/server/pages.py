"""The pages for browsers, built from `web/` by `make pages`.

Everything that they need comes from this server, and their Content-Security-Policy blocks the rest:
only the built scripts run, and requests go to this server only. The exception are pictures of
articles, which load from their own sites when a reader asks for them.

Addresses in the pages are relative, because a proxy may serve them below a path that it strips. The
pages find out at run time where they are; this server need not know.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

__all__ = ["STATIC", "MissingPage", "Page", "load_page", "page_routes"]

STATIC = Path(__file__).parent / "static"

_COMMON_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data: http: https:",
    "style-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
_SPECIAL_POLICIES: Mapping[str, Mapping[str, str]] = {
    # Its editor, Monaco, creates style sheets at run time, and GraphiQL's own holds its fonts.
    "graphiql": {
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' data:",
        "img-src": "'self' data:",
    },
    # These pages show no pictures.
    "dashboard": {"img-src": "'self' data:"},
    "missing": {"img-src": "'self' data:"},
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOREVER = "public, max-age=31536000, immutable"
# The system's table of these types differs from machine to machine.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}

_NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>graphapi</title></head>
<body>
<h1>graphapi</h1>
<p>The API is at <a href="./graphql">/graphql</a>. The pages for browsers have not been built:
run <code>make pages</code> in a checkout, then restart the server.</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML document; `headers` hold its policy and its ETag, not its type."""

    body: bytes
    headers: Mapping[str, str]

    def kept_by_browsers_alone(self) -> "Page":
        """The same page for some clients only, so that shared caches may not store it."""
        return Page(self.body, {**self.headers, "Cache-Control": "private, no-cache"})

    def at(self, path: str) -> "Page":
        """The same for a browser that asked for `path`, such as `/graphql/` or `/a/b`.

        The addresses of a built document are relative to the root of the pages (`./assets/…`); for
        a document further down they begin with the way up.
        """
        depth = path.count("/") - 1
        if depth < 1:
            return self
        return replace(self, body=self.body.replace(b'="./', b'="' + b"../" * depth))

    def answer(self, request: Request) -> Response:
        """The document, or 304 if the browser has it."""
        known = request.headers.get("if-none-match", "")
        if self.headers["ETag"] in (tag.strip().removeprefix("W/") for tag in known.split(",")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=self.headers)
        return Response(self.body, headers=self.headers, media_type="text/html")


def load_page(name: str, folder: Path = STATIC) -> Page:
    """The page `name` (explorer, dashboard, graphiql, missing); if unbuilt, one that says so."""
    try:
        body = (folder / f"{name}.html").read_bytes()
    except FileNotFoundError:
        body = _NOT_BUILT.encode()
    policy = {**_COMMON_POLICY, **_SPECIAL_POLICIES.get(name, {})}
    headers = {
        **_HEADERS,
        "Content-Security-Policy": "; ".join(f"{key} {value}" for key, value in policy.items()),
        "Cache-Control": "no-cache",
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
    }
    return Page(body, headers)


def page_routes(folder: Path = STATIC) -> list[BaseRoute]:
    """The explorer at /, the dashboard at /dashboard, and the files that the pages use."""
    pages = {"/": load_page("explorer", folder), "/dashboard": load_page("dashboard", folder)}
    # Listed once: a file that is not in the list does not exist, whatever the path looks like.
    assets = {path.name: path for path in (folder / "assets").glob("*")}

    async def document(request: Request) -> Response:
        return pages[request.scope["path"]].answer(request)

    async def asset(request: Request) -> Response:
        return _asset(request, assets)

    return [
        *(Route(path, document) for path in pages),
        Route("/assets/{name}", asset),
    ]


_DEEPEST = 16
"""Addresses of more levels get no page: each level makes the page longer."""


class MissingPage:
    """What is answered where nothing is: a page for browsers, a line of text for programs."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._page = load_page("missing", folder)

    async def __call__(self, request: Request, _: Exception) -> Response:
        """The answer with status 404; `request` is one that no route has taken."""
        path: str = request.scope["path"]
        if "text/html" not in request.headers.get("accept", "") or path.count("/") > _DEEPEST:
            return PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
        page = self._page.at(path)
        headers = {name: value for name, value in page.headers.items() if name != "ETag"}
        headers["Vary"] = "Accept"
        return Response(page.body, HTTPStatus.NOT_FOUND, headers, media_type="text/html")


def _asset(request: Request, assets: Mapping[str, Path]) -> Response:
    name = request.path_params["name"]
    path = assets.get(name)
    if path is None or not path.is_file():  # removed, if the pages were rebuilt in the meantime
        return Response(status_code=HTTPStatus.NOT_FOUND)
    headers = {**_HEADERS, "Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    compressed = assets.get(f"{name}.gz")
    if compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        path, headers["Content-Encoding"] = compressed, "gzip"
    media_type = _MEDIA_TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    return FileResponse(path, headers=headers, media_type=media_type or "application/octet-stream")
