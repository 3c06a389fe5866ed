"""Manifests of trusted documents: JSON files that map identifiers to GraphQL documents.

Two formats are supported. Ours, which Relay's compiler writes too, is an object that maps each
identifier to a text. Apollo's has a list of `operations`, each with `id` and `body`. `graphapi
trust` writes the first format, with the SHA-256 digest of each text as its identifier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from graphapi.errors import ConfigurationError

__all__ = ["digest_of", "encode_manifest", "load_manifest"]

_APOLLO: Final = "apollo-persisted-query-manifest"
_PREFIX: Final = "sha256:"
_DIGEST: Final = re.compile(rf"(?:{_PREFIX})?([0-9a-f]{{64}})")


def digest_of(text: str) -> str:
    """The SHA-256 digest of a document's text in UTF-8, as 64 lower-case hexadecimal digits."""
    # JSON can contain a lone surrogate, which UTF-8 cannot represent; no valid document has one.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def encode_manifest(texts: Iterable[str]) -> bytes:
    """A manifest of these documents, ordered by digest: the same texts give the same manifest."""
    documents = {digest_of(text): text for text in texts}
    return (json.dumps(documents, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def load_manifest(path: Path) -> dict[str, str]:
    """The documents of a manifest, by identifier and also by the digest of each.

    Raises ConfigurationError if the file is not a manifest, or if an identifier that is a digest
    does not match its document.
    """
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise ConfigurationError(f"{path}: is not valid JSON: {error}") from error
    if isinstance(content, dict) and ("format" in content or "operations" in content):
        documents = _apollo(content, path)
    else:
        documents = _plain(content, path)
    return documents | {digest_of(text): text for text in documents.values()}


def _plain(content: Any, path: Path) -> dict[str, str]:
    if not isinstance(content, dict) or not all(isinstance(text, str) for text in content.values()):
        raise ConfigurationError(
            f"{path}: is not a manifest of documents; use {{IDENTIFIER: DOCUMENT, …}}, as written "
            "by `graphapi trust` and Relay, or Apollo's format"
        )
    for name, text in content.items():
        claimed = _DIGEST.fullmatch(name)
        if claimed is not None and claimed[1] != digest_of(text):
            raise ConfigurationError(
                f"{path}: {name} is not the SHA-256 digest of its document, which was changed "
                "later; make the manifest again"
            )
    return {name.removeprefix(_PREFIX): text for name, text in content.items()}


def _apollo(content: Mapping[str, Any], path: Path) -> dict[str, str]:
    """Apollo's format. Its identifiers are opaque: Apollo's tools let their users choose them."""
    form, version, operations = (content.get(key) for key in ("format", "version", "operations"))
    if form != _APOLLO or version != 1 or not isinstance(operations, list):
        raise ConfigurationError(
            f"{path}: is not a supported manifest; of Apollo's formats, use {_APOLLO!r} version 1"
        )
    documents: dict[str, str] = {}
    for place, operation in enumerate(operations):
        name, text = (
            (operation.get("id"), operation.get("body"))
            if isinstance(operation, dict)
            else (None, None)
        )
        if not isinstance(name, str) or not isinstance(text, str):
            raise ConfigurationError(f"{path}: operations[{place}]: id and body must be strings")
        if documents.setdefault(name.removeprefix(_PREFIX), text) != text:
            raise ConfigurationError(f"{path}: operations[{place}]: the id {name} occurs twice")
    return documents
