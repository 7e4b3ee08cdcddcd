"""When an answer changes although nothing happens: a limit, a period, an age."""

from datetime import datetime

import pytest

from complaint_kernel import assess, load_calendar, parse_policy
from complaint_kernel.judging.changes import next_change

OFFICE = load_calendar("cn-office")
POLICY = """
policy: estate
title: {en: Estate, zh_CN: 物业}
parties: {desk: {en: Desk, zh_CN: 前台}}
facts: {risky: {bool: false, label: {en: Risky, zh_CN: 有风险}}}
events:
  judged: {label: {en: Judged, zh_CN: 已判断}}
  spoken: {label: {en: Spoken, zh_CN: 已沟通}}
  solved: {label: {en: Solved, zh_CN: 已解决}}
measures:
  old: {older: 6 months, until: solved, label: {en: Over half a year, zh_CN: 超过半年}}
grades:
  - {grade: wide, label: {en: Wide, zh_CN: 影响大}, any: [{clause: "1", when: old and risky}]}
  - {grade: general, label: {en: General, zh_CN: 一般}, otherwise: {clause: "2"}}
duties:
  talk: {label: {en: Talk each day, zh_CN: 每日沟通}, clause: "3", owner: desk, from: judged, until: solved,
         again_from: customer_refused, within: each day, done_by: spoken}
"""
JUDGED = {"type": "judged", "at": "2026-07-06T10:00"}
SPOKEN = {"type": "spoken", "at": "2026-07-06T16:00"}
SOLVED = {"type": "solved", "at": "2026-07-07T11:00"}


@pytest.fixture(scope="module")
def judged():
    policy = parse_policy(POLICY)

    def judge(*events, at):
        given = {"id": "C", "received_at": "2026-07-06T09:00", "facts": {"risky": True}, "events": list(events)}
        return assess(policy, given, at=at)

    return judge


def change(assessment):
    found = next_change(assessment, OFFICE)
    return found and found.isoformat(timespec="seconds")


def test_a_limit_that_runs_out_and_the_period_after_it(judged):
    """Owed each day: what is done today is owed again tomorrow, and somebody has to be told so."""
    assert change(judged(JUDGED, at="2026-07-06T11:00")) == "2026-07-06T17:30:01+08:00"
    assert change(judged(JUDGED, SPOKEN, at="2026-07-06T17:00")) == "2026-07-06T17:30:01+08:00"
    tomorrow = judged(JUDGED, SPOKEN, at="2026-07-06T17:30:01").to_dict()["duties"]
    assert [(duty["state"], duty.get("round", 1)) for duty in tomorrow] == [("met", 1), ("open", 2)]


def test_an_age_that_is_reached(judged):
    """By calendar date: the sixth of January is still inside."""
    moment = next_change(judged(at="2026-07-07T09:00"), OFFICE)
    assert moment is not None
    assert (
        datetime.fromisoformat("2027-01-07T00:00+08:00") <= moment < datetime.fromisoformat("2027-01-07T00:00:03+08:00")
    )
    assert judged(at=moment).to_dict()["grade"] == "wide"
    assert judged(at="2027-01-06T23:59:59").to_dict()["grade"] == "general"
    assert change(judged(at=moment)) is None


def test_what_has_ended_changes_no_more(judged):
    assert change(judged(JUDGED, SPOKEN, SOLVED, at="2026-07-08T09:00")) is None


def test_what_the_customer_refuses_is_owed_each_day_again(judged):
    refused = {"type": "customer_refused", "at": "2026-07-09T09:00"}
    answer = judged(JUDGED, SPOKEN, SOLVED, refused, at="2026-07-10T09:00").to_dict()["duties"]
    assert [(duty["due"][:10], duty["state"], duty.get("round", 1)) for duty in answer] == [
        ("2026-07-06", "met", 1),
        ("2026-07-09", "overdue", 2),
        ("2026-07-10", "open", 3),
    ]


def test_a_refusal_before_it_was_solved_begins_nothing_beside_what_runs(judged):
    refused = {"type": "customer_refused", "at": "2026-07-06T12:00"}
    answer = judged(JUDGED, refused, SPOKEN, at="2026-07-06T17:00").to_dict()["duties"]
    assert [duty["state"] for duty in answer] == ["met"]
