"""Addresses of articles: which are usable, and how they are shown.

A canonical URL is the form under which an article is shown: scheme and host in lower case, the
default port, the fragment and tracking parameters dropped, all else as written. A fragment that
is a route (`#/…`, `#!/…`) names the page of a site that is one script, so it stays.

Which canonical URLs mean the same article is decided by their address keys: `address_keys.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from graphapi.corpus.addresses.host_names import (
    HOST,
    check_host,
    decoded_host,
    host_key,
    lower_host,
)
from graphapi.corpus.addresses.tracking_parameters import without_tracking

__all__ = ["canonical_url", "split_route"]

_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}
_UNUSABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
# Not the one of an ampersand that is escaped for HTML by its number.
_FRAGMENT: Final = re.compile(r"#(?!(?<=&#)(?:0*38|x0*26);)", re.IGNORECASE)
_ROUTES: Final = ("/", "!/")


@lru_cache(maxsize=65_536)
def canonical_url(text: str) -> str:
    """Return the canonical form of an absolute http(s) URL; applied twice, it changes nothing more.

    Raises ValueError, with the reason, for anything else: another scheme, no host, a port that
    is none, control characters.
    """
    text = text.strip(" \t\r\n")
    if _UNUSABLE.search(text):
        raise ValueError("it has a line break or control character inside")
    text, route = split_route(text)
    parts = _split(text)
    scheme = parts.scheme.lower()
    userinfo, at, host_and_port = parts.netloc.rpartition("@")
    host, colon, port = _host_and_port(decoded_host(host_and_port))
    check_host(host)
    if colon and (not port or port == _DEFAULT_PORTS[scheme]):
        colon = port = ""
    # Spaces that stood before what was dropped would be at the end now.
    query = without_tracking(parts.query).rstrip(" ")
    path = parts.path if query or route else parts.path.rstrip(" ")
    if route:
        route_path, _, route_query = route.partition("?")
        route_query = without_tracking(route_query).rstrip(" ")
        route = f"#{route_path}?{route_query}" if route_query else f"#{route_path}".rstrip(" ")
    mark = "?" if query else ""
    return f"{scheme}://{userinfo}{at}{lower_host(host)}{colon}{port}{path}{mark}{query}{route}"


def split_route(url: str) -> tuple[str, str]:
    """Return a URL without its fragment, and the fragment if it is a route, else an empty text."""
    if "#" not in url:
        return url, ""
    match = _FRAGMENT.search(url)
    if match is None:
        return url, ""
    fragment = url[match.end() :]
    return url[: match.start()], fragment if fragment.startswith(_ROUTES) else ""


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text, allow_fragments=False)
    except ValueError as error:
        raise ValueError("its host is malformed") from error
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        raise ValueError("it is not an absolute http or https URL")
    if not parts.netloc:
        raise ValueError("it has no host")
    if "\\" in parts.netloc or parts.path.startswith("#"):
        # Browsers read a backslash as a slash: they would ask another host than the one seen.
        raise ValueError("its host or port is malformed")
    return parts


def _host_and_port(text: str) -> tuple[str, str, str]:
    match = HOST.match(text)
    # Of some hosts nothing is left: a soft hyphen, say, stands for nothing.
    if match is None or not (match[0].isascii() or host_key(match[0])):
        raise ValueError("it has no usable host")
    rest = text[match.end() :]
    port = rest[1:]
    if rest and not (rest[0] == ":" and (not port or (port.isascii() and port.isdigit()))):
        raise ValueError("its host or port is malformed")
    number = port.lstrip("0") or port[:1]
    if len(number) > 5 or (number and int(number) > 65_535):
        raise ValueError("its port is out of range")
    return match[0], rest[:1], number
