"""The day table: all open spans of a calendar as sorted arrays, so that every question is a binary search.

Moments are microseconds since 1970 UTC: whole numbers, exact for every datetime, and free of
offsets, so that hours count right across a change of the clocks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..base.locale import message
from .errors import CalendarError
from .moments import EPOCH
from .rules import FIRST_DAY, LAST_DAY, CalendarRules
from .weeks import Shifts

MICROSECONDS = 1_000_000
MINUTE = 60 * MICROSECONDS
DAY = 1440 * MINUTE
EPOCH_DAY = EPOCH.toordinal()
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayTable:
    """Sorted arrays over FIRST_DAY..LAST_DAY.

    Span i is open from `opens[i]` until `shuts[i]`, and `worked[i]` is all open time up to its end.
    Working day k is the ordinal `days[k]` and ends at `closes[k]`, its close of business.
    `start` and `end` bound the moments that the table can answer.
    """

    opens: list[int]
    shuts: list[int]
    worked: list[int]
    days: list[int]
    closes: list[int]
    start: int
    end: int

    def worked_before(self, moment: int) -> int:
        """Open time from the table's start until the moment."""
        i = bisect_right(self.opens, moment) - 1
        if i < 0:
            return 0
        left = self.shuts[i] - moment
        return self.worked[i] - left if left > 0 else self.worked[i]

    def when_worked(self, amount: int) -> int:
        """The first moment by which so much was open: an amount that ends with a shift ends at its close.

        Raises IndexError beyond the table.
        """
        i = bisect_left(self.worked, amount)
        return self.shuts[i] - (self.worked[i] - amount)

    def opening(self, moment: int) -> int:
        """The moment itself while open, else the next opening. Raises IndexError beyond the table."""
        i = bisect_right(self.opens, moment) - 1
        return moment if i >= 0 and moment < self.shuts[i] else self.opens[i + 1]

    def is_open(self, moment: int) -> bool:
        i = bisect_right(self.opens, moment) - 1
        return i >= 0 and moment < self.shuts[i]


def build_table(rules: CalendarRules) -> DayTable:
    """Lay out all years. Raises CalendarError where a day's first shift starts before the last one ended."""
    opens: list[int] = []
    shuts: list[int] = []
    days: list[int] = []
    closes: list[int] = []
    previous = 0
    for day, shifts, midnight in _worked_days(rules):
        # Compared by the clock on the wall: where the clocks change, an overlap of moments is merged.
        if days and previous - 1440 * (day - days[-1]) > shifts[0][0]:
            raise _overlap(day)
        previous = shifts[-1][1]
        days.append(day)
        for start, end in shifts:
            if midnight is None:
                opened, shut = wall_moment(rules.zone, day, start), wall_moment(rules.zone, day, end)
            else:
                opened, shut = midnight + start * MINUTE, midnight + end * MINUTE
            if shuts and opened <= shuts[-1]:
                shuts[-1] = max(shut, shuts[-1])
            elif shut > opened:
                opens.append(opened)
                shuts.append(shut)
        closes.append(shut)
    return DayTable(
        opens=opens,
        shuts=shuts,
        worked=_sums(opens, shuts),
        days=days,
        closes=closes,
        start=wall_moment(rules.zone, FIRST_DAY.toordinal(), 0),
        end=wall_moment(rules.zone, LAST_DAY.toordinal() + 1, 0),
    )


def wall_moment(zone: ZoneInfo, day: int, minute: int) -> int:
    """The moment at which the clocks of the zone show the minute of the day.

    Of a time that the clocks show twice it is the first; a time that they skip counts as if they had
    not yet been put forward (PEP 495, fold 0), which keeps the length of a shift.
    """
    wall = datetime.combine(date.fromordinal(day), time()) + timedelta(minutes=minute)
    return microseconds(wall.replace(tzinfo=zone))


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware datetime."""
    since = moment.astimezone(timezone.utc) - EPOCH
    return (since.days * 86_400 + since.seconds) * MICROSECONDS + since.microseconds


def _worked_days(rules: CalendarRules) -> Iterator[tuple[int, Shifts, int | None]]:
    """Each working day with its shifts and midnight; no midnight where the clocks change around it."""
    exceptions = rules.shifts_by_exception()
    first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
    offsets = _offsets(rules.zone, first, last + 2)
    only = rules.plans[0] if len(rules.plans) == 1 and rules.plans[0].plain else None
    for day in range(first, last + 1):
        shifts = exceptions.get(day)
        if shifts is None:
            shifts = only.week.days[(day - 1) % 7] if only else rules.week_shifts(day)
        if shifts:
            offset = offsets[day - first]
            plain = offset == offsets[day - first + 1] == offsets[day - first + 2]
            yield day, shifts, (day - EPOCH_DAY) * DAY - offset if plain else None


@lru_cache(maxsize=16)
def _offsets(zone: ZoneInfo, first: int, last: int) -> Sequence[int]:
    """The zone's offset from UTC at each midnight: the same for every calendar of the zone, and slow to ask for."""
    offsets = []
    midnight = datetime.fromordinal(first).replace(tzinfo=zone)
    seen: timedelta | None = None
    number = 0
    for _ in range(first, last + 1):
        offset = midnight.utcoffset()
        if offset != seen:
            seen = offset
            number = (offset or timedelta()) // timedelta(microseconds=1)
        offsets.append(number)
        midnight += _ONE_DAY
    return offsets


def _sums(opens: list[int], shuts: list[int]) -> list[int]:
    total = 0
    sums = []
    for opened, shut in zip(opens, shuts, strict=True):
        total += shut - opened
        sums.append(total)
    return sums


def _overlap(day: int) -> CalendarError:
    return CalendarError(message("calendar_fault.day_overlap", day=date.fromordinal(day)))
