"""Whole stories of one complaint, from receipt to the last penalty, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import ComplaintError, assess, load_calendar, load_policy, parse_policy

MANUFACTURING = load_policy("manufacturing")
PV = load_policy("pv-module")
ROMAN = ["I", "II", "III", "IV", "V"]


def complaint(**parts):
    return {"id": "C-1", "received_at": "2026-09-24T16:30:00+08:00", "facts": {}, **parts}


def events(*pairs):
    return [{"type": kind, "at": at} for kind, at in pairs]


def by_id(assessment):
    return {duty["id"]: duty for duty in assessment["duties"]}


def factory(at, *pairs, severity="major"):
    given = complaint(facts={"severity": severity}, events=events(*pairs))
    return assess(MANUFACTURING, given, at=at).to_dict()


def test_a_permanent_countermeasure_is_overdue_after_the_second_working_day():
    """Friday 25 September 2026 is a holiday (Mid-Autumn): Monday is day 1, Tuesday day 2."""
    result = factory("2026-09-30T18:00", ("quality_notified", "2026-09-24T17:00:00+08:00"))
    assert by_id(result)["permanent_countermeasure"] == {
        "id": "permanent_countermeasure",
        "clause": "8.2",
        "owner": "quality_engineer",
        "starts": "2026-09-24T17:00:00+08:00",
        "due": "2026-09-29T17:30:00+08:00",
        "due_provisional": False,
        "done": None,
        "state": "overdue",
    }
    assert {
        "clause": "8.2",
        "duty": "permanent_countermeasure",
        "payer": "responsible",
        "unit": "quality_engineer",
        "outcome": "fine",
        "amount": "30.00",
        "currency": "CNY",
        "points": 0,
        "awaits": "time",
    } in result["penalties"]


@pytest.mark.parametrize(
    ("done", "state", "fined"), [("2026-09-29T17:30:00", "met", 0), ("2026-09-29T17:30:01", "late", 1)]
)
def test_the_due_moment_itself_is_still_in_time(done, state, fined):
    result = factory(
        "2026-09-30T18:00",
        ("departments_notified", "2026-09-24T17:00"),
        ("quality_notified", "2026-09-24T17:00"),
        ("interim_countermeasure", "2026-09-24T17:10"),
        ("permanent_countermeasure", done),
    )
    assert by_id(result)["permanent_countermeasure"]["state"] == state
    assert [penalty["awaits"] for penalty in result["penalties"]] == [None] * fined


def test_what_has_not_happened_yet_is_not_seen():
    result = factory("2026-09-24T16:45", ("form_issued", "2026-09-24T17:00"))
    assert by_id(result)["issue_form"]["state"] == "open"


def test_a_refusal_by_the_customer_restarts_the_plan_and_a_late_first_round_stays_fined():
    result = factory(
        "2026-10-12T09:00",
        ("departments_notified", "2026-09-24T17:00"),
        ("plan_requested", "2026-09-28T09:00"),
        ("plan_submitted", "2026-09-30T09:00"),
        ("customer_refused", "2026-10-08T09:00"),
        ("plan_requested", "2026-10-09T09:00"),
        severity="general",
    )
    plan = by_id(result)["corrective_plan"]
    assert (plan["starts"], plan["due"]) == ("2026-10-09T09:00:00+08:00", "2026-10-10T09:00:00+08:00")
    assert (plan["state"], plan["round"]) == ("overdue", 2)
    assert [p["awaits"] for p in result["penalties"] if p["duty"] == "corrective_plan"] == [None, "time"]


def test_what_was_never_done_in_an_earlier_round_is_still_owed():
    result = factory(
        "2026-10-09T09:30",
        ("departments_notified", "2026-09-24T17:00"),
        ("plan_requested", "2026-09-28T09:00"),
        ("customer_refused", "2026-10-08T09:00"),
        ("plan_requested", "2026-10-09T09:00"),
        severity="general",
    )
    assert [(p["duty"], p["awaits"]) for p in result["penalties"]] == [("corrective_plan", "time")]


def test_a_second_request_without_a_refusal_changes_nothing():
    result = factory("2026-09-28T10:00", ("plan_requested", "2026-09-28T09:00"), ("plan_requested", "2026-09-28T09:30"))
    assert by_id(result)["corrective_plan"]["starts"] == "2026-09-28T09:00:00+08:00"


def test_missing_records_cost_the_responsible_and_the_supervisor():
    result = factory("2026-09-24T17:00", ("records_missing", "2026-09-24T17:00"), ("recurred", "2026-09-24T17:00"))
    borne = [(p["clause"], p["payer"], p["amount"]) for p in result["penalties"]]
    assert borne == [("8.3", "responsible", "20.00"), ("8.3", "supervisor", "20.00"), ("8.5", "responsible", "20.00")]


def test_a_provisional_due_moment_costs_nothing_and_says_why():
    given = complaint(
        received_at="2026-12-30T09:00+08:00",
        facts={"severity": "general"},
        events=events(("departments_notified", "2026-12-30T09:30"), ("quality_notified", "2026-12-31T09:00")),
    )
    result = assess(MANUFACTURING, given, at="2027-02-01T09:00").to_dict()
    reply = by_id(result)["reply"]
    assert (reply["due_provisional"], reply["state"]) == (True, "open")
    assert not result["penalties"]
    (warning,) = (one for one in result["warnings"] if one.get("id") == "reply")
    assert warning["code"] == "provisional_past" and "2027" in warning["text"]["zh_CN"]
    assert warning["clause"] == reply["clause"]


def test_an_unset_limit_gives_no_due_moment_and_is_named():
    given = complaint(facts={"total_cost": 20000})
    assert assess(PV, given, at="2026-09-24T17:00").grading.grade == "IV"
    handed = {**given, "events": events(("handed_to_quality", "2026-09-24T17:00"))}
    result = assess(PV, handed, at="2026-09-24T17:00").to_dict()
    assert (by_id(result)["tell_quality"]["due"], by_id(result)["tell_quality"]["state"]) == (None, "open")
    assert "quality_notice_limit" in [warning["id"] for warning in result["warnings"]]


UNSET = """
policy: unset
title: {en: Unset, zh_CN: 未定}
facts: {cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}}
parameters: {large: {money: CNY, clause: "1", label: {en: Large cost, zh_CN: 大额}}}
intake:
  - {intake: large, label: {en: Large, zh_CN: 大}, clause: "1", when: cost >= large}
  - {intake: small, label: {en: Small, zh_CN: 小}, clause: "1"}
