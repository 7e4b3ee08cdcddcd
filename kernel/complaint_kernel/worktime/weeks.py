"""The working week: which shifts a day has by its place in week, month and season, in force from a day on.

`Plan` is the week of an edition of a calendar; days are proleptic ordinals (`date.toordinal()`), and an
ordinal's weekday is `(day - 1) % 7`, Monday 0.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Shift = tuple[int, int]
"""Opening and close in minutes after the day's midnight; a close over 1440 lies on the next day."""
Shifts = tuple[Shift, ...]
DayOfYear = tuple[int, int]
"""Month and day."""
LAST = 0  # the last such weekday of a month, beside the 1st to the 5th


@dataclass(frozen=True, slots=True)
class Alternation:
    """A weekday that is worked now and then, with other shifts than its week says.

    by "week": `numbers` are 0 for even and 1 for odd weeks of ISO 8601. by "month": the 1st to the 5th
    such weekday of the month, or LAST.
    """

    weekday: int
    by: Literal["week", "month"]
    numbers: tuple[int, ...]
    shifts: Shifts

    def takes(self, day: date) -> bool:
        """Whether a day of this weekday is one of them."""
        if self.by == "week":
            return day.isocalendar().week % 2 in self.numbers
        last = day.day + 7 > monthrange(day.year, day.month)[1]
        return (day.day - 1) // 7 + 1 in self.numbers or (last and LAST in self.numbers)


@dataclass(frozen=True, slots=True)
class Week:
    """The shifts of each weekday, Monday first, and the weekdays that alternate."""

    days: tuple[Shifts, ...]
    alternations: tuple[Alternation, ...] = ()

    def shifts(self, day: int) -> Shifts:
        """The shifts of a day by its place in week and month."""
        weekday = (day - 1) % 7
        for alternation in self.alternations:
            if alternation.weekday == weekday and alternation.takes(date.fromordinal(day)):
                return alternation.shifts
        return self.days[weekday]


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year with a week of its own, both days included; it may run over New Year."""

    first: DayOfYear
    last: DayOfYear
    week: Week

    def takes(self, day: DayOfYear) -> bool:
        inside = self.first <= day <= self.last
        return inside if self.first <= self.last else day >= self.first or day <= self.last


@dataclass(frozen=True, slots=True)
class Plan:
    """The week of one edition. since: the day from which it is in force. make_up: the shifts of make-up workdays;
    None: Monday's, () : they are not worked beyond what the week says."""

    since: int
    week: Week
    seasons: tuple[Season, ...] = ()
    make_up: Shifts | None = None

    def week_of(self, day: int) -> Week:
        """The week that a day's season has."""
        if self.seasons:
            found = date.fromordinal(day)
            for season in self.seasons:
                if season.takes((found.month, found.day)):
                    return season.week
        return self.week

    def make_up_shifts(self, day: int) -> Shifts:
        """The shifts of a make-up workday; () where make-up days are not worked."""
        return self.week_of(day).days[0] if self.make_up is None else self.make_up

    @property
    def plain(self) -> bool:
        """Whether every week is the same."""
        return not self.seasons and not self.week.alternations

    def meaning(self) -> list[Any]:
        """JSON values that say the same exactly when the plan is the same."""
        seasons = [[season.first, season.last, _meaning(season.week)] for season in self.seasons]
        return [self.since, _meaning(self.week), seasons, self.make_up]


def _meaning(week: Week) -> list[Any]:
    return [week.days, [[a.weekday, a.by, a.numbers, a.shifts] for a in week.alternations]]
