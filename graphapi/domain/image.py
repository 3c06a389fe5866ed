"""Images: of articles, providers and topics."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Image"]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its URL as written, its size in pixels, its caption.

    The URL is an absolute http(s) one, or relative where the file has it so.
    """

    url: str
    width: int | None = None
    height: int | None = None
    title: str | None = None
    cached: bool | None = None
