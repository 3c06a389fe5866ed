"""The scalars of the schema: URL, DateTime and JSON.

A URL is taken as any text here and checked by the store, where the argument it came in is known
and can be named in the error. A DateTime is converted at once, so that a wrong one is an error of
the request, before anything is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from graphapi.errors import BadUserInputError

__all__ = ["JSON", "SCALARS", "URL", "encode_date_time", "encode_json", "parse_date_time"]

URL = NewType("URL", str)
"""The address of an article or an image."""

_RFC_3339 = re.compile(
    r"(\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:)(\d\d)(\.\d+)?(Z|[+-]\d\d:[0-5]\d)",
    re.ASCII | re.IGNORECASE,
)
_ALLOWED_DATE_TIME = "write date, time and zone as RFC 3339 does, such as 2023-03-30T11:11:00Z"


def parse_date_time(text: object) -> datetime:
    """The instant, in UTC, of an RFC 3339 text. Raises GraphQLError for anything else.

    A leap second, such as 2016-12-31T23:59:60Z, is the second that follows it.
    """
    found = _RFC_3339.fullmatch(text) if isinstance(text, str) else None
    if found is not None:
        until_minute, second, _, zone = found.groups()
        try:
            if second == "60":
                minute = datetime.fromisoformat(f"{until_minute}00{zone}".upper()).astimezone(UTC)
                if (minute.hour, minute.minute) == (23, 59):
                    return minute + timedelta(minutes=1)
            return datetime.fromisoformat(found[0].upper()).astimezone(UTC)
        except (ValueError, OverflowError):  # a 31st of February; year 1 or 9999 in a far zone
            pass
    raise _refusal("DateTime", text, _ALLOWED_DATE_TIME)


def encode_date_time(instant: datetime) -> str:
    """The RFC 3339 text of an instant, in UTC, with a fraction only where there is one."""
    text = instant.astimezone(UTC).isoformat().removesuffix("+00:00")
    return f"{text.rstrip('0') if '.' in text else text}Z"


def encode_json(value: Any) -> Any:
    """The value in the plain dicts and lists that a JSON encoder takes."""
    if isinstance(value, Mapping):
        return {key: encode_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode_json(item) for item in value]
    return value


def _parse_url(text: object) -> str:
    if isinstance(text, str):
        return text
    raise _refusal("URL", text, "write an absolute http or https address as a string")


def _refusal(scalar: str, value: object, allowed: str) -> GraphQLError:
    """An error with our message and code that graphql-core completes with the place in the input.

    Any other exception raised by a scalar would be wrapped into a longer, vaguer message.
    """
    cause = BadUserInputError(scalar, value, allowed)
    return GraphQLError(str(cause), extensions={"code": cause.code})


SCALARS: dict[object, ScalarDefinition] = {
    URL: strawberry.scalar(
        name="URL",
        description=(
            "An absolute http or https address. In results it stands as the corpus has it; as an"
            " argument any known spelling of an article's address is understood."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
        parse_value=_parse_url,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "An instant with date, time and zone as in RFC 3339, for example"
            " `2023-03-30T11:11:00Z`. Results are in UTC, with a fraction of a second only where"
            " there is one; arguments may have any zone, but must have one."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=encode_date_time,
        parse_value=parse_date_time,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value: an object, a list, a string, a number, true, false or null.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=encode_json,
        parse_value=lambda value: value,
    ),
}
"""What the schema makes of these Python types."""
