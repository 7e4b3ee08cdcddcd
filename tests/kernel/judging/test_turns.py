"""Whose turn it is at each step: who acts, since when, until when, what is recorded with it, and former rounds."""

import pytest

from complaint_kernel import assess, load_policy
from complaint_kernel.judging.turns import turns

RECEIVED = "2026-09-21T09:00"
REGISTERED = {"type": "registered", "at": "2026-09-21T09:05"}
REVIEWED = {"type": "first_reviewed", "at": "2026-09-21T09:10"}
ISSUED = {"type": "form_issued", "at": "2026-09-21T09:20"}
PLANNED = {"type": "plan_submitted", "at": "2026-09-21T15:00"}
REFUSED = {"type": "customer_refused", "at": "2026-09-22T09:00"}


@pytest.fixture(scope="module")
def turn():
    policy = load_policy("manufacturing")

    def find(step, *events, records=None, former=False):
        complaint = {"id": "C", "received_at": RECEIVED, "facts": {"severity": "general"}, "events": list(events)}
        found = turns(assess(policy, {**complaint, "records": records or {}}, at="2026-09-22T12:00"))
        return next(
            (one for one in (each.to_dict() for each in found) if (one["id"], one["is_former"]) == (step, former)),
            None,
        )

    return find


def test_the_first_step_is_its_partys_from_receipt_on(turn):
    first = turn("register")
    assert (first["parties"], first["since"]) == (["clerk"], "2026-09-21T09:00:00+08:00")


def test_a_step_is_ready_since_the_one_before_was_done(turn):
    review = turn("first_review", REGISTERED)
    assert (review["parties"], review["since"]) == (["marketing_supervisor"], "2026-09-21T09:05:00+08:00")
    assert review["missing"] == ["details", "emergency_measure"]
    assert review["duties"] == [{"id": "first_review", "round": 1}]


def test_a_step_that_waits_is_nobodys_turn(turn):
    waiting = turn("form")
    assert (waiting["parties"], waiting["since"], waiting["duties"]) == ([], None, [])


def test_the_due_moment_is_that_of_the_duty_that_the_step_ends(turn):
    assert turn("form", REGISTERED, REVIEWED)["due"] == "2026-09-21T10:00:00+08:00"


def test_what_another_owes_for_it_is_not_of_the_turn():
    """R16: the head who answers for it is not the one whose turn it is to solve it, though one entry ends both."""
    complaint = {"id": "C", "received_at": RECEIVED, "facts": {"hard_or_long": True}, "events": []}
    first, solve, _answer = turns(assess(load_policy("bank-consumer-protection"), complaint, at="2026-09-22T12:00"))
    assert (first.parties, [duty.id for duty in first.duties]) == (("first_contact",), ["coordinate"])
    assert solve.duties == ()


def test_what_is_done_is_the_approvers_turn_since_then(turn):
    form = turn("form", REGISTERED, REVIEWED, ISSUED)
    assert (form["state"], form["parties"]) == ("submitted", ["marketing_supervisor"])
    assert (form["since"], form["duties"]) == ("2026-09-21T09:20:00+08:00", [])


def test_what_is_sent_back_is_the_doers_turn_since_then(turn):
    back = {"type": "step_returned", "at": "2026-09-21T09:40", "data": {"step": "form", "by": "marketing_supervisor"}}
    form = turn("form", REGISTERED, REVIEWED, ISSUED, back)
    assert (form["state"], form["parties"], form["since"]) == (
        "returned",
        ["salesperson"],
        "2026-09-21T09:40:00+08:00",
    )


def test_a_record_that_is_made_is_missing_no_more(turn):
    made = {"details": "cracks", "emergency_measure": " "}
    assert turn("first_review", REGISTERED, records=made)["missing"] == ["emergency_measure"]


def test_a_former_round_is_told_as_it_was_done(turn):
    events = (REGISTERED, PLANNED, REFUSED)
    assert turn("plan", *events)["round"] == 2
    former = turn("plan", *events, former=True)
    assert (former["round"], former["done"], former["parties"]) == (1, "2026-09-21T15:00:00+08:00", [])
    assert turn("register", *events, former=True) is None
