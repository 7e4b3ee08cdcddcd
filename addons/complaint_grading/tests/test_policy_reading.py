from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPolicyReading(ComplaintCommon):
    """The form of a policy: in words, with figures to set, to be tried."""

    def draft(self, policy=None):
        return self.env["complaint.policy"].browse((policy or self.pv).with_user(self.ada).action_revise()["res_id"])

    def test_rows_are_told_with_their_clauses_in_both_languages(self):
        self.assertIn("3.1.2 I A", self.pv.grades_html)
        self.assertIn("the total handling cost is over 5,000,000 CNY", self.pv.grades_html)
        self.assertIn("30 CNY", self.factory.duties_html)
        chinese = self.pv.with_context(lang="zh_CN")
        self.assertIn("处理总费用", chinese.grades_html)
        self.assertNotIn("Total handling cost", chinese.grades_html)

    def test_a_draft_is_told_as_it_is_written(self):
        draft = self.draft()
        draft.policy_file = draft.policy_file.split("\ncases:")[0].replace(
            "total_cost > 5000000", "total_cost > 6000000"
        )
        self.assertIn("6,000,000 CNY", draft.grades_html)
        draft.policy_file = "policy: ["
        self.assertFalse(draft.grades_html)
        self.assertTrue(draft.error_count)

    def test_text_of_a_file_is_escaped(self):
        draft = self.draft()
        text = draft.policy_file.split("\ncases:")[0]
        draft.policy_file = text.replace("en: Total handling cost", "en: <script>alert(1)</script>", 1)
        self.assertNotIn("<script>", draft.grades_html)

    # Parameters --------------------------------------------------------------------------------

    def test_unset_figures_are_shown_and_set_in_the_form(self):
        self.assertEqual(self.pv.unset_count, 2)
        draft = self.draft().with_user(self.ada)
        with Form(draft) as form, form.parameter_ids.edit(0) as row:
            row.value = "4 working hours"
            row.reference = "resolution 12"
        self.assertEqual(draft.unset_count, 1)
        self.assertNotEqual(draft.digest, self.pv.digest)
        self.assertIn("4 working hours", draft.parameters_file)
        again = self.draft(draft)
        self.assertEqual(again.parameter_ids.mapped("value"), ["4 working hours", False])
        self.assertEqual(again.parameter_ids.mapped("reference"), ["resolution 12", False])
        self.assertEqual(again.digest, draft.digest)

    def test_a_figure_that_does_not_fit_is_refused_by_its_name(self):
        draft = self.draft().with_user(self.ada)
        with self.assertRaisesRegex(ValidationError, "quality_notice_limit"):
            draft.parameter_ids.value = "soon"

    def test_figures_of_an_edition_in_force_stay(self):
        with self.assertRaisesRegex(UserError, "make a new edition"):
            self.pv.parameter_ids.with_user(self.ada).value = "1 working hours"
        with self.assertRaises(AccessError):
            self.draft().parameter_ids.with_user(self.mo).value = "1 working hours"
        with self.assertRaisesRegex(AccessError, "settled by the system"):
            self.draft().parameter_ids.with_user(self.ada).kind = "bool"

    def test_several_figures_are_read_at_once(self):
        draft = self.draft(self._policy("customer-abcd-indicators")).with_user(self.ada)
        rows = {row.code: row for row in draft.parameter_ids}
        draft.write(
            {
                "parameter_ids": [
                    (1, rows["cut_A"].id, {"value": "85"}),
                    (1, rows["cut_B"].id, {"value": "70.5"}),
                ]
            }
        )
        self.assertIn('"cut_B": "70.5"', draft.parameters_file)
        self.assertEqual(draft.unset_count, len(rows) - 2)

    def test_the_rows_follow_the_text(self):
        draft = self.draft()
        row = draft.parameter_ids.filtered(lambda row: row.code == "quality_notice_limit")
        draft.parameters_file = '{"quality_notice_limit": "4 working hours"}'
        self.assertEqual(row.value, "4 working hours")
        draft.parameters_file = False
        self.assertFalse(row.value)

    # Try ---------------------------------------------------------------------------------------

    def trial(self, policy, **values):
        return self.env["complaint.policy.try"].with_user(self.sun).create({"policy_id": policy.id, **values})

    def test_a_trial_tells_grade_reasons_and_what_would_change_it(self):
        before = self.env["complaint.case"].search_count([])
        html = self.trial(self.pv, facts={"total_cost": 1500000}).answer_html
        for part in ("Level II", "3.1.2 II A", "What would change it", "Tell quality"):
            self.assertIn(part, html)
        self.assertEqual(self.env["complaint.case"].search_count([]), before)

    def test_a_trial_counts_the_customer_s_history(self):
        self.complain(
            self.pv, issue="crack", facts={"total_cost": 900000}, received_at="2026-01-05", user_id=self.sun.id
        )
        alone = self.trial(self.pv, facts={"total_cost": 900000})
        again = self.trial(self.pv, facts={"total_cost": 900000}, partner_id=self.acme.id, issue="crack")
        self.assertIn("Level III", alone.answer_html)
        self.assertIn("3.1.2 II C", again.answer_html)

    def test_a_trial_of_a_draft_and_of_a_text_that_matters(self):
        draft = self.draft(self._policy("ecommerce"))
        self.assertIn("Escalated", self.trial(draft, facts={"channel": "media"}).answer_html)

    def test_a_trial_of_a_tier_policy_names_unset_figures(self):
        policy = self._policy("customer-abcd-indicators")
        html = self.trial(policy, facts={"sales": 90}).answer_html
        self.assertIn("Weight: sales", html)
        self.assertIn("alert-warning", html)

    def test_the_trial_in_the_form_answers_as_one_types(self):
        action = self.pv.action_try()
        form = Form(self.env["complaint.policy.try"].with_context(**action["context"]))
        self.assertIn("Level V", form.answer_html)
        rows = form.facts
        for row in rows:
            if row["name"] == "litigation":
                row["value"] = True
        form.facts = rows
        self.assertIn("3.1.2 I C", form.answer_html)
