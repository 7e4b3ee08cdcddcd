from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestClosing(ComplaintCommon):
    """A complaint is closed by its policy; what begins at the end stays owed."""

    def test_what_is_missing_is_listed_and_close_is_refused_with_it(self):
        case = self.complain(facts={"severity": "general"})
        self.assertFalse(case.may_close)
        self.assertGreater(case.to_close_count, 10)
        self.assertIn("Verify the effect", case.to_close_html)
        with self.refused(UserError, "may not be closed yet"):
            case.action_close()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn("跟踪验证及有效性评审", case.with_context(lang="zh_CN").to_close_html)

    def test_with_every_step_and_record_and_the_customers_word_it_closes(self):
        case = self.complain(facts={"severity": "general"})
        self.finish(case)
        self.assertFalse(case.turn_ids)
        self.assertEqual(case.stage, "closed")

    def test_the_factory_closes_nothing_before_the_customer_accepts(self):
        """R10 5.3.9.2: with all done and told the customer's word is waited for; a refusal begins a new plan."""
        case = self.complain(facts={"severity": "general"})
        second = self.do_steps(case)
        with self.later(second):
            self.do_duties(case)
        with self.later(second + 1), self.refused(UserError, "the customer accepts"):
            case.action_close()
        with self.later(second + 2):
            self.happens(case, "customer_refused")
            self.assertEqual(case.turn_ids.mapped("code"), ["plan"])
        with self.later(second + 3):
            self.happens(case, "customer_accepted")
            self.assertFalse(case.may_close, "the new plan is still owed")

    def test_only_a_manager_cancels_and_says_why(self):
        case = self.complain()
        with self.refused(UserError, "Say in Cancel Reason"):
            case.with_user(self.mo).action_cancel()
        with self.refused(AccessError, "Only a complaint manager"):
            case.with_user(self.sun).write({"cancel_reason": "Sent twice.", "stage": "cancelled"})

    def test_what_begins_at_the_end_stays_owed_and_can_be_done(self):
        """R06: lessons and the survey begin when the result is told, and do not hold up the closing."""
        with self.at("2026-09-21 10:00"):
            case = self.complain(self._policy("case-rules"))
            self.close_early(case)
            staying = case.duty_ids.filtered("stays")
            self.assertLessEqual({"lessons", "survey"}, set(staying.mapped("code")))
            lessons = self.duty(case, "lessons")
            self.assertTrue(lessons.activity_id.active)
            self.assertIn(lessons, self.env["complaint.work"].search([("case_id", "=", case.id)]).duty_id)
        grade, basis = case.grade, case.assessment["grade"]
        with self.at("2026-09-21 11:00"):
            with self.refused(UserError, "reopen it"):
                self.happens(case, "customer_refused")
            self.happens(case, "lessons_drawn")
            self.assertEqual((case.stage, lessons.state), ("closed", "met"))
            self.assertFalse(lessons.activity_id.active)
            self.assertEqual((case.grade, case.assessment["grade"]), (grade, basis))
            case.export_dossier()

    def test_a_clock_that_goes_on_tells_its_breach_after_the_end(self):
        case = self.complain(self._policy("bank-branch"))
        self.close_early(case)
        staying = case.duty_ids.filtered("stays")
        self.assertEqual(case.next_due_at, min(staying.filtered("due_at").mapped("due_at"), default=False))
        for duty in staying.filtered("due_at"):
            self.assertTrue(duty.next_check_at)

    def test_pressing_close_is_the_event_closed_where_the_policy_knows_one(self):
        """R12: the duty to close is met by closing."""
        with self.at("2026-09-21 09:00"):
            case = self.complain(self._policy("property-developer"), facts={"level": "general"}, category="handover")
        with self.at("2026-09-21 10:00"):
            self.happens(case, "close_applied", data={"kind": "normal"})
        with self.at("2026-09-21 11:00"):
            self.happens(case, "call_back", data={"reached": True, "agreed": True})
            case.action_close()
        self.assertEqual(case.stage, "closed")
        self.assertIn("closed", case.event_ids.mapped("type"))
        self.assertEqual(self.duty(case, "close").state, "met")

    def test_a_reopened_complaint_has_its_clocks_as_before(self):
        with self.at("2026-09-21 09:00"):
            case = self.complain(self._policy("case-rules"))
            self.close_early(case)
        with self.at("2026-09-21 10:00"):
            case.action_reopen()
            self.assertFalse(case.duty_ids.filtered("stays"))
            self.assertTrue(self.duty(case, "lessons").activity_id.active)

    def close_early(self, case):
        """Close it as soon as its policy allows, whatever is still owed."""
        second = self.do_steps(case)
        with self.later(second):
            case.records = dict.fromkeys(case.assessment["records"]["missing"], "as found")
        with self.later(second + 1):
            if not case.may_close:
                self.happens(case, "result_told")
        with self.later(second + 2):
            case.action_close()
