"""Calendars as companies keep them: every other Saturday, seasons, days off by range and year, editions."""

from importlib.metadata import version

import pytest

from complaint_kernel import load_calendar, parse_calendar
from complaint_kernel.worktime import CalendarError

HEAD = """calendar: c
zone: Asia/Shanghai
weekly:
  Monday to Friday: [08:30-12:00, 13:00-17:30]
"""


def calendar(more, head=HEAD):
    return parse_calendar(head + more)


def due(times, start, limit):
    return times.text(times.due(times.localize(start), limit))[:16]


def provisional(start, limit, roll=None):
    times = load_calendar("cn-office")
    return times.due_detail(times.localize(start), limit, roll=roll).years


@pytest.mark.parametrize("limit", ["30 minutes", "1 hour", "200 hours", "same day", "next day at 12:00", "next day"])
def test_what_no_holiday_can_move_is_never_provisional(limit):
    assert provisional("2027-01-04T09:00", limit) == ()
    times = load_calendar("cn-office")
    assert due(times, "2027-01-04T09:00", "1 hour") == "2027-01-04T10:00"


@pytest.mark.parametrize("limit", ["3 days", "1 months"])
def test_natural_days_wait_for_the_notice_only_where_a_day_off_moves_them(limit):
    assert provisional("2027-01-04T09:00", limit, "none") == ()
    assert provisional("2027-01-04T09:00", limit) == (2027,)


@pytest.mark.parametrize("limit", ["1 working hours", "1 working days", "same working day", "each week"])
def test_working_time_of_a_year_without_notice_is_provisional(limit):
    assert provisional("2027-01-04T09:00", limit) == (2027,)


def test_a_day_that_rolls_off_days_off_is_provisional():
    assert provisional("2027-01-04T09:00", "next day", "forward") == (2027,)


def test_every_other_saturday_goes_by_the_even_or_odd_weeks_of_iso():
    """Saturday 19 September 2026 lies in week 38, the 26th in week 39."""
    even = calendar("  Saturday of even weeks: [08:30-12:00]\n")
    assert due(even, "2026-09-18T16:30", "2 working hours") == "2026-09-19T09:30"
    assert due(even, "2026-09-25T16:30", "2 working hours") == "2026-09-28T09:30"
    odd = calendar("  Saturday of odd weeks: [08:30-12:00]\n")
    assert due(odd, "2026-09-18T16:30", "2 working hours") == "2026-09-21T09:30"
    assert due(odd, "2026-09-25T16:30", "2 working hours") == "2026-09-26T09:30"


def worked_saturdays(times, first, days):
    from datetime import date, timedelta

    start = date.fromisoformat(first)
    return [day.day for day in (start + timedelta(days=7 * i) for i in range(days)) if times.is_working_day(day)]


def test_some_saturdays_of_the_month():
    """August 2026 begins on a Saturday and has five."""
    assert worked_saturdays(calendar("  1st and 3rd Saturday: [08:30-12:00]\n"), "2026-08-01", 5) == [1, 15]
    assert worked_saturdays(calendar("  2nd, 4th and last Saturday: [08:30-12:00]\n"), "2026-08-01", 5) == [8, 22, 29]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("  Saturday of even weeks: []\n  1st Saturday: []\n", "goes by weeks and by months"),
        ("  1st Saturday: []\n  1st and 3rd Saturday: []\n", "given already"),
        ("  6th Saturday: []\n", "is no day of the week"),
        ("  Saturday of every weeks: []\n", "did you mean 'Saturday of even weeks'"),
    ],
)
def test_a_week_that_says_two_things_is_refused(more, message):
    with pytest.raises(CalendarError, match=message):
        calendar(more)


SUMMER = """seasons:
  - {date: 05-01 to 09-30, weekly: {Monday to Friday: [08:00-12:00, 14:00-18:00]}}
"""


def test_a_season_has_shifts_of_its_own_every_year():
    times = calendar(SUMMER)
    assert due(times, "2026-09-30T09:00", "1 working days") == "2026-10-01T17:30"
    assert due(times, "2026-09-29T09:00", "1 working days") == "2026-09-30T18:00"
    assert due(times, "2030-05-01T07:00", "1 working hours") == "2030-05-01T09:00"


