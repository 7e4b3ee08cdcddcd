"""Due moments laid out as pieces: at every start what the calendar itself says, to the microsecond."""

import random
from bisect import bisect_right
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest

from complaint_kernel.worktime import load_calendar, parse_calendar, parse_limit

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SECOND = 1_000_000
DAY = 86_400 * SECOND
LIMITS = (
    "1 working hour", "8 working hours", "0.3 working hours", "40 working hours", "1 working day", "15 working days",
    "1 day", "30 days", "1 month", "same day", "same day at 10:00", "next day at 15:00", "same working day", "each day",
    "each week", "each month", "each half year", "each year", "each two years", "90 minutes", "0.5 hours",
)  # fmt: skip
CALENDARS = {
    "office": None,
    "nights": """
calendar: nights
zone: Europe/Berlin
weekly:
  Monday to Thursday: [22:00-06:00]
  Saturday: [08:00-12:30, 14:00-18:00]
holidays: {country: DE}
""",
    "other side": """
calendar: other-side
zone: America/St_Johns
weekly: {Monday to Friday: [00:00-24:00], Sunday: [09:05-09:07]}
""",
}


def micros(text):
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def said(pieces, start):
    piece = pieces[bisect_right(pieces, start, key=lambda one: one.since) - 1]
    return -(-piece.at(start) // SECOND) * SECOND, piece.provisional


def starts(pieces, first, last, dice):
    """Around every turn, and anywhere."""
    near = (0, 1, -1, SECOND, -SECOND, SECOND - 1)
    turns = [dice.choice(pieces).since + dice.choice(near) for _ in range(150)]
    return [start for start in (*turns, *(dice.randrange(first, last) for _ in range(60))) if first <= start <= last]


@pytest.fixture(params=CALENDARS)
def calendar(request):
    text = CALENDARS[request.param]
    return parse_calendar(text) if text else load_calendar("cn-office")


@pytest.mark.parametrize("limit", ["8 working hours", "2 working days", "each month"])
def test_an_office_is_laid_out(limit):
    check(load_calendar("cn-office"), limit, None, ("2026-09-20T08:30", "2026-10-12T00:00"))


@pytest.mark.slow
@pytest.mark.parametrize("roll", [None, "none", "forward"])
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("span", [("2026-01-28T10:00", "2026-03-31T18:00"), ("2026-09-20T08:30", "2027-01-05T00:00")])
def test_every_start_is_due_when_the_calendar_says(calendar, limit, roll, span):
    check(calendar, limit, roll, span)


def check(calendar, limit, roll, span):
    first, last = (micros(f"{day}+08:00") for day in span)
    read = parse_limit(limit)
    pieces = calendar.due_pieces(first, last, read, roll=roll)
    assert pieces[0].since == first
    assert all(one.since < other.since for one, other in pairwise(pieces))
    for start in starts(pieces, first, last, random.Random(limit)):  # noqa: S311
        detail = calendar.due_detail(EPOCH + timedelta(microseconds=start), read, roll=roll)
        due = (detail.moment - EPOCH) // timedelta(microseconds=1)
        assert said(pieces, start) == (due, detail.provisional), EPOCH + timedelta(microseconds=start)
