"""An oracle that shares no code with the kernel: every minute of many years is walked once, open or not.

It asks a zone what its clocks show and a calendar which shifts begin on a day, and counts on from there by itself.
Minutes are those of UTC since the walk's first one; days are proleptic ordinals.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import accumulate, compress, groupby
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY = 1440
MICROS = 60_000_000  # of a minute
ShiftsOf = Callable[[date], Sequence[tuple[int, int]]]

PERIODS: dict[str, Callable[[date], object]] = {
    "each week": lambda day: day.isocalendar()[:2],
    "each month": lambda day: (day.year, day.month),
    "each half year": lambda day: (day.year, day.month <= 6),
    "each year": lambda day: day.year,
    "each two years": lambda day: day.year // 2,
}


class Clocks:
    """What the clocks of a zone show at each minute, and the first minute at which they show a time."""

    def __init__(self, zone: ZoneInfo, first: int, last: int) -> None:
        self.zone = zone
        self.begins, self.offsets = [first], [self._offset(first)]
        for hour in range(first, last, 60):
            if self._offset(hour + 60) != self.offsets[-1]:
                self._note_changes(hour)

    def _offset(self, minute: int) -> int:
        shown = (EPOCH + timedelta(minutes=minute)).astimezone(self.zone)
        offset = shown.utcoffset() or timedelta()
        return offset // timedelta(minutes=1)

    def _note_changes(self, hour: int) -> None:
        for minute in range(hour + 1, hour + 61):
            offset = self._offset(minute)
            if offset != self.offsets[-1]:
                self.begins.append(minute)
                self.offsets.append(offset)

    def shown(self, minute: int) -> int:
        """Minutes since 1970 by the clocks on the wall."""
        return minute + self.offsets[bisect_right(self.begins, minute) - 1]

    def first_showing(self, wall: int) -> int:
        """The first minute at which they show it; a time that they skip lies as long after the last one shown."""
        skipped = 0
        while True:
            place = bisect_right(self.begins, wall)
            near = range(max(place - 2, 0), min(place + 2, len(self.begins)))
            found = [wall - self.offsets[i] for i in near if self.shown(wall - self.offsets[i]) == wall]
            if found:
                return min(found) + skipped
            wall, skipped = wall - 1, skipped + 1


class MinuteWalk:
    """The open minutes of a calendar in order, and for each minute how many were open before it.

    years: the first and the last; what begins in them and ends beyond has no answer and raises IndexError.
    """

    def __init__(self, zone: ZoneInfo, shifts_of: ShiftsOf, years: tuple[int, int]) -> None:
        self.first, self.after = date(years[0], 1, 1).toordinal(), date(years[1] + 1, 1, 1).toordinal()
        self.origin = (self.first - EPOCH_DAY - 1) * DAY
        minutes = (self.after - self.first + 4) * DAY
        self.clocks = Clocks(zone, self.origin, self.origin + minutes)
        self.closes: dict[int, int] = {}
        self.opened = bytearray(minutes)
        for day in range(self.first, self.after):
            self._open(day, shifts_of(date.fromordinal(day)))
        self.before = array("i", accumulate(self.opened, initial=0))
        self.open = array("i", compress(range(minutes), self.opened))
        self.days = sorted(self.closes)
        worked = bytearray(day in self.closes for day in range(self.first, self.after))
        self.days_until = list(accumulate(worked))
        self.periods = {kind: self._periods(name_of) for kind, name_of in PERIODS.items()}

    def _open(self, day: int, shifts: Sequence[tuple[int, int]]) -> None:
        for begin, end in shifts:
            opens, shuts = self._at(day, begin), self._at(day, end)
            self.opened[opens - self.origin : shuts - self.origin] = b"\1" * (shuts - opens)
            self.closes[day] = shuts

    def _at(self, day: int, minute: int) -> int:
        """The minute of UTC at which the clocks first show a minute of a day."""
        return self.clocks.first_showing((day - EPOCH_DAY) * DAY + minute)

    def _periods(self, name_of: Callable[[date], object]) -> list[tuple[int, int]]:
        """For each day the last worked one of its period, 0 for none, and the first day after the period."""
        found: list[tuple[int, int]] = []
        for _, group in groupby(range(self.first, self.after), lambda day: name_of(date.fromordinal(day))):
            days = list(group)
            last = max((day for day in days if day in self.closes), default=0)
            found += [(last, days[-1] + 1)] * len(days)
        return found

    # The kinds of limits. Starts and ends are microseconds since 1970.

    def day_of(self, moment: int) -> int:
        """The day that the calendars of the zone show."""
        return self.clocks.shown(moment // MICROS) // DAY + EPOCH_DAY

    def midnight(self, day: int) -> int:
        return self._at(day, 0) * MICROS

    def worked_until(self, moment: int) -> int:
        """Microseconds open since the walk began."""
        minute, part = divmod(moment - self.origin * MICROS, MICROS)
        return self.before[minute] * MICROS + (part if self.opened[minute] else 0)

    def working_time(self, start: int, amount: int) -> int:
        """Where so many microseconds of open time are used up."""
        target = self.worked_until(start) + amount
        full = -(-target // MICROS) - 1  # minutes before the one in which it ends
        return (self.origin + self.open[full]) * MICROS + target - full * MICROS

    def working_days(self, start: int, amount: int) -> int:
        day = self.days[self.days_until[self.day_of(start) - self.first] + amount - 1]
        return self.closes[day] * MICROS

    def end_of_day(self, day: int, moved: bool, minute: int = DAY) -> int:
        """A time of a day, by default its 24:00; moved: of the next one worked, if it is a day off."""
        while moved and day not in self.closes:
            day += 1
        return self._at(day, minute) * MICROS

    def months_later(self, start: int, amount: int) -> int:
        """The day of the same number, else the last of its month."""
        day = date.fromordinal(self.day_of(start))
        year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
        number = day.day
        while True:
            try:
                return date(year, month + 1, number).toordinal()
            except ValueError:
                number -= 1

    def same_working_day(self, start: int) -> int:
        day = self.day_of(start)
        while day not in self.closes or self.closes[day] * MICROS < start:
            day += 1
        return self.closes[day] * MICROS

    def period(self, start: int, kind: str) -> tuple[int, int]:
        """The close of the period's last worked day, of the first period in which it lies ahead; and the day after."""
        day = self.day_of(start)
        while True:
            last, after = self.periods[kind][day - self.first]
            if last and self.closes[last] * MICROS >= start:
                return self.closes[last] * MICROS, after
            day = after