grades:
  - {grade: I, label: {en: I, zh_CN: 一}, any: [{clause: "2", when: cost > 100}]}
"""


def test_a_figure_that_the_intake_class_lacks_is_named():
    found = assess(parse_policy(UNSET), complaint(facts={"cost": 200}), at="2026-09-24T17:00")
    assert (found.grading.intake, found.grading.grade) == ("small", "I")
    assert [(note.code, note.about) for note in found.grading.notes] == [("parameter_unset", "large")]


def test_the_same_complaint_in_any_order_of_its_events_gets_the_same_answer():
    pairs = [
        ("quality_notified", "2026-09-24T17:00"),
        ("replied", "2026-09-28T10:00"),
        ("recurred", "2026-09-29T09:00"),
    ]
    answers = [factory("2026-09-30T18:00", *order, severity="general") for order in (pairs, pairs[::-1])]
    assert answers[0] == answers[1]


def test_every_fault_of_a_complaint_is_told_at_once():
    given = complaint(facts={"totl_cost": 1, "litigation": 1, "defect_level": 4}, events=events(("nothing", "soon")))
    with pytest.raises(ComplaintError) as refusal:
        assess(PV, given, at="2026-09-24T17:00")
    paths = [problem.path for problem in refusal.value.problems]
    assert paths == ["/facts/totl_cost", "/facts/litigation", "/facts/defect_level", "/events/0/type", "/events/0/at"]


money = st.decimals(0, 9_000_000, places=2)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(money, money, st.sampled_from([None, 1, 2, 3]), st.decimals(0, 2, places=3), st.booleans())
def test_a_higher_cost_never_makes_the_grade_milder(cost, more, defect, power, media):
    facts = {"defect_level": defect, "involved_power": power, "media_exposure": media}
    calendar = load_calendar("cn-office")
    grades = [
        assess(PV, complaint(facts={**facts, "total_cost": figure}), calendar, at="2026-09-30T18:00").grading.grade
        for figure in (cost, cost + more)
    ]
    assert ROMAN.index(grades[1]) <= ROMAN.index(grades[0])


@settings(max_examples=100, deadline=None)
@given(money, st.decimals(0, 2, places=3), st.sampled_from([1, 2, 3]))
def test_the_table_agrees_with_its_rules_written_by_hand(cost, power, defect):
    result = assess(
        PV,
        complaint(facts={"total_cost": cost, "involved_power": power, "defect_level": defect}),
        at="2026-09-24T17:00",
    )
    assert result.grading.grade == by_hand(cost, power, defect)


def by_hand(cost, power, defect):
    if cost > 5_000_000 or (power > 1 and defect == 1):
        return "I"
    if cost > 1_000_000 or (power > Decimal("0.5") and defect == 1):
        return "II"
    if cost > 100_000 or (power > Decimal("0.2") and defect != 3):
        return "III"
    if cost > 10_000 or (power > Decimal("0.02") and defect != 3):
        return "IV"
    return "V"
