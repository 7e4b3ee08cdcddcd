"""Windows: whether an earlier complaint is near enough to count; both edges of each, by hand."""

import pytest

from complaint_kernel.worktime import LimitError, WorkCalendar

ROWS = [
    # earlier, window, the last moment inside, the first outside
    ("09-24T16:30", "48 hours", "09-26T16:30:00", "09-26T16:30:01"),
    ("09-24T16:30", "30 minutes", "09-24T17:00:00", "09-24T17:00:01"),
    ("09-24T16:30", "2 working days", "09-29T17:30:00", "09-29T17:30:01"),
    ("09-24T16:30", "8 working hours", "09-28T16:30:00", "09-28T16:30:01"),
    ("09-24T16:30", "3 days", "09-27T23:59:59", "09-28T00:00:00"),
    ("09-24T16:30", "1 month", "10-24T23:59:59", "10-25T00:00:00"),
    ("01-31T16:30", "1 month", "02-28T23:59:59", "03-01T00:00:00"),
    ("09-24T16:30", "calendar month", "09-30T23:59:59", "10-01T00:00:00"),
    ("09-24T16:30", "calendar year", "12-31T23:59:59", "2027-01-01T00:00:00"),
]


@pytest.mark.parametrize(("earlier", "window", "inside", "outside"), ROWS)
def test_a_window_holds_its_last_moment_and_not_the_next(
    office: WorkCalendar, earlier: str, window: str, inside: str, outside: str
) -> None:
    start, last, after = (
        office.localize(text if text.startswith("20") else f"2026-{text}") for text in (earlier, inside, outside)
    )
    assert office.within(start, start, window)
    assert office.within(start, last, window)
    assert not office.within(start, after, window)
    assert not office.within(last, start, window)


def test_the_calendar_month_is_that_of_the_zone(office: WorkCalendar) -> None:
    """16:00 UTC on 31 August is September in Shanghai."""
    first, second = office.localize("2026-08-31T16:00Z"), office.localize("2026-09-30T15:59Z")
    assert office.within(first, second, "calendar month")
    assert not office.within(office.localize("2026-08-31T15:59Z"), second, "calendar month")


def test_the_same_month_of_another_year_is_outside(office: WorkCalendar) -> None:
    assert not office.within(office.localize("2025-09-24T16:30"), office.localize("2026-09-24T16:30"), "calendar month")


@pytest.mark.parametrize("window", ["same day", "each week", "at once", "promised"])
def test_other_limits_are_no_windows(office: WorkCalendar, window: str) -> None:
    moment = office.localize("2026-09-24T16:30")
    with pytest.raises(LimitError, match=f"the limit '{window}' is no window; expected N minutes"):
        office.within(moment, moment, window)
