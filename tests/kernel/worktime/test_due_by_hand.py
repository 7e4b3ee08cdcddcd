"""Answers worked by hand on the office calendar of China; each row gives its reason.

2026, from the notice of 4 November 2025: off are 1 to 3 January, 15 to 23 February, 4 to 6 April, 1 to 5
May, 19 to 21 June, 25 to 27 September and 1 to 7 October; worked are the weekend days 4 January, 14 and
28 February, 9 May, 20 September and 10 October.
"""

import pytest

from complaint_kernel.worktime import FORMS, LimitError, Roll, WorkCalendar

ROWS = [
    # start, limit, due, why
    ("09-24T16:30", "30 minutes", "09-24T17:00", "minutes run from the moment itself"),
    ("09-24T16:30", "1.5 minutes", "09-24T16:31:30", "a decimal of a minute is seconds"),
    ("09-24T17:20", "90 minutes", "09-24T18:50", "minutes do not stop at closing"),
    ("09-25T17:00", "24 hours", "09-26T17:00", "hours run over a holiday"),
    ("09-24T16:30", "0.5 hours", "09-24T17:00", "half an hour"),
    # working hours
    ("09-24T16:30", "8 working hours", "09-28T16:30", "1 h on Thursday, 25 to 27 off, 3.5 h and 3.5 h on Monday"),
    ("09-28T08:30", "8 working hours", "09-28T17:30", "a whole day ends at its close"),
    ("09-28T08:30", "3.5 working hours", "09-28T12:00", "ends with the morning shift, not at 13:00"),
    ("09-28T12:00", "1 working hour", "09-28T14:00", "the lunch break does not count"),
    ("09-28T12:30", "0.5 working hours", "09-28T13:30", "a start in the break counts from 13:00"),
    ("09-28T06:00", "1 working hour", "09-28T09:30", "a start before opening counts from 08:30"),
    ("09-28T17:30", "1 working hour", "09-29T09:30", "a start at closing counts from the next opening"),
    ("09-30T16:30", "8 working hours", "10-08T16:30", "1 h on 30 September, then 7 h after National Day"),
    ("10-09T16:30", "2 working hours", "10-10T09:30", "Saturday 10 October is worked"),
    ("02-13T18:00", "8 working hours", "02-14T17:30", "Saturday 14 February is worked and ends the limit"),
    ("02-14T10:00", "8 working hours", "02-24T10:00", "2 h and 4.5 h on the 14th, nine days off, then 1.5 h"),
    ("09-26T10:00", "3 working hours", "09-28T11:30", "a start on a day off counts from Monday's opening"),
    ("09-24T16:30", "24 working hours", "09-30T16:30", "1 h + 8 h + 8 h + 7 h over a long weekend"),
    # working days
    ("09-24T17:00", "2 working days", "09-29T17:30", "the 28th is day 1, the 29th day 2"),
    ("09-24T00:00", "1 working day", "09-28T17:30", "the starting day is not counted, however early"),
    ("09-18T17:00", "1 working day", "09-20T17:30", "Sunday 20 September is worked"),
    ("10-09T09:00", "2 working days", "10-12T17:30", "Saturday the 10th is day 1, Monday day 2"),
    ("09-26T10:00", "1 working day", "09-28T17:30", "a start on a day off: the first working day after it"),
    ("02-13T09:00", "2 working days", "02-24T17:30", "14 February is day 1, then the Spring Festival"),
    ("09-30T18:00", "1 working day", "10-08T17:30", "a start after closing counts as that day"),
    ("09-30T09:00", "10 working days", "10-20T17:30", "8, 9, 10, 12 to 16, 19, 20 October"),
    # natural days and months
    ("09-21T16:30", "3 days", "09-25T00:00", "the 24th is the last day, and ends at 24:00"),
    ("09-24T16:30", "3 days", "09-29T00:00", "the 27th is a Sunday off: Monday 24:00"),
    ("09-17T16:30", "3 days", "09-21T00:00", "Sunday the 20th is worked and stays the last day"),
    ("09-24T16:30", "1 day", "09-29T00:00", "the 25th is a holiday: next working day is Monday"),
    ("01-31T10:00", "1 month", "03-01T00:00", "28 February is a worked Saturday"),
    ("08-31T10:00", "1 month", "10-01T00:00", "30 September has no 31st to follow"),
    ("09-01T10:00", "1 month", "10-09T00:00", "1 October is off: 8 October 24:00"),
    ("08-15T10:00", "13 months", "2027-09-17T00:00", "15 September 2027 is Mid-Autumn by the estimate"),
    ("2024-01-31T10:00", "1 month", "2024-03-01T00:00", "29 February of a leap year"),
    ("2023-11-30T10:00", "3 months", "2024-03-01T00:00", "30 November to the last of February"),
    # moments
    ("09-24T16:30", "at once", "09-24T16:30", "the moment itself"),
    ("09-24T16:30", "same day", "09-25T00:00", "24:00"),
    ("09-24T16:30", "same day at 18:00", "09-24T18:00", "by the clock"),
    ("09-24T16:30", "same day at 24:00", "09-25T00:00", "24:00 is 00:00 of the next day"),
    ("09-24T19:00", "same day at 18:00", "09-24T18:00", "the hour stands even when it has passed"),
    ("09-24T16:30", "next day", "09-26T00:00", "the 25th is a holiday, and natural days stay"),
    ("09-24T16:30", "next day at 15:00", "09-25T15:00", "stays on the holiday"),
    ("09-24T16:30", "same working day", "09-24T17:30", "that day's close"),
    ("09-24T07:00", "same working day", "09-24T17:30", "before opening is still that day"),
    ("09-24T17:30", "same working day", "09-24T17:30", "the close itself is still that day"),
    ("09-24T17:31", "same working day", "09-28T17:30", "after closing: the next working day"),
    ("10-03T10:00", "same working day", "10-08T17:30", "on a day off: the next working day"),
    ("09-24T17:31", "each day", "09-28T17:30", "like the same working day"),
    # periods
    ("09-23T10:00", "each week", "09-24T17:30", "Thursday is the last working day of its week"),
    ("09-24T17:30", "each week", "09-24T17:30", "the close itself is in time"),
    ("09-24T17:31", "each week", "09-30T17:30", "next week ends on Wednesday before National Day"),
    ("09-15T10:00", "each week", "09-20T17:30", "the worked Sunday ends its week"),
    ("09-30T18:00", "each week", "10-10T17:30", "the worked Saturday ends its week"),
    ("02-14T18:00", "each week", "02-28T17:30", "16 to 22 February has no working day at all"),
    ("02-18T12:00", "each week", "02-28T17:30", "the same from inside of that week"),
    ("09-24T16:30", "each month", "09-30T17:30", "30 September is a Wednesday"),
    ("09-30T17:31", "each month", "10-30T17:30", "31 October is a Saturday"),
    ("03-01T10:00", "each year", "12-31T17:30", "31 December is a Thursday"),
    ("2025-12-31T17:31", "each year", "12-31T17:30", "the next year, as this one's close has passed"),
    ("03-01T10:00", "each half year", "06-30T17:30", "30 June is a Tuesday"),
    ("06-30T17:31", "each half year", "12-31T17:30", "the second half, as the first one's close has passed"),
    ("2024-05-06T10:00", "each two years", "2025-12-31T17:30", "two years begin with an even one"),
]  # fmt: skip


