"""API keys, for servers that are not open to everyone. The server knows only SHA-256 digests.

A key has 256 random bits, so a plain digest reveals nothing about it. The slow functions made for
passwords would only make it easy to keep the server busy.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from graphapi.errors import ConfigurationError

__all__ = ["VARY_BY_KEY", "ApiKeys", "key_in", "load_keys", "make_key"]

VARY_BY_KEY: Final = b"Authorization, X-API-Key"
"""For Vary: the headers that answers depend on if clients without a key get answers too."""

_ENTRY: Final = re.compile(r"(?:(?P<name>[\w.@-]{1,64}):)?(?P<digest>[0-9A-Fa-f]{64})")
_FORM: Final = "an entry is NAME:DIGEST, as printed by `graphapi key NAME`"
_PREFIX: Final = "gk_"


class ApiKeys:
    """The API keys that the server accepts: the SHA-256 digest of each, by name."""

    def __init__(self, digests: Mapping[str, bytes]) -> None:
        self._digests = dict(digests)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def owner(self, headers: Mapping[bytes, bytes]) -> str | None:
        """The name of the key in a request's headers; None if there is no known key.

        The time that this takes does not reveal how much of a key is correct.
        """
        given = key_in(headers)
        if not given:
            return None
        digest = sha256(given).digest()
        owner = None
        for name, known in self._digests.items():
            if hmac.compare_digest(digest, known):
                owner = name
        return owner


def key_in(headers: Mapping[bytes, bytes]) -> bytes:
    """The API key in a request's headers, known or not; empty if there is none.

    `Authorization: Bearer KEY` comes first, then `X-API-Key: KEY`.
    """
    scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer":
        given = headers.get(b"x-api-key", b"")
    return given.strip()


def load_keys(file: str, entries: str) -> ApiKeys:
    """The keys in a file, one a line (`#` starts a comment), and in `entries`, separated by spaces.

    Either may be empty. Raises ConfigurationError, which never shows the invalid text, as that may
    be a key.
    """
    digests: dict[str, bytes] = {}
    for place, entry in [*_lines(file), *(("GRAPHAPI_API_KEYS", each) for each in entries.split())]:
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise ConfigurationError(f"{place}: is not the digest of an API key; {_FORM}")
        name = found["name"] or f"key {len(digests) + 1}"
        if name in digests:
            raise ConfigurationError(f"{place}: another key is named {name}; choose another name")
        digest = bytes.fromhex(found["digest"])
        other = next((each for each, known in digests.items() if known == digest), None)
        if other is not None:
            message = f"{place}: {name} has the same key as {other}; make a key for each"
            raise ConfigurationError(message)
        digests[name] = digest
    if file and not digests:
        raise ConfigurationError(f"{file}: contains no API keys; {_FORM}")
    return ApiKeys(digests)


def make_key(name: str) -> tuple[str, str]:
    """A new key, and its line for a file of keys. Raises ConfigurationError for an invalid name."""
    key = _PREFIX + secrets.token_urlsafe(32)
    entry = f"{name}:{sha256(key.encode()).hexdigest()}"
    if not name or _ENTRY.fullmatch(entry) is None:
        message = f"NAME: {name!r} is not valid; use up to 64 letters, digits and any of . _ @ -"
        raise ConfigurationError(message)
    return key, entry


def _lines(file: str) -> list[tuple[str, str]]:
    """The entries of a file, each with its place."""
    if not file:
        return []
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigurationError(f"--api-keys-file: {file} cannot be read: {reason}") from error
    stripped = (line.partition("#")[0].strip() for line in text.splitlines())
    return [(f"{file}:{number}", line) for number, line in enumerate(stripped, 1) if line]
