"""The count sheet: every day from a limit's start to its end, and why it counted or did not."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..base.locale import SOURCE, languages
from .counting import UNIT, Counter, Pauses
from .intervals import Spans
from .limits import Limit
from .rules import CalendarRules, Name, Nature, holiday_names

Why = Literal[
    "counted",  # the day, or a part of it, was used up by the limit
    "start_day",  # the starting day is not counted (Civil Code art. 201)
    "day_off",  # not worked: `nature` and `name` say why
    "paused",  # the clock stood still
    "before_opening",  # the start lies outside working time; counting begins at the next opening
    "moved",  # the last day was a day off, and the end moved on (art. 203)
    "waiting",  # lies before the one day on which the limit ends
]


@dataclass(frozen=True, slots=True)
class DayCount:
    """One day of the sheet.

    `nature` says what the day is to the calendar and `name` which holiday it is; `counted` whether the
    limit used it up, `time` how much of it a limit in hours or minutes used up (zero for other kinds),
    and `why` the reason.
    """

    date: date
    nature: Nature
    name: Name
    counted: bool
    time: timedelta
    why: Why


@dataclass(frozen=True, slots=True)
class SheetMaker:
    """Writes the sheet of one limit between its start and its end, in microseconds since 1970 UTC."""

    rules: CalendarRules
    counter: Counter
    limit: Limit
    start: int
    end: int
    pauses: Pauses

    def sheet(self) -> tuple[DayCount, ...]:
        """One row a day, in order; the sum of what is counted is the limit's amount."""
        first = self.counter.day_of(self.start)
        last = max(first, self._last_day())
        course = self.counter.course(self.start, self.limit, "none")
        counted_until = self.counter.final_target(course, self.pauses) - 1 if course else last
        rows = []
        for day in range(first, last + 1):
            time, why = self._count(day, first, counted_until, last)
            nature = self.rules.nature(day)
            rows.append(DayCount(date.fromordinal(day), nature, self.name(day), why == "counted", time, why))
        return tuple(rows)

    def name(self, day: int) -> Name:
        """The name of a holiday or of a day that the calendar names itself."""
        if day in self.rules.special:
            return self.rules.special[day].name
        holidays = self.rules.holidays
        if holidays is None or day not in holidays.names:
            return Name()
        place, year = (holidays.country, holidays.subdivision), date.fromordinal(day).year
        others = {lang: holiday_names(*place, year, lang).get(day, "") for lang in languages() if lang != SOURCE}
        return Name(**{SOURCE: holidays.names[day], **others})

    def _last_day(self) -> int:
        """The day that the end belongs to: a night shift's close is the day's on which it began."""
        closes = self.counter.table.closes
        if self.limit.counts_working_time and self.limit.kind != "working hours":
            return self.counter.table.days[bisect_left(closes, self.end)]
        return self.counter.day_of(self.end - 1)

    def _count(self, day: int, first: int, counted_until: int, last: int) -> tuple[timedelta, Why]:
        if self.limit.kind in UNIT:
            return self._time_count(day)
        return timedelta(), self._day_count(day, first, counted_until, last)

    def _day_count(self, day: int, first: int, counted_until: int, last: int) -> Why:
        if self.limit.amount is None:
            return "counted" if day == last else "waiting"
        if day == first:
            return "start_day"
        if self.limit.kind == "working days":
            return self._working_day_count(day)
        if day > counted_until:
            return "moved"
        return "paused" if self.counter.midnight(day + 1) in self.pauses.closed else "counted"

    def _working_day_count(self, day: int) -> Why:
        table = self.counter.table
        i = bisect_left(table.days, day)
        if table.days[i] != day:
            return "day_off"
        return "paused" if table.closes[i] in self.pauses.closed else "counted"

    def _time_count(self, day: int) -> tuple[timedelta, Why]:
        begin = max(self.counter.midnight(day), self.start)
        running = Spans([(begin, min(self.counter.midnight(day + 1), self.end))])
        if self.limit.kind == "working hours":
            running &= self._open_spans(begin)
        used = (running - self.pauses.closed).length
        if used:
            return timedelta(microseconds=used), "counted"
        if running.length:
            return timedelta(), "paused"
        off = not self.rules.shifts_on(day)
        return timedelta(), "day_off" if off else "before_opening"

    def _open_spans(self, begin: int) -> Spans:
        """The open spans of one day and a little more."""
        table = self.counter.table
        i = bisect_left(table.shuts, begin)
        return Spans(zip(table.opens[i : i + 64], table.shuts[i : i + 64], strict=True))
