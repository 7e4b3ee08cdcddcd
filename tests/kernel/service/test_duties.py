"""What a program that keeps duties asks about them."""

from complaint_kernel import service

FACTORY = (service.policy_text("manufacturing"), "")


def test_a_duty_is_ended_by_its_event():
    assert service.done_by(FACTORY, "reply") == ["replied"]


def test_a_duty_of_another_edition_is_ended_by_nothing():
    assert service.done_by(FACTORY, "no_such_duty") == []