def test_a_season_may_run_over_new_year_and_seasons_do_not_overlap():
    winter = "seasons:\n  - {date: 11-01 to 02-28, weekly: {Monday to Friday: [09:00-17:00]}}\n"
    times = calendar(winter)
    assert [due(times, f"{day}T06:00", "1 working hours") for day in ("2026-12-31", "2027-01-01", "2026-10-30")] == [
        "2026-12-31T10:00", "2027-01-01T10:00", "2026-10-30T09:30",
    ]  # fmt: skip
    with pytest.raises(CalendarError, match="02-01 lies in two seasons"):
        calendar(winter + "  - {date: 02-01 to 03-31, weekly: {Monday: [09:00-17:00]}}\n")


def test_days_off_by_day_range_and_year():
    times = calendar(
        'days_off:\n  - {date: "03-15"}\n  - {date: 2026-08-03 to 2026-08-14}\n  - {date: 12-24 to 01-02}\n'
    )
    assert due(times, "2027-03-12T09:00", "1 working days") == "2027-03-16T17:30"
    assert due(times, "2026-07-31T09:00", "1 working days") == "2026-08-17T17:30"
    assert due(times, "2026-12-23T09:00", "1 working days") == "2027-01-04T17:30"


def test_an_exact_day_goes_before_a_range_and_a_range_before_the_yearly_day():
    more = "days_off:\n  - {date: 2026-08-03 to 2026-08-14}\n"
    more += "extra_working_days:\n  - {date: 2026-08-05, shifts: [08:30-12:00]}\n"
    assert due(calendar(more), "2026-07-31T09:00", "1 working days") == "2026-08-05T12:00"


@pytest.mark.parametrize("day", ["13-01", "02-30", "2026-08-14 to 2026-08-03", "03-15 to", "2026-02-30", "each day"])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(CalendarError, match=r"days_off\[0\]"):
        calendar(f'days_off:\n  - {{date: "{day}"}}\n')


BANK = "holidays: {country: CN}\nannounced: 2001 to 2026\n"


def test_a_bank_without_make_up_shifts_stays_shut_on_make_up_days():
    """Sunday 20 September 2026 is worked for the Mid-Autumn holiday, and the bank does not."""
    shut, others = calendar(BANK + "make_up_shifts: []\n"), calendar(BANK)
    assert due(others, "2026-09-18T09:00", "1 working days") == "2026-09-20T17:30"
    assert due(shut, "2026-09-18T09:00", "1 working days") == "2026-09-21T17:30"
    assert [times.nature(times.localize("2026-09-20")) for times in (shut, others)] == ["weekend", "make_up_workday"]


def test_a_make_up_day_is_worked_by_monday_of_its_season():
    """Sunday 20 September 2026 lies in the summer, Saturday 10 October does not."""
    times = calendar(BANK + SUMMER)
    assert [times.text(times.close_of(times.localize(day).date()))[11:16] for day in ("2026-09-20", "2026-10-10")] == [
        "18:00", "17:30",
    ]  # fmt: skip


EDITIONS = """editions:
  - {since: 2027-01-01, weekly: {Monday to Saturday: [09:00-12:00]}}
  - since: 2028-01-01
    make_up_shifts: []
"""


def test_an_edition_is_in_force_from_its_day_and_never_moves_the_past():
    before, after = calendar(""), calendar(EDITIONS)
    for start in ("2026-09-18T16:30", "2026-12-30T09:00"):
        assert due(after, start, "1 working days") == due(before, start, "1 working days")
    assert due(before, "2027-01-01T08:00", "1 working hours") == "2027-01-01T09:30"
    assert due(after, "2027-01-01T08:00", "1 working hours") == "2027-01-01T10:00"
    assert due(after, "2028-01-07T13:00", "1 working hours") == "2028-01-08T10:00"  # the week of the edition before
    assert before.edition != after.edition


