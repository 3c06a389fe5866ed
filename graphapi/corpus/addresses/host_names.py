"""Host names: one form for all spellings of one host.

The form is what a resolver is asked for: lower case, internationalized labels in Punycode after
the mapping of UTS #46 (non-transitional, so `straße.example` is not `strasse.example`), no dot at
the end; IPv6 addresses in their shortest form (RFC 5952).
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import Final
from urllib.parse import quote, unquote_to_bytes

import idna

__all__ = [
    "HOST",
    "check_host",
    "decoded_host",
    "domain_in",
    "host_key",
    "lower_host",
    "without_www",
]

HOST: Final = re.compile(r"[^\s/?#@\[\]:%<>\"^`{|}\\]+|\[[0-9a-fA-F:.]+\]")
"""A host as it may be written: a name of any script, or an IPv6 address in brackets."""

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_ENCODED: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_DELIMITER: Final = re.compile(rb"[^A-Za-z0-9._~\x80-\xff-]")
_WITH_A_HOST: Final = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?)?([^/?#@]+?)(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)


def decoded_host(text: str) -> str:
    """Return a host, or host and port, without percent-encoding.

    Raises ValueError if that encodes anything but letters, digits, `-`, `.`, `_` and `~`.
    """
    if "%" not in text:
        return text
    try:
        encoded = bytes.fromhex("".join(_ENCODED.findall(text)))
        decoded = unquote_to_bytes(text).decode()
    except UnicodeDecodeError as error:
        raise ValueError("its host is malformed") from error
    if _DELIMITER.search(encoded):
        raise ValueError("its host is malformed")
    return decoded


def check_host(host: str) -> None:
    """Raise ValueError if a browser would read another host than the one that is written.

    Characters such as `℀` (a/c) stand for several, which end a host.
    """
    if not host.isascii():
        compatible = unicodedata.normalize("NFKC", host)
        if compatible.startswith("[") or not HOST.fullmatch(compatible):
            raise ValueError("its host is malformed")


def lower_host(host: str) -> str:
    """Return a host in lower case, letter by letter: `str.lower` alters a sigma at a word's end."""
    return host.lower() if host.isascii() else "".join([letter.lower() for letter in host])


def host_key(host: str) -> str:
    """Return the form that all spellings of a host share; applied twice, it changes nothing more.

    Any text has one: what is no host name is lower case, with what is not ASCII percent-encoded.
    """
    if host.startswith("["):
        with suppress(AddressValueError):
            return f"[{IPv6Address(host[1:-1]).compressed}]"
    host = host.lower() if host.isascii() else _to_ascii(host)
    # One dot ends the name of the root; below more of them there would be labels without a letter.
    return host if host == "." or host.endswith("..") else host.removesuffix(".")


def without_www(host: str) -> str:
    """Return a host without a `www.` at its beginning."""
    return host.removeprefix("www.")


def domain_in(text: str) -> str | None:
    """Return the host in what stands where a domain belongs, such as a whole URL.

    As written; None if the text is no more than a domain, or has no host.
    """
    if "/" not in text and ":" not in text and "?" not in text and "#" not in text:
        return None
    match = _WITH_A_HOST.fullmatch(text)
    if match is None or match[1] == text or not HOST.fullmatch(match[1]):
        return None
    return match[1]


@lru_cache(maxsize=4_096)  # a corpus has few internationalized hosts, each many times
def _to_ascii(host: str) -> str:
    try:
        mapped = idna.uts46_remap(host, std3_rules=False)
    except idna.IDNAError:
        return _NOT_ASCII.sub(_quoted, host.lower())
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        for label in mapped.split(".")
    )


def _quoted(found: re.Match[str]) -> str:
    return quote(found[0], errors="surrogatepass").lower()
