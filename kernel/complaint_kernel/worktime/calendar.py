"""`WorkCalendar`: when people work, and when a limit ends. `load_calendar` reads one from its file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil
from typing import NamedTuple, NoReturn
from zoneinfo import ZoneInfo

from ..base.locale import Message, message
from .counting import (
    NO_PAUSES,
    Counter,
    Course,
    Pauses,
    Roll,
    clock_course,
    exact_datetime,
    last_day,
    stretch,
    to_datetime,
)
from .errors import CalendarRangeError, LimitError, WorktimeError
from .intervals import Pair, Spans
from .limits import Limit, parse_limit
from .moments import EPOCH, in_zone, naive
from .pieces import Piece, laid_out
from .rules import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR, CalendarRules, Name, Nature
from .sheet import DayCount, SheetMaker
from .table import MICROSECONDS, DayTable, build_table

Pause = tuple[datetime, datetime | None]
"""The clock stands still from the first moment until before the second; None: it still does."""


WORKED = parse_limit("1 working hour")  # any limit in working time


class DueDetail(NamedTuple):
    """When a limit ends.

    `provisional` where a notice that is still to come could move the end: the way to it touches years whose holidays
    are not announced, or the rest of its week does; `years` names them. `paused` where a pause that is still open
    stops the clock before the end: then `moment` is what the end would be if the clock ran on at once, and the end
    cannot be earlier.
    """

    moment: datetime
    provisional: bool
    years: tuple[int, ...]
    paused: bool = False


class WorkCalendar:
    """An immutable calendar. Datetimes go in aware and come out in the calendar's zone, in whole seconds.

    Inside, time is counted in exact microseconds; an answer is rounded up to the next whole second,
    so that nothing is ever due before its limit has ended. A moment outside the table's years raises
    CalendarRangeError, a datetime without an offset WorktimeError, a limit outside the grammar LimitError.
    """

    __slots__ = ("_counter", "_edition", "_known", "rules", "table")

    rules: CalendarRules
    table: DayTable
    _counter: Counter
    _edition: str
    _known: Spans

    def __init__(self, rules: CalendarRules) -> None:
        table = build_table(rules)
        for slot, value in (
            ("rules", rules),
            ("table", table),
            ("_counter", Counter(table, rules.zone)),
            ("_known", _known_years(rules, table)),
            ("_edition", rules.digest()),
        ):
            object.__setattr__(self, slot, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a calendar is immutable; {name!r} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a calendar is immutable; {name!r} cannot be deleted")

    def __reduce__(self) -> tuple[type[WorkCalendar], tuple[CalendarRules]]:
        return WorkCalendar, (self.rules,)

    def __repr__(self) -> str:
        return f"WorkCalendar({self.name!r}, edition={self.edition[:14]!r})"

    @property
    def name(self) -> str:
        return self.rules.name

    @property
    def title(self) -> Name:
        return self.rules.title

    @property
    def zone(self) -> ZoneInfo:
        return self.rules.zone

    @property
    def edition(self) -> str:
        """A digest of all that the answers depend on, the holiday data included: `sha256:…`."""
        return self._edition

    @property
    def announced(self) -> frozenset[int] | None:
        """The years whose holidays are announced; None where no year needs an announcement."""
        return self.rules.announced

    # limits

    def due(
        self, start: datetime, limit: str | Limit, *, roll: Roll | None = None, pauses: Sequence[Pause] = ()
    ) -> datetime:
        """The moment at which the limit ends.

        `roll` says what becomes of a last day that is a day off: "none" leaves it, "forward" moves it to
        the next working day, None is the rule of its kind (days and months move, same and next day
        stay); it means nothing to the other kinds. `pauses` may overlap and come in any order. `same
        day at HH:MM` may lie before its start. Raises LimitError for `promised`: a promise is an event.
        """
        begin = self._moment(start)
        end, _ = self._end(begin, _limit(limit), roll, self._pauses(pauses) if pauses else NO_PAUSES)
        return to_datetime(end, self.rules.zone)

    def due_detail(
        self, start: datetime, limit: str | Limit, *, roll: Roll | None = None, pauses: Sequence[Pause] = ()
    ) -> DueDetail:
        """The moment of `due`, whether and for which years it is provisional, and whether it is paused."""
        begin, read = self._moment(start), _limit(limit)
        end, paused = self._end(begin, read, roll, self._pauses(pauses))
        years = () if _fixed(read, roll) else self._unannounced(begin, self._counter.decided_by(read, end))
        return DueDetail(to_datetime(end, self.zone), bool(years), years, paused)

    def due_pieces(self, first: int, last: int, limit: Limit, *, roll: Roll | None = None) -> list[Piece]:
        """The ends of a limit for every start from first to last (microseconds since 1970 UTC), as pieces of one line.

        Raises CalendarRangeError where one of them lies beyond the years of the calendar.
        """
        fixed = _fixed(limit, roll)

        def ends(start: int) -> tuple[int, bool]:
            end, _ = self._end(start, limit, roll, NO_PAUSES)
            provisional = not fixed and bool(self._unannounced(start, self._counter.decided_by(limit, end)))
            return end, provisional

        return laid_out(self._counter, limit, first, last, ends)

    def count_sheet(
        self, start: datetime, limit: str | Limit, *, roll: Roll | None = None, pauses: Sequence[Pause] = ()
    ) -> tuple[DayCount, ...]:
        """Every day from the start to the end of the limit and why it counted; an open pause is left out."""
        begin, read, stops = self._moment(start), _limit(limit), self._pauses(pauses)
        end, _ = self._end(begin, read, roll, stops)
        return SheetMaker(self.rules, self._counter, read, begin, end, stops).sheet()

    def at_fraction(
        self,
        start: datetime,
        limit: str | Limit,
        share: Decimal | Fraction | float,
        *,
        roll: Roll | None = None,
        pauses: Sequence[Pause] = (),
    ) -> datetime:
        """The moment by which a share (0 to 1) of the limit's time has passed; 1 is the due moment itself.

        Working time counts for limits in working time, else time on the clock; paused time does not.
        """
        begin, read, stops = self._moment(start), _limit(limit), self._pauses(pauses)
        end, _ = self._end(begin, read, roll, stops)
        part = _share(share)
        if part == 1 or end <= begin:
            return to_datetime(end, self.zone)
        return to_datetime(begin if part == 0 else self._part(begin, end, read, part, stops), self.zone)

    def within(self, earlier: datetime, later: datetime, window: str | Limit) -> bool:
        """Whether `later` lies inside the window that opens at `earlier`; False where it lies before.

        N minutes and hours: they differ by at most so much. Working hours and days: not after the due
        moment. Days and months: by calendar date, without a move off days off. Also "calendar month" and
        "calendar year": both in the same one by the calendar's zone. Other limits are no windows: LimitError.
        """
        first, second = self._moment(earlier), self._moment(later)
        if window == "calendar month" or window == "calendar year":
            day, later_day = self.localize(earlier), self.localize(later)
            same_month = window == "calendar year" or day.month == later_day.month
            return first <= second and day.year == later_day.year and same_month
        limit = _limit(window)
        if limit.amount is None:
            raise _no_window(limit)
        if second < first:
            return False
        if limit.kind == "days" or limit.kind == "months":
            return self._counter.day_of(second) <= last_day(self._counter.day_of(first), limit)
        return second <= self._end(first, limit, None, NO_PAUSES)[0]

    def earliest_within(self, later: datetime, window: str | Limit) -> datetime:
        """Where a look into the past begins: at most two seconds before the first moment whose window holds `later`."""
        end, first = self.localize(later), self._first_moment()
        span = timedelta(days=1)
        while (begin := max(end - span, first)) > first and self.within(begin, end, window):
            span *= 2
        inside = end
        while inside - begin > timedelta(seconds=1):
            middle = begin + (inside - begin) / 2
            begin, inside = (begin, middle) if self.within(middle, end, window) else (middle, inside)
        return begin.replace(microsecond=0)

    def latest_within(self, earlier: datetime, window: str | Limit) -> datetime:
        """Where a look ahead ends: at most two seconds after the last moment that the window of `earlier` holds."""
        begin, last = self.localize(earlier), self._last_moment()
        span = timedelta(days=1)
        while (end := min(begin + span, last)) < last and self.within(begin, end, window):
            span *= 2
        inside = begin
        while end - inside > timedelta(seconds=1):
            middle = inside + (end - inside) / 2
            inside, end = (middle, end) if self.within(begin, middle, window) else (inside, middle)
        return end.replace(microsecond=0) + timedelta(seconds=1)

    def _first_moment(self) -> datetime:
        return to_datetime(self._moment(datetime(FIRST_YEAR, 1, 2, tzinfo=self.zone)), self.zone)

    def _last_moment(self) -> datetime:
        return to_datetime(self._moment(datetime(LAST_YEAR, 12, 30, tzinfo=self.zone)), self.zone)

    # working time

    def working_time(self, start: datetime, end: datetime, *, pauses: Sequence[Pause] = ()) -> timedelta:
        """How long was worked between two moments, to the microsecond; zero when end <= start.

        Paused time is not worked; a pause without an end goes on to the later moment.
        """
        until = [(begin, stop or max(begin, end)) for begin, stop in pauses]
        course = self._counter.open_time_course(self._moment(start), 0)
        passed = _passed(course, course.place(self._moment(end)), self._pauses(until).blocks(course))
        return timedelta(microseconds=passed) if passed > 0 else timedelta()

    def worked_share(
        self, start: datetime, end: datetime, share: Decimal | Fraction | float, *, pauses: Sequence[Pause] = ()
    ) -> datetime:
        """The moment by which a share (0 to 1) of the working time between two moments has been worked.

        Paused time is not worked. The end itself where no time is worked between them, and for a share of 1.
        """
        begin, last, part = self._moment(start), self._moment(end), _share(share)
        if part == 1 or self.table.worked_before(last) <= self.table.worked_before(begin):
            return to_datetime(last, self.zone)
        return to_datetime(self._part(begin, last, WORKED, part, self._pauses(pauses)) if part else begin, self.zone)

    def open_at(self, moment: datetime) -> bool:
        """Whether people work at the moment; at the close of business they no longer do."""
        return self.table.is_open(self._moment(moment))

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself while people work, else the next opening."""
        try:
            return to_datetime(self.table.opening(self._moment(moment)), self.zone)
        except IndexError:
            raise _out_of_range(moment.isoformat()) from None

    # days

    def is_working_day(self, day: date) -> bool:
        """Whether a shift begins on the day. A datetime stands for its day in the calendar's zone."""
        number = self._day(day)
        i = bisect_left(self.table.days, number)
        return i < len(self.table.days) and self.table.days[i] == number

    def nature(self, day: date) -> Nature:
        """Why the day is worked or not, e.g. "make_up_workday" or "holiday"."""
        return self.rules.nature(self._day(day))

    def close_of(self, day: date) -> datetime:
        """The close of business of a working day, which a night shift has on the next day.

        Raises WorktimeError for a day off.
        """
        i = bisect_left(self.table.days, self._day(day))
        if not self.is_working_day(day):
            raise WorktimeError(f"{day} is a day off and has no close of business; expected a working day")
        return to_datetime(self.table.closes[i], self.zone)

    def next_working_day(self, day: date) -> date:
        """The first working day after the day."""
        i = bisect_right(self.table.days, self._day(day))
        if i == len(self.table.days):
            raise _out_of_range(day.isoformat())
        return date.fromordinal(self.table.days[i])

    def start_of_day(self, day: date) -> datetime:
        """00:00 of the day, which is 24:00 of the day before."""
        return to_datetime(self._counter.midnight(self._day(day)), self.zone)

    # moments

    def localize(self, moment: str | datetime) -> datetime:
        """A moment in the calendar's zone, exact to the microsecond.

        ISO 8601 text such as 2026-09-24T16:30, with or without seconds and offset; without an offset it
        is in the calendar's zone. A date alone is its 00:00, and 24:00 the next day's. A time that the
        clocks show twice is the first. Raises WorktimeError for other text, and for a datetime without an
        offset: nobody knows where its clock hangs.
        """
        try:
            return in_zone(moment, self.zone)
        except OverflowError:
            raise _out_of_range(str(moment)) from None

    def text(self, moment: datetime) -> str:
        """ISO 8601 text with the calendar's offset, in whole seconds, as in 2026-09-24T16:30:00+08:00."""
        return self.localize(moment).isoformat(timespec="seconds")

    # inside

    def _end(self, start: int, limit: Limit, roll: Roll | None, pauses: Pauses) -> tuple[int, bool]:
        if roll is not None and roll not in ("none", "forward"):
            raise LimitError(
                f"roll is {roll!r}; expected 'none' or 'forward'", text=repr(roll), expected="none, forward"
            )
        try:
            end, paused = self._counter.end(start, limit, roll, pauses)
        except (IndexError, OverflowError):
            end, paused = self.table.end + 1, False
        if end > self.table.end:
            begin = exact_datetime(start, self.zone).isoformat()
            raise _out_of_range(message("moment.end_of", limit=str(limit), start=begin))
        return end, paused

    def _part(self, begin: int, end: int, limit: Limit, part: Fraction, pauses: Pauses) -> int:
        """Where a share of the time between begin and end is used up, on the clock or in working time."""
        working = limit.counts_working_time
        course = self._counter.open_time_course(begin, 0) if working else clock_course(begin, 0)
        blocks = pauses.blocks(course)
        last = course.place(end)
        total = _passed(course, last, blocks)
        if total <= 0:
            return end
        target = stretch(course.base + ceil(part * total), blocks)
        return course.moment(target)

    def _moment(self, moment: datetime) -> int:
        if not isinstance(moment, datetime) or moment.utcoffset() is None:
            raise naive(moment)
        since = moment - EPOCH
        exact = (since.days * 86_400 + since.seconds) * MICROSECONDS + since.microseconds
        if self.table.start <= exact <= self.table.end:
            return exact
        raise _out_of_range(moment.isoformat())

    def _day(self, day: date) -> int:
        if isinstance(day, datetime):
            return self._counter.day_of(self._moment(day))
        if not isinstance(day, date):
            raise WorktimeError(f"found {day!r}; expected a date")
        if FIRST_DAY <= day <= LAST_DAY:
            return day.toordinal()
        raise _out_of_range(day.isoformat())

    def _pauses(self, pauses: Sequence[Pause]) -> Pauses:
        """Pauses as disjoint spans: those after the beginning of an open one are part of it."""
        if not pauses:
            return NO_PAUSES
        closed = []
        since: list[int] = []
        for start, end in pauses:
            begin = self._moment(start)
            if end is None:
                since.append(begin)
            elif (stop := self._moment(end)) < begin:
                raise WorktimeError(f"a pause ends at {end.isoformat()}, before it begins at {start.isoformat()}")
            else:
                closed.append((begin, stop))
        if not since:
            return Pauses(Spans(closed))
        first = min(since)
        # A closed pause that runs into the open one is stopped where the open one begins.
        return Pauses(Spans((begin, min(stop, first)) for begin, stop in closed), first)

    def _unannounced(self, start: int, end: int) -> tuple[int, ...]:
        """The years not announced on the half-open way from start to end."""
        if end <= start or any(first <= start and end <= last for first, last in self._known):
            return ()
        first, last = (date.fromordinal(self._counter.day_of(moment)).year for moment in (start, end - 1))
        return tuple(year for year in range(first, last + 1) if year not in (self.announced or ()))


