"""Night shifts, and the two nights of a year on which Berlin's clocks change, by hand.

In 2026 the clocks of Berlin skip 02:00 to 03:00 on Sunday 29 March, and show 02:00 to 03:00 twice on
Sunday 25 October.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from complaint_kernel.worktime import WorkCalendar, WorktimeError

Reader = Callable[[str], WorkCalendar]

NIGHTS = """
calendar: nights
zone: Europe/Berlin
weekly:
  Monday to Sunday: [22:00-06:00]
"""


@pytest.fixture
def nights(calendar_of: Reader) -> WorkCalendar:
    return calendar_of(NIGHTS)


ROWS = [
    # start, limit, due, why
    ("2026-06-01T22:00", "8 working hours", "2026-06-02T06:00+02:00", "a night ends with its shift"),
    ("2026-06-01T23:00", "8 working hours", "2026-06-02T23:00+02:00", "7 hours and one of the next night"),
    ("2026-06-02T03:00", "3 working hours", "2026-06-02T06:00+02:00", "inside of the night that began on Monday"),
    ("2026-06-01T12:00", "1 working day", "2026-06-03T06:00+02:00", "Tuesday's close lies on Wednesday"),
    ("2026-06-01T12:00", "same working day", "2026-06-02T06:00+02:00", "Monday's close lies on Tuesday"),
    ("2026-03-28T22:00", "7 working hours", "2026-03-29T06:00+02:00", "the short night has 7 hours"),
    ("2026-03-28T22:00", "8 working hours", "2026-03-29T23:00+02:00", "so that the eighth is the next night's"),
    ("2026-10-24T22:00", "8 working hours", "2026-10-25T05:00+01:00", "the long night has 9 hours"),
    ("2026-03-28T12:00", "24 hours", "2026-03-29T13:00+02:00", "24 elapsed hours over the short day"),
    ("2026-10-24T12:00", "24 hours", "2026-10-25T11:00+01:00", "24 elapsed hours over the long day"),
    ("2026-03-28T12:00", "1 day", "2026-03-30T00:00+02:00", "days go by the date"),
    ("2026-03-28T12:00", "next day at 02:30", "2026-03-29T03:30+02:00", "02:30 is skipped: half an hour after 02:00"),
    ("2026-10-24T12:00", "next day at 02:30", "2026-10-25T02:30+02:00", "of two 02:30 the first"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "limit", "due", "why"), ROWS)
def test_due_over_night_and_change_of_clocks(nights: WorkCalendar, start: str, limit: str, due: str, why: str) -> None:
    assert nights.text(nights.due(nights.localize(start), limit)) == f"{due[:16]}:00{due[16:]}", why


def test_the_two_half_past_two_are_an_hour_apart(nights: WorkCalendar) -> None:
    first = nights.localize("2026-10-25T02:30+02:00")
    second = nights.localize("2026-10-25T02:30+01:00")
    assert (first.fold, second.fold) == (0, 1)
    assert nights.working_time(first, second) == timedelta(hours=1)
    assert nights.localize("2026-10-25T02:30") == first
    assert nights.text(nights.due(second, "30 minutes")) == "2026-10-25T03:00:00+01:00"


def test_a_skipped_time_is_shown_as_what_the_clocks_show(nights: WorkCalendar) -> None:
    assert nights.text("2026-03-29T02:30") == "2026-03-29T03:30:00+02:00"


def test_the_close_of_a_night_lies_on_the_next_day(nights: WorkCalendar) -> None:
    assert nights.text(nights.close_of(date(2026, 6, 1))) == "2026-06-02T06:00:00+02:00"
    assert nights.open_at(nights.localize("2026-06-02T05:59:59"))
    assert not nights.open_at(nights.localize("2026-06-02T06:00"))


def test_shifts_that_meet_at_a_change_of_clocks_are_counted_once(calendar_of: Reader) -> None:
    """01:00 to 02:30 becomes 01:00 to 03:30 on the short night, and runs into the shift from 03:00."""
    early = calendar_of(
        """
        calendar: early
        zone: Europe/Berlin
        weekly: {Sunday: [01:00-02:30, 03:00-05:00]}
        """
    )
    day = date(2026, 3, 29)
    assert early.working_time(early.start_of_day(day), early.close_of(day)) == timedelta(hours=3)


def test_a_shift_inside_of_another_at_a_change_of_clocks_does_not_shorten_it(calendar_of: Reader) -> None:
    """01:00 to 02:59 becomes 01:00 to 03:59 on the short night, and holds the shift from 03:00 to 03:30."""
    early = calendar_of("{calendar: early, zone: Europe/Berlin, weekly: {Sunday: [01:00-02:59, 03:00-03:30]}}")
    night = early.start_of_day(date(2026, 3, 29))
    assert early.working_time(night, night + timedelta(days=1)) == timedelta(hours=1, minutes=59)


def test_a_day_that_starts_after_midnight(calendar_of: Reader) -> None:
    """In Beirut the clocks skip the hour from midnight on 29 March 2026: the day starts at 01:00."""
    beirut = calendar_of("{calendar: beirut, zone: Asia/Beirut, weekly: {Monday to Friday: [08:00-16:00]}}")
    start = beirut.localize("2026-03-27T12:00")
    assert beirut.text(beirut.due(start, "1 day", roll="none")) == "2026-03-29T01:00:00+03:00"


def test_round_the_clock_is_elapsed_time(calendar_of: Reader) -> None:
    always = calendar_of("{calendar: always, zone: Europe/Berlin, weekly: {Monday to Sunday: [00:00-24:00]}}")
    start, end = always.localize("2026-03-20T10:00"), always.localize("2026-10-20T10:00")
    elapsed = end.astimezone(timezone.utc) - start.astimezone(timezone.utc)
    assert always.working_time(start, end) == elapsed == timedelta(days=213, hours=23)


def test_moments_in_any_zone_stand_for_the_same_answer(office: WorkCalendar) -> None:
    start = datetime(2026, 9, 24, 8, 30, tzinfo=timezone.utc)
    due = office.due(start, "8 working hours")
    assert office.text(due) == "2026-09-28T16:30:00+08:00"
    assert due.tzinfo is office.zone


def test_a_start_late_in_utc_counts_by_the_day_of_the_zone(office: WorkCalendar) -> None:
    """17:00 UTC on the 27th is already Monday the 28th in Shanghai, so that Tuesday is day 1."""
    start = datetime(2026, 9, 27, 17, 0, tzinfo=timezone.utc)
    assert office.text(office.due(start, "1 working day")) == "2026-09-29T17:30:00+08:00"


def test_parts_of_a_second_are_rounded_up_at_the_end_only(office: WorkCalendar) -> None:
    start = office.localize("2026-09-28T11:59:59.999999")
    assert office.text(office.due(start, "1 working hour")) == "2026-09-28T14:00:00+08:00"
    assert office.text(office.due(start, "0.000001 minutes")) == "2026-09-28T12:00:01+08:00"
    assert office.working_time(start, office.localize("2026-09-28T13:00")) == timedelta(microseconds=1)


@pytest.mark.parametrize("moment", [datetime(2026, 9, 24, 16, 30), "2026-09-24T16:30", None, date(2026, 9, 24)])
def test_a_moment_without_an_offset_is_refused(office: WorkCalendar, moment: object) -> None:
    aware = office.localize("2026-09-24T16:30")
    for ask in (
        lambda: office.due(moment, "1 day"),  # type: ignore[arg-type]
        lambda: office.working_time(aware, moment),  # type: ignore[arg-type]
        lambda: office.open_at(moment),  # type: ignore[arg-type]
        lambda: office.due(aware, "1 day", pauses=[(moment, None)]),  # type: ignore[list-item]
    ):
        with pytest.raises(WorktimeError, match="expected an aware datetime"):
            ask()
