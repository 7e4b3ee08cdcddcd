"""What a duty of a policy file may say about its start: limits by the time of day, and rounds that begin again."""

import pytest

from complaint_kernel import PolicyError, assess, parse_policy

POLICY = """
policy: parcels
title: {en: Parcels, zh_CN: 包裹}
parties: {desk: {en: Desk, zh_CN: 前台}}
events:
  asked: {label: {en: Asked, zh_CN: 已询问}}
  asked_again: {label: {en: Asked again, zh_CN: 再次询问}}
  answered: {label: {en: Answered, zh_CN: 已答复}}
duties:
  answer:
    label: {en: Answer, zh_CN: 答复}
    clause: "1"
    owner: desk
    from: asked
    again_from: asked_again
    within:
      - {limit: same day at 16:00, started_by: "12:00", clause: "1.1"}
      - {limit: next day at 12:00, clause: "1.2"}
    done_by: answered
"""


def answer(*events):
    """Moments on Wednesday 8 July 2026, `("asked", "12:00")`."""
    result = [{"type": kind, "at": f"2026-07-08T{at}"} for kind, at in events]
    given = {"id": "C", "received_at": "2026-07-08T08:00", "facts": {}, "events": result}
    return assess(parse_policy(POLICY), given, at="2026-07-08T20:00").to_dict()["duties"][-1]


@pytest.mark.parametrize(
    ("at", "clause", "due"),
    [
        ("11:59:59", "1.1", "2026-07-08T16:00:00+08:00"),
        ("12:00:00", "1.1", "2026-07-08T16:00:00+08:00"),
        ("12:00:01", "1.2", "2026-07-09T12:00:00+08:00"),
    ],
)
def test_a_limit_may_be_for_a_start_by_a_time_of_day(at, clause, due):
    assert (answer(("asked", at))["clause"], answer(("asked", at))["due"]) == (clause, due)


def test_each_round_takes_the_limit_of_its_own_start():
    second = answer(("asked", "09:00"), ("answered", "10:00"), ("asked_again", "15:00"))
    assert (second["round"], second["due"], second["state"]) == (2, "2026-07-09T12:00:00+08:00", "open")


def test_what_would_start_it_anew_does_not_start_it_first():
    assert answer(("asked_again", "09:00"))["state"] == "waiting"
    assert answer(("asked_again", "09:00"), ("asked", "10:00"))["starts"] == "2026-07-08T10:00:00+08:00"


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ('"12:00", clause', '"25:00", clause', "duties.answer.within"),
        ("again_from: asked_again", "again_from: askd_again", "duties.answer.again_from"),
    ],
)
def test_a_mistake_in_either_is_named_at_its_place(right, wrong, place):
    with pytest.raises(PolicyError) as raised:
        parse_policy(POLICY.replace(right, wrong))
    assert any(problem.path.startswith(place) for problem in raised.value.problems)
