"""API keys: who may ask where not everybody may. Only their SHA-256 digests are known here.

A key has 256 random bits, so that a plain digest tells nothing about it; the slow functions made
for passwords would only give strangers a way to keep the server busy.
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
"""What answers depend on where strangers have them too, for Vary."""

_ENTRY: Final = re.compile(r"(?:(?P<name>[\w.@-]{1,64}):)?(?P<digest>[0-9A-Fa-f]{64})")
_FORM: Final = "an entry is NAME:DIGEST, as `graphapi key NAME` prints it"
_PREFIX: Final = "gk_"


class ApiKeys:
    """The keys that open the door: a SHA-256 digest for the name of each."""

    def __init__(self, digests: Mapping[str, bytes]) -> None:
        self._digests = dict(digests)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def owner(self, headers: Mapping[bytes, bytes]) -> str | None:
        """The name of the key in a request's headers; None without one that is known.

        The time that takes tells nothing of how much of a key is right.
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
    """What a request's headers give as an API key, known or not; empty for nothing.

    `Authorization: Bearer KEY` is looked at first, then `X-API-Key: KEY`.
    """
    scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer":
        given = headers.get(b"x-api-key", b"")
    return given.strip()


def load_keys(file: str, entries: str) -> ApiKeys:
    """The keys of a file, one a line (`#` begins a comment), and of `entries` set off by space.

    Either may be empty. Raises ConfigurationError, which never shows what it could not read: it
    may be a key.
    """
    digests: dict[str, bytes] = {}
    for place, entry in [*_lines(file), *(("GRAPHAPI_API_KEYS", each) for each in entries.split())]:
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise ConfigurationError(f"{place}: holds no API key's digest; {_FORM}")
        name = found["name"] or f"key {len(digests) + 1}"
        if name in digests:
            raise ConfigurationError(f"{place}: a second key is named {name}; give it another name")
        digest = bytes.fromhex(found["digest"])
        other = next((each for each, known in digests.items() if known == digest), None)
        if other is not None:
            message = f"{place}: the key of {name} is that of {other} too; make one for each"
            raise ConfigurationError(message)
        digests[name] = digest
    if file and not digests:
        raise ConfigurationError(f"{file}: holds no API key; {_FORM}")
    return ApiKeys(digests)


def make_key(name: str) -> tuple[str, str]:
    """A new key, and the line for it in a file of keys. ConfigurationError: a bad name."""
    key = _PREFIX + secrets.token_urlsafe(32)
    entry = f"{name}:{sha256(key.encode()).hexdigest()}"
    if not name or _ENTRY.fullmatch(entry) is None:
        message = f"NAME: {name!r} cannot be used; up to 64 letters, digits and any of . _ @ -"
        raise ConfigurationError(message)
    return key, entry


def _lines(file: str) -> list[tuple[str, str]]:
    """The entries of a file with the place of each."""
    if not file:
        return []
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not a text in UTF-8"
        raise ConfigurationError(f"--api-keys-file: {file} cannot be read: {reason}") from error
    stripped = (line.partition("#")[0].strip() for line in text.splitlines())
    return [(f"{file}:{number}", line) for number, line in enumerate(stripped, 1) if line]
