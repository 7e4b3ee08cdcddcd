"""How long duties and steps took and how late they were, in working time: worked by hand."""

import pytest

from complaint_kernel import assess, load_policy, named_calendar
from complaint_kernel.judging.handling import handling_of_duty, handling_of_step
from complaint_kernel.judging.turns import turns

OFFICE = named_calendar("cn-office")
RECEIVED = "2026-09-21T09:00"
REGISTERED = {"type": "registered", "at": "2026-09-21T09:05"}
REVIEWED = {"type": "first_reviewed", "at": "2026-09-21T09:10"}
ISSUED = {"type": "form_issued", "at": "2026-09-21T13:10"}
APPROVED = {"type": "step_approved", "at": "2026-09-22T09:10", "data": {"step": "form", "by": "marketing_supervisor"}}
PLANNED = {"type": "plan_submitted", "at": "2026-09-21T15:00"}
REFUSED = {"type": "customer_refused", "at": "2026-09-22T09:00"}


def judged(*events, **more):
    complaint = {"id": "C", "received_at": RECEIVED, "facts": {"severity": "general"}, "events": list(events), **more}
    return assess(load_policy("manufacturing"), complaint, at="2026-09-30T18:00")


def duty(name, *events, **more):
    found = next(one for one in judged(*events, **more).duties if one.id == name)
    handling = handling_of_duty(found, OFFICE)
    return handling and handling.to_dict()


def step(name, *events, former=False):
    found = next(one for one in turns(judged(*events)) if (one.step.id, one.is_former) == (name, former))
    handling = handling_of_step(found, OFFICE)
    return handling and handling.to_dict()


def test_a_duty_takes_the_working_time_from_its_start_to_its_end():
    """Issued at 13:10 what was received at 9:00 and due at 10:00: the hour of lunch is nobody's time."""
    told = duty("issue_form", REGISTERED, REVIEWED, ISSUED)
    assert told == {"taken": pytest.approx(3 + 10 / 60), "late": pytest.approx(2 + 10 / 60), "approved": None}


def test_what_is_done_in_time_is_late_by_nothing_and_what_is_not_done_is_not_told():
    issued = {**ISSUED, "at": "2026-09-21T09:30"}
    assert duty("issue_form", REGISTERED, REVIEWED, issued)["late"] == 0
    assert duty("issue_form", REGISTERED, REVIEWED) is None


def test_a_weekend_takes_no_working_time():
    """Received on Friday at 17:00, issued on Monday at 9:00: half an hour of each day."""
    issued = {**ISSUED, "at": "2026-09-14T09:00"}
    assert duty("issue_form", issued, received_at="2026-09-11T17:00")["taken"] == pytest.approx(1)


def test_a_step_takes_from_the_one_before_it_to_its_own_end_and_then_its_approval():
    told = step("form", REGISTERED, REVIEWED, ISSUED, APPROVED)
    assert told["taken"] == pytest.approx(3)  # from the review at 9:10
    assert told["late"] == pytest.approx(2 + 10 / 60)  # by the duty that it ends, due at 10:00
    assert told["approved"] == pytest.approx(4 + 20 / 60 + 40 / 60)  # to 17:30, and from 8:30 on


def test_a_step_whose_approval_is_outstanding_is_not_told_yet():
    assert step("form", REGISTERED, REVIEWED, ISSUED) is None
    assert step("form", REGISTERED) is None


def test_a_step_of_a_former_round_is_told_as_it_was_done():
    """The plan of the first round began when what came before it was done, and only what is done is told."""
    approved = {"type": "step_approved", "at": "2026-09-21T16:00", "data": {"step": "plan", "by": "quality_engineer"}}
    before = [{"type": "step_done", "at": "2026-09-21T11:30", "data": {"step": "form"}}]
    told = step("plan", *before, PLANNED, approved, REFUSED, former=True)
    assert told["taken"] == pytest.approx(2.5)  # from 11:30 to 15:00, lunch left out
    assert told["approved"] == pytest.approx(1)
    assert step("plan", *before, PLANNED, approved, REFUSED) is None
