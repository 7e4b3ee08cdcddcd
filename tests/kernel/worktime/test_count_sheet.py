"""The count sheet: day by day, why a limit ends when it does."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel.worktime import DayCount, Name, WorkCalendar, load_calendar


def rows(sheet: tuple[DayCount, ...]) -> list[tuple[str, str, str]]:
    return [(f"{day.date:%m-%d}", day.nature, day.why) for day in sheet]


def test_eight_working_hours_over_mid_autumn(office: WorkCalendar) -> None:
    sheet = office.count_sheet(office.localize("2026-09-24T16:30"), "8 working hours")
    assert rows(sheet) == [
        ("09-24", "working_day", "counted"),
        ("09-25", "holiday", "day_off"),
        ("09-26", "weekend", "day_off"),
        ("09-27", "weekend", "day_off"),
        ("09-28", "working_day", "counted"),
    ]
    assert [day.time for day in sheet if day.counted] == [timedelta(hours=1), timedelta(hours=7)]
    assert sheet[1].name == Name(en="Mid-Autumn Festival", zh_CN="中秋节")
    assert sheet[2].name == Name()


def test_two_working_days_with_a_make_up_day(office: WorkCalendar) -> None:
    sheet = office.count_sheet(office.localize("2026-10-09T10:00"), "2 working days")
    assert rows(sheet) == [
        ("10-09", "working_day", "start_day"),
        ("10-10", "make_up_workday", "counted"),
        ("10-11", "weekend", "day_off"),
        ("10-12", "working_day", "counted"),
    ]


def test_three_days_that_move_to_monday(office: WorkCalendar) -> None:
    sheet = office.count_sheet(office.localize("2026-09-24T10:00"), "3 days")
    assert rows(sheet) == [
        ("09-24", "working_day", "start_day"),
        ("09-25", "holiday", "counted"),
        ("09-26", "weekend", "counted"),
        ("09-27", "weekend", "counted"),
        ("09-28", "working_day", "moved"),
    ]


def test_a_start_after_closing_lies_before_the_opening(office: WorkCalendar) -> None:
    sheet = office.count_sheet(office.localize("2026-09-28T18:00"), "1 working hour")
    assert rows(sheet) == [("09-28", "working_day", "before_opening"), ("09-29", "working_day", "counted")]


def test_paused_days_are_named(office: WorkCalendar) -> None:
    pause = [(office.localize("2026-09-29T08:00"), office.localize("2026-09-29T20:00"))]
    hours = office.count_sheet(office.localize("2026-09-28T10:00"), "10 working hours", pauses=pause)
    days = office.count_sheet(office.localize("2026-09-28T10:00"), "1 working day", pauses=pause)
    natural = office.count_sheet(
        office.localize("2026-09-27T10:00"), "1 day",
        pauses=[(office.localize("2026-09-28T08:00"), office.localize("2026-09-29T08:00"))],
    )  # fmt: skip
    assert [day.why for day in hours] == ["counted", "paused", "counted"]
    assert [day.why for day in days] == ["start_day", "paused", "counted"]
    assert [day.why for day in natural] == ["start_day", "paused", "counted"]


def test_a_period_waits_for_its_last_working_day(office: WorkCalendar) -> None:
    sheet = office.count_sheet(office.localize("2026-09-28T10:00"), "each week")
    assert [day.why for day in sheet] == ["waiting", "waiting", "counted"]


def test_a_moment_that_has_passed_still_has_its_day(office: WorkCalendar) -> None:
    sheet = office.count_sheet(office.localize("2026-09-24T19:00"), "same day at 18:00")
    assert rows(sheet) == [("09-24", "working_day", "counted")]


def test_the_day_of_a_company_bears_its_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("calendar") / "own.yaml"
    file.write_text(
        "{calendar: own, zone: Asia/Shanghai, weekly: {Monday to Friday: [09:00-17:00]}, "
        "days_off: [{date: 2026-09-28, name: {en: Anniversary, zh_CN: 厂庆}}]}",
        encoding="utf-8",
    )
    own = load_calendar(file)
    sheet = own.count_sheet(own.localize("2026-09-25T10:00"), "1 working day")
    assert rows(sheet)[3] == ("09-28", "day_off", "day_off")
    assert sheet[3].name == Name(en="Anniversary", zh_CN="厂庆")


OFFICE = load_calendar("cn-office")
starts = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=OFFICE.zone)
)
gaps = st.lists(
    st.tuples(st.timedeltas(timedelta(), timedelta(days=9)), st.timedeltas(timedelta(), timedelta(days=5))),
    max_size=2,
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(starts, st.integers(1, 30), st.sampled_from(["working days", "days", "working hours", "hours"]), gaps)
def test_what_a_sheet_counts_is_the_limit(
    start: datetime, amount: int, kind: str, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    stops = [(start + begin, start + begin + length) for begin, length in pauses]
    limit = f"{amount} {kind}"
    sheet = OFFICE.count_sheet(start, limit, pauses=stops)
    counted = [day for day in sheet if day.counted]
    hours = sum((day.time for day in sheet), timedelta())
    assert (hours if "hours" in kind else len(counted)) == (timedelta(hours=amount) if "hours" in kind else amount)
    days = [day.date for day in sheet]
    assert days == [start.date() + timedelta(days=i) for i in range(len(days))]
    due = OFFICE.due(start, limit, pauses=stops)
    assert days[-1] == (due - timedelta(microseconds=1)).date()


def test_the_last_row_of_a_month_is_the_day_it_ends(office: WorkCalendar) -> None:
    sheet = office.count_sheet(office.localize("2026-09-01T10:00"), "1 month")
    assert len(sheet) == 38
    assert [day.why for day in sheet[-7:]] == ["moved"] * 7
    assert sheet[-1].date == date(2026, 10, 8)
