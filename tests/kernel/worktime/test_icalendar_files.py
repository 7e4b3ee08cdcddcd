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


NO_ICALENDAR = "notice-2027.ics: this is no iCalendar file"


@pytest.mark.parametrize(
    ("text", "notice", "path", "sentence"),
    [
        (FILE.replace("notice-2027", "notice-2072"), NOTICE, ".file",
         "the file 'notice-2072.ics' cannot be read; did you mean 'notice-2027.ics'?"),
        (FILE.replace("notice-2027", "holidays"), NOTICE, ".file",
         "the file 'holidays.ics' cannot be read; expected a file in the same folder"),
        (FILE.replace("notice-2027", "../notice-2027"), NOTICE, ".file",
         "found '../notice-2027.ics'; expected the name of a file in the same folder, such as notice.ics"),
        (FILE.replace("file: notice-2027.ics, ", ""), NOTICE, "",
         "the key 'file' is missing; expected the name of an iCalendar file"),
        (FILE, "holidays: 2027", ".file", f"{NO_ICALENDAR}: "),
        (FILE, "BEGIN:VCALENDAR\nEND:VCALENDAR", ".file",
         f"{NO_ICALENDAR}, or it holds no event; expected BEGIN:VCALENDAR with VEVENTs"),
        (FILE, NOTICE.replace("DTSTART;VALUE=DATE:20270109", "DTSTART:20270109T090000"), ".file",
         "notice-2027.ics: the event '元旦（班）' has a time of day, 2027-01-09 09:00; expected whole days only"),
        (FILE, NOTICE.replace("DTSTART;VALUE=DATE:20270109", "DTSTART:20270109T000000\nDTEND:20270109T090000"), ".file",
         "notice-2027.ics: the event '元旦（班）' has a time of day, 2027-01-09 09:00; expected whole days only"),
        (FILE, NOTICE.replace("DTSTART;VALUE=DATE:20270109\n", ""), ".file",
         "notice-2027.ics: the event '元旦（班）' cannot be dated: "),
        (FILE, NOTICE.replace("DTEND;VALUE=DATE:20270104", "DTEND;VALUE=DATE:20280206"), ".file",
         "notice-2027.ics: the event '元旦（休）' lasts 401 days; expected at most 400"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_line(tmp_path, text, notice, path, sentence):
    with pytest.raises(CalendarError) as refused:
        load_calendar(written(tmp_path, text, notice))
    (problem,) = refused.value.problems
    assert (problem.line, problem.path) == (5, f"icalendar[0]{path}")
    assert problem.message == sentence or (sentence.endswith(": ") and problem.message.startswith(sentence))


@pytest.mark.parametrize("rule", ["FREQ=SOMETIMES", "COUNT=3"])
def test_a_rule_that_cannot_be_read_is_told_with_its_event(rule):
    notice = NOTICE.replace("FREQ=YEARLY;UNTIL=20300315T000000Z", rule)
    with pytest.raises(CalendarError, match=f"the event 'Company day' recurs by '{rule}', which cannot be read: "):
        parse_calendar(FILE, beside={"notice-2027.ics": notice})


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=HOURLY;COUNT=2", "FREQ=DAILY;INTERVAL=0", "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;BYHOUR=1"],
)
def test_a_rule_that_would_be_followed_without_an_end_is_refused(rule):
    notice = NOTICE.replace("FREQ=YEARLY;UNTIL=20300315T000000Z", rule)
    with pytest.raises(CalendarError) as refused:
        parse_calendar(FILE, beside={"notice-2027.ics": notice})
    words = f"the event 'Company day' recurs by '{rule}'; expected years, months, weeks or whole days, one at least"
    assert refused.value.problems[0].message == f"notice-2027.ics: {words}"


def test_an_event_may_recur_every_second_day_or_so_often():
    every = NOTICE.replace("FREQ=YEARLY;UNTIL=20300315T000000Z", "FREQ=DAILY;INTERVAL=2;COUNT=3")
    office = parse_calendar(FILE, beside={"notice-2027.ics": every})
    off = [day for day in range(15, 27) if office.nature(date(2027, 3, day)) == "day_off"]
    assert off == [15, 17, 19]


def test_an_event_may_last_400_days_and_lie_in_part_beyond_the_calendar():
    longest = NOTICE.replace("DTEND;VALUE=DATE:20270104", "DTEND;VALUE=DATE:20280205")
    office = parse_calendar(FILE, beside={"notice-2027.ics": longest})
    natures = [office.nature(date(2028, 2, day)) for day in (4, 5, 7)]
    assert natures == ["day_off", "weekend", "working_day"]
    early = NOTICE.replace("20270101", "20001230").replace("20270104", "20010103")
    office = parse_calendar(FILE, beside={"notice-2027.ics": early})
    assert [office.nature(date(2001, 1, day)) for day in (1, 2, 3)] == ["day_off", "day_off", "working_day"]
    late = NOTICE.replace("20270101", "20501230").replace("20270104", "20510103")
    office = parse_calendar(FILE, beside={"notice-2027.ics": late})
    assert [office.nature(date(2050, 12, day)) for day in (29, 30, 31)] == ["working_day", "day_off", "day_off"]


def test_a_recurring_event_counts_from_the_first_day_of_the_calendar_to_the_last():
    """Each New Year's Eve and the day after it, 1 January 2001 and 31 December 2050 among them."""
    eve = (
        NOTICE.replace("20270101", "19991231")
        .replace("20270104", "20000102")
        .replace("休）\n", "休）\nRRULE:FREQ=YEARLY\n")
    )
    office = parse_calendar(FILE.replace("Monday to Friday", "Monday to Sunday"), beside={"notice-2027.ics": eve})
    days = [(2001, 1, 1), (2001, 1, 2), (2001, 12, 31), (2050, 1, 1), (2050, 12, 30), (2050, 12, 31)]
    worked = [office.is_working_day(date(*day)) for day in days]
    assert worked == [False, True, False, False, True, False]


def test_what_is_worked_has_the_shifts_that_the_file_names_or_none():
    """Without shifts of its own it is a make-up day, by Monday's; who declines those has the day as in its week."""
    named = FILE.replace("worked: （班）", "worked: （班）, shifts: [10:00-12:00]")
    office = parse_calendar(named, beside={"notice-2027.ics": NOTICE})
    assert office.text(office.close_of(date(2027, 1, 9))) == "2027-01-09T12:00:00+08:00"
    declined = parse_calendar(FILE + "make_up_shifts: []\n", beside={"notice-2027.ics": NOTICE})
    assert declined.nature(date(2027, 1, 9)) == "weekend"


def test_of_two_files_the_first_names_a_day():
    two = FILE + "  - {file: ours.ics}\n"
    ours = NOTICE.replace("元旦（休）", "New Year")
    office = parse_calendar(two, beside={"notice-2027.ics": NOTICE, "ours.ics": ours})
    assert office.rules.special[date(2027, 1, 1).toordinal()].name.get("en") == "元旦（休）"


def test_a_calendar_given_as_text_opens_no_file():
    with pytest.raises(CalendarError, match="a calendar given as text opens no file; write its days under days_off"):
        parse_calendar(FILE)
    assert parse_calendar(FILE, beside={"notice-2027.ics": NOTICE}).nature(date(2027, 1, 1)) == "day_off"
