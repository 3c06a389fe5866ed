"""Which addresses mean the same article: those that share an *address key*.

A key is the normal form of a canonical URL after RFC 3986, 6.2.2 and 6.2.3: unreserved characters
decoded, all that must be encoded in upper-case percent-encoded UTF-8, dot segments removed, the
host after `host_key`. On top of that http is https, `&amp;` is `&`, and a slash at the end of the
path is none. Reserved characters stay as they are: `%2F` is not `/`.

Two kinds of addresses are the same page under another host, by how these hosts are made: a
YouTube video, known by its id, and the copy of a page in an AMP cache, whose path holds the
page's address.

A key is never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_letters, digits
from typing import Final
from urllib.parse import quote

from graphapi.corpus.addresses.host_names import host_key
from graphapi.corpus.addresses.tracking_parameters import without_tracking
from graphapi.corpus.addresses.urls import canonical_url, split_route

__all__ = ["address_key", "host_of_key", "other_www_key"]

# Most addresses: nothing to decode or encode, no dot segment, no host with rules of its own.
_PLAIN: Final = re.compile(
    r"(?![^/?]*(?:youtu|ampproject|google\.|bing))"
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:/(?!\.)[A-Za-z0-9._~!$&'()*+,=:@-]*)*"
    r"(?:\?[A-Za-z0-9._~!$&'()*+,=:@/?-]*)?"
)
_TO_NORMALIZE: Final = re.compile(r"%([0-9A-Fa-f]{2})?|[^%!$&-;=?-Z_a-z~]+")
_UNRESERVED: Final = frozenset(f"{ascii_letters}{digits}-._~")
_ESCAPED_AMPERSAND: Final = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
_COMPONENTS: Final = re.compile(
    r"(?:([^/?]*)@)?(\[[^\]]*\]|[^/?:]*)(:\d+)?([^?]*)(?:\?(.*))?", re.DOTALL
)

_VIDEO: Final = re.compile(
    r"(?:(?:www|m|music)\.)?youtube(?:-nocookie)?\.com/"
    r"(?:watch\?(?P<query>[^#]*)"
    r"|(?:embed|e|live|shorts|v|watch)/(?!(?:videoseries|live_stream)\b)(?P<path>[\w-]+)(?:\?[^#]*)?)"
    r"|(?:www\.)?youtu\.be/(?P<short>[\w-]+)(?:\?[^#]*)?",
    re.ASCII,
)
_VIDEO_ID: Final = re.compile(r"[\w-]+", re.ASCII)

_COPY: Final = re.compile(
    r"(?:(?:(?:[^./]+\.)?cdn\.ampproject\.org|(?:[^./]+\.)?bing-amp\.com)/(?:c|v|wp)"
    r"|(?:www\.)?(?:google\.[a-z]{2,3}(?:\.[a-z]{2})?|bing\.com)/amp)"
    r"/(s/)?([^/?#]+\.[^/?#]+[^?#]*)(?:\?([^#]*))?(#.*)?",
    re.DOTALL,
)
_CACHE_PARAMETER: Final = re.compile(r"(?:amp_[a-z_]+|usqp)(?:=|$)")
_MOST_COPIES: Final = 3
"""A copy of a copy of a copy is still followed to its page."""


@lru_cache(maxsize=65_536)
def address_key(url: str) -> str:
    """Return what canonical URLs of one address share. Takes 2 µs for most, 20 µs for others."""
    rest = url.partition("://")[2]
    if _PLAIN.fullmatch(rest):
        path, question_mark, query = rest.partition("?")
        return f"{path.rstrip('/')}{question_mark}{query}"
    written = key = _normal_form(rest)
    for _ in range(_MOST_COPIES):
        page = _copied_page(key)
        if page is None:
            return _video_key(key) or key
        key = _normal_form(page.partition("://")[2])
    return written if _copied_page(key) else _video_key(key) or key


def host_of_key(key: str) -> str:
    """Return the host that an address key names."""
    found = _COMPONENTS.match(key.partition("#")[0])
    return found[2] if found is not None else ""


def other_www_key(key: str) -> str:
    """Return the key of the same address with `www.` before its host, or without it."""
    return key[4:] if key.startswith("www.") else f"www.{key}"


def _normal_form(rest: str) -> str:
    """The normal form of what follows the scheme of a canonical URL."""
    rest, route = split_route(rest)
    found = _COMPONENTS.fullmatch(rest)
    assert found is not None  # it matches any text
    userinfo, host, port, path, query = found.groups(default="")
    user = f"{_normal(userinfo)}@" if userinfo.strip(":") else ""
    path = _without_dot_segments(_normal(path.replace("\\", "/"))).rstrip("/")
    return f"{user}{host_key(host)}{port}{path}{_query(query)}{_route(route)}"


def _query(query: str) -> str:
    query = without_tracking(_normal(query))
    return f"?{query}" if query else ""


def _route(route: str) -> str:
    path, _, query = route.partition("?")
    return f"#{_normal(path)}{_query(query)}" if route else ""


def _normal(text: str) -> str:
    """Encode what must be encoded, decode what need not be, and unescape ampersands."""
    text = _ESCAPED_AMPERSAND.sub("&", text)
    return _ESCAPED_AMPERSAND.sub("&", _TO_NORMALIZE.sub(_normal_piece, text))


def _normal_piece(found: re.Match[str]) -> str:
    code = found[1]
    if code is None:  # a percent sign that encodes nothing, or what has to be encoded
        return quote(found[0], safe="")
    character = chr(int(code, 16))
    return character if character in _UNRESERVED else f"%{code.upper()}"


def _without_dot_segments(path: str) -> str:
    """A path without its `.` and `..` segments (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path[1:].split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "".join([f"/{segment}" for segment in kept])


def _video_key(key: str) -> str | None:
    """The key of the video that a normal form is an address of."""
    if "youtu" not in key:
        return None
    found = _VIDEO.fullmatch(key)
    if found is None:
        return None
    video = found["path"] or found["short"]
    if video is None:
        named = {part[2:] for part in found["query"].split("&") if part.startswith("v=")}
        if len(named) != 1 or not _VIDEO_ID.fullmatch(video := named.pop()):
            return None
    return f"youtube.com/watch?v={video}"


def _copied_page(key: str) -> str | None:
    """The canonical URL of the page that a normal form is the copy of, in an AMP cache."""
    found = _COPY.fullmatch(key)
    if found is None:
        return None
    secure, page, query, route = found.groups(default="")
    kept = "&".join([part for part in query.split("&") if not _CACHE_PARAMETER.match(part)])
    mark = "?" if kept else ""
    try:
        return canonical_url(f"http{'s' if secure else ''}://{page}{mark}{kept}{route}")
    except ValueError:
        return None
