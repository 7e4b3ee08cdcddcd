"""When a complaint came in, and facts that are days or moments, decide a grade and a duty."""

import json

import pytest

from complaint_kernel import assess, explain, parse_policy
from complaint_kernel.base.errors import ComplaintError, PolicyError
from complaint_kernel.check import check_policy

POLICY = """\
policy: evenings
title: {en: Evenings, zh_CN: 夜间}
parties: {clerk: {en: Clerk, zh_CN: 文员}, guard: {en: Guard, zh_CN: 值班员}}
facts:
  warranty_until: {date: yes, label: {en: Warranty until, zh_CN: 保修至}}
  outage_began: {moment: yes, label: {en: Outage began, zh_CN: 故障开始}}
events:
  answered: {label: {en: Answered, zh_CN: 已答复}}
  visit:
    label: {en: Visit agreed, zh_CN: 约定上门}
    data: {on: {date: yes, label: {en: On, zh_CN: 日期}}}
grades:
  - grade: free
    label: {en: Free repair, zh_CN: 免费维修}
    any: [{clause: "1", when: received_at <= warranty_until}]
  - grade: paid
    label: {en: Paid repair, zh_CN: 收费维修}
    otherwise: {clause: "2"}
duties:
  answer:
    label: {en: Answer, zh_CN: 答复}
    clause: "3"
    owner: [{owner: guard, when: received_time > 18:00 or received_on_day_off}, {owner: clerk}]
    within: 4 hours
    done_by: answered
  confirm:
    label: {en: Confirm the visit, zh_CN: 确认上门}
    clause: "4"
    owner: clerk
    from: {event: visit, where: on > 2026-10-08 and not received_in_working_time}
    within: 1 hours
    done_by: answered
cases:
  - title: The last day of the warranty counts to its end
    complaint: {received_at: "2026-09-25T23:59"}
    facts: {warranty_until: 2026-09-25}
    expect: {grade: free}
  - title: The day after it is paid
    complaint: {received_at: "2026-09-26T00:00"}
    facts: {warranty_until: 2026-09-25}
    expect: {grade: paid}
"""


def answer(received_at, facts=None, events=(), policy=POLICY):
    given = {"id": "C", "received_at": received_at, "facts": facts or {}, "events": list(events)}
    return assess(parse_policy(policy), given, at=max([received_at, *(event["at"] for event in events)])).to_dict()


@pytest.mark.parametrize(
    ("received_at", "owner"),
    [
        ("2026-09-21T18:00", "clerk"),
        ("2026-09-21T18:00:01", "guard"),
        ("2026-09-25T10:00", "guard"),  # Friday, Mid-Autumn
        ("2026-09-20T10:00", "clerk"),  # a Sunday worked for it
        ("2026-09-21T10:00:00Z", "clerk"),  # 18:00 in Shanghai
        ("2026-09-21T10:00:01Z", "guard"),
    ],
)
def test_who_answers_hangs_on_when_it_came_in_by_the_calendar_of_the_complaint(received_at, owner):
    assert answer(received_at)["duties"][0]["owner"] == owner


def test_a_reason_tells_days_and_moments_and_is_told_in_both_languages():
    facts = {"warranty_until": "2026-09-25"}
    found = answer("2026-09-25T23:59:59", facts)
    assert found["grade"] == "free"
    assert found["reasons"][0]["facts"] == {
        "received_at": "2026-09-25T23:59:59+08:00",
        "warranty_until": "2026-09-25",
    }
    json.dumps(found)
    given = {"id": "C", "received_at": "2026-09-25T16:30", "facts": facts}
    (because,) = explain(parse_policy(POLICY), given, at="2026-09-25T16:30").to_dict()["because"]
    assert (
        because["en"]
        == "Because “Moment of receipt” (2026-09-25 16:30 Fri) is not after “Warranty until” (2026-09-25 Fri) (1)."
    )
    assert because["zh_CN"] == "因为“受理时刻”（2026-09-25 16:30 周五）不晚于“保修至”（2026-09-25 周五）（1）。"


def test_what_a_missing_day_could_still_bring_is_told():
    assert answer("2026-09-25T10:00")["undecided"] == {"worst": "free", "facts": ["warranty_until"]}
    assert answer("2026-09-25T10:00", {"warranty_until": "2026-09-24"})["undecided"] is None


def test_the_day_in_an_event_s_data_counts():
    def waits(day, received_at="2026-09-21T20:00"):
        visit = {"type": "visit", "at": "2026-09-21T21:00", "data": {"on": day}}
        return next(duty["state"] for duty in answer(received_at, {}, [visit])["duties"] if duty["id"] == "confirm")

    assert (waits("2026-10-08"), waits("2026-10-09")) == ("waiting", "open")
    assert waits("2026-10-09", "2026-09-21T17:00") == "waiting"  # it came in in working time


def test_in_a_year_not_announced_nobody_knows_a_day_off_and_a_warning_says_so():
    found = answer("2027-01-02T10:00")
    assert found["duties"][0]["owner"] == "clerk"
    assert [note["code"] for note in found["warnings"]] == ["receipt_unannounced"]
    assert answer("2027-01-02T19:00")["duties"][0]["owner"] == "guard"  # the hour is known


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"warranty_until": "2026-02-30"}, "warranty_until: expected a day such as 2026-09-24, found '2026-02-30'"),
        ({"warranty_until": 20260924}, "expected a day"),
        ({"warranty_until": "2026-09-24T10:00"}, "expected a day"),
        ({"outage_began": "yesterday"}, "outage_began: expected a moment such as"),
        ({"outage_began": True}, "expected a moment"),
    ],
)
def test_what_is_no_day_or_moment_is_refused_by_name(facts, sentence):
    with pytest.raises(ComplaintError) as refused:
        answer("2026-09-21T10:00", facts)
    assert sentence in str(refused.value)


def test_the_cases_of_such_a_policy_hold():
    assert [one.message for one in check_policy(parse_policy(POLICY)) if one.severity == "error"] == []


def test_a_fact_may_not_take_a_name_of_the_receipt():
    with pytest.raises(PolicyError, match="'received_time' already means something"):
        parse_policy(POLICY.replace("  outage_began:", "  received_time:"))


def test_days_and_moments_are_no_figures_to_add_up():
    sums = "measures:\n  total: {sum: warranty_until, label: {en: Total, zh_CN: 合计}}\ngrades:"
    with pytest.raises(PolicyError, match="warranty_until"):
        parse_policy(POLICY.replace("grades:", sums, 1))
