from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestActivity(ComplaintCommon):
    """An activity asks for a duty until the journal says that it is done."""

    def setUp(self):
        super().setUp()
        with self.at("2026-09-24 16:30"):
            self.case = self.complain()
        self.owed = self.duty(self.case, "issue_form")

    def test_marking_an_activity_done_asks_for_the_event(self):
        activity = self.owed.activity_id.with_user(self.sun)
        for tick in (
            lambda: activity.action_feedback("Done!"),
            lambda: activity.action_done(),
            lambda: activity.action_feedback_schedule_next("Done!"),
            lambda: self.case.with_user(self.sun).activity_feedback(["complaint_grading.activity_type_duty"]),
        ):
            with self.refused(UserError, "record “Handling form issued”") as refused:
                tick()
        _sentence, action, button = refused.exception.args
        self.assertEqual((action["res_model"], button), ("complaint.record.event", "Record Event"))
        self.assertTrue(activity.active)
        self.assertEqual(self.owed.state, "open")

    def test_an_activity_of_an_open_duty_is_not_put_away(self):
        activity = self.owed.activity_id.with_user(self.sun)
        for detour in (
            lambda: activity.unlink(),
            lambda: activity.action_cancel(),
            lambda: activity.action_archive(),
            lambda: activity.write({"active": False}),
            lambda: activity.write({"date_deadline": "2030-01-01"}),
            lambda: activity.action_reschedule_nextweek(),
            lambda: activity.write({"user_id": self.mo.id}),
            lambda: self.case.with_user(self.sun).activity_unlink(["complaint_grading.activity_type_duty"]),
        ):
            with self.assertRaises(UserError):
                detour()
        self.assertTrue(activity.active)

    def test_what_the_system_clears_away_comes_back(self):
        self.owed.activity_id.sudo().unlink()
        self.assertTrue(self.owed.activity_id.active)
        self.assertIn(self.owed.activity_id, self.case.activity_ids)

    def test_a_withdrawn_entry_brings_the_activity_back(self):
        with self.at("2026-09-24 16:40"):
            wrong = self.happens(self.case, "form_issued")
            self.assertFalse(self.owed.activity_id.active)
            self.env["complaint.event"].create({"case_id": self.case.id, "withdraws_id": wrong.id, "note": "Not yet."})
        self.assertEqual(self.owed.state, "open")
        self.assertTrue(self.owed.activity_id.active)
        self.assertTrue(self.owed.next_check_at)
        told = [body for body in self.case.message_ids.mapped("body") if self.owed.label in body]
        self.assertIn("owed again", told[0], "the latest of the notes on it")

    def test_close_and_reopen_keeps_clocks_and_activities(self):
        with self.at("2026-09-24 16:31"):
            twin = self.complain(received_at=self.case.received_at)
            self.close_by_hand(self.case)
            self.case.action_reopen()
        duty, control = self.owed, self.duty(twin, "issue_form")
        self.assertEqual(duty.next_check_at, control.next_check_at)
        self.assertTrue(duty.activity_id.active)
        with self.at("2026-09-24 17:31"):
            self.watch()
        self.assertEqual((duty.state, self.case.is_overdue), ("overdue", True))

    def test_reopening_after_the_due_moment_tells_the_breach(self):
        with self.at("2026-09-24 16:31"):
            self.close_by_hand(self.case)
        with self.at("2026-09-28 09:00"):
            self.case.action_reopen()
        self.assertEqual((self.owed.state, self.case.is_overdue), ("overdue", True))
        self.assertTrue(self.owed.activity_id.active)

    def test_the_deadline_is_the_day_of_the_person(self):
        far = new_test_user(self.env, "far", groups="complaint_grading.group_user", tz="America/Los_Angeles")
        with self.at("2026-09-24 16:30"):
            case = self.complain(user_id=far.id)
            late = self.complain(received_at=beijing("2026-09-24 08:31"))
        self.assertEqual(str(self.duty(case, "issue_form").activity_id.date_deadline), "2026-09-24")
        with self.at("2026-09-28 09:30"):
            early = self.complain(user_id=far.id)
        self.assertEqual(early.duty_ids.filtered("due_at")[0].due_at, beijing("2026-09-28 10:30"))
        self.assertEqual(str(self.duty(early, "issue_form").activity_id.date_deadline), "2026-09-27")
        self.assertEqual(str(self.duty(late, "issue_form").activity_id.date_deadline), "2026-09-24")

    def close_by_hand(self, case):
        """Closed as it was before the policy asked for more; what is tested is the reopening."""
        case._put({"stage": "closed"})
        case._stage_changed("closed")

    def test_an_activity_speaks_the_language_of_who_gets_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        wang = new_test_user(
            self.env, "wang", groups="complaint_grading.group_quality", lang="zh_CN", name="Wang", email="wang@x.cn"
        )
        self.assertEqual(self.owed.activity_id.summary, self.owed.label)
        self.owed.user_id = wang
        self.assertEqual(self.owed.activity_id.summary, self.owed.with_context(lang="zh_CN").label)
        self.assertNotEqual(self.owed.activity_id.summary, self.owed.label)

    def test_what_a_script_does_is_told_in_its_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.sun.lang = "zh_CN"
        values = {"case_id": self.case.id, "type": "form_issued"}
        with self.at("2026-09-24 16:40"):
            self.env["complaint.event"].with_user(self.sun).with_context(lang=False).create(values)
        [told] = self.case.message_ids.filtered("mail_activity_type_id")
        self.assertNotIn("Complaint Duty", told.body)
