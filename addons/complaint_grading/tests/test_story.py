from odoo.tests import tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestStory(ComplaintCommon):
    def test_late_by_one_minute_over_the_holiday(self):
        """Raised on Thursday before the Mid-Autumn holiday; the reply comes at 17:31 of the third working day."""
        with self.at("2026-09-24 16:30"):
            case = self.complain(issue="cell-crack", facts={"severity": "general"})
            self.assertEqual(case.next_due_at, beijing("2026-09-24 17:30"))
            self.happens(case, "form_issued")
            self.happens(case, "departments_notified")
        with self.at("2026-09-24 17:00"):
            self.happens(case, "quality_notified")
            reply = self.duty(case, "reply")
            self.assertEqual(reply.due_at, beijing("2026-09-30 17:30"), "25 to 27 September are days off")
            self.assertEqual(case.next_due_at, reply.due_at)
        with self.at("2026-09-30 17:30"):
            self.watch()
            self.assertEqual((reply.state, len(case.penalty_ids)), ("open", 0))
        with self.at("2026-09-30 17:31"):
            self.watch()
            self.assertEqual((reply.state, case.penalty_ids.awaits), ("overdue", "time"))
            self.happens(case, "replied")
            self.assertEqual((reply.state, case.is_overdue), ("late", False))
        with self.at("2026-10-08 09:00"):
            self.watch()
            self.watch()
            fine = case.penalty_ids
            self.assertEqual(len(fine), 1, "proposed once, however often it is looked at")
            self.assertEqual((fine.clause, fine.amount, fine.awaits), ("8.2", 30.0, False))
            self.env["complaint.decide.penalty"].with_user(self.mo).create(
                {"penalty_ids": fine.ids, "decision": "confirmed"}
            ).action_decide()
            self.happens(case, "customer_accepted")
            self.finish(case)
        self.assertEqual((case.stage, fine.state), ("closed", "confirmed"))
        self.assertEqual(case.penalty_total, 30.0)
        self.assertFalse(case.activity_ids)

    def test_all_in_time_ends_without_a_fine(self):
        with self.at("2026-09-28 08:30"):
            case = self.complain(facts={"severity": "major"})
        with self.at("2026-09-28 09:00"):
            for event in ("registered", "reported_up", "first_reviewed", "form_issued", "departments_notified"):
                self.happens(case, event)
            for event in ("quality_notified", "registered_by_quality", "investigated"):
                self.happens(case, event)
        with self.at("2026-09-28 16:00"):
            self.happens(case, "interim_countermeasure")
        with self.at("2026-09-30 17:30"):
            self.happens(case, "permanent_countermeasure")
            self.watch()
            self.assertEqual(set(case.duty_ids.mapped("state")), {"met", "waiting"})
            self.finish(case)
        self.assertFalse(case.penalty_ids)
        self.assertFalse(self.env["complaint.notice"].search([("case_id", "=", case.id), ("kind", "!=", "warning")]))

    def test_recomputed_bit_for_bit_from_what_is_stored(self):
        """The stored answer is the kernel's answer to the stored journal, at the stored moment."""
        with self.at("2026-09-28 12:00"):
            case = self.complain(self.pv, issue="crack", facts={"total_cost": 1000000.01, "defect_level": "1"})
        with self.at("2026-09-29 12:00"):
            complaint = case._kernel_complaints(case)[case]
            self.assertEqual(case._ask_kernel(complaint, case.assessed_at)[0], case.assessment)
