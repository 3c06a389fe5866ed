"""By what a set of articles can be split: the keys of groups, their orders, intervals of time."""

from __future__ import annotations

from enum import Enum
from typing import Final

__all__ = ["USUAL_POINTS", "ArticleGroupKey", "GroupOrder", "TimeInterval"]


class TimeInterval(Enum):
    """How long the intervals of a timeline are, shortest first. Weeks start on Monday."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


class ArticleGroupKey(Enum):
    """What the articles of a group have in common. Periods are those of publication, in UTC."""

    PROVIDER = "PROVIDER"
    TOPIC = "TOPIC"
    TYPE = "TYPE"
    CATEGORY = "CATEGORY"
    STORY = "STORY"
    YEAR = "YEAR"
    QUARTER = "QUARTER"
    MONTH = "MONTH"
    WEEK = "WEEK"
    DAY = "DAY"

    @property
    def interval(self) -> TimeInterval | None:
        """The length of the periods; None for a key that is no period."""
        return TimeInterval[self.value] if self.value in TimeInterval.__members__ else None


class GroupOrder(Enum):
    """Which groups come first. Equals stand by key, ascending.

    Keys compare in the order in which they were named; an article without the property stands
    behind all others in either direction, and so does a group without the average.
    """

    COUNT_DESC = "COUNT_DESC"
    COUNT_ASC = "COUNT_ASC"
    KEY_ASC = "KEY_ASC"
    KEY_DESC = "KEY_DESC"
    QUALITY_DESC = "QUALITY_DESC"
    HEAT_DESC = "HEAT_DESC"


USUAL_POINTS: Final = {
    TimeInterval.HOUR: 50_000,
    TimeInterval.DAY: 10_000,
    TimeInterval.WEEK: 5_000,
    TimeInterval.MONTH: 2_000,
    TimeInterval.QUARTER: 2_000,
    TimeInterval.YEAR: 10_000,
}
"""Points of a timeline at most, if no limit is given: five years of hours, 27 of days, 95 of
weeks, 166 of months, and every year that can be written."""
"""Points of a timeline at most, if no limit is given: five years of hours, 27 of days, 95 of
weeks, 166 of months."""
