"""The format of the log: one line for each record on standard error, for people or programs.

Nothing that a client sends can start a line of its own: JSON escapes line ends, and the text format
escapes every control character of a message and indents every line of a traceback.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from graphapi.server.answers.presentation import encode_json

__all__ = ["LogFormat", "configure_logging", "fields_of", "formatter_for", "with_fields"]

LogFormat = Literal["text", "json"]

_FIELDS: Final = "graphapi_fields"
_PLAIN: Final = re.compile(r"[\w./:@+,-]+", re.ASCII)
_LINE_ENDS_AND_DIRECTIONS: Final = (
    *(0x2028, 0x2029),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)
_CONTROL: Final = {
    **{number: f"\\x{number:02x}" for number in (*range(32), *range(0x7F, 0xA0))},
    **{number: f"\\u{number:04x}" for number in _LINE_ENDS_AND_DIRECTIONS},
}
"""Characters that act on terminals, or that some program takes for the end of a line."""
_CONTROL_IN_JSON: Final = {number: f"\\u{number:04x}" for number in _CONTROL if number >= 0x7F}
"""Those that JSON does not escape."""


def configure_logging(level: str, form: LogFormat = "text") -> None:
    """Log messages of at least this level, and the requests that the settings ask for.

    uvicorn's start-up messages appear at level debug only.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(formatter_for(form))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    logging.captureWarnings(capture=True)
    logging.getLogger("graphapi.requests").setLevel(logging.INFO)
    # At level DEBUG, uvicorn logs every WebSocket message.
    uvicorn_level = logging.INFO if level == "debug" else logging.WARNING
    logging.getLogger("uvicorn.error").setLevel(max(uvicorn_level, logging.root.level))
    # At level INFO, watchfiles logs every event of the file system.
    logging.getLogger("watchfiles").setLevel(max(logging.WARNING, logging.root.level))


def formatter_for(form: LogFormat) -> logging.Formatter:
    """The formatter that turns a record into a line."""
    return _JsonFormatter() if form == "json" else _TextFormatter()


def with_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The `extra` argument for a record that has fields besides its message."""
    return {_FIELDS: fields}


def fields_of(record: logging.LogRecord) -> Mapping[str, Any]:
    """The fields of a record; most have none."""
    return getattr(record, _FIELDS, {})


class _TextFormatter(logging.Formatter):
    """`LEVEL logger: message name=value …`, then a traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [f"{record.levelname} {record.name}: {_escaped(record.getMessage())}"]
        for name, value in fields_of(record).items():
            if value is not None and value != []:
                parts.append(f"{name}={_written(value)}")
        return "\n".join([" ".join(parts), *_indented(_traceback_of(record))])


class _JsonFormatter(logging.Formatter):
    """One JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        content = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
            **fields_of(record),
        }
        exception = _traceback_of(record)
        if exception:
            content["exception"] = exception
        return encode_json(content).decode().translate(_CONTROL_IN_JSON)


def _traceback_of(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    return "".join(traceback.format_exception(record.exc_info[1])).rstrip()


def _indented(text: str) -> list[str]:
    """The lines of a text, indented so that they cannot be taken for records."""
    return [f"  {_escaped(line)}" for line in text.split("\n") if line]


def _escaped(text: str) -> str:
    return text.translate(_CONTROL)


def _written(value: object) -> str:
    """A value as it appears after its name: quoted if it could be misread."""
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if _PLAIN.fullmatch(text) else _escaped(encode_json(text).decode())
