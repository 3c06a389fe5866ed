"""Reading documents: what it costs to parse, validate and analyse one, in units of price.

A unit stands for at most ten microseconds, measured on documents of many shapes: long and short
names, fragments, conflicts, input objects, variables, comments. Most take a third of their price.
"""

from typing import Any, Final, Protocol

from graphapi.execution.documents.documents import Document

__all__ = ["ReadingMeter", "compiling_price", "preparing_price", "reading_price", "remaining_price"]

_PER_DOCUMENT: Final = 100
_STEPS_PER_UNIT: Final = 6
_PER_ERROR: Final = 30
"""Reporting an unknown name takes longer than finding it: similar names are looked for."""
_TOKENS_PER_UNIT: Final = 10
_COMPILING_UNITS_PER_TOKEN: Final = 3


class ReadingMeter(Protocol):
    """Charges the sender of a request for documents as they are read, in units."""

    def begin(self, sender: Any, price: int) -> None:
        """Take the price of reading a document, before it is read.

        What it raises ends the request; the document is not read then.
        """
        ...

    def finish(self, sender: Any, price: int) -> None:
        """Take what reading it took beyond that, once it is known."""
        ...


def reading_price(text: str) -> int:
    """Return the price of reading a document, as far as its length tells it."""
    return _PER_DOCUMENT + len(text)


def remaining_price(document: Document) -> int:
    """Return what reading a document took beyond that: comparisons, fragments and errors."""
    return document.steps // _STEPS_PER_UNIT + _PER_ERROR * len(document.errors)


def compiling_price(document: Document) -> int:
    """Return the price of compiling an operation of a document, for one choice of conditions."""
    return _COMPILING_UNITS_PER_TOKEN * document.tokens


def preparing_price(document: Document) -> int:
    """Return the price of analysing another operation of a document that was read before."""
    return 1 + document.tokens // _TOKENS_PER_UNIT
