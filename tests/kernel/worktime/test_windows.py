"""Windows: whether an earlier complaint is near enough to count; both edges of each, by hand."""

from datetime import timedelta

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


SECOND = timedelta(seconds=1)

AHEAD = [
    # earlier, window, the first moment outside
    ("09-24T16:30", "48 hours", "09-26T16:30:01"),
    ("09-24T16:30:20.5", "30 minutes", "09-24T17:00:21"),
    ("09-24T16:30", "8 working hours", "09-28T16:30:01"),
    ("09-24T16:30", "3 days", "09-28T00:00:00"),
    ("09-24T16:30", "600 hours", "10-19T16:30:01"),
    ("09-24T16:30", "calendar year", "2027-01-01T00:00:00"),
]


@pytest.mark.parametrize(("earlier", "window", "outside"), AHEAD)
def test_a_look_ahead_ends_with_the_window_or_a_second_later(
    office: WorkCalendar, earlier: str, window: str, outside: str
) -> None:
    end = office.latest_within(office.localize(f"2026-{earlier}"), window)
    after = office.localize(outside if outside.startswith("20") else f"2026-{outside}")
    assert after <= end <= after + SECOND and not end.microsecond


BACK = [
    # later, window, the first moment inside
    ("09-26T16:30", "48 hours", "09-24T16:30:00"),
    ("09-24T17:00:20.5", "30 minutes", "09-24T16:30:21"),
    ("09-28T16:30", "8 working hours", "09-24T16:30:00"),
    ("09-27T12:00", "3 days", "09-24T00:00:00"),
    ("10-19T16:30", "600 hours", "09-24T16:30:00"),
    ("09-24T16:30", "calendar year", "01-01T00:00:00"),
]


@pytest.mark.parametrize(("later", "window", "inside"), BACK)
def test_a_look_into_the_past_begins_a_second_before_the_window(
    office: WorkCalendar, later: str, window: str, inside: str
) -> None:
    begin = office.earliest_within(office.localize(f"2026-{later}"), window)
    assert begin == office.localize(f"2026-{inside}") - SECOND


def test_no_look_goes_beyond_the_years_of_the_calendar(office: WorkCalendar) -> None:
    assert office.text(office.earliest_within(office.localize("2001-01-20"), "2 months")) == "2001-01-02T00:00:00+08:00"
    assert office.text(office.latest_within(office.localize("2050-12-10"), "2 months")) == "2050-12-30T00:00:01+08:00"


@pytest.mark.parametrize("window", ["same day", "each week", "at once", "promised"])
def test_other_limits_are_no_windows(office: WorkCalendar, window: str) -> None:
    moment = office.localize("2026-09-24T16:30")
    with pytest.raises(LimitError, match=f"the limit '{window}' is no window; expected N minutes") as refused:
        office.within(moment, moment, window)
    assert refused.value.text == window and refused.value.expected.endswith("calendar month, calendar year")
