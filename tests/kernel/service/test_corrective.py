"""What of a corrective action (8D) a regulation wants recorded, and the step in which it is carried out."""

import pytest

from complaint_kernel import service
from complaint_kernel.policy import load_policy, parse_policy
from complaint_kernel.worktime import LimitError

FACTORY = (service.policy_text("manufacturing"), "")


def test_the_factory_s_records_are_parts_of_a_corrective_action():
    assert service.corrective_records(FACTORY) == {
        "emergency_measure": "containment",
        "root_cause": "root_cause",
        "measures": "measures",
        "completion": "completion",
        "effect": "effect",
    }


def test_a_regulation_without_such_records_has_none():
    assert service.corrective_records((service.policy_text("telecom-warning"), "")) == {}


def test_permanent_actions_are_carried_out_in_their_step():
    assert service.action_step(FACTORY, "permanent") == "correct"
    assert service.action_step(FACTORY, "containment") is None
    assert service.actions_of_step(FACTORY, "correct") == "permanent"
    assert service.actions_of_step(FACTORY, "plan") is service.actions_of_step(FACTORY, "no such step") is None


def test_every_step_and_record_of_the_shipped_regulations_names_a_word_of_the_list():
    for name in service.shipped_policies():
        edition = (service.policy_text(name), "")
        assert set(service.corrective_records(edition).values()) <= set(service.PlanPart.all())
        steps = [rule.id for rule in load_policy(name).steps]
        assert {service.actions_of_step(edition, step) for step in steps} <= {None, *service.ActionKind.all()}


def test_who_writes_a_record_changes_no_answer_and_no_digest():
    text = service.policy_text("manufacturing")
    assert parse_policy(text.replace(", corrective: root_cause", "")).digest == parse_policy(text).digest


def test_another_word_is_refused_with_its_place():
    text = service.policy_text("manufacturing").replace("corrective: root_cause", "corrective: rootcause")
    [found] = service.problems((text, ""))
    assert (found["path"], "root_cause" in found["message"]) == ("records.root_cause.corrective", True)


def test_working_days_end_with_the_last_of_them():
    """Wednesday 30 September 2026: the days from 1 to 7 October are off, Thursday the 8th is day 1."""
    assert service.after_working_days("cn-office", "2026-09-30T10:00+08:00", 1) == "2026-10-08T17:30:00+08:00"
    with pytest.raises(LimitError):
        service.after_working_days("cn-office", "2026-09-30T10:00+08:00", 0)
