"""Steps with approvals and rounds, records as far as the story has come, and closing when nothing is missing."""

import pytest

from complaint_kernel import assess
from complaint_kernel.policy import parse_policy

PLANT = """
policy: plant
title: {en: Plant, zh_CN: 工厂}
parties:
  {clerk: {en: Clerk, zh_CN: 文员}, maker: {en: Department, zh_CN: 责任部门}, quality: {en: Quality, zh_CN: 品质}}
facts:
  major: {bool: false, label: {en: Major, zh_CN: 重大}}
events:
  planned: {label: {en: Plan handed in, zh_CN: 方案已提交}}
  plan_refused: {label: {en: Plan refused, zh_CN: 方案被退回}}
  told: {label: {en: Customer told, zh_CN: 已告知客户}, answers: "true"}
duties:
  answer: {label: {en: Answer, zh_CN: 答复}, clause: "1", owner: clerk, within: 3 working days, done_by: told}
steps:
  - {step: register, label: {en: Register, zh_CN: 登记}, clause: "1", by: clerk}
  - {step: plan, label: {en: Plan, zh_CN: 方案}, clause: "2", by: maker, approved_by: [quality], done_by: planned,
     returned_by: plan_refused, again_from: customer_refused}
  - {step: meet, label: {en: Meeting, zh_CN: 会审}, clause: "3", by: quality, when: major}
  - {step: correct, label: {en: Correct, zh_CN: 整改}, clause: "4", by: maker}
records:
  operators: {label: {en: Operators, zh_CN: 操作人员}, clause: "1"}
  root_cause: {label: {en: Root cause, zh_CN: 根本原因}, clause: "2", required: "true", step: plan}
  evidence: {label: {en: Evidence, zh_CN: 证据}, clause: "4", required: "true", after: told}
"""
REGISTERED = {"type": "step_done", "at": "2026-09-21T09:10", "data": {"step": "register"}}
PLANNED = {"type": "planned", "at": "2026-09-21T10:00"}
APPROVED = {"type": "step_approved", "at": "2026-09-21T11:00", "data": {"step": "plan", "by": "quality"}}
CORRECTED = {"type": "step_done", "at": "2026-09-21T14:00", "data": {"step": "correct"}}
TOLD = {"type": "told", "at": "2026-09-21T15:00"}
ALL = [REGISTERED, PLANNED, APPROVED, CORRECTED, TOLD]


@pytest.fixture(scope="module")
def judged():
    policy = parse_policy(PLANT)

    def judge(*events, records=None, **facts):
        complaint = {"id": "C", "received_at": "2026-09-21T09:00", "facts": facts, "events": list(events)}
        return assess(policy, {**complaint, "records": records or {}}, at="2026-09-21T17:00").to_dict()

    return judge


def states(answer):
    return {step["id"]: step["state"] for step in answer["steps"]}


def missing(answer):
    return {(note["code"], note.get("id")) for note in answer["closing"]["missing"]}


def test_one_step_is_ready_and_those_after_it_wait(judged):
    assert states(judged()) == {"register": "ready", "plan": "waiting", "correct": "waiting"}
    assert states(judged(REGISTERED)) == {"register": "done", "plan": "ready", "correct": "waiting"}


def test_a_step_that_does_not_apply_is_left_out(judged):
    assert "meet" not in states(judged()) and "meet" in states(judged(major=True))


def test_what_is_done_waits_for_its_approval(judged):
    plan = judged(REGISTERED, PLANNED)["steps"][1]
    assert (plan["state"], plan["done"]) == ("submitted", "2026-09-21T10:00:00+08:00")
    assert plan["approvals"] == [{"by": "quality", "at": None}]
    approved = judged(REGISTERED, PLANNED, APPROVED)["steps"][1]
    assert (approved["state"], approved["approvals"][0]["at"]) == ("done", "2026-09-21T11:00:00+08:00")


def test_what_is_sent_back_is_done_again_and_approved_again(judged):
    refused = {"type": "plan_refused", "at": "2026-09-21T10:30"}
    again = {"type": "planned", "at": "2026-09-21T10:50"}
    assert states(judged(REGISTERED, PLANNED, refused))["plan"] == "returned"
    assert states(judged(REGISTERED, PLANNED, refused, again))["plan"] == "submitted"


def test_an_approval_before_the_last_try_does_not_count(judged):
    refused = {"type": "plan_refused", "at": "2026-09-21T12:00"}
    again = {"type": "planned", "at": "2026-09-21T13:00"}
    assert states(judged(REGISTERED, PLANNED, APPROVED, refused, again))["plan"] == "submitted"


def test_a_refusal_begins_a_new_round_at_the_step_that_the_policy_names(judged):
    answer = judged(*ALL, {"type": "customer_refused", "at": "2026-09-21T16:00"})
    assert [(step["id"], step["state"], step["round"]) for step in answer["steps"]] == [
        ("register", "done", 1),
        ("plan", "ready", 2),
        ("correct", "waiting", 2),
    ]


