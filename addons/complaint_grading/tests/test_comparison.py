from odoo.tests import BaseCase, tagged

from ..tools import comparison


def duty(name, state="open", due=None, **more):
    return {"id": name, "state": state, "due": due, **more}


def penalty(clause, amount=None, points=None, payer="responsible", outcome="", **more):
    return {"clause": clause, "payer": payer, "outcome": outcome, "amount": amount, "points": points, **more}


def answer(duties=(), penalties=()):
    return {"duties": list(duties), "penalties": list(penalties)}


@tagged("post_install", "-at_install")
class TestComparison(BaseCase):
    """Answers of the kernel side by side, as plain JSON: neither records nor a database."""

    def test_the_severest_rank_is_one_and_less_is_a_rise(self):
        mild, severe = {"grade": "III", "intake": "complaint"}, {"grade": "I", "intake": "complaint"}
        self.assertEqual(comparison.direction(mild, severe, 3, 1), "raised")
        self.assertEqual(comparison.direction(severe, mild, 1, 3), "lowered")
        self.assertEqual(comparison.direction(mild, dict(mild), 3, 3), "same")

    def test_another_class_or_no_grade_is_neither_a_rise_nor_a_fall(self):
        graded, none = {"grade": "III", "intake": "complaint"}, {"grade": None, "intake": "complaint"}
        self.assertEqual(comparison.direction(graded, dict(graded, intake="enquiry"), 3, 3), "other")
        self.assertEqual(comparison.direction(none, graded, 0, 3), "other")

    def test_the_next_due_moment_is_the_earliest_of_what_is_owed_whatever_its_offset(self):
        duties = [
            duty("done", "met", "2026-03-01T08:00:00+08:00"),
            duty("late", due="2026-03-02T09:00:00+08:00"),
            duty("soon", due="2026-03-02T00:30:00+00:00"),
            duty("open_end"),
        ]
        self.assertEqual(comparison.next_due(answer(duties), ("open", "overdue")), "2026-03-02T00:30:00+00:00")
        self.assertIsNone(comparison.next_due(answer(duties[:1]), ("open", "overdue")))

    def test_duties_are_paired_by_round(self):
        first, second, new = duty("plan"), duty("plan", round=2), duty("call_back")
        self.assertEqual(
            comparison.duty_pairs(answer([first, second]), answer([first, new])),
            [("plan", first, first), ("plan", second, None), ("call_back", None, new)],
        )

    def test_penalties_that_come_and_go_are_told_by_clause_payer_and_sum(self):
        fine, lesser, points = penalty("8.2", "30.00"), penalty("8.2", "20.00"), penalty("9", points=2)
        self.assertEqual(
            comparison.penalty_changes(answer(penalties=[fine, points]), answer(penalties=[lesser, points])),
            (["8.2 responsible 30.00"], ["8.2 responsible 20.00"]),
        )

    def test_sums_count_what_is_settled(self):
        range_of = penalty("5", amount_min="100", amount_max="500")
        penalties = [penalty("8.2", "30.00"), penalty("9", points=2), range_of]
        self.assertEqual(comparison.sums(answer(penalties=penalties)), (30.0, 2))
