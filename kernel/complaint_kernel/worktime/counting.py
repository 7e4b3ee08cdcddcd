"""How each kind of limit passes: a `Course` along a line of whole numbers, and where it ends.

Every counted limit runs along an axis: microseconds on the clock, microseconds of open time, the
calendar's working days, or days of the year. The limit ends where its amount is used up, and a
pause is a stretch of the axis that uses up nothing. The remaining kinds are moments: no pause moves them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from ..base.locale import message
from .errors import LimitError
from .intervals import Pair, Spans
from .limits import FORMS, MINUTES_OF_A_DAY, Limit
from .moments import EPOCH
from .table import MICROSECONDS, DayTable, microseconds, wall_moment

Roll = Literal["none", "forward"]
HOUR = 3600 * MICROSECONDS
UNIT = {"minutes": 60 * MICROSECONDS, "hours": HOUR, "working hours": HOUR}


class Course(NamedTuple):
    """A counted limit on its axis: it starts at `base` and is used up at `target`.

    `place` gives a moment's place on the axis, `moment` the moment at which a target is reached, and
    `roll` moves a target whose last day is a day off (None where it stays).
    """

    base: int
    target: int
    place: Callable[[int], int]
    moment: Callable[[int], int]
    roll: Callable[[int, list[Pair]], int] | None = None


@dataclass(frozen=True, slots=True)
class Pauses:
    """Times at which the clock stands still: closed spans, and since when it does with no end known."""

    closed: Spans
    open_since: int | None = None

    def blocks(self, course: Course) -> list[Pair]:
        """The closed pauses as stretches of the axis after its base, in their order."""
        places = ((max(course.place(start), course.base), course.place(end)) for start, end in self.closed)
        return [(start, end) for start, end in places if start < end]


NO_PAUSES = Pauses(Spans())


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts limits from a start; all moments are microseconds since 1970 UTC."""

    table: DayTable
    zone: ZoneInfo

    def end(self, start: int, limit: Limit, roll: Roll | None, pauses: Pauses) -> tuple[int, bool]:
        """When the limit ends, and whether an open pause stops the clock before.

        Raises LimitError for a promise and IndexError where the table ends first.
        """
        course = self.course(start, limit, roll)
        if course is None:
            return self._moment_limit(start, limit, roll), False
        if pauses is NO_PAUSES:
            target = course.roll(course.target, []) if course.roll else course.target
            return course.moment(target), False
        target = self.final_target(course, pauses)
        stopped = pauses.open_since is not None and max(course.place(pauses.open_since), course.base) < target
        return course.moment(target), stopped

    def final_target(self, course: Course, pauses: Pauses) -> int:
        """Where the course ends on its axis after closed pauses and the move off a day off."""
        blocks = pauses.blocks(course)
        target = stretch(course.target, blocks)
        return course.roll(target, blocks) if course.roll else target

    def course(self, start: int, limit: Limit, roll: Roll | None) -> Course | None:
        """The limit on its axis; None for the kinds that are moments."""
        kind, amount = limit.kind, limit.amount
        if amount is None:
            return None
        if kind == "working hours":
            return self.open_time_course(start, length(limit))
        if kind == "working days":
            return self._working_days_course(start, int(amount))
        if kind == "days" or kind == "months":
            return self._natural_days_course(start, limit, roll)
        return clock_course(start, length(limit))

    def open_time_course(self, start: int, amount: int) -> Course:
        """Worked time only: a start outside of it counts from the next opening by itself."""
        base = self.table.worked_before(start)
        return Course(base, base + amount, self.table.worked_before, self.table.when_worked)

    def _working_days_course(self, start: int, amount: int) -> Course:
        """The axis is the table's working days; each is used up at its close of business (art. 203)."""
        closes = self.table.closes
        base = bisect_right(self.table.days, self.day_of(start))  # the starting day is not counted (art. 201)
        return Course(base, base + amount, lambda moment: bisect_left(closes, moment), lambda end: closes[end - 1])

    def _natural_days_course(self, start: int, limit: Limit, roll: Roll | None) -> Course:
        """The axis is the days of the year; each is used up at its 24:00 (art. 203)."""
        day = self.day_of(start)  # not counted (art. 201)
        stays = roll == "none"
        target = last_day(day, limit) + 1
        return Course(day + 1, target, self._day_in_use, self.midnight, None if stays else self._roll)

    def _roll(self, target: int, blocks: list[Pair]) -> int:
        """A last day off gives way to the next working day (art. 203) at whose 24:00 the clock runs."""
        last = self._working_day_from(target - 1)
        for start, end in blocks:
            if start <= last < end:
                last = self._working_day_from(end)
        return last + 1

    def _moment_limit(self, start: int, limit: Limit, roll: Roll | None) -> int:
        kind = limit.kind
        if kind == "at once":
            return start
        if kind == "same day" or kind == "next day":
            day = self.day_of(start) + (kind == "next day")
            last = self._working_day_from(day) if roll == "forward" else day
            return wall_moment(self.zone, last, MINUTES_OF_A_DAY if limit.at is None else limit.at)
        if kind == "same working day" or kind == "each day":
            return self._period_close(start, self.day_of(start), lambda day: day + 1)
        if kind == "promised":
            raise promise_error(limit)
        first, following = PERIODS[kind]
        return self._period_close(start, first(self.day_of(start)), following)

    def _period_close(self, start: int, first: int, following: Callable[[int], int]) -> int:
        """The close of a period's last working day; the next period's if it has passed or there is none."""
        days, closes = self.table.days, self.table.closes
        after = following(first)
        i = bisect_left(days, after) - 1
        if i >= 0 and days[i] >= first and closes[i] >= start:
            return closes[i]
        # The period that holds the next working day is the next one with a close of business.
        while True:
            after = following(days[bisect_left(days, after)])
            i = bisect_left(days, after) - 1
            if closes[i] >= start:
                return closes[i]

    def decided_by(self, limit: Limit, end: int) -> int:
        """Until when a working day more or less would move the end: of a period until its last day is over."""
        if limit.kind not in PERIODS:
            return end
        day = self.table.days[bisect_left(self.table.closes, end)]
        first, following = PERIODS[limit.kind]
        return max(end, self.midnight(following(first(day))))

    # places and days

    def day_of(self, moment: int) -> int:
        """The ordinal of the day on which the moment falls in the calendar's zone."""
        return datetime.fromtimestamp(moment // MICROSECONDS, self.zone).toordinal()

    def midnight(self, day: int) -> int:
        """00:00 of a day, which is 24:00 of the day before."""
        return microseconds(datetime.fromordinal(day).replace(tzinfo=self.zone))

    def _day_in_use(self, moment: int) -> int:
        """The first day whose 24:00 is not before the moment."""
        day = self.day_of(moment)
        return day - 1 if moment == self.midnight(day) else day

    def _working_day_from(self, day: int) -> int:
        return self.table.days[bisect_left(self.table.days, day)]


def length(limit: Limit) -> int:
    """The microseconds of a limit in minutes or hours, exact whatever the process's decimal context is."""
    number, divisor = (limit.amount or 0).as_integer_ratio()
    return -(-number * UNIT[limit.kind] // divisor)


def clock_course(start: int, amount: int) -> Course:
    """Elapsed time: minutes and hours run from the moment itself, also across a change of the clocks."""
    return Course(start, start + amount, int, int)


def stretch(target: int, blocks: Iterable[Pair]) -> int:
    """Move a target on by every block that begins before it; blocks are sorted and disjoint."""
    for start, end in blocks:
        if start >= target:
            break
        target += end - start
    return target


def last_day(day: int, limit: Limit) -> int:
    """The last day of a limit in days or months that starts on the day, before any move off a day off."""
    amount = int(limit.amount or 0)
    return add_months(day, amount) if limit.kind == "months" else day + amount


def add_months(day: int, months: int) -> int:
    """The same day number so many months later, else that month's last day (art. 202)."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


def _month_start(day: int) -> int:
    return date.fromordinal(day).replace(day=1).toordinal()


def _year_start(day: int) -> int:
    return date(date.fromordinal(day).year, 1, 1).toordinal()


def _half_year_start(day: int) -> int:
    start = date.fromordinal(day)
    return date(start.year, 1 if start.month <= 6 else 7, 1).toordinal()


def _two_years_start(day: int) -> int:
    """Two years begin with an even one."""
    year = date.fromordinal(day).year
    return date(year - year % 2, 1, 1).toordinal()


def _week_start(day: int) -> int:
    return day - (day - 1) % 7


PERIODS: dict[str, tuple[Callable[[int], int], Callable[[int], int]]] = {
    # kind: the first day of a day's period, and the first day of the period after
    "each week": (_week_start, lambda day: _week_start(day) + 7),
    "each month": (_month_start, lambda day: add_months(_month_start(day), 1)),
    "each half year": (_half_year_start, lambda day: add_months(_half_year_start(day), 6)),
    "each year": (_year_start, lambda day: add_months(_year_start(day), 12)),
    "each two years": (_two_years_start, lambda day: add_months(_two_years_start(day), 24)),
}


def period_around(day: date, kind: str) -> tuple[date, date]:
    """The first day of a day's period, and the first day after it; kind: `each week` and the like."""
    first, after = PERIODS[kind]
    return date.fromordinal(first(day.toordinal())), date.fromordinal(after(day.toordinal()))


def promise_error(limit: Limit) -> LimitError:
    """A promise is an event of the case: whoever knows the case puts its moment in the limit's place."""
    return LimitError(
        message("limit_fault.promise_alone", limit=str(limit)),
        text=str(limit),
        expected=FORMS,
    )


def to_datetime(moment: int, zone: ZoneInfo) -> datetime:
    """The datetime in the zone, rounded up to a whole second: what is due is never shown before it is."""
    return datetime.fromtimestamp(-(-moment // MICROSECONDS), zone)


def exact_datetime(moment: int, zone: ZoneInfo) -> datetime:
    """The datetime in the zone with its microseconds."""
    return (EPOCH + timedelta(microseconds=moment)).astimezone(zone)
