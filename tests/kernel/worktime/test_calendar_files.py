"""Calendar files: what a good one says, and every fault of a bad one with its line."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from complaint_kernel.worktime import (
    CalendarError,
    CalendarRangeError,
    WorkCalendar,
    WorktimeError,
    load_calendar,
    shipped_calendars,
)
from complaint_kernel.worktime.moments import ZoneClock

Reader = Callable[[str], WorkCalendar]

MALL = """
calendar: mall
title: {en: A mall, zh_CN: 商场}
zone: Asia/Shanghai
weekly:
  Monday to Friday: [10:00-22:00]
  Saturday: [09:00-23:00]
holidays: {country: CN}
announced: [2020 to 2025, "2026"]
make_up_shifts: [10:00-18:00]
days_off:
  - {date: 2026-12-24, name: {en: Anniversary, zh_CN: 店庆}}
extra_working_days:
  - {date: 2026-12-27, shifts: [12:00-16:00]}
  - date: 2026-10-01
    shifts: [12:00-13:00]
"""


def worked_on(calendar: WorkCalendar, day: date) -> timedelta:
    return calendar.working_time(calendar.start_of_day(day), calendar.start_of_day(day + timedelta(days=1)))


def test_a_file_gives_shifts_days_off_and_extra_days(calendar_of: Reader) -> None:
    mall = calendar_of(MALL)
    hours = {
        date(2026, 12, 21): (12, "working_day"),
        date(2026, 12, 26): (14, "working_day"),  # a Saturday
        date(2026, 12, 20): (0, "weekend"),
        date(2026, 12, 24): (0, "day_off"),
        date(2026, 12, 27): (4, "extra_working_day"),  # a Sunday
        date(2026, 10, 1): (1, "extra_working_day"),  # goes before the holiday
        date(2026, 10, 2): (0, "holiday"),
        date(2026, 10, 10): (8, "make_up_workday"),  # make-up shifts go before Saturday's own
    }
    assert {day: (worked_on(mall, day) / timedelta(hours=1), mall.nature(day)) for day in hours} == hours
    assert (mall.title.get("en"), mall.title.get("zh_CN")) == ("A mall", "商场")
    assert mall.announced == frozenset(range(2020, 2027))


def test_holidays_of_a_subdivision_need_no_announcement(calendar_of: Reader) -> None:
    text = "{{calendar: de, zone: Europe/Berlin, weekly: {{Monday to Friday: [09:00-17:00]}}, holidays: {place}}}"
    berlin = calendar_of(text.format(place="{country: DE, subdivision: BE}"))
    bavaria = calendar_of(text.format(place="{country: DE, subdivision: BY}"))
    epiphany, reunification = date(2027, 1, 6), date(2030, 10, 3)
    assert (berlin.is_working_day(epiphany), bavaria.is_working_day(epiphany)) == (True, False)
    assert not berlin.is_working_day(reunification)
    assert berlin.due_detail(berlin.localize("2040-01-01T10:00"), "3 days").provisional is False


def test_without_holidays_only_the_week_counts(calendar_of: Reader) -> None:
    plain = calendar_of("{calendar: plain, zone: Asia/Shanghai, weekly: {Thursday: [08:00-09:00]}}")
    assert plain.is_working_day(date(2026, 10, 1))
    assert plain.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)


GOOD = """\
calendar: good
zone: Asia/Shanghai
weekly: {Monday: [08:30-12:00]}
"""


def test_the_good_file_is_good(calendar_of: Reader) -> None:
    assert calendar_of(GOOD).name == "good"


def test_a_key_given_twice_is_refused_at_its_second_line(calendar_of: Reader) -> None:
    with pytest.raises(CalendarError, match=r":4: the key 'zone' is given twice"):
        calendar_of(GOOD + "zone: Europe/Berlin\n")


def test_an_alias_is_refused(calendar_of: Reader) -> None:
    with pytest.raises(CalendarError) as caught:
        calendar_of(GOOD + "title: &a {en: x}\ndays_off: *a\n")
    assert [problem.line for problem in caught.value.problems] == [4, 5]


def test_all_faults_are_told_at_once_in_the_order_of_the_file(calendar_of: Reader) -> None:
    with pytest.raises(CalendarError) as caught:
        calendar_of("zone: Mars\nweekly: {Monday: [x]}\nnope: 1\n")
    assert [problem.line for problem in caught.value.problems] == [1, 1, 2, 3]
    assert {problem.path for problem in caught.value.problems} == {"", "zone", "weekly.Monday[0]"}
    assert str(caught.value).count("\n") == 3


def test_make_up_days_need_shifts(calendar_of: Reader) -> None:
    with pytest.raises(CalendarError, match="expected the key 'make_up_shifts'"):
        calendar_of(
            "{calendar: x, zone: Asia/Shanghai, weekly: {Sunday: [08:00-09:00]}, "
            "holidays: {country: CN}, announced: '2026'}"
        )


@pytest.mark.parametrize("text", ["", "# nothing\n", "just text\n", "[1, 2]\n"])
def test_a_file_without_keys_is_refused(calendar_of: Reader, text: str) -> None:
    with pytest.raises(CalendarError, match="expected the keys"):
        calendar_of(text)


def test_a_file_that_nests_without_end_is_refused(calendar_of: Reader) -> None:
    with pytest.raises(CalendarError, match=":1: more than 8 levels are not read"):
        calendar_of("title: " + "[" * 20_000)


def test_a_file_of_more_than_256_kib_is_refused(calendar_of: Reader) -> None:
    with pytest.raises(CalendarError, match="over 256 KiB"):
        calendar_of(GOOD + "#" * 256 * 1024)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing, binary = tmp_path / "missing.yaml", tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CalendarError, match=r"missing\.yaml: the file cannot be read"):
        load_calendar(missing)
    with pytest.raises(CalendarError, match=r"binary\.yaml: the file cannot be read: it is no UTF-8 text"):
        load_calendar(str(binary))
    with pytest.raises(CalendarError, match="the file cannot be read"):
        load_calendar(tmp_path)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(CalendarError, match=r"no calendar is called 'cn-ofice'; did you mean 'cn-office'\?"):
        load_calendar("cn-ofice")
    with pytest.raises(CalendarError, match="expected one of cn-office, cn-six-days"):
        load_calendar("moon")


def test_shipped_calendars_are_read_once(office: WorkCalendar) -> None:
    assert shipped_calendars() == ("cn-office", "cn-six-days")
    assert load_calendar("cn-office") is office


# what a calendar is


def test_a_calendar_cannot_be_changed(office: WorkCalendar) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        office.rules = office.rules
    with pytest.raises(AttributeError, match="immutable"):
        del office.table


def test_a_calendar_survives_a_change_of_process(office: WorkCalendar) -> None:
    copy = pickle.loads(pickle.dumps(office))  # noqa: S301 - the bytes were made on this line
    assert copy.edition == office.edition
    start = office.localize("2026-09-24T16:30")
    assert copy.due(start, "8 working hours") == office.due(start, "8 working hours")


def test_the_edition_follows_the_meaning_and_not_the_words(calendar_of: Reader) -> None:
    edition = calendar_of(MALL).edition
    assert edition.startswith("sha256:")
    assert len(edition) == 71
    same = MALL.replace("A mall", "The mall").replace("Anniversary", "Party").replace("calendar: mall", "calendar: m")
    assert calendar_of(same).edition == edition
    for old, new in (
        ("10:00-22:00", "10:00-21:59"), ("2026-12-24", "2026-12-23"), ("2020 to 2025", "2021 to 2025"),
        ("12:00-16:00", "12:00-17:00"), ("Asia/Shanghai", "Asia/Tokyo"), ("10:00-18:00", "10:00-19:00"),
    ):  # fmt: skip
        assert calendar_of(MALL.replace(old, new)).edition != edition, old


def test_the_language_of_the_machine_changes_nothing(office: WorkCalendar) -> None:
    program = (
        "from complaint_kernel.worktime import load_calendar as load; c = load('cn-office'); "
        "print(c.edition, c.count_sheet(c.localize('2026-09-24T10:00'), '1 day')[1].name.get('en'))"
    )
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN", "TZ": "America/New_York"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{office.edition} Mid-Autumn Festival"


# questions about days


def test_days_by_hand(office: WorkCalendar) -> None:
    assert office.is_working_day(date(2026, 10, 10))
    assert not office.is_working_day(date(2026, 10, 1))
    assert office.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)
    assert office.next_working_day(date(2026, 10, 9)) == date(2026, 10, 10)
    assert office.text(office.close_of(date(2026, 10, 10))) == "2026-10-10T17:30:00+08:00"
    assert office.text(office.start_of_day(date(2026, 10, 10))) == "2026-10-10T00:00:00+08:00"
    assert office.is_working_day(office.localize("2026-10-09T18:00Z"))  # Saturday 02:00 in Shanghai


def test_a_day_off_has_no_close(office: WorkCalendar) -> None:
    with pytest.raises(WorktimeError, match="2026-10-01 is a day off and has no close of business"):
        office.close_of(date(2026, 10, 1))


def test_openings_by_hand(office: WorkCalendar) -> None:
    at = office.localize
    assert office.open_at(at("2026-09-24T08:30"))
    assert not office.open_at(at("2026-09-24T12:00"))
    assert not office.open_at(at("2026-09-25T10:00"))
    assert office.next_opening(at("2026-09-24T12:00")) == at("2026-09-24T13:00")
    assert office.next_opening(at("2026-09-24T17:30")) == at("2026-09-28T08:30")
    assert office.next_opening(at("2026-09-28T08:30")) == at("2026-09-28T08:30")
    assert office.working_time(at("2026-09-24T16:30"), at("2026-09-28T16:30")) == timedelta(hours=8)


def test_paused_time_is_not_worked(office: WorkCalendar) -> None:
    at = office.localize
    start, end = at("2026-09-24T09:00"), at("2026-09-24T15:00")
    assert office.working_time(start, end) == timedelta(hours=5)
    over_lunch = [(at("2026-09-24T11:30"), at("2026-09-24T13:30"))]
    assert office.working_time(start, end, pauses=over_lunch) == timedelta(hours=4)
    overlapping = [(at("2026-09-24T08:00"), at("2026-09-24T10:00")), (at("2026-09-24T09:30"), at("2026-09-24T10:30"))]
    assert office.working_time(start, end, pauses=overlapping) == timedelta(hours=3, minutes=30)
    assert office.working_time(start, end, pauses=[(at("2026-09-24T14:00"), None)]) == timedelta(hours=4)
    assert office.working_time(start, end, pauses=[(at("2026-09-24T16:00"), None)]) == timedelta(hours=5)


OUTSIDE: list[Callable[[WorkCalendar], object]] = [
    lambda office: office.due(office.localize("2000-12-31T23:59:59"), "1 hour"),
    lambda office: office.due(office.localize("2051-01-01T00:00:01"), "1 hour"),
    lambda office: office.due(office.localize("2050-12-31T23:00"), "61 minutes"),
    lambda office: office.due(office.localize("2050-12-30T10:00"), "8 working days"),
    lambda office: office.due(office.localize("2050-12-30T10:00"), "80 working hours"),
    lambda office: office.due(office.localize("2050-12-30T10:00"), "9 days"),
    lambda office: office.due(office.localize("2050-12-30T10:00"), "600 months"),
    lambda office: office.due(office.localize("2050-12-31T18:00"), "each year"),
    lambda office: office.due(office.localize("2050-12-31T18:00"), "same working day"),
    lambda office: office.due(office.localize("2050-12-31T18:00"), "next day"),
    lambda office: office.next_opening(office.localize("2050-12-31T18:00")),
    lambda office: office.next_working_day(date(2050, 12, 31)),
    lambda office: office.is_working_day(date(2051, 1, 1)),
    lambda office: office.close_of(date(2000, 12, 31)),
    lambda office: office.localize("0001-01-01T00:00+14:00"),
]


@pytest.mark.parametrize("ask", OUTSIDE)
def test_outside_of_its_years_a_calendar_says_so(office: WorkCalendar, ask: Callable[[WorkCalendar], object]) -> None:
    with pytest.raises(CalendarRangeError, match=r"lies outside the calendar; expected .* 2001-01-01 to 2050-12-31"):
        ask(office)


def test_what_is_no_date_is_refused(office: WorkCalendar) -> None:
    with pytest.raises(WorktimeError, match="expected a date"):
        office.is_working_day("2026-09-24")  # type: ignore[arg-type]


# moments as text

MOMENTS = [
    ("2026-09-24T16:30", "2026-09-24T16:30:00+08:00"),
    ("2026-09-24 16:30:15", "2026-09-24T16:30:15+08:00"),
    ("2026-09-24", "2026-09-24T00:00:00+08:00"),
    ("2026-09-24T24:00", "2026-09-25T00:00:00+08:00"),
    ("2026-09-24T08:30Z", "2026-09-24T16:30:00+08:00"),
    ("2026-09-24T08:30:00.999999999+00:00", "2026-09-24T16:30:00+08:00"),
    ("2026-09-24T16:30:00,5+0800", "2026-09-24T16:30:00+08:00"),
    ("2026-09-24T03:00-05:30", "2026-09-24T16:30:00+08:00"),
    ("2026-09-24T16:30+08", "2026-09-24T16:30:00+08:00"),
    ("2026-09-24T17:29+0859", "2026-09-24T16:30:00+08:00"),
    ("2026-09-24T16:59:59", "2026-09-24T16:59:59+08:00"),
]


@pytest.mark.parametrize(("text", "shown"), MOMENTS)
def test_iso_text_is_read_and_shown_in_the_zone(office: WorkCalendar, text: str, shown: str) -> None:
    assert office.text(text) == shown


def test_a_read_moment_keeps_its_parts_of_a_second(office: WorkCalendar) -> None:
    assert office.localize("2026-09-24T16:30:00.05").microsecond == 50_000


@pytest.mark.parametrize(
    "text",
    ["", "today", "2026-13-01T00:00", "2026-09-31T00:00", "2026-09-24T24:01", "2026-09-24T16:60", "2026-09-24T16:30:60",
     "2026-09-24T25:00", "2026-09-24T16", "20260924T1630", "2026-W39-4", "2026-09-24T16:30+25:00",
     "2026-09-24T16:30+08:60", "2026-09-24T16:30\n", "٢٠٢٦-09-24", "9999-12-31T24:00", "0000-01-01", "x" * 10_000],
)  # fmt: skip
def test_other_text_is_no_moment(office: WorkCalendar, text: str) -> None:
    with pytest.raises(WorktimeError, match=r"cannot read the moment .* expected ISO 8601") as caught:
        office.localize(text)
    assert len(str(caught.value)) < 250


def test_a_zone_reads_moments_without_a_calendar() -> None:
    clock = ZoneClock(ZoneInfo("Asia/Shanghai"))
    assert clock.localize("2026-09-24T16:30").isoformat() == "2026-09-24T16:30:00+08:00"
    assert clock.localize("2026-09-24T16:30Z").isoformat() == "2026-09-25T00:30:00+08:00"
    latest = datetime(9999, 12, 31, 23, tzinfo=timezone.utc)
    with pytest.raises(WorktimeError) as refused:
        clock.localize(latest)
    words = "cannot read the moment '9999-12-31 23:00:00+00:00'; expected ISO 8601 such as 2026-09-24T16:30 or "
    assert str(refused.value).startswith(words)
