from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDerived(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.complaint_policy_id = cls.pv
        cls.yuan = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", "CNY")])
        cls.yuan.active = True
        cls.yuan.rate_ids.unlink()
        cls.rate(1)
        cls.panel = cls.env["product.product"].create({"name": "Panel 550", "complaint_watts_per_unit": 550})

    @classmethod
    def rate(cls, rate):
        """Let Odoo know what a unit of the company's currency is in yuan."""
        cls.yuan.rate_ids = [
            Command.clear(),
            Command.create({"name": "2020-01-01", "rate": rate, "company_id": cls.env.company.id}),
        ]

    def case_of(self, quantity, amount, **values):
        line = {"product_id": self.panel.id, "quantity": quantity, "amount": amount}
        return self.complain(self.pv, line_ids=[Command.create(line)], **values)

    def derived(self, case, fact):
        return case.derived_ids.filtered(lambda row: row.fact == fact)

    def test_cost_and_power_come_from_the_lines(self):
        case = self.case_of(2000, 1000001, facts={"defect_level": "1"})
        self.assertEqual(self.derived(case, "involved_power").value, "1.1")
        self.assertEqual(case.facts["involved_power"], 1.1)
        self.assertEqual(case.facts["defect_level"] and case._fact_values()["defect_level"], "1")
        self.assertEqual(case.grade, "I")
        self.assertIn("3.1.2 I B", case.reasons_html)

    def test_the_value_is_in_the_policys_currency(self):
        self.rate(7)
        case = self.case_of(1, 200000)
        self.assertEqual(self.derived(case, "total_cost").value, "1400000")
        self.assertEqual(case.grade, "II")

    def test_without_a_rate_the_complaint_says_so_and_derives_no_value(self):
        self.yuan.rate_ids.unlink()
        case = self.case_of(2000, 200000)
        self.assertEqual(case.derived_ids.mapped("fact"), ["involved_power"])
        self.assertNotIn("total_cost", case._fact_values())
        self.assertRegex(case.derivation_text, f"No rate is known between {self.env.company.currency_id.name} and CNY")
        self.rate(7)
        case.action_reassess()
        case.invalidate_recordset(["derivation_text"])
        self.assertEqual((case.facts["total_cost"], case.derivation_text), (1400000, False))

    def test_lines_changed_derive_anew(self):
        case = self.case_of(2000, 10)
        case.line_ids.quantity = 4000
        self.assertEqual(case.facts["involved_power"], 2.2)
        case.line_ids.unlink()
        self.assertFalse(case.derived_ids)

    def test_typing_over_a_derived_fact_is_refused(self):
        case = self.case_of(2000, 10)
        with self.assertRaisesRegex(ValidationError, "override it and give the reason"):
            case.facts = {**case._fact_values(), "involved_power": 0.1}
        case.facts = {**case._fact_values(), "litigation": True}
        self.assertEqual(case.facts["involved_power"], 1.1)

    def test_a_new_complaint_does_not_contradict_its_lines(self):
        with self.assertRaisesRegex(ValidationError, "override it and give the reason"):
            self.case_of(2000, 10, facts={"involved_power": 0.2})
        self.assertEqual(self.case_of(2000, 10, facts={"involved_power": 1.1}).facts["involved_power"], 1.1)

    def test_a_write_that_leaves_a_derived_fact_out_keeps_it(self):
        case = self.case_of(2000, 10)
        case.facts = {"litigation": True}
        self.assertEqual(case.facts["involved_power"], 1.1)

    def test_override_with_a_reason(self):
        case = self.case_of(2000, 10).with_user(self.sun)
        row = self.derived(case, "total_cost")
        wizard = self.env["complaint.override.fact"].with_user(self.sun)
        wizard.create(
            {"derived_id": row.id, "value": "5000001", "reason": "Crane and business expenses added."}
        ).action_override()
        self.assertEqual(case.grade, "I")
        self.assertEqual((row.derived_value, row.value, row.override_user_id), ("10", "5000001", self.sun))
        case.sudo().line_ids.quantity = 2
        self.assertEqual(case.facts["total_cost"], 5000001, "an override stays when the lines change")
        row.action_restore()
        self.assertEqual((row.is_overridden, case.grade), (False, "V"))

    def test_override_wants_a_reason_and_a_number(self):
        row = self.derived(self.case_of(2000, 10), "total_cost")
        wizard = self.env["complaint.override.fact"]
        with self.assertRaisesRegex(ValidationError, "Say why"):
            wizard.create({"derived_id": row.id, "value": "1", "reason": "  "}).action_override()
        with self.assertRaisesRegex(ValidationError, "as a number"):
            wizard.create({"derived_id": row.id, "value": "many", "reason": "x"}).action_override()
        with self.assertRaises(AccessError):
            row.with_user(self.ada).write({"override_value": "3", "is_overridden": True})
