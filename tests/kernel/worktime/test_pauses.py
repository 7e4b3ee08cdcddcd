"""Pauses: while the clock stands still, a limit does not pass, each in its own unit."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel.worktime import Pause, WorkCalendar, WorktimeError, load_calendar

ROWS = [
    # start, limit, pauses, due, why
    ("09-28T10:00", "2 hours", ["09-28T10:30/09-28T11:00"], "09-28T12:30", "the paused half hour is added"),
    ("09-28T10:00", "2 hours", ["09-28T09:00/09-28T10:30"], "09-28T12:30", "only what lies after the start"),
    ("09-28T10:00", "2 hours", ["09-28T08:00/09-28T10:00"], "09-28T12:00", "ends where the limit starts"),
    ("09-28T10:00", "2 hours", ["09-28T12:00/09-28T13:00"], "09-28T12:00", "begins where the limit ends"),
    ("09-28T10:00", "2 hours", ["09-28T11:59/09-28T12:59"], "09-28T13:00", "one minute was left"),
    ("09-28T10:00", "2 hours", ["09-28T10:30/09-28T11:00", "09-28T12:15/09-28T12:45"], "09-28T13:00",
     "the second is met only because of the first"),
    ("09-28T10:00", "2 hours", ["09-28T12:15/09-28T12:45", "09-28T10:30/09-28T11:00"], "09-28T13:00",
     "in any order"),
    ("09-28T10:00", "2 hours", ["09-28T10:30/09-28T11:00", "09-28T10:45/09-28T11:15"], "09-28T12:45",
     "an overlap counts once"),
    ("09-28T10:00", "90 minutes", ["09-28T10:30/09-28T10:30"], "09-28T11:30", "a pause of no length"),
    ("09-28T08:30", "8 working hours", ["09-28T11:00/09-28T14:00"], "09-29T10:30", "two worked hours were paused"),
    ("09-28T08:30", "8 working hours", ["09-28T12:00/09-28T13:00"], "09-28T17:30", "a pause over lunch costs nothing"),
    ("09-24T16:30", "8 working hours", ["09-25T00:00/09-28T08:30"], "09-28T16:30", "a pause over days off neither"),
    ("09-28T08:30", "8 working hours", ["09-28T17:30/09-29T17:30"], "09-28T17:30", "begins where the limit ends"),
    ("09-28T10:00", "2 working days", ["09-29T10:00/09-29T12:00"], "09-30T17:30", "the clock ran at the 29th's close"),
    ("09-28T10:00", "2 working days", ["09-29T16:00/09-30T09:00"], "10-08T17:30", "the 29th is not counted"),
    ("09-28T10:00", "2 working days", ["09-29T16:00/09-29T17:30"], "09-30T17:30", "the clock runs again at the close"),
    ("09-28T10:00", "2 working days", ["09-29T17:30/09-29T17:31"], "10-08T17:30", "it stands still at the close"),
    ("09-28T10:00", "2 working days", ["09-27T10:00/09-28T18:00"], "09-30T17:30", "the starting day never counted"),
    ("09-21T10:00", "2 days", ["09-22T10:00/09-22T20:00"], "09-24T00:00", "the clock ran at the 22nd's 24:00"),
    ("09-21T10:00", "2 days", ["09-22T10:00/09-23T10:00"], "09-25T00:00", "the 22nd is not counted"),
    ("09-21T10:00", "2 days", ["09-22T10:00/09-23T00:00"], "09-24T00:00", "it runs again at 24:00"),
    ("09-21T10:00", "2 days", ["09-23T00:00/09-23T10:00"], "09-25T00:00", "it stands still at the 22nd's 24:00"),
    ("09-21T10:00", "3 days", ["09-22T10:00/09-23T10:00"], "09-29T00:00", "the 25th is off: Monday 24:00"),
    ("09-24T10:00", "3 days", ["09-28T10:00/09-29T10:00"], "09-30T00:00", "it stands still where the end moved to"),
    ("08-31T10:00", "1 month", ["09-10T10:00/09-12T10:00"], "10-09T00:00", "30 September and two days: 8 October"),
    ("09-24T10:00", "same day", ["09-24T11:00/09-26T10:00"], "09-25T00:00", "a moment does not move"),
    ("09-24T10:00", "same working day", ["09-24T11:00/09-26T10:00"], "09-24T17:30", "nor does this one"),
    ("09-24T10:00", "each month", ["09-24T11:00/10-26T10:00"], "09-30T17:30", "nor a period's end"),
    ("09-24T10:00", "at once", ["09-24T09:00/09-26T10:00"], "09-24T10:00", "nor the moment itself"),
]  # fmt: skip


def spans(office: WorkCalendar, texts: list[str]) -> list[Pause]:
    ends = [text.split("/") for text in texts]
    return [(office.localize(f"2026-{start}"), office.localize(f"2026-{end}") if end else None) for start, end in ends]


@pytest.mark.parametrize(("start", "limit", "pauses", "due", "why"), ROWS)
def test_a_pause_counts_in_the_unit_of_the_limit(
    office: WorkCalendar, start: str, limit: str, pauses: list[str], due: str, why: str
) -> None:
    detail = office.due_detail(office.localize(f"2026-{start}"), limit, pauses=spans(office, pauses))
    assert detail.moment == office.localize(f"2026-{due}"), why
    assert not detail.paused


OPEN = [
    # start, limit, pauses, earliest end, paused, why
    ("09-28T10:00", "2 hours", ["09-28T11:00/"], "09-28T12:00", True, "one hour is left, whenever it goes on"),
    ("09-28T10:00", "2 hours", ["09-28T12:00/"], "09-28T12:00", False, "the limit had ended"),
    ("09-28T10:00", "2 hours", ["09-28T10:30/09-28T11:30", "09-28T12:00/"], "09-28T13:00", True,
     "the first pause made it last into the open one"),
    ("09-28T10:00", "2 hours", ["09-28T11:00/", "09-28T11:30/09-28T11:45"], "09-28T12:00", True,
     "what lies inside the open pause is part of it"),
    ("09-28T10:00", "2 hours", ["09-28T11:00/", "09-28T10:30/09-28T11:45"], "09-28T12:30", True,
     "a pause that runs into the open one counts until there"),
    ("09-28T10:00", "2 hours", ["09-28T12:30/", "09-28T11:00/"], "09-28T12:00", True, "the earlier of two"),
    ("09-28T08:30", "8 working hours", ["09-28T17:30/"], "09-28T17:30", False, "the limit had ended"),
    ("09-28T08:30", "8 working hours", ["09-28T17:29/"], "09-28T17:30", True, "a minute is left"),
    ("09-28T10:00", "2 working days", ["09-30T17:30/"], "09-30T17:30", True, "it stands still at the close"),
    ("09-28T10:00", "2 working days", ["09-30T17:31/"], "09-30T17:30", False, "it ran at the close"),
    ("09-24T10:00", "3 days", ["09-28T10:00/"], "09-29T00:00", True, "it stands still where the end moved to"),
    ("09-24T10:00", "each week", ["09-24T11:00/"], "09-24T17:30", False, "a moment does not move"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "limit", "pauses", "moment", "paused", "why"), OPEN)
def test_a_pause_still_open_leaves_the_earliest_end(
    office: WorkCalendar, start: str, limit: str, pauses: list[str], moment: str, paused: bool, why: str
) -> None:
    begin, stops = office.localize(f"2026-{start}"), spans(office, pauses)
    detail = office.due_detail(begin, limit, pauses=stops)
    assert (detail.moment, detail.paused) == (office.localize(f"2026-{moment}"), paused), why
    assert office.due(begin, limit, pauses=stops) == detail.moment


def test_a_pause_that_ends_before_it_begins_is_refused(office: WorkCalendar) -> None:
    with pytest.raises(WorktimeError, match=r"a pause ends at 2026-09-28T10:00:00.*before it begins"):
        office.due(office.localize("2026-09-28T10:00"), "2 hours", pauses=spans(office, ["09-28T11:00/09-28T10:00"]))


def test_a_share_leaves_out_what_is_paused_before_the_end(office: WorkCalendar) -> None:
    """Of 10:00 to 18:00 four hours are not paused; the second of them ends at 12:00, the fourth at 14:00."""
    start, stops = office.localize("2026-09-24T10:00"), spans(office, ["09-24T14:00/09-24T20:00"])
    shares = [office.at_fraction(start, "same day at 18:00", share, pauses=stops) for share in (0.5, 0.999, 1)]
    assert [f"{moment:%H:%M:%S}" for moment in shares] == ["12:00:00", "13:59:46", "18:00:00"]


def test_a_pause_can_make_the_end_provisional(office: WorkCalendar) -> None:
    start, stop = office.localize("2026-12-31T10:00"), spans(office, ["12-31T11:00/12-31T23:00"])
    assert office.due_detail(start, "4 working hours").years == ()
    assert office.due_detail(start, "4 working hours", pauses=stop).years == (2027,)
    assert office.due_detail(start, "8 hours", pauses=stop).years == ()  # no holiday moves an hour by the clock


# An oracle that walks: minute by minute, or day by day.

OFFICE = load_calendar("cn-office")
MONDAY = datetime(2026, 9, 21, tzinfo=OFFICE.zone)
minutes = st.integers(0, 20 * 1440)
starts = minutes.map(lambda minute: MONDAY + timedelta(minutes=minute))
pause_lists = st.lists(
    st.tuples(starts, st.integers(0, 4000)).map(lambda pause: (pause[0], pause[0] + timedelta(minutes=pause[1]))),
    max_size=4,
)
OFF = {datetime(2026, 9, day).date() for day in (25, 26, 27)} | {
    datetime(2026, 10, day).date() for day in (1, 2, 3, 4, 5, 6, 7, 11, 17, 18, 24, 25, 31)
}


def still(moment: datetime, pauses: list[tuple[datetime, datetime]]) -> bool:
    return any(start <= moment < end for start, end in pauses)


def is_open(moment: datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    return moment.date() not in OFF and (510 <= minute < 720 or 780 <= minute < 1050)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(starts, st.integers(1, 1200), pause_lists, st.booleans())
def test_time_limits_with_pauses_agree_with_a_walk(
    start: datetime, amount: int, pauses: list[tuple[datetime, datetime]], working: bool
) -> None:
    amount *= 3
    limit = f"{amount / 60:.2f} working hours" if working and amount < 1500 else f"{amount} minutes"
    moment, left = start, amount
    while left:
        if not still(moment, pauses) and ("working" not in limit or is_open(moment)):
            left -= 1
        moment += timedelta(minutes=1)
    assert OFFICE.due(start, limit, pauses=pauses) == moment


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(starts, st.integers(1, 6), pause_lists, st.booleans())
def test_day_limits_with_pauses_agree_with_a_walk(
    start: datetime, amount: int, pauses: list[tuple[datetime, datetime]], working: bool
) -> None:
    end = start.replace(hour=17, minute=30) if working else start.replace(hour=0, minute=0)
    end += timedelta(days=0 if working else 1)
    left = amount
    while left:
        end += timedelta(days=1)
        if not still(end, pauses) and not (working and end.date() in OFF):
            left -= 1
    limit = f"{amount} working days" if working else f"{amount} days"
    assert OFFICE.due(start, limit, roll="none", pauses=pauses) == end