def year_2026(text: str) -> str:
    return text if text.startswith("20") else f"2026-{text}"


@pytest.mark.parametrize(("start", "limit", "due", "why"), ROWS)
def test_due_is_the_answer_worked_by_hand(office: WorkCalendar, start: str, limit: str, due: str, why: str) -> None:
    found = office.due(office.localize(year_2026(start)), limit)
    assert found == office.localize(year_2026(due)), why


ROLLS: list[tuple[str, str, Roll, str, str]] = [
    ("09-24T16:30", "3 days", "none", "09-28T00:00", "Sunday stays the last day"),
    ("09-01T10:00", "1 month", "none", "10-02T00:00", "the holiday stays the last day"),
    ("09-24T16:30", "3 days", "forward", "09-29T00:00", "the same as by default"),
    ("09-24T16:30", "next day", "forward", "09-29T00:00", "the holiday gives way to Monday"),
    ("09-24T16:30", "next day at 15:00", "forward", "09-28T15:00", "at the same hour on Monday"),
    ("09-26T10:00", "same day at 12:00", "forward", "09-28T12:00", "a Saturday off gives way to Monday"),
    ("09-19T10:00", "next day at 12:00", "forward", "09-20T12:00", "the worked Sunday stays"),
    ("09-24T16:30", "next day", "none", "09-26T00:00", "the same as by default"),
    ("09-24T16:30", "8 hours", "forward", "09-25T00:30", "hours have no last day to move"),
    ("09-24T16:30", "2 working days", "none", "09-29T17:30", "working days never end on a day off"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "limit", "roll", "due", "why"), ROLLS)
