"""The scalars of the schema: URL, DateTime and JSON.

A URL is taken as any text here and checked by the store, where the argument it came in is known
and can be named in the error. A DateTime is converted at once, so that a wrong one is an error of
the request, before anything is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NewType

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from graphapi.errors import BadUserInputError

__all__ = ["JSON", "SCALARS", "URL", "encode_date_time", "encode_json", "parse_date_time"]

URL = NewType("URL", str)
"""The address of an article or an image."""

_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d"
    r"(T(?P<hour>\d\d):\d\d:(?P<second>\d\d)(\.\d+)?(?P<zone>Z|[+-]\d\d:(?P<zone_minute>\d\d)))?",
    re.ASCII | re.IGNORECASE,
)
_MILLISECONDS: Final = re.compile(r"-?\d+", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ALLOWED_DATE_TIME: Final = (
    "write date, time and zone as RFC 3339 does, such as 2023-03-30T11:11:00Z, a date alone, or the"
    " milliseconds since 1970"
)
_OUT_OF_RANGE: Final = (
    "it is out of range; give an existing day, time and zone, from the year 0001 to 9999 in UTC"
)


def parse_date_time(value: object) -> datetime:
    """The instant, in UTC, of an RFC 3339 text, a date, or milliseconds since 1970.

    A date is the first instant of the day in UTC. Milliseconds are a whole number, or the digits of
    one as text. Raises GraphQLError for anything else.
    """
    try:
        if isinstance(value, str):
            found = _RFC_3339.fullmatch(value)
            if found is not None:
                return _written(value, found)
            if _MILLISECONDS.fullmatch(value):
                return _EPOCH + timedelta(milliseconds=int(value))
        elif isinstance(value, int | float) and not isinstance(value, bool) and not value % 1 > 0:
            # A literal beyond a float is infinite or NaN by now: out of range as well.
            return _EPOCH + timedelta(milliseconds=value)
    except (ValueError, OverflowError) as error:
        raise _refusal("DateTime", value, _OUT_OF_RANGE) from error
    raise _refusal("DateTime", value, _ALLOWED_DATE_TIME)


def _written(text: str, found: re.Match[str]) -> datetime:
    """The instant of a text that is written well.

    A leap second, such as 2016-12-31T23:59:60Z, is the second that follows it. Raises ValueError or
    OverflowError for a 31st of February, and for year 1 or 9999 in a far zone.
    """
    # Python takes minutes of a zone above 59, and from 3.14 on the hour 24.
    if int(found["hour"] or 0) > 23 or int(found["zone_minute"] or 0) > 59:
        raise ValueError(text)
    if found["second"] == "60":
        last = datetime.fromisoformat(f"{text[:17]}59{found['zone']}".upper()).astimezone(UTC)
        if (last.hour, last.minute) != (23, 59):
            raise ValueError(text)
        return last + timedelta(seconds=1)
    instant = datetime.fromisoformat(text.upper())
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def encode_date_time(instant: datetime) -> str:
    """The RFC 3339 text of an instant, in UTC, with a fraction only if there is one."""
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
            "An absolute http or https address. Results have it as it is in the corpus; as an"
            " argument, any known spelling of an article's address works."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
        parse_value=_parse_url,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "An instant with date, time and zone as in RFC 3339, for example"
            " `2023-03-30T11:11:00Z`. Results are in UTC, with a fraction of a second only if"
            " there is one. Arguments may have any zone, but must have one. An argument may"
            " also be a date, `2023-03-30`, which means the first instant of that day in UTC,"
            " or milliseconds since 1970 in UTC, as a number or a string of digits:"
            " `1680174660000`."
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
