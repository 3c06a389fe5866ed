"""Documents that requests name instead of sending them: trusted ones, and those clients register.

Trusted documents come from a manifest. Others are registered by automatic persisted queries (APQ):
a client sends a document once together with its digest, then the digest alone. Every process has
its own, and forgets the least recently used: a client then sends the document again.
"""

import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from graphapi.errors import ConfigurationError, shown
from graphapi.execution import CacheFigures
from graphapi.runtime.caches import ByteCache
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.settings import Settings
from graphapi.trusted.manifests import digest_of, load_manifest

__all__ = ["DocumentName", "KnownDocuments", "document_name", "load_known_documents"]

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_NAMES: Final = ("documentId", "doc_id", "id")
"""GraphQL over HTTP's parameter for the name of a document, and the two that Relay's users have."""

_BYTES_PER_DOCUMENT: Final = 400
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


class DocumentName(NamedTuple):
    """What a request calls its document. `is_automatic`: by APQ, with the digest as its name."""

    text: str
    is_automatic: bool = False

    @property
    def is_digest(self) -> bool:
        """Whether it is the SHA-256 digest of the document."""
        return self.is_automatic or (len(self.text) == 64 and _HEXADECIMAL.issuperset(self.text))


class KnownDocuments:
    """Documents by name: `trusted` ones, and those registered, in `cache_bytes` of memory.

    With `trusted_only` no other document than the trusted ones is found, and none registered.
    """

    def __init__(
        self,
        trusted: Mapping[str, str] = _NONE,
        *,
        trusted_only: bool = False,
        cache_bytes: int = 0,
    ) -> None:
        self.trusted_only = trusted_only
        self._trusted, self._texts = trusted, frozenset(trusted.values())
        self._registered: ByteCache[str] = ByteCache(0 if trusted_only else cache_bytes)

    @property
    def registered(self) -> CacheFigures:
        """What the cache of registered documents did so far."""
        return self._registered.figures

    @property
    def trusted(self) -> frozenset[str]:
        """The texts of the trusted documents."""
        return self._texts

    @property
    def version(self) -> str:
        """A digest of all names and what they mean; registered ones cannot mean anything else."""
        digest = sha256()
        for name in sorted(self._trusted):
            digest.update(f"{name} {digest_of(self._trusted[name])}\n".encode())
        return digest.hexdigest()

    def find(self, query: str | None, name: DocumentName | None) -> str:
        """The document of a request that sends one, names one, or both.

        Raises RequestError where there is none of this name, it is not the one sent, or not
        trusted.
        """
        if query is None:
            return self._named(name)
        if name is not None:
            self._check_name(query, name)
        if query in self._texts:
            return query
        if self.trusted_only:
            raise _not_trusted("No document of this text")
        if name is not None and name.is_digest:
            weight = sys.getsizeof(query) + _BYTES_PER_DOCUMENT
            self._registered.put(name.text, query, weight)
        return query

    def _named(self, name: DocumentName | None) -> str:
        if name is None:
            raise RequestError(
                ErrorCode.BAD_REQUEST,
                "The parameter query is missing: it holds the GraphQL document.",
            )
        found = self._trusted.get(name.text) or self._registered.get(name.text)
        if found is not None:
            return found
        if self.trusted_only:
            raise _not_trusted(f"No document named {shown(name.text)}")
        if not name.is_automatic:
            raise RequestError(
                ErrorCode.PERSISTED_QUERY_NOT_FOUND,
                f"There is no document named {shown(name.text)}; send its text as query.",
            )
        # Clients of Apollo look for these very words.
        if self._registered.limit:
            raise RequestError(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        raise RequestError(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")

    def _check_name(self, query: str, name: DocumentName) -> None:
        meant = self._trusted.get(name.text)
        if meant is not None:
            is_right = meant == query
        else:
            is_right = not name.is_digest or digest_of(query) == name.text
        if not is_right:
            raise RequestError(
                ErrorCode.PERSISTED_QUERY_HASH_MISMATCH,
                f"{shown(name.text)} does not name the document that was sent with it: a name is "
                "the SHA-256 digest of its text in UTF-8, in lower-case hexadecimal digits.",
            )


def load_known_documents(settings: Settings) -> KnownDocuments:
    """The documents that the settings name. Raises ConfigurationError."""
    if settings.trusted_only and not settings.trusted_documents:
        raise ConfigurationError(
            "--trusted-only: there are no trusted documents; name a manifest with "
            "--trusted-documents (graphapi trust makes one)"
        )
    trusted = _NONE
    if settings.trusted_documents:
        trusted = load_manifest(Path(settings.trusted_documents))
    return KnownDocuments(
        trusted, trusted_only=settings.trusted_only, cache_bytes=settings.apq_cache_bytes
    )


def document_name(parameters: Mapping[str, Any]) -> DocumentName | None:
    """What a request calls its document; None where it does not name one.

    `id` and `doc_id` count only in a request without `query`: other clients may send theirs along.
    Raises RequestError for what is no name.
    """
    persisted = (parameters.get("extensions") or {}).get("persistedQuery")
    if persisted is not None:
        return _automatic_name(persisted)
    for parameter in _NAMES if parameters.get("query") is None else _NAMES[:1]:
        given = parameters.get(parameter)
        if given is None or given == "":
            continue
        if not isinstance(given, str):
            raise _bad_request(f"The parameter {parameter} must be a string.")
        return DocumentName(given.removeprefix("sha256:"))
    return None


def _automatic_name(persisted: object) -> DocumentName:
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(persisted, dict) or not isinstance(digest, str):
        raise _bad_request(
            "extensions.persistedQuery must be an object with version 1 and sha256Hash."
        )
    version = persisted.get("version")
    if version != 1 or isinstance(version, bool):
        raise _bad_request("extensions.persistedQuery.version must be 1: no other is known here.")
    digest = digest.lower()
    if len(digest) != 64 or not _HEXADECIMAL.issuperset(digest):
        raise _bad_request(
            "extensions.persistedQuery.sha256Hash must be 64 hexadecimal digits: the SHA-256 "
            "digest of the document."
        )
    return DocumentName(digest, is_automatic=True)


def _not_trusted(what: str) -> RequestError:
    return RequestError(
        ErrorCode.DOCUMENT_NOT_TRUSTED,
        f"{what} is trusted, and this server answers trusted documents alone; whoever runs it can "
        "add documents to its manifest.",
    )


def _bad_request(message: str) -> RequestError:
    return RequestError(ErrorCode.BAD_REQUEST, message)
