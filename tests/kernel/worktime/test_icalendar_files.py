"""iCalendar files beside a calendar file: whole days with names, recurring ones, and every fault in one sentence."""

from datetime import date

import pytest

from complaint_kernel.worktime import CalendarError, load_calendar, parse_calendar

FILE = """\
calendar: office
zone: Asia/Shanghai
weekly: {Monday to Friday: [09:00-17:00]}
icalendar:
  - {file: notice-2027.ics, worked: （班）}
"""
NOTICE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
SUMMARY:元旦（休）
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20270104
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:元旦（班）
DTSTART;VALUE=DATE:20270109
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Company day
DTSTART;VALUE=DATE:20270315
RRULE:FREQ=YEARLY;UNTIL=20300315T000000Z
EXDATE;VALUE=DATE:20280315
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:Called off
STATUS:CANCELLED
DTSTART;VALUE=DATE:20270401
END:VEVENT
END:VCALENDAR
"""


def written(folder, text=FILE, notice=NOTICE):
    (folder / "notice-2027.ics").write_text(notice.replace("\n", "\r\n"), encoding="utf-8")
    path = folder / "office.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_days_of_an_icalendar_file_are_off_and_those_of_the_named_sort_are_worked(tmp_path):
    office = load_calendar(written(tmp_path))
    natures = {
        date(2027, 1, 1): "day_off",
        date(2027, 1, 3): "day_off",
        date(2027, 1, 4): "working_day",
        date(2027, 1, 9): "extra_working_day",  # a Saturday, with Monday's shifts
        date(2027, 3, 15): "day_off",
        date(2028, 3, 15): "working_day",  # left out of the recurring event
        date(2029, 3, 15): "day_off",
        date(2031, 3, 14): "working_day",  # the recurring event has ended
        date(2027, 4, 1): "working_day",  # called off
    }
    assert {day: office.nature(day) for day in natures} == natures
    assert office.text(office.close_of(date(2027, 1, 9))) == "2027-01-09T17:00:00+08:00"
    (row,) = (day for day in office.count_sheet(office.localize("2026-12-31T10:00"), "1 working days")[1:2])
    assert row.name.get("zh_CN") == "元旦（休）"


def test_what_the_calendar_file_says_of_a_day_goes_before_its_icalendar_file(tmp_path):
    own = "days_off: [{date: 2027-01-09}]\nextra_working_days: [{date: 2027-01-02, shifts: [10:00-12:00]}]\n"
    office = load_calendar(written(tmp_path, FILE + own))
    assert (office.nature(date(2027, 1, 9)), office.nature(date(2027, 1, 2))) == ("day_off", "extra_working_day")


def test_another_notice_is_another_edition(tmp_path):
    one = load_calendar(written(tmp_path)).edition
    assert load_calendar(written(tmp_path, notice=NOTICE.replace("20270109", "20270110"))).edition != one


@pytest.mark.parametrize(
    ("text", "notice", "sentence"),
    [
        (FILE.replace("notice-2027.ics", "notice-2072.ics"), NOTICE, "did you mean 'notice-2027.ics'"),
        (FILE.replace("notice-2027.ics", "../notice-2027.ics"), NOTICE, "a file in the same folder"),
        (FILE.replace("file: notice-2027.ics, ", ""), NOTICE, "the key 'file' is missing"),
        (FILE, "holidays: 2027", "no iCalendar file"),
        (FILE, NOTICE.replace("DTSTART;VALUE=DATE:20270109", "DTSTART:20270109T090000"), "expected whole days only"),
        (FILE, NOTICE.replace("DTSTART;VALUE=DATE:20270109\n", ""), "cannot be dated"),
        (FILE, NOTICE.replace("DTEND;VALUE=DATE:20270104", "DTEND;VALUE=DATE:20370104"), "at most 400"),
        (FILE, NOTICE.replace("FREQ=YEARLY", "FREQ=SOMETIMES"), "notice-2027.ics"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, text, notice, sentence):
    with pytest.raises(CalendarError) as refused:
        load_calendar(written(tmp_path, text, notice))
    assert sentence in str(refused.value)
    assert refused.value.problems[0].line == 5


def test_a_calendar_given_as_text_opens_no_file():
    with pytest.raises(CalendarError, match="opens no file"):
        parse_calendar(FILE)
    assert parse_calendar(FILE, beside={"notice-2027.ics": NOTICE}).nature(date(2027, 1, 1)) == "day_off"
