"""A duty, or the party that owes it, counts by a calendar of its own."""

import json

import pytest

from complaint_kernel import assess, explain, parse_calendar, parse_policy
from complaint_kernel.base.canonical_json import canonical
from complaint_kernel.dossier import Judged, verify, write_dossier
from complaint_kernel.worktime import CalendarError, known_calendars, load_calendar

POLICY = """\
policy: two-clocks
title: {en: Two clocks, zh_CN: 两种时钟}
parties:
  clerk: {en: Clerk, zh_CN: 文员}
  hotline: {en: Hotline, zh_CN: 热线, calendar: hotline}
facts: {}
events:
  asked: {label: {en: Customer asked, zh_CN: 询问客户}}
  got: {label: {en: Customer answered, zh_CN: 客户已答}}
  answered: {label: {en: Answered, zh_CN: 已答复}}
duties:
  register:
    {label: {en: Register, zh_CN: 登记}, clause: "1", owner: clerk, within: 4 working hours, done_by: answered}
  answer:
    label: {en: Answer, zh_CN: 答复}
    clause: "2"
    owner: hotline
    within: 4 working hours
    done_by: answered
    pauses: [{clause: "3", from: asked, until: got}]
  repair:
    label: {en: Repair, zh_CN: 维修}
    clause: "4"
    owner: clerk
    calendar: sundays
    within: 1 working days
    done_by: answered
"""
HOTLINE = """\
calendar: hotline
zone: Asia/Shanghai
weekly: {Monday to Sunday: [08:00-20:00]}
"""
SUNDAYS = "{calendar: sundays, zone: Europe/Berlin, weekly: {Sunday: [10:00-12:00]}}"
CALENDARS = {"hotline": parse_calendar(HOTLINE), "sundays": parse_calendar(SUNDAYS)}
SATURDAY = "2026-09-12T10:00:00+08:00"


def complaint(*events):
    rows = [{"type": kind, "at": at} for kind, at in events]
    return {"id": "C", "received_at": SATURDAY, "facts": {}, "events": rows}


def duties(*events, at="2026-09-12T11:00"):
    with known_calendars(CALENDARS):
        answer = assess(parse_policy(POLICY), complaint(*events), at=at).to_dict()
    return {duty["id"]: duty for duty in answer["duties"]}


def test_each_duty_is_due_by_the_calendar_of_its_owner_or_its_own():
    """On a Saturday: the office counts from Monday, the hotline at once, repairs on Sundays in Berlin."""
    found = duties()
    assert {name: duty["due"] for name, duty in found.items()} == {
        "register": "2026-09-14T13:30:00+08:00",
        "answer": "2026-09-12T14:00:00+08:00",
        "repair": "2026-09-13T12:00:00+02:00",
    }
    assert {name: duty.get("calendar") for name, duty in found.items()} == {
        "register": None,
        "answer": "hotline",
        "repair": "sundays",
    }


def test_a_pause_stops_the_clock_by_the_hours_of_the_duty_s_own_calendar():
    events = ("asked", "2026-09-12T12:00"), ("got", "2026-09-13T09:00")
    paused = duties(*events, at="2026-09-13T10:00")["answer"]
    assert paused["due"] == "2026-09-13T11:00:00+08:00"  # two hours on Saturday, two on Sunday from nine


def test_the_count_sheet_of_a_duty_is_that_of_its_own_calendar():
    with known_calendars(CALENDARS):
        told = explain(parse_policy(POLICY), complaint(), at=SATURDAY).to_dict()
    (sheet,) = (sheet for sheet in told["count_sheets"] if sheet["duty"] == "answer")
    assert [(day["date"], day["seconds"]) for day in sheet["days"]] == [("2026-09-12", 4 * 3600)]


def test_a_calendar_that_nobody_knows_is_refused_by_its_name():
    with pytest.raises(CalendarError, match="no calendar is called 'hotline'"):
        assess(parse_policy(POLICY), complaint(), at=SATURDAY)


def test_the_calendar_of_a_party_or_duty_is_part_of_the_digest_and_none_leaves_it_as_it_was():
    texts = [
        POLICY,
        POLICY.replace(", calendar: hotline", ""),
        POLICY.replace("    calendar: sundays\n", ""),
        POLICY.replace(", calendar: hotline", ", calendar: cn-office"),
    ]
    assert len({parse_policy(text).digest for text in texts}) == len(texts)


def test_a_dossier_carries_every_calendar_that_counted(tmp_path):
    (tmp_path / "days.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260914\r\n"
        "SUMMARY:Outing\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    path = tmp_path / "office.yaml"
    path.write_text(
        "{calendar: office, zone: Asia/Shanghai, weekly: {Monday to Friday: ['09:00-17:00']}, "
        "icalendar: [{file: days.ics}]}"
    )
    office, policy = load_calendar(path), parse_policy(POLICY)
    with known_calendars(CALENDARS):
        answer = assess(policy, complaint(), office, at=SATURDAY).to_dict()
        dossier = write_dossier(Judged(policy, {}, complaint(), answer), office)
    assert next(duty["due"] for duty in answer["duties"]) == "2026-09-15T13:00:00+08:00"  # not on the outing
    read = json.loads(canonical(dossier))
    assert verify(read).agrees
    read["calendar"]["others"]["hotline"]["text"] = HOTLINE.replace("20:00", "19:00")
    assert not verify(read).agrees


def test_reminders_fall_into_the_hours_of_the_duty_s_own_calendar():
    with known_calendars(CALENDARS):
        answer = assess(parse_policy(POLICY), complaint(), at=SATURDAY)
    (hotline,) = (duty for duty in answer.duties if duty.id == "answer")
    told = [f"{moment:%d. %H:%M}" for _, moment in hotline.reminders(parse_calendar(SUNDAYS))]
    assert told == ["12. 12:00", "12. 13:00", "12. 14:00"]
