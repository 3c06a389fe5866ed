"""The fields of front matter: from the text that was written to the type that the field has.

What does not fit its field is neither guessed nor lost: it is remarked on and kept, as written,
among the leftovers that become a record's `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from graphapi.corpus.hosts import domain_in, lower_host
from graphapi.corpus.records import Extra, Image, ProviderMention
from graphapi.corpus.urls import canonical_url
from graphapi.corpus.yaml_values import (
    MAX_REMARKS,
    Null,
    Remark,
    YamlList,
    YamlMap,
    YamlValue,
    plain,
)

__all__ = ["Fields", "as_extra", "parse_boolean", "parse_instant", "parse_integer"]

T = TypeVar("T")

_INT_RANGE: Final = range(-(2**31), 2**31)
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,10}")
_WHOLE_NUMBER: Final = re.compile(r"([-+]?[0-9]{1,10})\.0+")
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "yes", "on", "y"), True),
    **dict.fromkeys(("false", "no", "off", "n"), False),
}
_INSTANT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d:\d\d)(?::(\d\d)(\.\d+)?)?[ \t]*([Zz]|[-+]\d\d(?::?\d\d)?)?)?"
)
# A few days short of what datetime can hold, so that every time zone can show it.
_EARLIEST: Final = datetime.min.replace(day=3, tzinfo=UTC)
_LATEST: Final = datetime.max.replace(day=29, tzinfo=UTC)


class _MisfitError(ValueError):
    """A text cannot be what its field is. The message completes: «'text' …»."""


def parse_integer(text: str) -> tuple[int, str | None]:
    """Return a whole number of 32 bits, and what had to be repaired. Raises ValueError."""
    repair = None
    if whole := _WHOLE_NUMBER.fullmatch(text):
        text, repair = whole[1], "is written with a decimal point; read as a whole number"
    if not _INTEGER.fullmatch(text):
        raise _MisfitError("is not a whole number")
    number = int(text)
    if number not in _INT_RANGE:
        raise _MisfitError("is outside the range of 32 bits")
    return number, repair


def parse_boolean(text: str) -> tuple[bool, str | None]:
    """Return what true, yes, on, y or their opposites mean. Raises ValueError."""
    try:
        return _BOOLEANS[text.lower()], None
    except KeyError:
        raise _MisfitError("is neither true nor false") from None


def parse_instant(text: str) -> tuple[datetime, str | None]:
    """Return an instant in UTC, to the microsecond, and what had to be repaired. Raises ValueError.

    RFC 3339 is taken as it is. A date alone means its midnight in UTC, and a time without a zone
    is UTC: both are repairs, as are a time without seconds, digits after the sixth of a second,
    and a leap second, which becomes the second before it.
    """
    match = _INSTANT.fullmatch(text.strip())
    if match is None:
        raise _MisfitError("is not a date and time such as 2023-03-30T11:11:00Z")
    date, minutes, seconds, fraction, zone = match.groups()
    repairs = []
    if minutes is None:
        repairs.append("is a date alone; read as midnight UTC")
    elif zone is None:
        repairs.append("has no time zone; read as UTC")
    if minutes is not None and seconds is None:
        repairs.append("has no seconds; read as :00")
    if seconds == "60":
        seconds = "59"
        repairs.append("is a leap second; read as the second before")
    if fraction is not None and fraction[7:].strip("0"):
        repairs.append("is finer than a microsecond; the rest is dropped")
    if zone is not None and zone not in "Zz" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:] or '00'}"
        repairs.append("writes its zone without a colon")
    clock = f"T{minutes or '00:00'}:{seconds or '00'}{(fraction or '')[:7]}"
    offset = "+00:00" if zone is None or zone in "Zz" else zone
    try:
        instant = datetime.fromisoformat(f"{date}{clock}{offset}")
    except ValueError as error:
        raise _MisfitError("is not a date and time that exists") from error
    if not _EARLIEST <= instant <= _LATEST:
        raise _MisfitError("is too far from now")
    return instant.astimezone(UTC), "; ".join(repairs) or None


def as_extra(values: Sequence[Any]) -> Any:
    """Values of one key as `extra` has them: one alone as it is, several as a list."""
    return values[0] if len(values) == 1 else list(values)


class Fields:
    """The fields of one record, taken out one by one, each by the type that it has.

    `remarks` gets a remark for everything odd; `leftovers()` has what was not taken or did not fit.
    """

    def __init__(self, record: YamlMap, remarks: list[Remark], path: str = "") -> None:
        self._record, self._remarks, self._path = record, remarks, path
        self._rest: dict[str, YamlValue] = dict(record)
        self._unfit: dict[str, list[Any]] = {}
        for key, value in record.duplicates:
            self._unfit.setdefault(key, []).append(plain(value))

    def line(self, key: str) -> int:
        """The line of a key, or of the record where it lacks the key."""
        return self._record.lines.get(key, self._record.line)

    def leftovers(self) -> Extra:
        """What no field has taken, and what did not fit its field; several values make a list."""
        rest = {key: plain(value) for key, value in self._rest.items()}
        for key, values in self._unfit.items():
            rest[key] = as_extra([rest[key], *values] if key in rest else values)
        return rest

    def kept(self, key: str) -> tuple[Any, ...]:
        """The plain values that did not fit the field `key`."""
        return tuple(self._unfit.get(key, ()))

    def text(self, key: str) -> str | None:
        """Text as written; None where it is empty or null."""
        value = self._scalar(key, "text")
        return None if value is None or isinstance(value, Null) or value == "" else value

    def required_text(self, key: str) -> str | None:
        """Text as written, `null` and `~` included; None where there is nothing but space."""
        value = self._scalar(key, "text")
        return str(value) if value is not None and value.strip() else None

    def integer(self, key: str) -> int | None:
        """A whole number of 32 bits."""
        return self._converted(key, "a whole number", parse_integer)

    def boolean(self, key: str) -> bool | None:
        """A truth value."""
        return self._converted(key, "true or false", parse_boolean)

    def instant(self, key: str) -> datetime | None:
        """An instant, in UTC."""
        return self._converted(key, "a date and time", parse_instant)

    def url(self, key: str) -> str | None:
        """An absolute http(s) URL as written, less space around it."""
        return self._converted(key, "a URL", _parse_url)

    def domain(self, key: str) -> str | None:
        """A host name, in lower case; of a whole URL, its host."""
        text = (self.text(key) or "").strip()
        host = domain_in(text)
        if host is not None:
            self._remark(
                self.line(key), key, f"{_shown(text)} is more than a domain; read as its host"
            )
            text = host
        return lower_host(text) or None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once; a single text stands for a list of one."""
        found: dict[str, None] = {}
        for position, line, value in self._items(key):
            field = f"{key}[{position}]"
            if not isinstance(value, str):
                self._misfit(key, line, field, value, f"{_kind(value)} stands where text belongs")
            elif isinstance(value, Null) or not value.strip():
                self._remark(line, field, "is empty; dropped")
            else:
                found[value.strip()] = None
        return tuple(found)

    def images(self, key: str, *, plain_urls: bool = False) -> tuple[Image, ...]:
        """A list of images, each URL once; what another of the same URL says is a leftover.

        A URL alone stands for an image, with a remark unless `plain_urls` allows it.
        """
        found: dict[str, Image] = {}
        for position, line, value in self._items(key):
            field = f"{key}[{position}]"
            if isinstance(value, YamlMap):
                image = self._image(key, field, value)
            elif isinstance(value, str) and not isinstance(value, Null):
                image = self._plain_image(key, line, field, value, plain_urls)
            else:
                self._misfit(
                    key, line, field, value, f"{_kind(value)} stands where a record belongs"
                )
                continue
            if image is not None and found.setdefault(image.url, image) != image:
                self._misfit(key, line, field, value, "says otherwise of an image listed before")
        return tuple(found.values())

    def provider(self, key: str) -> ProviderMention | None:
        """A provider; a text alone is read as its name."""
        value = self._rest.pop(key, None)
        if value is None or isinstance(value, Null):
            return None
        if isinstance(value, str) and value.strip():
            self._remark(
                self.line(key), key, "text stands where a record belongs; read as the name"
            )
            return ProviderMention(value, None)
        if not isinstance(value, YamlMap):
            self._misfit(
                key, self.line(key), key, value, f"{_kind(value)} stands where a record belongs"
            )
            return None
        fields = Fields(value, self._remarks, f"{self._path}{key}.")
        provider = ProviderMention(
            fields.text("name"), fields.domain("domain"), fields.images("images")
        )
        if provider.name is None and provider.domain is None:
            self._misfit(key, self.line(key), key, value, "has neither a name nor a domain")
            return None
        if leftovers := fields.leftovers():
            self.keep(key, leftovers)
        if provider.domain is None:
            self._remark(self.line(key), f"{key}.domain", "is missing; known by name only")
        return provider

    def items(self, key: str) -> list[tuple[int, YamlValue]]:
        """The items of a list, each with its line; one item alone stands for a list of one."""
        return [(line, value) for _, line, value in self._items(key)]

    def keep(self, key: str, value: Any) -> None:
        """Keep a plain value that does not fit the field `key`, among the leftovers."""
        self._unfit.setdefault(key, []).append(value)

    def _image(self, key: str, field: str, value: YamlMap) -> Image | None:
        fields = Fields(value, self._remarks, f"{self._path}{field}.")
        has_url = bool(value.get("url"))
        image_url = fields.url("url")
        image = Image(
            image_url or "",
            fields.integer("width"),
            fields.integer("height"),
            fields.text("title"),
            fields.boolean("isCached"),
        )
        if not has_url:
            self._remark(value.line, f"{field}.url", "is missing; the image is kept in extra")
        if image_url is None or fields.leftovers():
            self.keep(key, plain(value))
        return image if image_url is not None else None

    def _plain_image(
        self, key: str, line: int, field: str, value: str, plain_urls: bool
    ) -> Image | None:
        try:
            url, _ = _parse_url(value)
        except ValueError as error:
            self._misfit(key, line, field, value, f"{_shown(value)} {error}")
            return None
        if not plain_urls:
            self._remark(line, field, "text stands where a record belongs; read as the URL")
        return Image(url)

    def _items(self, key: str) -> list[tuple[int, int, YamlValue]]:
        value = self._rest.pop(key, None)
        if value is None or isinstance(value, Null):
            return []
        if isinstance(value, YamlList):
            return [
                (i, line, item)
                for i, (line, item) in enumerate(zip(value.lines, value, strict=True))
            ]
        line = self.line(key)
        self._remark(
            line, key, f"{_kind(value)} stands where a list belongs; read as a list of one"
        )
        return [(0, line, value)]

    def _scalar(self, key: str, expected: str) -> str | None:
        value = self._rest.pop(key, None)
        if value is None or isinstance(value, str):
            return value
        self._misfit(
            key, self.line(key), key, value, f"{_kind(value)} stands where {expected} belongs"
        )
        return None

    def _converted(
        self, key: str, expected: str, convert: Callable[[str], tuple[T, str | None]]
    ) -> T | None:
        text = self._scalar(key, expected)
        if text is None or isinstance(text, Null) or not text:
            return None
        try:
            value, repair = convert(text)
        except ValueError as error:
            self._misfit(key, self.line(key), key, text, f"{_shown(text)} {error}")
            return None
        if repair is not None:
            self._remark(self.line(key), key, f"{_shown(text)} {repair}")
        return value

    def _misfit(self, key: str, line: int, field: str, value: YamlValue, message: str) -> None:
        self._remark(line, field, f"{message}; kept in extra")
        self._unfit.setdefault(key, []).append(plain(value))

    def _remark(self, line: int, field: str, message: str) -> None:
        if len(self._remarks) < MAX_REMARKS:
            self._remarks.append(Remark(line, f"{self._path}{field}", message))


def _parse_url(text: str) -> tuple[str, str | None]:
    try:
        canonical_url(text)
    except ValueError as error:
        raise _MisfitError(f"is not usable: {error}") from None
    return text.strip(), None


def _kind(value: YamlValue) -> str:
    if isinstance(value, YamlMap):
        return "a record"
    if isinstance(value, YamlList):
        return "a list"
    return "nothing" if isinstance(value, Null) else "text"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