def test_roll_says_what_becomes_of_a_last_day_off(
    office: WorkCalendar, start: str, limit: str, roll: Roll, due: str, why: str
) -> None:
    found = office.due(office.localize(year_2026(start)), limit, roll=roll)
    assert found == office.localize(year_2026(due)), why


def test_an_unknown_roll_is_refused_by_name(office: WorkCalendar) -> None:
    with pytest.raises(LimitError) as refused:
        office.due(office.localize("2026-09-24T16:30"), "1 day", roll="back")  # type: ignore[arg-type]
    assert str(refused.value) == "roll is 'back'; expected 'none' or 'forward'"
    assert (refused.value.text, refused.value.expected) == ("'back'", "none, forward")


@pytest.mark.parametrize("limit", ["promised", "promised at most 2 days"])
def test_a_promise_has_no_moment_of_its_own(office: WorkCalendar, limit: str) -> None:
    with pytest.raises(LimitError) as refused:
        office.due(office.localize("2026-09-24T16:30"), limit)
    words = f"the limit '{limit}' has no moment of its own; expected the moment that was promised"
    assert (str(refused.value), refused.value.text, refused.value.expected) == (words, limit, FORMS)


PROVISIONAL = [
    # start, limit, due, years, why
    ("12-30T10:00", "1 day", "2027-01-01T00:00", (), "24:00 of the last day of 2026 touches no other year"),
    ("12-31T10:00", "14 hours", "2027-01-01T00:00", (), "for every kind of limit"),
    ("12-31T10:00", "14.1 hours", "2027-01-01T00:06", (), "no holiday moves hours"),
    ("12-31T10:00", "1 day", "2027-01-05T00:00", (2027,), "1 January is off by the estimate"),
    ("12-31T16:30", "2 working hours", "2027-01-04T09:30", (2027,), "the opening is an estimate"),
    ("12-31T10:00", "same working day", "12-31T17:30", (), "ends in 2026"),
    ("12-31T17:31", "each week", "2027-01-08T17:30", (2027,), "the next week lies in 2027"),
    ("12-31T10:00", "each week", "12-31T17:30", (2027,), "2 and 3 January are of this week and may be made up"),
    ("12-28T09:00", "each week", "12-31T17:30", (2027,), "on every day of that week"),
    ("12-24T10:00", "each week", "12-25T17:30", (), "a week that ends in 2026"),
    ("12-31T10:00", "each month", "12-31T17:30", (), "nothing of December lies in 2027"),
    ("12-31T10:00", "each year", "12-31T17:30", (), "nor of the year"),
    ("12-31T10:00", "each two years", "2027-12-31T17:30", (2027,), "2026 and 2027 are one period"),
    ("2027-03-01T10:00", "1 hour", "2027-03-01T11:00", (), "an hour of a year not announced"),
    ("2027-12-30T10:00", "1 day", "2028-01-01T00:00", (2027,), "and does not touch 2028"),
    ("2027-03-01T10:00", "at once", "2027-03-01T10:00", (), "there is no way that a notice could change"),
    ("2026-06-30T10:00", "29 months", "2028-12-01T00:00", (2027, 2028), "both years, in their order"),
    ("09-24T16:30", "8 working hours", "09-28T16:30", (), "all announced"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "limit", "due", "years", "why"), PROVISIONAL)
def test_a_way_through_a_year_not_announced_is_provisional(
    office: WorkCalendar, start: str, limit: str, due: str, years: tuple[int, ...], why: str
) -> None:
    detail = office.due_detail(office.localize(year_2026(start)), limit)
    assert (detail.moment, detail.years) == (office.localize(year_2026(due)), years), why
    assert detail.provisional is bool(years)
    assert not detail.paused