def _known_years(rules: CalendarRules, table: DayTable) -> Spans:
    """The moments whose year is announced."""
    if rules.announced is None:
        return Spans([(table.start, table.end)])
    midnight = Counter(table, rules.zone).midnight
    new_year = {year: midnight(date(year, 1, 1).toordinal()) for year in rules.announced}
    return Spans((new_year[year], midnight(date(year + 1, 1, 1).toordinal())) for year in rules.announced)


def _passed(course: Course, last: int, blocks: list[Pair]) -> int:
    """How far it is on the axis from the base to a place, without the blocks."""
    return last - course.base - sum(min(stop, last) - start for start, stop in blocks if start < last)


def _limit(limit: str | Limit) -> Limit:
    return limit if isinstance(limit, Limit) else parse_limit(limit)


def _fixed(limit: Limit, roll: Roll | None) -> bool:
    """Whether no holiday can move the limit's end, so that no announcement has to be waited for."""
    if limit.kind in ("minutes", "hours", "at once"):
        return True
    if limit.kind in ("days", "months"):
        return roll == "none"
    return limit.kind in ("same day", "next day") and roll != "forward"


def _share(share: Decimal | Fraction | float) -> Fraction:
    """A share as written: 0.1 is a tenth."""
    try:
        part = Fraction(str(share))
    except (ValueError, ZeroDivisionError, InvalidOperation):
        part = Fraction(-1)
    if not 0 <= part <= 1 or isinstance(share, bool):
        raise WorktimeError(f"a share of a limit is {share!r}; expected a number from 0 to 1")
    return part


def _out_of_range(found: str | Message) -> CalendarRangeError:
    return CalendarRangeError(
        message("moment.out_of_range", found=found, first=FIRST_DAY, last=LAST_DAY),
        found=str(found),
        first=FIRST_DAY,
        last=LAST_DAY,
    )


def _no_window(limit: Limit) -> LimitError:
    expected = "N minutes, N hours, N days, N months, N working hours, N working days, calendar month, calendar year"
    words = message("limit_fault.window", limit=str(limit), expected=expected)
    return LimitError(words, text=str(limit), expected=expected)
