"""What a program that keeps duties asks about them."""

from complaint_kernel import service

FACTORY = (service.policy_text("manufacturing"), "")


def test_a_duty_is_ended_by_its_event():
    assert service.done_by(FACTORY, "reply") == ["replied"]


def test_a_duty_of_another_edition_is_ended_by_nothing():
    assert service.done_by(FACTORY, "no_such_duty") == []


def test_a_record_belongs_to_its_step_else_to_the_last_one_of_its_clause():
    of_major = service.records_by_step(FACTORY, ["first_review", "call_management", "meet"])
    assert of_major["first_review"] == ["details", "evidence", "emergency_measure"]
    assert of_major["meet"] == ["meeting", "tests"]
    of_general = service.records_by_step(FACTORY, ["first_review"])
    assert of_general[""] == ["tests"]
