"""Every error that graphapi raises on purpose.

    GraphApiError
    ├── BadUserInputError        a client asked something that cannot be answered
    │   └── InvalidCursorError   a cursor that this list did not hand out
    ├── LimitExceededError       an answer would cost more than is allowed
    ├── NotReadyError            what was asked for is still being computed
    ├── UnavailableError         the place where the corpus is kept does not answer
    ├── NotOfferedError          the store of this server cannot answer such a question
    ├── CorpusError              a corpus cannot be used at all
    ├── ConfigurationError       a setting, flag or file named at start-up is wrong
    └── ExportError              an export cannot be written where or as it was asked for

A message says what happened, where, and what to do. All of them may be shown to a client:
what is not in this tree is masked and logged instead.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import ClassVar, Final

__all__ = [
    "BadUserInputError",
    "ConfigurationError",
    "CorpusError",
    "ExportError",
    "GraphApiError",
    "InvalidCursorError",
    "LimitExceededError",
    "NotOfferedError",
    "NotReadyError",
    "UnavailableError",
    "shown",
]


class GraphApiError(Exception):
    """The base of the tree. `code` is stable and meant for programs."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"

    @property
    def extensions(self) -> dict[str, object]:
        """What a GraphQL answer shows beside the message (graphql-core looks for this name)."""
        return {"code": self.code}


class BadUserInputError(GraphApiError):
    """An argument has a value that cannot be used.

    `argument` is the argument's name (a path such as `urls[3]` inside a list), `value` what was
    given, `allowed` the range or form that is accepted; the message holds all three.
    """

    code = "BAD_USER_INPUT"

    def __init__(self, argument: str, value: object, allowed: str) -> None:
        super().__init__(f"{argument}: {shown(value)} cannot be used; {allowed}")
        self.argument, self.value, self.allowed = argument, value, allowed

    @property
    def extensions(self) -> dict[str, object]:
        """The code, and the name of the argument at fault."""
        return {"code": self.code, "argument": self.argument}


_OWN_CURSOR = "use a cursor that this very list, in this order, has handed out"
_NO_CURSOR = "send null, or leave the argument out, where there is no cursor"


class InvalidCursorError(BadUserInputError):
    """A cursor is damaged, or belongs to another list or another order."""

    def __init__(self, argument: str, cursor: object) -> None:
        super().__init__(argument, cursor, _NO_CURSOR if cursor == "" else _OWN_CURSOR)


class LimitExceededError(GraphApiError):
    """A traversal or a timeline was stopped: it would cost more than one request may."""

    code = "LIMIT_EXCEEDED"


class NotReadyError(GraphApiError):
    """What was asked for is still being computed: the same question can be answered later.

    `name` says, in the plural, what that is. `wait` waits for it, at most so many seconds, and says
    whether there is an answer now.
    """

    code = "NOT_READY"

    def __init__(self, name: str, wait: Callable[[float], Awaitable[bool]]) -> None:
        super().__init__(
            f"{name} are still being worked out, since the corpus was loaded; "
            "ask the same again in a few seconds"
        )
        self.name, self.wait = name, wait


class UnavailableError(GraphApiError):
    """The place where the corpus is kept cannot be reached, or does not answer in time.

    `reason` says what is the matter, in words that a client may read. The same can be asked again
    after `retry_after` seconds.
    """

    code = "UNAVAILABLE"

    def __init__(self, reason: str, retry_after: int = 1) -> None:
        super().__init__(f"{reason}; ask the same again in {retry_after} s")
        self.retry_after = retry_after


class NotOfferedError(GraphApiError):
    """The store of this server cannot answer such a question, now or later.

    `what` names it in the plural, such as `ranks`; `instead` says what to ask.
    """

    code = "NOT_OFFERED"

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"{what} are not offered by the store of this server; {instead}")
        self.what = what


class CorpusError(GraphApiError):
    """A corpus cannot be used: a path is missing, or there is nothing in it to serve."""

    code = "CORPUS_ERROR"


class ConfigurationError(GraphApiError):
    """A setting, flag or file named on the command line is wrong."""

    code = "CONFIGURATION_ERROR"


class ExportError(GraphApiError):
    """An export cannot be written: its target cannot be used, or writing failed."""

    code = "EXPORT_ERROR"


_SHOWN_LENGTH: Final = 200


def shown(value: object) -> str:
    """A value as a message may hold it: as JSON has it, on one line, not without bound."""
    if isinstance(value, str):
        value = value[: _SHOWN_LENGTH + 1]
    text = json.dumps(value, ensure_ascii=False, default=str)
    if not text.isprintable():
        text = "".join(each if each.isprintable() else json.dumps(each).strip('"') for each in text)
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}…"
