"""Answers made shorter on the wire: which way a client wants, after its Accept-Encoding header.

Levels are the ones from which a little less on the wire begins to cost much more time. What an
answer holds is the same for everybody who may ask, and no cookie lets a page ask in the name of
somebody else: there is no secret in it that its compressed length could tell (BREACH).
"""

import sys
import zlib
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

import brotli

from graphapi.server.codes import ErrorCode, RequestError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["Encoding", "Wish", "choose_encoding"]

_GZIP_LEVEL: Final = 4
_BROTLI_QUALITY: Final = 4
_ZSTD_LEVEL: Final = 3
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_KEPT_LENGTH: Final = 200


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(content) + packer.flush()


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, quality=_BROTLI_QUALITY)
    return packed


def _zstd(content: bytes) -> bytes:
    return zstd.compress(content, _ZSTD_LEVEL)


class Encoding(Enum):
    """A content coding, under its name in HTTP; of those that a client likes alike, the first."""

    ZSTD = "zstd", _zstd
    BROTLI = "br", _brotli
    GZIP = "gzip", _gzip

    def __init__(self, token: str, compress: Callable[[bytes], bytes]) -> None:
        self.token, self.compress = token, compress


class Wish(NamedTuple):
    """How a client wants an answer: `is_needed` where it takes it in no other way."""

    encoding: Encoding
    is_needed: bool


def choose_encoding(accepted: bytes) -> Wish | None:
    """What a client likes best of what there is; None for the answer as it is.

    Raises RequestError (NOT_ACCEPTABLE) where it allows nothing that there is.
    """
    choose = _choose if len(accepted) <= _KEPT_LENGTH else _choose.__wrapped__
    wish, is_possible = choose(accepted)
    if not is_possible:
        names = ", ".join(encoding.token for encoding in Encoding)
        message = f"The Accept-Encoding header allows none of what there is: {names}, identity."
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, message)
    return wish


@lru_cache(maxsize=256)
def _choose(accepted: bytes) -> tuple[Wish | None, bool]:
    """The choice, and whether there is one."""
    qualities = _qualities(accepted.decode("latin-1"))
    others = qualities.get("*")
    # Unless something is said against it, the plain answer is allowed, and liked least.
    plain = qualities.get("identity", 0.0 if others == 0 else None)
    best, liking = None, 0.0
    for encoding in Encoding:
        quality = qualities.get(encoding.token, others or 0.0)
        if quality > liking:
            best, liking = encoding, quality
    if best is None or (plain is not None and plain > liking):
        return None, plain != 0
    return Wish(best, is_needed=plain == 0), True


def _qualities(accepted: str) -> dict[str, float]:
    """How much each coding is liked, from 0 to 1; of one that is there twice, the last."""
    qualities = {}
    for part in accepted.lower().split(","):
        token, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, text = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = float(text)
                except ValueError:
                    quality = -1.0
        if token and 0 <= quality <= 1:
            qualities["gzip" if token == "x-gzip" else token] = quality  # noqa: S105 - no secret
    return qualities
