"""Calendars as records: plain fields of a file's text, and the text with other fields."""

from datetime import date

import pytest

from complaint_kernel import service
from complaint_kernel.service.calendars import read_calendar
from complaint_kernel.worktime import CalendarError

OWN = """\
# Our own hours.
calendar: our-office
zone: Asia/Shanghai
weekly:
  Monday to Friday: [08:30-12:00, 13:00-17:30]  # as agreed in 2024
holidays: {country: CN}
announced: 2001 to 2026
# Founders' day is ours alone.
days_off:
  - {date: 03-15, name: {en: "Founders: all of them", zh_CN: 创始人日}}
  - {date: 2026-08-03 to 2026-08-14}
extra_working_days:
  - {date: 2026-12-19, shifts: [08:00-12:00]}
"""
OFFICE_DAY = "08:30-12:00, 13:00-17:30"


def day(first, last=None, **more):
    return {"first": first, "last": last or first, **more}


def test_the_fields_of_a_file_are_what_a_person_sees_of_it():
    fields = service.calendar_fields(OWN)
    assert fields["week"] == [OFFICE_DAY] * 5 + ["", ""]
    assert (fields["plain"], fields["country"], fields["zone"]) == (True, "CN", "Asia/Shanghai")
    assert [(row["first"], row["last"], row["yearly"], row["worked"], row["shifts"]) for row in fields["days"]] == [
        ("2000-03-15", "2000-03-15", True, False, ""),
        ("2026-08-03", "2026-08-14", False, False, ""),
        ("2026-12-19", "2026-12-19", False, True, "08:00-12:00"),
    ]


def test_the_same_fields_give_the_same_answers_and_keep_what_has_no_field():
    fields = service.calendar_fields(OWN)
    again = service.calendar_with(OWN, week=fields["week"], days=fields["days"], references=fields["references"])
    assert service.calendar_fields(again) == fields
    assert "# Founders' day is ours alone." in again and "# Our own hours." in again
    assert service.calendar_with(OWN) == OWN


def test_a_changed_field_changes_its_part_and_no_other():
    shorter = service.calendar_with(OWN, week=["08:30-12:00"] * 5 + ["09:00-12:00，13:00-15:00", ""])
    assert service.calendar_fields(shorter)["week"][4:6] == ["08:30-12:00", "09:00-12:00, 13:00-15:00"]
    assert shorter.split("holidays:")[1] == OWN.split("holidays:")[1]


def test_hours_from_a_day_on_are_an_edition_and_the_past_keeps_its_own():
    shorter = service.calendar_with(OWN, week=["08:30-12:00"] * 5 + ["", ""], since="2027-01-01")
    counted = read_calendar(shorter)
    closes = [counted.text(counted.close_of(date(2026, 12, 31))), counted.text(counted.close_of(date(2027, 3, 1)))]
    assert closes == ["2026-12-31T17:30:00+08:00", "2027-03-01T12:00:00+08:00"]
    fields = service.calendar_fields(shorter)
    assert (fields["since"], fields["week"][0], fields["plain"]) == ("2027-01-01", "08:30-12:00", True)
    corrected = service.calendar_with(shorter, week=["09:00-12:00"] * 5 + ["", ""])
    assert service.calendar_fields(corrected)["week"][0] == "09:00-12:00"
    assert corrected.count("since:") == 1 and "Monday to Friday: [08:30-12:00, 13:00-17:30]" in corrected
    (fault,) = service.calendar_problems(service.calendar_with(corrected, week=fields["week"], since="2026-06-01"))
    assert "expected a later day" in fault["message"]


def test_days_are_added_and_taken_away():
    none = service.calendar_with(OWN, days=[])
    assert service.calendar_fields(none)["days"] == []
    notice = [
        day("2027-01-01", "2027-01-03", notice=2027, name={"zh_CN": "元旦"}),
        day("2027-01-09", worked=True, notice=2027),
    ]
    told = service.calendar_with(OWN, days=notice, references={2027: "国办发明电〔2026〕7号"})
    assert service.calendar_problems(told) == []
    assert service.calendar_fields(told)["references"] == {2027: "国办发明电〔2026〕7号"}
    assert service.calendar_year(OWN, 2027)["announced"] is False
    assert service.calendar_year(told, 2027) == {"year": 2027, "announced": True, "working_days": 261}


def test_a_file_in_braces_is_written_out_a_line_for_each_key():
    text = "{calendar: night, zone: Europe/Berlin, weekly: {Monday to Friday: [22:00-06:00]}}"
    fields = service.calendar_fields(service.calendar_with(text, days=[day("2000-12-24", "2000-12-26", yearly=True)]))
    assert (fields["week"][0], fields["days"][0]["last"]) == ("22:00-06:00", "2000-12-26")


