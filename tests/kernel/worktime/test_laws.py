"""Laws that hold for every start, amount and pause, on an office calendar and on one with a change of clocks."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel.worktime import WorktimeError, load_calendar, parse_limit
from complaint_kernel.worktime.calendar import WorkCalendar
from complaint_kernel.worktime.files import read_rules

pytestmark = pytest.mark.slow

BERLIN = """
calendar: nights
zone: Europe/Berlin
weekly:
  Monday to Thursday: [22:00-06:00]
  Saturday: [00:00-04:00, 12:00-24:00]
holidays: {country: DE, subdivision: BE}
"""
CALENDARS = {"office": load_calendar("cn-office"), "nights": WorkCalendar(read_rules(BERLIN, "nights.yaml"))}

calendars = st.sampled_from(sorted(CALENDARS)).map(CALENDARS.__getitem__)
moments = st.datetimes(datetime(2023, 1, 1), datetime(2028, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=timezone.utc)
)
whole_moments = moments.map(lambda moment: moment.replace(microsecond=0))
COUNTED = ["minutes", "hours", "days", "months", "working hours", "working days"]
counted_limits = st.tuples(st.integers(1, 40), st.sampled_from(COUNTED)).map(lambda part: f"{part[0]} {part[1]}")
MOMENTS = [
    "at once", "same day", "same day at 17:30", "next day", "next day at 02:30", "same working day", "each day",
    "each week", "each month", "each half year", "each year", "each two years",
]  # fmt: skip
limits = counted_limits | st.sampled_from(MOMENTS)
rolls = st.sampled_from([None, "none", "forward"])
pauses = st.lists(
    st.tuples(moments, st.timedeltas(timedelta(), timedelta(days=20))).map(
        lambda pause: (pause[0], pause[0] + pause[1])
    ),
    max_size=3,
)
near_pauses = st.lists(
    st.tuples(st.timedeltas(timedelta(days=-3), timedelta(days=20)), st.timedeltas(timedelta(), timedelta(days=8))),
    max_size=3,
)
shares = st.fractions(0, 1)
SECOND = timedelta(seconds=1)
examples = settings(max_examples=100, deadline=None)


def utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)


@examples
@given(calendars, moments, st.integers(1, 400))
def test_adding_working_hours_and_measuring_gives_them_back(
    calendar: WorkCalendar, start: datetime, hours: int
) -> None:
    passed = calendar.working_time(start, calendar.due(start, f"{hours} working hours"))
    assert timedelta(hours=hours) <= passed < timedelta(hours=hours) + SECOND


@examples
@given(calendars, whole_moments, st.integers(1, 400))
def test_from_a_whole_second_the_measure_is_exact(calendar: WorkCalendar, start: datetime, hours: int) -> None:
    assert calendar.working_time(start, calendar.due(start, f"{hours} working hours")) == timedelta(hours=hours)


@examples
@given(calendars, moments, st.integers(1, 4000))
def test_hours_are_elapsed_time_across_a_change_of_clocks(
    calendar: WorkCalendar, start: datetime, minutes: int
) -> None:
    elapsed = utc(calendar.due(start, f"{minutes} minutes")) - start
    assert timedelta(minutes=minutes) <= elapsed < timedelta(minutes=minutes) + SECOND


@examples
@given(calendars, moments, limits, rolls)
def test_due_is_a_whole_second_in_the_zone_and_never_before_the_start(
    calendar: WorkCalendar, start: datetime, limit: str, roll: str | None
) -> None:
    due = calendar.due(start, limit, roll=roll)  # type: ignore[arg-type]
    assert due.tzinfo is calendar.zone
    assert due.microsecond == 0
    assert utc(due) >= start or " at " in limit


@examples
@given(calendars, moments, moments, limits, rolls)
def test_a_later_start_is_never_due_earlier(
    calendar: WorkCalendar, one: datetime, other: datetime, limit: str, roll: str | None
) -> None:
    earlier, later = sorted((one, other))
    first, second = (calendar.due(start, limit, roll=roll) for start in (earlier, later))  # type: ignore[arg-type]
    assert utc(first) <= utc(second)


@examples
@given(calendars, moments, st.timedeltas(timedelta(), timedelta(days=3)), limits, near_pauses)
def test_a_later_start_is_never_due_earlier_with_pauses_either(
    calendar: WorkCalendar,
    start: datetime,
    delay: timedelta,
    limit: str,
    gaps: list[tuple[timedelta, timedelta]],
) -> None:
    """Months of different lengths end on one last day (art. 202); a pause that only the earlier start has in full
    may then carry it up to three days past the later one. No other limit may."""
    stops = [(start + begin, start + begin + length) for begin, length in gaps]
    first, second = (calendar.due(moment, limit, pauses=stops) for moment in (start, start + delay))
    clipped = timedelta(days=3) if "month" in limit else timedelta()
    rolled = timedelta(days=14) if clipped else timedelta()  # the last days of the two may roll over different holidays
    assert utc(first) <= utc(second) + clipped + rolled


@examples
@given(calendars, moments, st.integers(1, 60), st.integers(1, 60), st.sampled_from(COUNTED))
def test_more_is_never_due_earlier(calendar: WorkCalendar, start: datetime, one: int, other: int, kind: str) -> None:
    less, more = sorted((one, other))
    assert utc(calendar.due(start, f"{less} {kind}")) <= utc(calendar.due(start, f"{more} {kind}"))


@examples
@given(calendars, moments, limits, near_pauses)
def test_a_pause_never_makes_due_earlier(
    calendar: WorkCalendar, start: datetime, limit: str, gaps: list[tuple[timedelta, timedelta]]
) -> None:
    due = utc(calendar.due(start, limit))
    stops = []
    for begin, length in gaps:
        stops.append((start + begin, start + begin + length))
        later = utc(calendar.due(start, limit, pauses=stops))
        assert later >= due
        due = later


@examples
@given(calendars, moments, limits, near_pauses, shares, shares)
def test_shares_of_a_limit_follow_each_other_up_to_its_end(
    calendar: WorkCalendar,
    start: datetime,
    limit: str,
    gaps: list[tuple[timedelta, timedelta]],
    one: Fraction,
    other: Fraction,
) -> None:
    stops = [(start + begin, start + begin + length) for begin, length in gaps]
    due = calendar.due(start, limit, pauses=stops)
    less, more = (utc(calendar.at_fraction(start, limit, share, pauses=stops)) for share in sorted((one, other)))
    assert less <= more <= utc(due)
    assert start <= less or utc(due) < start
    assert calendar.at_fraction(start, limit, 1, pauses=stops) == due


@examples
@given(calendars, whole_moments, st.integers(1, 40), st.sampled_from([25, 50, 75]))
def test_a_share_of_working_hours_is_that_share_of_worked_time(
    calendar: WorkCalendar, start: datetime, hours: int, percent: int
) -> None:
    moment = calendar.at_fraction(start, f"{hours} working hours", Decimal(percent) / 100)
    assert calendar.working_time(start, moment) == timedelta(hours=hours) * percent / 100


@examples
@given(calendars, moments, moments, moments)
def test_working_time_adds_up(calendar: WorkCalendar, one: datetime, two: datetime, three: datetime) -> None:
    a, b, c = sorted((one, two, three))
    assert calendar.working_time(a, b) + calendar.working_time(b, c) == calendar.working_time(a, c)
    assert calendar.working_time(b, a) == timedelta()


@examples
@given(calendars, moments)
def test_people_work_at_the_next_opening(calendar: WorkCalendar, moment: datetime) -> None:
    opening = calendar.next_opening(moment)
    assert calendar.open_at(opening) or calendar.open_at(moment)
    assert calendar.working_time(moment, opening) < SECOND
    if calendar.open_at(moment):
        assert utc(opening) - moment < SECOND


@examples
@given(calendars, moments, counted_limits, st.timedeltas(timedelta(), timedelta(days=60)))
def test_a_window_closes_once(calendar: WorkCalendar, start: datetime, limit: str, later: timedelta) -> None:
    """What lies inside a window stays inside when it happens earlier or the window is wider."""
    if calendar.within(start, start + later, limit):
        assert calendar.within(start, start + later / 2, limit)
        amount, _, kind = limit.partition(" ")
        assert calendar.within(start, start + later, f"{int(amount) + 1} {kind}")
    else:
        assert not calendar.within(start, start + later * 2, limit)


@examples
@given(calendars, moments)
def test_text_of_a_moment_is_read_back(calendar: WorkCalendar, moment: datetime) -> None:
    assert utc(calendar.localize(calendar.text(moment))) == moment.replace(microsecond=0)


@pytest.mark.parametrize("share", [-0.01, 1.01, Decimal("NaN"), float("inf"), "half", "1/0", True, None])
def test_a_share_outside_0_to_1_is_refused(office: WorkCalendar, share: float) -> None:
    with pytest.raises(WorktimeError) as refused:
        office.at_fraction(office.localize("2026-09-24T16:30"), "8 working hours", share)
    assert str(refused.value) == f"a share of a limit is {share!r}; expected a number from 0 to 1"


def test_where_all_is_paused_a_share_ends_with_the_whole(office: WorkCalendar) -> None:
    start, end = office.localize("2026-09-24T10:00"), office.localize("2026-09-24T17:30")
    stops = [(start, office.localize("2026-09-24T20:00"))]
    assert office.at_fraction(start, "same working day", Decimal("0.5"), pauses=stops) == end
    assert office.worked_share(start, end, Decimal("0.5"), pauses=stops) == end


SHARES = [
    # start, limit, share, moment, why
    ("09-28T08:30", "8 working hours", "0.5", "09-28T13:30", "four of eight worked hours"),
    ("09-28T08:30", "8 working hours", "0.75", "09-28T15:30", "six of eight"),
    ("09-24T17:00", "2 working days", "0.5", "09-28T17:15", "8.25 of 16.5 worked hours: 0.5 on the 24th"),
    ("09-28T10:00", "24 hours", "0.5", "09-28T22:00", "by the clock"),
    ("09-21T10:00", "2 days", "0.5", "09-22T17:00", "62 hours to 24:00 of the 23rd: 31 of them"),
    ("09-24T10:00", "same working day", "0.5", "09-24T14:15", "6.5 worked hours: 2 h and 1.25 h"),
    ("09-28T10:00", "2 hours", "0", "09-28T10:00", "nothing has passed at the start"),
    ("09-24T19:00", "same day at 18:00", "0.5", "09-24T18:00", "an hour that has passed has no parts"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "limit", "share", "moment", "why"), SHARES)
def test_shares_worked_by_hand(office: WorkCalendar, start: str, limit: str, share: str, moment: str, why: str) -> None:
    found = office.at_fraction(office.localize(f"2026-{start}"), parse_limit(limit), Decimal(share))
    assert found == office.localize(f"2026-{moment}"), why


@examples
@given(calendars, moments, moments, st.fractions(0, 1, max_denominator=100))
def test_a_share_of_worked_time_is_that_share_of_it(
    calendar: WorkCalendar, one: datetime, other: datetime, share: Fraction
) -> None:
    start, end = sorted((one, other))
    moment = calendar.worked_share(start, end, share)
    worked, whole = calendar.working_time(start, moment), calendar.working_time(start, end)
    assert utc(start) - timedelta(seconds=1) <= utc(moment) <= utc(end) + timedelta(seconds=1)
    assert abs(worked - whole * share.numerator / share.denominator) <= timedelta(seconds=1)  # shown in whole seconds
