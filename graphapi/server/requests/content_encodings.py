"""Content encodings: compressed answers, as Accept-Encoding asks, and compressed request bodies.

The compression levels are those above which a little less data starts to cost much more time. There
is no secret in an answer that its compressed length could reveal (BREACH): answers are the same for
every client that may ask, and there are no cookies with which a page could act for someone else.
"""

import sys
import zlib
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

import brotli

from graphapi.server.requests.error_codes import ErrorCode, RequestError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["READABLE", "Encoding", "EncodingPreference", "choose_encoding", "decompressed"]

_GZIP_LEVEL: Final = 4
_BROTLI_QUALITY: Final = 4
_ZSTD_LEVEL: Final = 3
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_ZSTD_WINDOW: Final = 23
"""The largest window that is accepted, as a power of two: 8 MiB, the limit in HTTP (RFC 9659)."""
_KEPT_LENGTH: Final = 200


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(content) + packer.flush()


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, quality=_BROTLI_QUALITY)
    return packed


def _zstd(content: bytes) -> bytes:
    return zstd.compress(content, _ZSTD_LEVEL)


# The next functions return the first `most` bytes, and whether the content ends there, correctly.


def _gunzip(content: bytes, most: int) -> tuple[bytes, bool]:
    reader = zlib.decompressobj(_GZIP_WINDOW)
    found = reader.decompress(content, most)
    return found, reader.eof and not reader.unused_data


def _unbrotli(content: bytes, most: int) -> tuple[bytes, bool]:
    reader = brotli.Decompressor()
    found: bytes = reader.process(content, output_buffer_limit=most)
    return found[:most], reader.is_finished()


def _unzstd(content: bytes, most: int) -> tuple[bytes, bool]:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
    reader = zstd.ZstdDecompressor(options=options)
    found = reader.decompress(content, most)
    return found, reader.eof and not reader.unused_data


class Encoding(Enum):
    """A content coding, by its name in HTTP. Of several with equal quality, the first is chosen.

    Clients on Node.js before 22.15 announce zstd but cannot read it; they read Brotli.
    """

    BROTLI = "br", _brotli, _unbrotli
    ZSTD = "zstd", _zstd, _unzstd
    GZIP = "gzip", _gzip, _gunzip

    def __init__(
        self,
        token: str,
        compress: Callable[[bytes], bytes],
        decompress: Callable[[bytes, int], tuple[bytes, bool]],
    ) -> None:
        self.token, self.compress, self.decompress = token, compress, decompress


READABLE: Final = {
    b"zstd": Encoding.ZSTD,
    b"br": Encoding.BROTLI,
    b"gzip": Encoding.GZIP,
    b"x-gzip": Encoding.GZIP,
}
"""The encodings that request bodies may have, by name."""


def decompressed(content: bytes, encoding: Encoding, limit: int) -> bytes:
    """The decompressed body; if it is longer than `limit`, the first `limit + 1` bytes.

    No more than that is ever decompressed. Raises RequestError (BAD_REQUEST) for invalid data.
    """
    try:
        found, is_whole = encoding.decompress(content, limit + 1)
    except (zlib.error, brotli.error, zstd.ZstdError):
        found, is_whole = b"", False
    if not is_whole and len(found) <= limit:
        what = f"one piece of {encoding.token}"
        message = f"The request body does not match its Content-Encoding; send {what}."
        raise RequestError(ErrorCode.BAD_REQUEST, message)
    return found


class EncodingPreference(NamedTuple):
    """The encoding of an answer; `is_needed` if the client does not accept a plain one."""

    encoding: Encoding
    is_needed: bool


def choose_encoding(accepted: bytes) -> EncodingPreference | None:
    """The encoding that the client prefers; None for a plain answer.

    Raises RequestError (NOT_ACCEPTABLE) if the client accepts none of the supported encodings.
    """
    choose = _choose if len(accepted) <= _KEPT_LENGTH else _choose.__wrapped__
    preference, is_possible = choose(accepted)
    if not is_possible:
        names = ", ".join(encoding.token for encoding in Encoding)
        message = f"The Accept-Encoding header allows none of the encodings: {names}, identity."
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, message)
    return preference


@lru_cache(maxsize=256)
def _choose(accepted: bytes) -> tuple[EncodingPreference | None, bool]:
    """The choice, and whether there is one."""
    qualities = _qualities(accepted.decode("latin-1"))
    others = qualities.get("*")
    # Unless the header excludes it, a plain answer is allowed, with the lowest priority.
    plain = qualities.get("identity", 0.0 if others == 0 else None)
    best, liking = None, 0.0
    for encoding in Encoding:
        quality = qualities.get(encoding.token, others or 0.0)
        if quality > liking:
            best, liking = encoding, quality
    if best is None or (plain is not None and plain > liking):
        return None, plain != 0
    return EncodingPreference(best, is_needed=plain == 0), True


def _qualities(accepted: str) -> dict[str, float]:
    """The quality of each coding, from 0 to 1; if one occurs twice, the last counts."""
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
