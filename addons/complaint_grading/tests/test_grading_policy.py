from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestGradingPolicy(ComplaintCommon):
    """A factory's regulation has duties and no grades; the maker's regulation gives it the grade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.complaint_grading_policy_id = cls.pv

    def owed(self, case):
        return set(case.duty_ids.mapped("code"))

    def test_the_grade_of_the_grading_policy_makes_a_complaint_major(self):
        """Level II is major: countermeasures are owed, not a reply."""
        case = self.complain(grading_facts={"total_cost": 1_500_000.0})
        self.assertEqual((case.grade, case.grading_policy_id), ("II", self.pv))
        self.assertIn("interim_countermeasure", self.owed(case))
        self.assertIn("3.1.2 II A", case.reasons_html)
        case.grading_facts = {"total_cost": 20_000.0}
        self.assertEqual(case.grade, "IV")
        standing = case.duty_ids.filtered(lambda duty: duty.state != "void")
        self.assertIn("reply", standing.mapped("code"))
        self.assertNotIn("interim_countermeasure", standing.mapped("code"))

    def test_what_a_person_states_wins_over_the_grade(self):
        case = self.complain(facts={"severity": "general"}, grading_facts={"total_cost": 6_000_000.0})
        self.assertEqual(case.grade, "I")
        self.assertIn("reply", self.owed(case))

    def test_the_goods_give_their_cost_to_the_grading_policy(self):
        module = self.env["product.product"].create({"name": "Module"})
        line = {"product_id": module.id, "quantity": 1, "amount": 2_000_000.0}
        case = self.complain(line_ids=[Command.create(line)])
        self.assertEqual(case._fact_values("grading_facts")["total_cost"], float(case.derived_ids.value))
        self.assertIn(case.grade, ("I", "II"))  # the company's currency may be worth more than the policy's

    def test_earlier_complaints_add_up_under_the_grading_policy(self):
        self.complain(self.pv, issue="crack", facts={"total_cost": 60_000.0}, received_at="2026-11-10 02:00:00")
        case = self.complain(issue="crack", grading_facts={"total_cost": 60_000.0})
        self.assertEqual(case.grade, "III")
        later = self.complain(issue="crack", grading_facts={"total_cost": 1.0}, received_at="2026-11-20 01:59:00")
        self.assertEqual(later.grade, "IV")

    def test_a_fact_that_the_grading_policy_does_not_know_is_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "totl_cost.*total_cost"):
            self.complain(grading_facts={"totl_cost": 1.0})

    def test_a_policy_with_grades_of_its_own_takes_no_other(self):
        case = self.complain(self.pv, facts={"total_cost": 20_000.0})
        self.assertFalse(case.grading_policy_id)
        self.assertEqual(case.grade, "IV")

    def test_the_form_shows_what_the_grading_policy_supplies_and_asks_for_it_only_where_there_is_none(self):
        case = self.complain(grading_facts={"total_cost": 1_500_000.0})
        self.assertEqual(case.supplied_facts, {"grading_grade": "II"})
        self.assertNotIn("grading_grade", case._fact_values("facts"))
        case.grading_facts = {"total_cost": 20_000.0}
        self.assertEqual(case.supplied_facts, {"grading_grade": "IV"})
        case.grading_policy_id = False
        self.assertFalse(case.supplied_facts)
        begun = {"policy_id": case.policy_id.id, "company_id": case.company_id.id}
        self.assertEqual(self.env["complaint.case"].new(begun).supplied_facts, {"grading_grade": None})
        case.company_id.complaint_grading_policy_id = False
        self.assertFalse(self.env["complaint.case"].new(begun).supplied_facts)

    def test_the_raise_dialog_asks_what_the_grading_policy_wants_to_know(self):
        panel = self.env["product.product"].create({"name": "Panel"})
        line = Command.create({"product_id": panel.id, "product_uom_qty": 7})
        values = {"partner_id": self.acme.id, "user_id": self.sun.id, "order_line": [line]}
        order = self.env["sale.order"].create(values)
        order.action_confirm()
        action = order.with_user(self.sun).action_raise_complaint()
        wizard = self.env["complaint.raise"].with_user(self.sun).browse(action["res_id"])
        self.assertEqual(wizard.supplied_facts, {"grading_grade": None})
        asked = {row["name"] for row in wizard.read(["grading_facts"])[0]["grading_facts"]}
        self.assertIn("litigation", asked)
        wizard.write({"issue": "crack", "grading_facts": {"litigation": True}})
        wizard.line_ids.is_chosen = True
        self.assertEqual(list(wizard.derived_names), ["grading_facts"])
        self.assertIn("total_cost", wizard.derived_names["grading_facts"])
        case = self.env["complaint.case"].browse(wizard.action_raise()["res_id"])
        self.assertTrue(case._fact_values("grading_facts")["litigation"])
        self.assertEqual((case.grading_policy_id, case.grade), (self.pv, "I"))
