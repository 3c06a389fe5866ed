"""Documents and their operations, parsed once and cached within a limit of bytes.

A document that is too large for the cache is found as long as a request holds it, so no request
parses its document twice. A rejected document is reduced to its errors, which are always small.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakValueDictionary

from strawberry.schema.schema import Schema

from graphapi.execution.documents.documents import Document, load_document
from graphapi.execution.operations.prepared import Prepared
from graphapi.execution.pricing.document_prices import (
    ReadingMeter,
    compiling_price,
    preparing_price,
    reading_price,
    remaining_price,
)
from graphapi.execution.requests.operation_limits import Limits
from graphapi.runtime.caches import ByteCache, CacheFigures

__all__ = ["Preparation"]

BYTES_PER_OPERATION: Final = 4_000
"""The size of the analysis of an operation, without its document."""


@dataclass(eq=False)
class _CacheEntry:
    """A document and the operations prepared from it, by the name they were asked for."""

    document: Document
    prepared: dict[str | None, Prepared] = field(default_factory=dict)


class Preparation:
    """Prepares operations of one schema; caches `cache_bytes` of documents.

    `analyse` prepares one operation of a document. The `meter` charges for documents that are read.
    """

    def __init__(
        self,
        schema: Schema,
        limits: Limits,
        analyse: Callable[[Document, str | None], Prepared],
        cache_bytes: int,
    ) -> None:
        self._schema, self._limits, self._analyse = schema, limits, analyse
        self._documents: ByteCache[_CacheEntry] = ByteCache(cache_bytes)
        self._held_documents: WeakValueDictionary[str, Document] = WeakValueDictionary()
        self._held: WeakValueDictionary[tuple[str, str | None], Prepared] = WeakValueDictionary()
        self._last: Prepared | None = None
        """The last one that was too large to keep: a request looks it up several times in a row."""
        self.meter: ReadingMeter | None = None
        self.documents_read = 0

    @property
    def figures(self) -> CacheFigures:
        """What the cache of documents did so far."""
        return self._documents.figures

    def forget(self) -> None:
        """Empty the cache: what is asked for from now on is read and prepared again."""
        self._documents.clear()
        self._held_documents.clear()
        self._held.clear()
        self._last = None

    def prepare(self, query: str, operation_name: str | None, sender: Any = None) -> Prepared:
        """Parse, validate and analyse a document; see `Engine.prepare`."""
        entry = self._documents.get(query)
        prepared = None if entry is None else entry.prepared.get(operation_name)
        if prepared is None:
            prepared = self._held.get((query, operation_name))
        if prepared is None:
            prepared = self._prepare(query, operation_name, entry, sender)
        return prepared

    def known(self, query: str, operation_name: str | None) -> Prepared | None:
        """Return what `prepare` finds without reading or analysing; None: it would do so."""
        entry = self._documents.peek(query)
        if entry is not None:
            found = entry.prepared.get(operation_name)
            if found is not None:
                return found
            if entry.document.errors:
                return self._analyse(entry.document, operation_name)
        return self._held.get((query, operation_name))

    def charge_compiling(self, document: Document, sender: Any) -> None:
        """Charge for compiling an operation of a document."""
        if self.meter is not None:
            self.meter.finish(sender, compiling_price(document))

    def _prepare(
        self, query: str, operation_name: str | None, entry: _CacheEntry | None, sender: Any
    ) -> Prepared:
        document = self._held_documents.get(query) if entry is None else entry.document
        if document is None:
            document = self._read(query, sender)
            entry = _CacheEntry(document)
            if not self._documents.put(query, entry, document.weight):
                entry = None
        elif not document.errors and self.meter is not None:
            self.meter.begin(sender, preparing_price(document))
        prepared = self._analyse(document, operation_name)
        if entry is None:
            self._held_documents[query] = document
            self._held[query, operation_name] = self._last = prepared
        elif not prepared.errors:  # or clients could fill the memory with wrong names
            entry.prepared[operation_name] = prepared
            self._documents.grow(query, entry, BYTES_PER_OPERATION)
        return prepared

    def _read(self, query: str, sender: Any) -> Document:
        """Parse and validate a document, at its price."""
        if self.meter is not None:
            self.meter.begin(sender, reading_price(query))
        self.documents_read += 1
        document = load_document(self._schema, query, self._limits)
        if self.meter is not None:
            self.meter.finish(sender, remaining_price(document))
        return document
