"""Two answers to one complaint side by side."""

import pytest

from complaint_kernel import service

PV = (service.policy_text("pv-module"), "")


def duty(name, state="open", due=None, **more):
    return {"id": name, "state": state, "due": due, **more}


def penalty(clause, amount=None, points=None, payer="responsible", outcome="", **more):
    return {"clause": clause, "payer": payer, "outcome": outcome, "amount": amount, "points": points, **more}


def answer(duties=(), penalties=(), grade="III", intake="valid_complaint"):
    return {"duties": list(duties), "penalties": list(penalties), "grade": grade, "intake": intake}


def compared(before, after):
    return service.compare((PV, before), (PV, before), (PV, after), (PV, after), "en_US")


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (answer(grade="III"), answer(grade="I"), "raised"),
        (answer(grade="I"), answer(grade="III"), "lowered"),
        (answer(grade="III"), answer(grade="III"), "same"),
        (answer(grade="III"), answer(grade="III", intake="demand"), "other"),
        (answer(grade=None), answer(grade="III"), "other"),
    ],
)
def test_the_severest_rank_is_one_and_another_class_or_no_grade_has_no_order(before, after, direction):
    assert compared(before, after)["direction"] == direction


def test_the_next_due_moment_is_the_earliest_of_what_is_owed_whatever_its_offset():
    duties = [
        duty("done", "met", "2026-03-01T08:00:00+08:00"),
        duty("late", due="2026-03-02T09:00:00+08:00"),
        duty("soon", due="2026-03-02T00:30:00+00:00"),
        duty("open_end"),
    ]
    found = compared(answer(duties), answer(duties[:1]))
    assert (found["due_before"], found["due_after"]) == ("2026-03-02T00:30:00+00:00", None)


def test_duties_are_paired_by_round_and_those_that_stay_are_not_told():
    first, second, new = duty("plan"), duty("plan", round=2), duty("call_back")
    found = compared(answer([first, second]), answer([first, new]))
    assert [(one["before"], one["after"]) for one in found["duties"]] == [(second, None), (None, new)]


def test_penalties_that_come_and_go_are_told_by_clause_payer_and_sum():
    fine, lesser, points = penalty("8.2", "30.00"), penalty("8.2", "20.00"), penalty("9", points=2)
    found = compared(answer(penalties=[fine, points]), answer(penalties=[lesser, points]))
    assert found["penalties_gone"] == ["8.2 responsible 30.00"]
    assert found["penalties_new"] == ["8.2 responsible 20.00"]


def test_sums_count_what_is_settled():
    range_of = penalty("5", amount_min="100", amount_max="500")
    found = compared(answer(penalties=[penalty("8.2", "30.00"), penalty("9", points=2), range_of]), answer())
    assert (found["amount_before"], found["points_before"], found["amount_after"]) == (30.0, 2, 0.0)
