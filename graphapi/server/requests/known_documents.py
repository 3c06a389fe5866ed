"""Documents that requests can name instead of sending them: trusted ones and registered ones.

Trusted documents come from a manifest. Clients register others as automatic persisted queries
(APQ): a client sends a document once together with its digest, and the digest alone after that.
Each process has its own registered documents and drops the least recently used ones; a client then
sends the document again.
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
"""The parameter of GraphQL over HTTP for the name of a document, and two that Relay users have."""

_BYTES_PER_DOCUMENT: Final = 400
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


class DocumentName(NamedTuple):
    """The name of a document in a request. `is_automatic`: by APQ, so it is the digest."""

    text: str
    is_automatic: bool = False

    @property
    def is_digest(self) -> bool:
        """Whether it is the SHA-256 digest of the document."""
        return self.is_automatic or (len(self.text) == 64 and _HEXADECIMAL.issuperset(self.text))


class KnownDocuments:
    """Documents by name: the `trusted` ones, and registered ones in `cache_bytes` of memory.

    With `trusted_only`, no other documents are accepted, and none can be registered.
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
        """The figures of the cache of registered documents."""
        return self._registered.figures

    @property
    def trusted(self) -> frozenset[str]:
        """The texts of the trusted documents."""
        return self._texts

    @property
    def version(self) -> str:
        """A digest of all trusted names and texts; registered names are digests themselves."""
        digest = sha256()
        for name in sorted(self._trusted):
            digest.update(f"{name} {digest_of(self._trusted[name])}\n".encode())
        return digest.hexdigest()

    def find(self, query: str | None, name: DocumentName | None) -> str:
        """The document of a request that sends one, names one, or both.

        Raises RequestError if the name is unknown, if it does not match the document that was sent,
        or if that document must be trusted and is not.
        """
        if query is None:
            return self._named(name)
        if name is not None:
            self._check_name(query, name)
        if query in self._texts:
            return query
        if self.trusted_only:
            raise _not_trusted("This document")
        if name is not None and name.is_digest:
            weight = sys.getsizeof(query) + _BYTES_PER_DOCUMENT
            self._registered.put(name.text, query, weight)
        return query

    def _named(self, name: DocumentName | None) -> str:
        if name is None:
            raise RequestError(
                ErrorCode.BAD_REQUEST,
                "The parameter query is missing; send the GraphQL document in it.",
            )
        found = self._trusted.get(name.text) or self._registered.get(name.text)
        if found is not None:
            return found
        if self.trusted_only:
            raise _not_trusted(f"The document named {shown(name.text)}")
        if not name.is_automatic:
            raise RequestError(
                ErrorCode.PERSISTED_QUERY_NOT_FOUND,
                f"There is no document named {shown(name.text)}; send its text as query.",
            )
        # Apollo clients compare with exactly these messages.
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
                f"The name {shown(name.text)} does not match the document sent with it; use the "
                "SHA-256 digest of its text in UTF-8, in lower-case hexadecimal digits.",
            )


def load_known_documents(settings: Settings) -> KnownDocuments:
    """The documents that the settings configure. Raises ConfigurationError."""
    if settings.trusted_only and not settings.trusted_documents:
        raise ConfigurationError(
            "--trusted-only: no trusted documents are configured; name a manifest with "
            "--trusted-documents (graphapi trust creates one)"
        )
    trusted = _NONE
    if settings.trusted_documents:
        trusted = load_manifest(Path(settings.trusted_documents))
    return KnownDocuments(
        trusted, trusted_only=settings.trusted_only, cache_bytes=settings.apq_cache_bytes
    )


def document_name(parameters: Mapping[str, Any]) -> DocumentName | None:
    """The name of the document in a request; None if there is none.

    `id` and `doc_id` count only if there is no `query`: some clients send others of these names.
    Raises RequestError for an invalid name.
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
        raise _bad_request("extensions.persistedQuery.version must be 1, the only known version.")
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
        f"{what} is not trusted, and this server accepts trusted documents only; its operator can "
        "add it to the manifest.",
    )


def _bad_request(message: str) -> RequestError:
    return RequestError(ErrorCode.BAD_REQUEST, message)
