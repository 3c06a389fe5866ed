"""What the conditions of a filter say of one value: the meaning of every filter, in one place.

A property is looked at as the texts it has: none where it is missing, one, or several. A condition
holds when one of them passes its test, a negated one when none does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import contains

import numpy as np

from graphapi.graph import MISSING, Bools, Numbers, microseconds
from graphapi.store.questions.filters import DateTimeFilter, IntFilter, StringFilter

__all__ = [
    "TextCondition",
    "fits_number",
    "fits_texts",
    "instants_as_numbers",
    "number_mask",
    "parts_of",
    "text_conditions",
    "unchanged",
]

Spelling = Callable[[str], str]
Found = Callable[[str, str], bool]
"""Whether a text has a part, at one of its ends or anywhere."""


def unchanged(text: str) -> str:
    """The text as it is: for texts whose case matters."""
    return text


@dataclass(frozen=True, slots=True)
class TextCondition:
    """One condition: a test of one text, and whether it must fail for all of them.

    `wanted` are the spellings that pass, where these are all that do.
    """

    test: Callable[[str], bool]
    negated: bool = False
    wanted: frozenset[str] | None = None

    def holds(self, texts: Iterable[str]) -> bool:
        """Whether the condition holds for a property with these texts."""
        return any(map(self.test, texts)) is not self.negated


def text_conditions(
    filter_: StringFilter, spelling: Spelling = unchanged
) -> tuple[TextCondition, ...]:
    """The conditions of a filter, without `is_null`. Texts are equal when their spellings are."""
    conditions = []
    for wanted, negated in (
        (None if filter_.eq is None else (filter_.eq,), False),
        (None if filter_.ne is None else (filter_.ne,), True),
        (filter_.in_, False),
        (filter_.not_in, True),
    ):
        if wanted is not None:
            spelled = frozenset(map(spelling, wanted))
            conditions.append(TextCondition(_is_one_of(spelled, spelling), negated, spelled))
    for part, found in parts_of(filter_):
        conditions.append(TextCondition(_has_part(part, found)))
    return tuple(conditions)


def parts_of(filter_: StringFilter) -> list[tuple[str, Found]]:
    """The parts that a text must have, ignoring case, and how to find each."""
    parts: tuple[tuple[str | None, Found], ...] = (
        (filter_.contains, contains),
        (filter_.starts_with, str.startswith),
        (filter_.ends_with, str.endswith),
    )
    return [(part, found) for part, found in parts if part is not None]


def _is_one_of(spelled: frozenset[str], spelling: Spelling) -> Callable[[str], bool]:
    if spelling is unchanged:
        return spelled.__contains__
    return lambda text: spelling(text) in spelled


def _has_part(part: str, found: Found) -> Callable[[str], bool]:
    folded = part.casefold()
    return lambda text: found(text.casefold(), folded)


def fits_texts(filter_: StringFilter, spelling: Spelling = unchanged) -> Callable[..., bool]:
    """A test of a property, given as its texts, against all conditions of a filter."""
    conditions, is_null = text_conditions(filter_, spelling), filter_.is_null
    if len(conditions) == 1 and is_null is None:  # as nearly always, and a third of the time
        test, negated = conditions[0].test, conditions[0].negated
        return lambda *texts: any(map(test, texts)) is not negated

    def fits(*texts: str) -> bool:
        if is_null is not None and is_null is bool(texts):
            return False
        return all(condition.holds(texts) for condition in conditions)

    return fits


def instants_as_numbers(filter_: DateTimeFilter) -> IntFilter:
    """The same conditions on microseconds since 1970."""
    eq, gt, gte, lt, lte = (
        None if moment is None else microseconds(moment)
        for moment in (filter_.eq, filter_.gt, filter_.gte, filter_.lt, filter_.lte)
    )
    return IntFilter(eq=eq, gt=gt, gte=gte, lt=lt, lte=lte, is_null=filter_.is_null)


def fits_number(filter_: IntFilter) -> Callable[[int | None], bool]:
    """A test of one number, None where it is missing, against all conditions of a filter."""
    among = None if filter_.in_ is None else frozenset(filter_.in_)

    def fits(number: int | None) -> bool:
        if number is None:
            unmet = (filter_.eq, filter_.in_, filter_.gt, filter_.gte, filter_.lt, filter_.lte)
            return filter_.is_null is not False and all(given is None for given in unmet)
        return (
            filter_.is_null is not True
            and (filter_.eq is None or number == filter_.eq)
            and (filter_.ne is None or number != filter_.ne)
            and (among is None or number in among)
            and (filter_.gt is None or number > filter_.gt)
            and (filter_.gte is None or number >= filter_.gte)
            and (filter_.lt is None or number < filter_.lt)
            and (filter_.lte is None or number <= filter_.lte)
        )

    return fits


def number_mask(filter_: IntFilter, column: Numbers) -> Bools:
    """The same test for a whole column at once."""
    present = column != MISSING
    mask = np.ones(len(column), dtype=np.bool_)
    if filter_.is_null is not None:
        mask &= present ^ filter_.is_null
    if filter_.ne is not None:
        mask &= ~present | (column != filter_.ne)
    if filter_.eq is not None:
        mask &= present & (column == filter_.eq)
    if filter_.in_ is not None:
        wanted = [number for number in filter_.in_ if abs(number) < -MISSING]
        mask &= present & np.isin(column, np.array(wanted, dtype=np.int64))
    if filter_.gt is not None:
        mask &= present & (column > filter_.gt)
    if filter_.gte is not None:
        mask &= present & (column >= filter_.gte)
    if filter_.lt is not None:
        mask &= present & (column < filter_.lt)
    if filter_.lte is not None:
        mask &= present & (column <= filter_.lte)
    return mask