def test_records_are_missed_as_far_as_the_story_has_come(judged):
    assert judged(REGISTERED)["records"] == {"missing": []}
    assert judged(REGISTERED, PLANNED)["records"] == {"missing": ["root_cause"]}
    assert judged(REGISTERED, PLANNED, records={"root_cause": "worn die"})["records"] == {"missing": []}
    assert judged(REGISTERED, PLANNED, records={"root_cause": "  "})["records"] == {"missing": ["root_cause"]}


def test_a_complaint_closes_when_nothing_is_missing(judged):
    made = {"root_cause": "worn die", "evidence": "photo 7"}
    closing = judged(*ALL, records=made)["closing"]
    assert (closing["may_close"], closing["kind"], closing["missing"]) == (True, "normal", [])


def test_each_thing_that_is_missing_stands_against_closing(judged):
    assert missing(judged(*ALL)) == {("record_missing", "root_cause"), ("record_missing", "evidence")}
    assert ("result_untold", None) in missing(judged(*ALL[:-1]))
    assert ("duty_open", "answer") in missing(judged())
    assert ("step_open", "plan") in missing(judged(REGISTERED, PLANNED))


OWED_STEP = """
duties:
  hand_in: {label: {en: Hand in the plan, zh_CN: 提交方案}, clause: "2", owner: maker, within: 3 working days,
    done_by: planned}
  answer:"""


def test_a_duty_that_ends_when_a_step_is_done_is_told_as_that_step():
    """Once, as long as the step is not done; where a rule asks for the duties alone, as the duty."""
    policy = PLANT.replace("\nduties:\n  answer:", OWED_STEP)
    complaint = {"id": "C", "received_at": "2026-09-21T09:00", "facts": {}, "events": [REGISTERED]}

    def against(text, part):
        closing = assess(parse_policy(text), complaint, at="2026-09-21T17:00").to_dict()["closing"]
        return [(note["code"], note.get("id")) for note in closing[part]]

    told = [row for row in against(policy, "missing") if row[1] in ("plan", "hand_in")]
    assert told == [("step_open", "plan")]
    rule = '\nclosing: [{kind: normal, clause: "5", when: duties_done, label: {en: Done, zh_CN: 完成}}]'
    assert ("duty_open", "hand_in") in against(policy + rule, "because")


def test_each_duty_that_is_owed_is_told_by_its_own_clause():
    complaint = {"id": "C", "received_at": "2026-09-21T09:00", "facts": {}, "events": [REGISTERED]}
    policy = parse_policy(
        PLANT.replace("\nduties:\n  answer:", OWED_STEP).replace("done_by: planned}\n", "done_by: told}\n")
    )
    closing = assess(policy, complaint, at="2026-09-21T17:00").to_dict()["closing"]
    owed = [
        (note["id"], note["clause"], note["text"]["en"]) for note in closing["missing"] if note["code"] == "duty_open"
    ]
    assert owed == [("hand_in", "2", "Hand in the plan is still owed"), ("answer", "1", "Answer is still owed")]


def test_a_refusal_after_the_result_keeps_it_open(judged):
    made = {"root_cause": "worn die", "evidence": "photo 7"}
    answer = judged(*ALL, {"type": "customer_refused", "at": "2026-09-21T16:00"}, records=made)
    assert ("refused", None) in missing(answer) and not answer["closing"]["may_close"]


def test_a_closing_rule_that_is_not_met_says_what_it_asks_for_is_missing():
    """The rule asks for the steps and for telling, not for duties and records."""
    rule = 'closing: [{kind: normal, clause: "5", when: steps_done and result_told, label: {en: Done, zh_CN: 完成}}]'
    complaint = {"id": "C", "received_at": "2026-09-21T09:00", "facts": {}, "events": [REGISTERED, PLANNED, APPROVED]}
    closing = assess(parse_policy(PLANT + rule), complaint, at="2026-09-21T17:00").to_dict()["closing"]
    because = [(note["code"], note.get("id")) for note in closing["because"]]
    assert because == [("step_open", "correct"), ("result_untold", None), ("way_not_met", None)]
    assert closing["because"][-1]["text"]["en"] == "none of these has happened yet: Done"
    assert closing["because"][-1]["clause"] == "5"
    assert {note["code"] for note in closing["missing"]} >= {"duty_open", "step_open", "record_missing"}


def test_an_unknown_record_is_refused_with_the_nearest(judged):
    with pytest.raises(Exception, match=r"unknown record 'root_causes'.*root_cause"):
        judged(records={"root_causes": "worn die"})


def test_records_may_still_be_called_fields_in_a_file():
    old = parse_policy(PLANT.replace("records:", "fields:"))
    assert old.digest == parse_policy(PLANT).digest
    assert set(old.records) == {"operators", "root_cause", "evidence"}
