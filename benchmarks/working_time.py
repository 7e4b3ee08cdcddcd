"""Working time of 2026 in Chinese offices, with holidays and make-up workdays, from random starts."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from measuring import Table, Way, attempted, compared, measured

from complaint_kernel import load_calendar
from complaint_kernel.worktime import parse_limit

OFFICE = load_calendar("cn-office")
HOURS, DAYS = (8, 40), (3, 10)
SHIFTS = ((8 * 3600 + 1800, 12 * 3600), (13 * 3600, 17 * 3600 + 1800))
MORE = "make-up workdays are not known to it"


def starts(number: int) -> list[datetime]:
    dice = random.Random(2026)  # noqa: S311
    first = datetime(2026, 1, 1, tzinfo=OFFICE.zone)
    return [first + timedelta(minutes=dice.randrange(300 * 1440)) for _ in range(number)]


def tables() -> list[Table]:
    return [*(_hours(n) for n in HOURS), *(_days(n) for n in DAYS), _between()]


class Bisected:
    """The limit: sorted lists and bisect, for this calendar and these years alone."""

    def __init__(self) -> None:
        day, last = date(2025, 12, 1), date(2026, 12, 31)
        self.days: list[date] = []
        self.opens: list[int] = []
        self.closes: list[int] = []
        while day <= last:
            if OFFICE.is_working_day(day):
                self._add(day)
            day += timedelta(days=1)
        lengths = [close - begin for begin, close in zip(self.opens, self.closes, strict=True)]
        self.before = [0, *accumulate(lengths)]

    def _add(self, day: date) -> None:
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=OFFICE.zone).timestamp())
        self.days.append(day)
        for begin, close in SHIFTS:
            self.opens.append(midnight + begin)
            self.closes.append(midnight + close)

    def worked(self, moment: float) -> float:
        i = bisect_right(self.opens, moment)
        return self.before[i] - max(0, self.closes[i - 1] - moment) if i else 0

    def add_hours(self, start: datetime, hours: int) -> datetime:
        target = self.worked(start.timestamp()) + hours * 3600
        i = bisect_left(self.before, target) - 1
        return datetime.fromtimestamp(self.opens[i] + target - self.before[i], OFFICE.zone)

    def add_days(self, start: datetime, days: int) -> datetime:
        day = self.days[bisect_right(self.days, start.date()) + days - 1]
        return datetime(day.year, day.month, day.day, 17, 30, tzinfo=OFFICE.zone)

    def between(self, pair: tuple[datetime, datetime]) -> float:
        return self.worked(pair[1].timestamp()) - self.worked(pair[0].timestamp())


LIMIT = Bisected()


def _hours(hours: int) -> Table:
    sample = starts(500)
    limit = parse_limit(f"{hours} working hours")
    wanted = [LIMIT.add_hours(start, hours) for start in sample]
    ways = [
        measured("prefix sums and bisect", lambda s: LIMIT.add_hours(s, hours), sample, wanted, "the limit"),
        measured("this kernel", lambda s: OFFICE.due(s, limit), sample, wanted, "any calendar, pauses, exact seconds"),
        attempted("businesstimedelta", lambda: _businesstimedelta(hours, sample[:100], wanted[:100])),
    ]
    return compared(f"Add {hours} working hours", ways)


def _businesstimedelta(hours: int, sample: list[datetime], wanted: list[datetime]) -> Way:
    from businesstimedelta import BusinessTimeDelta

    length = BusinessTimeDelta(_office_rules(), hours=hours)
    return measured("businesstimedelta", lambda s: s + length, sample, wanted, MORE)


def _office_rules() -> Any:
    from datetime import time

    import pytz
    from businesstimedelta import HolidayRule, Rules, WorkDayRule

    zone = pytz.timezone("Asia/Shanghai")
    half_days = [(time(8, 30), time(12)), (time(13), time(17, 30))]
    shifts = [WorkDayRule(b, e, [0, 1, 2, 3, 4], tz=zone) for b, e in half_days]
    return Rules([*shifts, HolidayRule(_chinese_holidays(), tz=zone)])


def _chinese_holidays() -> Any:
    from holidays import country_holidays

    return country_holidays("CN", years=(2025, 2026))


def _days(days: int) -> Table:
    sample = starts(500)
    limit = parse_limit(f"{days} working days")
    wanted = [LIMIT.add_days(start, days) for start in sample]
    last_days = [moment.date() for moment in wanted]
    ways = [
        measured("bisect over working dates", lambda s: LIMIT.add_days(s, days), sample, wanted, "the limit"),
        measured("this kernel", lambda s: OFFICE.due(s, limit), sample, wanted, "the close of business of that day"),
        attempted("business_calendar", lambda: _business_calendar(days, sample, last_days)),
        attempted("numpy busday_offset, one by one", lambda: _numpy(days, sample, last_days)),
        attempted("holidays get_nth_working_day", lambda: _holidays(days, sample, last_days)),
        attempted("workalendar", lambda: _workalendar(days, sample, last_days)),
    ]
    return compared(f"Add {days} working days", ways)


def _numpy(days: int, sample: list[datetime], wanted: list[date]) -> Way:
    import numpy

    calendar = numpy.busdaycalendar(holidays=sorted(_chinese_holidays()))

    def added(start: datetime) -> date:
        first = numpy.busday_offset(start.date(), 0, roll="backward", busdaycal=calendar)
        result: date = numpy.busday_offset(first, days, busdaycal=calendar).item()
        return result

    return measured("numpy busday_offset, one by one", added, sample, wanted, MORE)


def _holidays(days: int, sample: list[datetime], wanted: list[date]) -> Way:
    known = _chinese_holidays()
    get: Callable[[datetime], date] = lambda start: known.get_nth_working_day(start.date(), days)  # noqa: E731
    return measured("holidays get_nth_working_day", get, sample, wanted)


def _workalendar(days: int, sample: list[datetime], wanted: list[date]) -> Way:
    from workalendar.asia import China

    calendar = China()
    return measured("workalendar", lambda s: calendar.add_working_days(s.date(), days), sample, wanted)


def _business_calendar(days: int, sample: list[datetime], wanted: list[date]) -> Way:
    from business_calendar import PREVIOUS, Calendar

    known = Calendar(holidays=[datetime(d.year, d.month, d.day) for d in _chinese_holidays()])

    def added(start: datetime) -> date:
        day = known.adjust(datetime(start.year, start.month, start.day), PREVIOUS)
        result: date = known.addbusdays(day, days).date()
        return result

    return measured("business_calendar", added, sample, wanted, MORE)


def _between() -> Table:
    first, second = starts(300), starts(700)[400:]
    pairs = [(min(a, b), max(a, b)) for a, b in zip(first, second, strict=True)]
    wanted = [timedelta(seconds=LIMIT.between(pair)) for pair in pairs]
    ways = [
        measured("prefix sums and bisect", lambda p: timedelta(seconds=LIMIT.between(p)), pairs, wanted, "the limit"),
        measured("this kernel", lambda p: OFFICE.working_time(*p), pairs, wanted),
        attempted("businesstimedelta", lambda: _between_businesstimedelta(pairs[:40], wanted[:40])),
    ]
    return compared("Working time between two moments", ways)


def _between_businesstimedelta(pairs: list[tuple[datetime, datetime]], wanted: list[timedelta]) -> Way:
    rules = _office_rules()
    return measured("businesstimedelta", lambda p: rules.difference(*p).timedelta, pairs, wanted, MORE)
