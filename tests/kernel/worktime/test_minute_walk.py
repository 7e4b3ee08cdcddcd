"""An oracle that shares no code with the toolbox: minutes and days are walked one by one.

It takes working days from the package `chinesecalendar`, knows only wall-clock minutes, and covers
2024 to 2026. China has had no change of the clocks in these years, so that a minute is a minute.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from chinese_calendar import is_workday

from complaint_kernel.worktime import WorkCalendar
from complaint_kernel.worktime.table import MINUTE, microseconds

pytestmark = pytest.mark.slow

FIRST, AFTER = date(2024, 1, 1), date(2027, 1, 1)
MINUTES = (AFTER - FIRST).days * 1440
ONE_DAY = timedelta(days=1)


@cache
def worked(day: date) -> bool:
    return bool(is_workday(day))


def open_minutes() -> Iterator[int]:
    """The minutes at which people work, counted from the first day's midnight."""
    office_minutes = [*range(510, 720), *range(780, 1050)]
    for number in range((AFTER - FIRST).days):
        if worked(FIRST + number * ONE_DAY):
            yield from (number * 1440 + minute for minute in office_minutes)


@pytest.fixture(scope="module")
def walk() -> tuple[list[int], list[int]]:
    """The open minutes in order, and for each minute of the years how many were open before it."""
    opened = list(open_minutes())
    before, count = [], 0
    for minute in range(MINUTES):
        before.append(count)
        if count < len(opened) and opened[count] == minute:
            count += 1
    return opened, before


@pytest.mark.parametrize(("hours", "step"), [(0.5, 7), (8, 1), (40, 11)])
def test_working_hours_are_right_from_every_minute(
    office: WorkCalendar, walk: tuple[list[int], list[int]], hours: float, step: int
) -> None:
    opened, before = walk
    origin = microseconds(office.localize("2024-01-01T00:00"))
    amount = int(hours * 60)
    spent, ends = office.table.worked_before, office.table.when_worked
    wrong = []
    for minute in range(0, MINUTES, step):
        last = before[minute] + amount - 1
        if last >= len(opened):
            break
        due = (ends(spent(origin + minute * MINUTE) + amount * MINUTE) - origin) // MINUTE
        if due != opened[last] + 1:
            wrong.append((minute, due, opened[last] + 1))
    assert not wrong
    assert minute > 1_560_000


def test_due_and_working_time_are_right_from_every_minute_of_the_hour(
    office: WorkCalendar, walk: tuple[list[int], list[int]]
) -> None:
    """Every 61st minute, so that each minute of the hour and of the day comes up on many days."""
    opened, before = walk
    origin = office.localize("2024-01-01T00:00")
    for minute in range(0, MINUTES - 20_000, 61):
        start = origin + timedelta(minutes=minute)
        amount = 3 * (1 + minute % 700)  # minutes that are a whole number of twentieths of an hour
        due = office.due(start, f"{amount / 60:.2f} working hours")
        assert due == origin + timedelta(minutes=opened[before[minute] + amount - 1] + 1), (start, amount)
        later = minute + amount * 7
        passed = office.working_time(start, origin + timedelta(minutes=later))
        assert passed == timedelta(minutes=before[later] - before[minute]), (start, amount)


# The other kinds, by walking days.


def close(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, 30)


def next_worked(day: date) -> date:
    while not worked(day):
        day += ONE_DAY
    return day


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day) + ONE_DAY


def working_days(start: datetime, amount: int) -> datetime:
    day = start.date()
    for _ in range(amount):
        day = next_worked(day + ONE_DAY)
    return close(day)


def months(start: datetime, amount: int) -> datetime:
    month = start.month - 1 + amount
    day = start.day
    while True:
        try:
            return end_of(next_worked(date(start.year + month // 12, month % 12 + 1, day)))
        except ValueError:
            day -= 1


def same_working_day(start: datetime) -> datetime:
    today = start.date()
    if worked(today) and start <= close(today):
        return close(today)
    return close(next_worked(today + ONE_DAY))


def period(start: datetime, of: Callable[[date], object]) -> datetime:
    """Walk on from the start's period; in each, the last worked day's close if it has not passed."""
    day = start.date()
    while of(day - ONE_DAY) == of(start.date()):
        day -= ONE_DAY
    while True:
        name, last = of(day), None
        while of(day) == name:
            last = day if worked(day) else last
            day += ONE_DAY
        if last and close(last) >= start:
            return close(last)


def week(day: date) -> object:
    return day.isocalendar()[:2]


WALKS: dict[str, Callable[[datetime], datetime]] = {
    "2 working days": lambda start: working_days(start, 2),
    "10 working days": lambda start: working_days(start, 10),
    "15 days": lambda start: end_of(next_worked(start.date() + 15 * ONE_DAY)),
    "1 month": lambda start: months(start, 1),
    "same day": lambda start: end_of(start.date()),
    "next day at 15:00": lambda start: end_of(start.date()) + timedelta(hours=15),
    "same working day": same_working_day,
    "each day": same_working_day,
    "each week": lambda start: period(start, week),
    "each month": lambda start: period(start, lambda day: (day.year, day.month)),
    "36 hours": lambda start: start + timedelta(hours=36),
}


@pytest.mark.parametrize("limit", WALKS)
def test_every_other_kind_is_right_from_every_hour(office: WorkCalendar, limit: str) -> None:
    """Half past each hour hits the opening and the close; the walk ends where the data end."""
    start = datetime(2024, 1, 1, 0, 30)
    while start < datetime(2026, 11, 20):
        due = office.due(start.replace(tzinfo=office.zone), limit)
        assert due.replace(tzinfo=None) == WALKS[limit](start), start
        start += timedelta(hours=1)


def test_each_year_is_right_from_every_day(office: WorkCalendar) -> None:
    start = datetime(2024, 1, 1, 17, 31)
    while start < datetime(2025, 12, 31):
        due = office.due(start.replace(tzinfo=office.zone), "each year")
        assert due.replace(tzinfo=None) == period(start, lambda day: day.year), start
        start += ONE_DAY


def test_working_days_are_those_of_the_other_package(office: WorkCalendar) -> None:
    """Two independent readings of the notices agree on every day from 2010 to 2026."""
    day, different = date(2010, 1, 1), []
    while day < AFTER:
        if office.is_working_day(day) != is_workday(day):
            different.append(day)
        day += ONE_DAY
    assert not different
    assert day == AFTER