def test_an_edition_may_change_its_seasons_or_its_make_up_shifts_and_keeps_the_rest():
    """The second edition has a summer, the third keeps it and declines make-up days."""
    times = calendar(
        BANK
        + "editions:\n  - {since: 2025-01-01, seasons: [{date: 07-01 to 08-31, weekly: {Monday: [07:00-11:00]}}]}\n"
        "  - {since: 2026-01-01, make_up_shifts: []}\n"
    )
    starts = ["2024-07-01T06:00", "2025-07-07T06:00", "2026-07-06T06:00", "2026-09-07T06:00"]  # Mondays
    dues = ["2024-07-01T09:30", "2025-07-07T08:00", "2026-07-06T08:00", "2026-09-07T09:30"]
    assert [due(times, start, "1 working hours") for start in starts] == dues
    made_up = [times.nature(times.localize(day)) for day in ("2025-09-28", "2026-09-20")]
    assert made_up == ["make_up_workday", "weekend"]


def test_editions_follow_one_another():
    with pytest.raises(CalendarError, match="expected a later day"):
        calendar("editions:\n  - {since: 2028-01-01}\n  - {since: 2027-01-01}\n")


@pytest.mark.skipif(
    tuple(map(int, version("holidays").split("."))) < (0, 107), reason="the holiday data are part of the edition"
)
def test_a_calendar_without_such_things_keeps_its_edition():
    assert load_calendar("cn-office").edition[:20] == "sha256:3eebd89e0bdc2"


NOTICE = (
    BANK
    + """\
notices:
  - year: 2027
    reference: 国办发明电〔2026〕7号
    days_off:
      - {date: 2027-01-01 to 2027-01-03, name: {en: New Year, zh_CN: 元旦}}
      - {date: 2027-02-05 to 2027-02-11, name: {en: Spring Festival, zh_CN: 春节}}
    worked:
      - {date: 2027-02-13}
"""
)


def test_a_notice_announces_its_year_and_takes_the_place_of_what_was_expected():
    before, after = calendar(BANK), calendar(NOTICE)
    start = "2027-09-29T10:00"
    assert before.due_detail(before.localize(start), "3 working days").years == (2027,)
    assert after.due_detail(after.localize(start), "3 working days").years == ()
    natures = {"2027-02-05": "day_off", "2027-02-13": "extra_working_day", "2027-10-01": "working_day"}
    assert {day: after.nature(after.localize(day)) for day in natures} == natures
    assert due(after, "2027-02-04T10:00", "2 working days") == "2027-02-13T17:30"  # a Saturday, worked
    assert [after.nature(after.localize(day)) for day in ("2026-10-01", "2026-10-10")] == ["holiday", "make_up_workday"]


def test_who_declines_make_up_days_declines_those_of_a_notice():
    shut = calendar(NOTICE + "make_up_shifts: []\n")
    assert due(shut, "2027-02-04T10:00", "1 working days") == "2027-02-12T17:30"
    assert due(shut, "2027-02-12T10:00", "1 working days") == "2027-02-15T17:30"


def test_what_the_file_says_itself_goes_before_a_notice():
    own = calendar(NOTICE + "extra_working_days:\n  - {date: 2027-02-08, shifts: [10:00-12:00]}\n")
    assert own.text(own.close_of(own.localize("2027-02-08").date())) == "2027-02-08T12:00:00+08:00"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("year: 2027", "yeer: 2027", "did you mean 'year'"),
        ("year: 2027", "year: 1927", "expected a year"),
        ("    reference", "    days_of: []\n    reference", "did you mean 'days_off'"),
        ("{date: 2027-02-13}", "{date: 2027-02-11}", "2027-02-11 is given twice"),
        ("    worked:\n      - {date: 2027-02-13}\n", "  - {year: 2027}\n", "the notice of 2027 is given twice"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused_with_its_line(old, new, sentence):
    with pytest.raises(CalendarError) as refused:
        calendar(NOTICE.replace(old, new))
    assert sentence in str(refused.value) and refused.value.problems[0].line
