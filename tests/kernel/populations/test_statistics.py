"""What a month of complaints adds up to, worked by hand."""

import json

import pytest

from complaint_kernel import assess, load_policy
from complaint_kernel.populations.statistics import summarize

FACTORY = load_policy("manufacturing")
AT = "2026-08-31T18:00"


def case(number, received, *events, **more):
    complaint = {
        "id": f"C-{number}",
        "received_at": received,
        "facts": {"severity": "general"},
        "events": [{"type": kind, "at": at} for kind, at in events],
        **more,
    }
    return assess(FACTORY, complaint, at=AT)


def notified(at):
    return "departments_notified", at


@pytest.fixture(scope="module")
def month():
    """Four complaints: one kept well and accepted, one notified late and refused, one that recurred, one untouched."""
    acme = {"customer": "ACME", "issue": "crack", "department": "line 1", "channel": "phone"}
    sun = {"customer": "Sun", "department": "line 2"}
    accepted, refused = ("customer_accepted", "2026-07-22T09:00"), ("customer_refused", "2026-07-22T09:00")
    recurred = ("recurred", "2026-08-03T09:00")
    return [
        case(1, "2026-07-06T09:00", notified("2026-07-06T10:00"), accepted, **acme),
        case(2, "2026-07-07T09:00", notified("2026-07-07T12:00"), refused, **acme),
        case(3, "2026-07-20T09:00", notified("2026-07-20T10:00"), accepted, recurred, issue="crack", **sun),
        case(4, "2026-08-03T09:00", issue="late", **sun),
    ]


@pytest.fixture(scope="module")
def figures(month):
    return summarize(month, trend="each week").to_dict()


def test_number_scope_and_causes(figures):
    assert figures["number"] == 4
    assert figures["scope"]["channel"] == [{"value": None, "number": 2}, {"value": "phone", "number": 2}]
    assert figures["causes"] == [{"value": "crack", "number": 3}, {"value": "late", "number": 1}]


def test_a_duty_is_on_time_when_met_by_its_due_moment(figures):
    duty = next(duty for duty in figures["duties"] if duty["duty"] == "notify_departments")
    assert (duty["met"], duty["late"], duty["overdue"]) == (2, 1, 1)
    assert duty["on_time"] == {"number": 2, "of": 4, "share": "0.5000"}


def test_a_repetition_is_the_same_customer_with_the_same_issue(figures):
    assert figures["repeated"] == {"number": 1, "of": 4, "share": "0.2500"}


def test_satisfaction_is_the_last_word_of_those_who_spoke(figures):
    assert figures["satisfied"] == {"number": 2, "of": 3, "share": "0.6667"}


def test_a_complaint_is_solved_when_it_may_be_closed(month):
    """5.3.9.2: acceptance alone closes nothing; the regulation's own whole complaint is closed by it."""
    whole = next(case for case in FACTORY.cases if case.title.startswith("5.3.9.2 a whole complaint"))
    given = {"id": "C-5", "facts": whole.facts, "events": whole.events, **whole.complaint}
    closed = assess(FACTORY, given, at="2026-09-30T18:00")
    assert summarize([*month, closed]).to_dict()["solved"] == {"number": 1, "of": 5, "share": "0.2000"}


def test_measures_were_effective_where_the_complaint_did_not_recur(figures):
    assert figures["effective"] == {"number": 1, "of": 2, "share": "0.5000"}


def test_fines_add_up_by_department(figures):
    """8.1 for complaints 2 and 4, 8.4 for the plan that the refusal of 2 asked for, 8.5 for complaint 3."""
    assert figures["fines"] == [
        {"value": "line 1", "amount": "40.00", "currency": "CNY"},
        {"value": "line 2", "amount": "40.00", "currency": "CNY"},
    ]


def test_the_trend_has_every_week_also_those_without_complaints(figures):
    assert figures["trend"] == [
        {"period": "2026-W28", "number": 2},
        {"period": "2026-W29", "number": 0},
        {"period": "2026-W30", "number": 1},
        {"period": "2026-W31", "number": 0},
        {"period": "2026-W32", "number": 1},
    ]


def test_the_trend_by_month(month):
    assert summarize(month).to_dict()["trend"] == [
        {"period": "2026-07", "number": 3},
        {"period": "2026-08", "number": 1},
    ]


def test_the_figures_do_not_depend_on_the_order(month):
    assert summarize(month[::-1]).to_dict()["repeated"] == summarize(month).to_dict()["repeated"]
    assert summarize(month[::-1]).fines == summarize(month).fines


def test_nothing_adds_up_to_nothing():
    figures = summarize([]).to_dict()
    assert (figures["number"], figures["trend"], figures["solved"]["share"]) == (0, [], None)
    assert json.dumps(figures)


def test_policies_with_closing_rules_say_themselves_what_is_solved():
    policy = load_policy("property-developer")
    complaint = {"id": "C", "received_at": "2026-07-06T09:00", "facts": {}}
    accepted = {**complaint, "events": [{"type": "customer_accepted", "at": "2026-07-07T09:00"}]}
    assert summarize([assess(policy, accepted, at=AT)]).solved.number == 0


def test_points_and_a_cause_that_is_a_fact():
    policy = load_policy("printing-plant")
    complaint = {
        "id": "C", "received_at": "2026-07-06T09:00", "department": "gluing", "facts": {"defect": "glue_failure"},
    }  # fmt: skip
    figures = summarize([assess(policy, complaint, at=AT)], cause="defect").to_dict()
    assert figures["points"] == [{"value": "gluing", "number": 100}]
    assert figures["causes"] == [{"value": "glue_failure", "number": 1}]