@pytest.mark.parametrize("name", service.shipped_calendars())
def test_a_shipped_calendar_is_the_beginning_of_one_s_own(name):
    text = service.calendar_copy(service.calendar_text(name), "our-hours", {"en": "Our hours", "zh_CN": "本公司工时"})
    fields, shipped = service.calendar_fields(text), read_calendar(name)
    assert (fields["name"], fields["title"]) == ("our-hours", {"en": "Our hours", "zh_CN": "本公司工时"})
    assert fields["edition"] == shipped.edition
    assert service.calendar_problems(service.calendar_with(text, days=[day("2000-03-15", yearly=True)])) == []


def test_faults_are_told_with_their_lines():
    (fault,) = service.calendar_problems(OWN.replace("13:00-17:30]", "13:00-17:30"))
    assert fault["line"] and fault["message"]
    (fault,) = service.calendar_problems(OWN.replace("2026-08-14", "2026-08-01"))
    assert (fault["line"], fault["path"]) == (11, "days_off[1].date")
    with pytest.raises(CalendarError):
        service.calendar_with("[]", days=[])


def test_a_reference_is_a_name_or_a_text_and_never_a_file():
    assert read_calendar("cn-office").name == "cn-office"
    assert read_calendar(OWN).name == "our-office"
    for path in ("/etc/passwd", "../cn-office", "cn-office.yaml"):
        with pytest.raises(CalendarError):
            read_calendar(path)


def test_what_is_expected_of_a_year_is_a_draft_of_its_notice():
    draft = service.expected_notice("CN", 2027, "zh_CN")
    assert draft[0] == {**draft[0], "first": "2027-01-01", "name": {"zh_CN": "元旦"}, "notice": 2027, "worked": False}
    assert service.expected_notice("XX", 2027) == []
    (worked, *_) = (row for row in service.expected_notice("CN", 2026, "zh_CN") if row["worked"])
    assert worked["first"] == "2026-01-04"


def test_an_icalendar_file_becomes_the_days_of_a_notice():
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nSUMMARY:{0}\r\nDTSTART;VALUE=DATE:{1}\r\nDTEND;VALUE=DATE:{2}\r\nEND:VEVENT\r\n"
    events = event.format("元旦（休）", "20270101", "20270104") + event.format("元旦（班）", "20270109", "20270110")
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"
    found = service.notice_of_icalendar(text, 2027, "班", "zh_CN")
    assert [(row["first"], row["last"], row["worked"]) for row in found] == [
        ("2027-01-01", "2027-01-03", False),
        ("2027-01-09", "2027-01-09", True),
    ]
    assert all(not row["worked"] for row in service.notice_of_icalendar(text, 2027))
    assert service.notice_of_icalendar(text, 2028) == []
    with pytest.raises(service.REFUSED, match="no iCalendar file"):
        service.notice_of_icalendar("2027", 2027)


FAULTY = {
    "weekly:\n  Monday to Friday: [8-12]\n": "发现 '8-12'；应为班次，例如 08:30-12:00",
    "weekly: {Funday: [08:00-12:00]}\n": "'Funday' 不是星期中的一天；是否应为",
    "holiday: {country: CN}\n": "未知的键 'holiday'；是否应为 'holidays'？",
    "days_off: [{date: 2026-02-30}]\n": "发现 '2026-02-30'；应为日期",
    "days_off: [{date: 2026-02-03 to 2026-02-01}]\n": "前后颠倒；应先写较早的日期",
    "extra_working_days: [{date: 2026-02-03}]\n": "额外上班日须写明班次",
    "holidays: {country: CN}\n": "应有键 `announced`",
    "notices: [{days_off: []}]\n": "缺少键 `year`",
    "icalendar: [{file: notice.ics}]\n": "以文本给出的日历不打开任何文件",
    "working_days: {2026: 200}\n": "应为 200 个",
}


@pytest.mark.parametrize("more", FAULTY)
def test_faults_are_told_in_the_author_s_language(more):
    week = "" if "weekly" in more else "weekly: {Monday to Friday: ['08:00-12:00']}\n"
    text = f"calendar: faulty\nzone: Asia/Shanghai\n{week}{more}"
    told = service.calendar_problems(text, "zh_CN")
    assert FAULTY[more] in "\n".join(one["message"] for one in told)
    english = service.calendar_problems(text, "en_US")
    assert len(english) == len(told) and english[0]["message"].isascii()
