"""The first and the last day that a calendar answers for, and what it says beyond them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from complaint_kernel.worktime import CalendarRangeError, WorkCalendar, parse_calendar

DAILY = parse_calendar("{calendar: daily, zone: Europe/Berlin, weekly: {Monday to Sunday: [09:00-17:00]}}")
FIRST, LAST = date(2001, 1, 1), date(2050, 12, 31)


def test_the_first_day_is_open_from_its_opening_to_its_close() -> None:
    at = DAILY.localize
    moments = ("2001-01-01T00:00", "2001-01-01T08:59:59", "2001-01-01T09:00", "2001-01-01T16:59:59", "2001-01-01T17:00")
    assert [DAILY.open_at(at(moment)) for moment in moments] == [False, False, True, True, False]
    openings = [DAILY.text(DAILY.next_opening(at(moment)))[:16] for moment in moments]
    assert openings == ["2001-01-01T09:00"] * 3 + ["2001-01-01T16:59", "2001-01-02T09:00"]


def test_working_time_is_counted_from_the_first_opening_on() -> None:
    at = DAILY.localize
    assert DAILY.working_time(at("2001-01-01T00:00"), at("2001-01-01T12:00")) == timedelta(hours=3)
    assert DAILY.due(at("2001-01-01T00:00"), "1 working hour") == at("2001-01-01T10:00")
    assert DAILY.due(at("2001-01-01T00:00"), "same working day") == at("2001-01-01T17:00")


def test_the_last_day_is_worked_like_any_other() -> None:
    assert DAILY.is_working_day(FIRST) and DAILY.is_working_day(LAST)
    assert DAILY.next_working_day(date(2050, 12, 30)) == LAST
    assert DAILY.text(DAILY.close_of(LAST)) == "2050-12-31T17:00:00+01:00"
    assert DAILY.due(DAILY.localize("2050-12-30T10:00"), "1 working day") == DAILY.close_of(LAST)
    assert DAILY.text(DAILY.due(DAILY.localize("2050-12-30T10:00"), "1 day")) == "2051-01-01T00:00:00+01:00"


def test_the_last_year_may_be_announced_like_any_other() -> None:
    text = "{calendar: c, zone: Asia/Shanghai, weekly: {Monday to Sunday: [09:00-17:00]}, holidays: {country: CN}, "
    times = parse_calendar(text + "announced: 2049 to 2050}")
    assert times.announced == {2049, 2050}
    assert times.due_detail(times.localize("2050-12-01T10:00"), "3 working days").years == ()


BEYOND: list[tuple[str, Callable[[WorkCalendar], object]]] = [
    ("2000-12-31T23:59:59+01:00", lambda times: times.open_at(times.localize("2000-12-31T23:59:59"))),
    ("2051-01-01T00:00:01+01:00", lambda times: times.open_at(times.localize("2051-01-01T00:00:01"))),
    ("2000-12-31", lambda times: times.is_working_day(date(2000, 12, 31))),
    ("2051-01-01", lambda times: times.nature(date(2051, 1, 1))),
    ("2050-12-31", lambda times: times.next_working_day(LAST)),
    ("2050-12-31T17:00:00+01:00", lambda times: times.next_opening(times.localize("2050-12-31T17:00"))),
    ("the end of 2 days from 2050-12-30T10:00:00+01:00", lambda times: times.due(at_ten(times), "2 days")),
    ("the end of 17 working hours from 2050-12-30T10:00:00+01:00", lambda times: times.due(at_ten(times), WORKED)),
    ("the end of 600 months from 2050-12-30T10:00:00+01:00", lambda times: times.due(at_ten(times), "600 months")),
]  # fmt: skip
WORKED = "17 working hours"


def at_ten(times: WorkCalendar):
    return times.localize("2050-12-30T10:00")


@pytest.mark.parametrize(("found", "ask"), BEYOND, ids=[found for found, _ in BEYOND])
def test_beyond_its_years_a_calendar_says_what_it_covers(found: str, ask: Callable[[WorkCalendar], object]) -> None:
    with pytest.raises(CalendarRangeError) as refused:
        ask(DAILY)
    words = f"{found} lies outside the calendar; expected a moment from 2001-01-01 to 2050-12-31"
    assert str(refused.value) == words
    assert (refused.value.found, refused.value.first, refused.value.last) == (found, FIRST, LAST)
