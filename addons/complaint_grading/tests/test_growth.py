from odoo.tests import tagged

from ..models.case.history import MOST_READ
from .multiplying import multiplied
from .test_history import HistoryCommon

SEEDS = 20
STEPS = ("raise one", "save a fact", "save a fact of an old one", "open a form")


class Undone(Exception):
    """Takes a step back that was measured."""


@tagged("post_install", "-at_install", "is_query_count")
class TestGrowth(HistoryCommon):
    """A person's step costs the same queries, and reads as many other complaints, whatever lies in the table."""

    def test_sums_over_one_customer_s_nature(self):
        self.check_steps(self.pv, {"issue": "crack"}, "total_cost")

    def test_a_year_s_quota(self):
        self.check_steps(self.plant, {"department_id": self.departments["quality"].id}, "loss")

    def test_a_month_of_one_employee(self):
        facts = {"discipline_level": "1", "verified": True}
        rental = self._policy("rental-discipline")
        self.check_steps(rental, {"employee": "Li", "channel": "hotline", "facts": facts}, "company_loss")

    def check_steps(self, policy, values, figure):
        facts = values.pop("facts", {})
        days = [f"2026-11-{day:02} 0{hour}:00:00" for day in range(1, 11) for hour in (1, 2)]
        seeds = self.env["complaint.case"].union(
            *(
                self.complain(policy, received_at=day, facts={**facts, figure: 100.0 + number}, **values)
                for number, day in enumerate(days[:SEEDS])
            )
        )
        multiplied(self.env, seeds, copies=1_000 // SEEDS)
        self.measured(seeds, values, facts, figure)  # what is kept in memory afterwards is the same for both
        few = self.measured(seeds, values, facts, figure)
        multiplied(self.env, seeds, copies=20_000 // SEEDS)
        many = self.measured(seeds, values, facts, figure)
        for name, (queries, kept) in many.items():
            with self.subTest(name):
                self.assertLessEqual(queries, few[name][0])
                self.assertEqual(kept, few[name][1])

    def measured(self, seeds, values, facts, figure):
        """The queries of each step, with the thousands of letters that it keeps of what it rests on."""
        found = {}
        for name in STEPS:
            self.env.invalidate_all()
            with self.assertRaises(Undone), self.env.cr.savepoint():
                before = self.env.cr.sql_log_count
                case = self.step(name, seeds, values, facts, figure)
                self.env.flush_all()
                queries = self.env.cr.sql_log_count - before
                self.assertLessEqual(len(case._basis()["complaint"]["history"]), MOST_READ)
                found[name] = (queries, len(case.verdict_basis) // 1000)
                raise Undone
        return found

    def step(self, name, seeds, values, facts, figure):
        if name == "raise one":
            return self.complain(
                seeds.policy_id, received_at="2026-11-11 01:00:00", facts={**facts, figure: 7.0}, **values
            )
        case = seeds[0] if "old" in name else seeds[-1]
        if name == "open a form":
            names = case.get_view(view_type="form")["models"][case._name]
            case.web_read({field: {} for field in names})
        else:
            case.facts = {figure: 9.0}
        return case

    def test_a_batch_asks_once_for_what_it_shares(self):
        """Raised together, previewed and counted again: the same queries for ten complaints and for forty."""
        cases = self.env["complaint.case"].union(
            *(
                self.complain(self.pv, received_at=f"2026-11-0{day} 0{hour}:00:00", issue="crack", facts=facts)
                for day in range(1, 9)
                for hour in range(1, 8)
                for facts in [{"total_cost": 1000.0 * day}]
            )
        )
        draft = self.env["complaint.policy"].browse(self.pv.action_revise()["res_id"])
        looks = {
            "preview": lambda some: some._impacts(draft),
            "preview of what is stale": lambda some: (some._put({"is_stale": True}), some._impacts(draft)),
            "count again": lambda some: some._reassess_each()._log_internal("Counted."),
        }
        for name, look in looks.items():
            _warm, few, many = [self.queries(look, cases[-number:]) for number in (10, 10, 40)]
            with self.subTest(name):
                self.assertLessEqual(many, few + 3)

    def queries(self, look, cases):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        look(cases)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_preview_of_what_stands_says_what_the_kernel_would_say(self):
        cases = self.env["complaint.case"].union(
            *(
                self.complain(
                    self.pv, received_at=f"2026-11-0{day} 01:00:00", issue="crack", facts={"total_cost": cost}
                )
                for day, cost in enumerate((900.0, 60_000.0, 120_000.0, 30_000.0, 2_000_000.0), 1)
            )
        )
        draft = self.env["complaint.policy"].browse(self.pv.action_revise()["res_id"])
        draft.policy_file = draft.policy_file.split("\ncases:")[0].replace("total_cost > 100000", "total_cost > 50000")
        self.assertEqual(len(cases._standing_answers(self.env.cr.now())), len(cases))
        stored = cases._impacts(draft)
        self.assertTrue([row for row in stored if row["is_changed"]])
        cases._put({"is_stale": True})
        self.assertFalse(cases._standing_answers(self.env.cr.now()))
        self.assertEqual(cases._impacts(draft), stored)
