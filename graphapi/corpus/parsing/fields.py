"""The fields of front matter: from the text that was written to the type that the field has.

What does not fit its field is neither guessed nor lost: it is remarked on and kept, as written,
among the leftovers that become a record's `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, TypeVar

from graphapi.corpus.addresses.host_names import domain_in, lower_host
from graphapi.corpus.addresses.urls import canonical_url
from graphapi.corpus.front_matter.yaml_values import (
    MAX_REMARKS,
    BrokenStructure,
    Null,
    Remark,
    YamlList,
    YamlMap,
    YamlValue,
    plain,
)
from graphapi.corpus.records import ProviderMention
from graphapi.domain import Extra, Image

__all__ = ["Fields", "as_extra", "parse_boolean", "parse_instant", "parse_integer"]

T = TypeVar("T")

_QUOTES: Final = " \"'\u2018\u2019\u201a\u201c\u201d\u201e\xab\xbb"
_MAX_DIGITS: Final = 10
_INT_RANGE: Final = range(-(2**31), 2**31)
_INTEGER: Final = re.compile(r"[-+]?([0-9]+)")
_WHOLE_NUMBER: Final = re.compile(r"([-+]?[0-9]+)\.0+")
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "yes", "on", "y"), True),
    **dict.fromkeys(("false", "no", "off", "n"), False),
}
# RFC 3339, and the timestamps of YAML 1.1 (https://yaml.org/type/timestamp.html): with one digit
# for months, days, hours and the hours of a zone, and with space around the time.
_INSTANT: Final = re.compile(
    r"(?P<year>\d{4,})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d\d?):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.(?P<fraction>\d*))?)?[ \t]*"
    r"(?P<zone>[Zz]|(?P<sign>[-+])(?P<zone_hour>\d\d?)(?P<colon>:?)(?P<zone_minute>\d\d)?)?)?",
    re.ASCII,
)
# What nearly every file has: Python reads it by itself, and quickly.
_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[-+]\d\d:[0-5]\d)", re.ASCII
)
_MAX_YEAR_DIGITS: Final = 4
_RANGES: Final = {
    "month": range(1, 13),
    "day": range(1, 32),
    "hour": range(24),
    "minute": range(60),
    "second": range(61),
    "zone_hour": range(24),
    "zone_minute": range(60),
}
# A reference without a scheme (RFC 3986, 4.2): a path, or a host with a path.
_RELATIVE: Final = re.compile(r"(?!.*[\s\x00-\x1f\x7f\\<>\"{}|^`])(?![^/?#]*:).*[./].*")
# A few days short of what datetime can hold, so that every time zone can show it.
_EARLIEST: Final = datetime.min.replace(day=3, tzinfo=UTC)
_LATEST: Final = datetime.max.replace(day=29, tzinfo=UTC)


class _MisfitError(ValueError):
    """A text cannot be what its field is. The message completes: «'text' …»."""


def parse_integer(text: str) -> tuple[int, str | None]:
    """Return a whole number of 32 bits, and what had to be repaired. Raises ValueError."""
    if len(text) < _MAX_DIGITS and text.isascii() and text.isdigit():
        return int(text), None  # as nearly every number is written
    repair = None
    if whole := _WHOLE_NUMBER.fullmatch(text):
        text, repair = whole[1], "is written with a decimal point; read as a whole number"
    match = _INTEGER.fullmatch(text)
    if match is None:
        raise _MisfitError("is not a whole number")
    digits = match[1].lstrip("0") or "0"
    number = int(digits) if len(digits) <= _MAX_DIGITS else _INT_RANGE.stop
    if text[0] == "-":
        number = -number
    if number not in _INT_RANGE or len(digits) > _MAX_DIGITS:
        raise _MisfitError("is out of range: a whole number has 32 bits here")
    return number, repair


def parse_boolean(text: str) -> tuple[bool, str | None]:
    """Return what true, yes, on, y or their opposites mean. Raises ValueError."""
    try:
        return _BOOLEANS[text.lower()], None
    except KeyError:
        raise _MisfitError("is neither true nor false") from None


def parse_instant(text: str) -> tuple[datetime, str | None]:
    """Return an instant in UTC, to the microsecond, and what had to be repaired. Raises ValueError.

    RFC 3339 and the timestamps of YAML are taken as they are. A date alone means its midnight in
    UTC, and a time without a zone is UTC: both are repairs, as are a time without seconds, a zone
    without a colon, digits after the sixth of a second, and a leap second, which becomes the
    second before it.
    """
    if _RFC_3339.fullmatch(text):
        with suppress(ValueError):  # where something is out of range, which is told below
            instant = datetime.fromisoformat(text)
            if _EARLIEST <= instant <= _LATEST:
                return instant.astimezone(UTC), None
    match = _INSTANT.fullmatch(text.strip())
    if match is None or (match["colon"] and not match["zone_minute"]):
        raise _MisfitError("is not a date and time such as 2023-03-30T11:11:00Z")
    parts = {name: int(match[name] or 0) for name in _RANGES}
    for name, allowed in _RANGES.items():
        if match[name] and parts[name] not in allowed:
            shown = f"the {name.replace('_', ' ')} {match[name]}"
            limits = f"{allowed.start} to {allowed.stop - 1}"
            raise _MisfitError(f"is out of range: {shown} is not in {limits}")
    if len(match["year"]) > _MAX_YEAR_DIGITS:
        raise _MisfitError("is out of range: a year has four digits")
    fraction = match["fraction"] or ""
    second = min(parts["second"], 59)
    offset = timedelta(hours=parts["zone_hour"], minutes=parts["zone_minute"])
    try:
        instant = datetime(
            int(match["year"]),
            parts["month"],
            parts["day"],
            parts["hour"],
            parts["minute"],
            second,
            int(fraction[:6].ljust(6, "0")),
            timezone(-offset if match["sign"] == "-" else offset),
        )
    except ValueError as error:
        raise _MisfitError("is out of range: there is no such day") from error
    if not _EARLIEST <= instant <= _LATEST:
        raise _MisfitError("is out of range: it is too far from now")
    return instant.astimezone(UTC), _repair_of(match)


def _repair_of(match: re.Match[str]) -> str | None:
    repairs = []
    if match["hour"] is None:
        repairs.append("is a date alone; read as midnight UTC")
    elif match["zone"] is None:
        repairs.append("has no time zone; read as UTC")
    if match["hour"] is not None and match["second"] is None:
        repairs.append("has no seconds; read as :00")
    if match["second"] == "60":
        repairs.append("is a leap second; read as the second before")
    if (match["fraction"] or "")[6:].strip("0"):
        repairs.append("is finer than a microsecond; the rest is dropped")
    if match["zone_minute"] and not match["colon"]:
        repairs.append("writes its zone without a colon")
    return "; ".join(repairs) or None


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

    def hint(self, keys: Iterable[str]) -> str:
        """What to add to the message that these keys are missing: others that look like them."""
        wanted = {_plain_key(key): key for key in keys if key not in self._record}
        for key in self._record:
            if right := wanted.get(_plain_key(key)):
                return f"; the key {_shown(key)} is spelled {right}"
        return ""

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
        """Text as written, `null` and `~` included; None if there is nothing but space."""
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

    def image_url(self, key: str) -> str | None:
        """The address of an image as written: absolute, or relative to a site that is not known."""
        return self._converted(key, "a URL", _parse_image_url)

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
        if isinstance(value, str) and value.strip() and not isinstance(value, BrokenStructure):
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
        image_url = fields.image_url("url")
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
            url, repair = _parse_image_url(value)
        except ValueError as error:
            self._misfit(key, line, field, value, f"{_shown(value)} {error}")
            return None
        if repair is not None:
            self._remark(line, field, f"{_shown(value)} {repair}")
        if not plain_urls:
            self._remark(line, field, "text stands where a record belongs; read as the URL")
        return Image(url)

    def _items(self, key: str) -> list[tuple[int, int, YamlValue]]:
        value = self._rest.pop(key, None)
        if value is None or isinstance(value, Null):
            return []
        if isinstance(value, BrokenStructure):
            self._misfit(key, self.line(key), key, value, "is no list that can be read")
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
        if value is None or type(value) is str or isinstance(value, Null):
            return value
        if isinstance(value, BrokenStructure):
            return str(value)
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
            try:
                value, _ = convert(text.strip(_QUOTES))
            except ValueError:
                self._misfit(key, self.line(key), key, text, f"{_shown(text)} {error}")
                return None
            repair = "has a quote of its own; read without it"
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


def _parse_image_url(text: str) -> tuple[str, str | None]:
    try:
        return _parse_url(text)
    except ValueError:
        if not _RELATIVE.fullmatch(text.strip()):
            raise
    return text.strip(), "is relative, and no file names the site; kept as written"


def _plain_key(key: str) -> str:
    return re.sub("[_ -]", "", key).lower()


def _kind(value: YamlValue) -> str:
    if isinstance(value, YamlMap):
        return "a record"
    if isinstance(value, YamlList):
        return "a list"
    return "nothing" if isinstance(value, Null) else "text"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
