from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestJob(ComplaintCommon):
    """Long work is taken in batches in the background: it goes on after a stop, and is stopped by a fault."""

    def draft(self):
        return self.pv.with_user(self.ada).copy()

    def replay(self, cases=3):
        for _case in range(cases):
            self.complain(self.pv)
        replay = self.env["complaint.policy.replay"].with_user(self.qin).create({"policy_id": self.factory.id})
        self.complain()
        replay.action_run()
        return replay

    def test_a_request_only_starts_the_work(self):
        replay = self.replay()
        self.assertEqual((replay.state, replay.done_count, replay.job_state), ("running", 0, "waiting"))
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]), "woken at once")
        self.work()
        self.assertEqual((replay.state, replay.job_state, replay.job_progress), ("done", "done", 100))
        self.assertEqual(replay.done_count, replay.case_count)

    @property
    def cron(self):
        return self.env.ref("complaint_grading.cron_job")

    def test_work_goes_on_where_it_was_stopped(self):
        """A server that dies keeps what the last batch committed: the place reached."""
        first, second = self.complain(), self.complain()
        replay = self.replay(0)
        job = replay.job_id.sudo()
        job._put({"state": "running", "done": 1, "batch": 1, "attempts": 1, "last_id": first.id})
        seen = self.env["complaint.case"].search([("id", ">", first.id), ("policy_id", "=", self.factory.id)])
        self.work()
        self.assertEqual((job.state, job.done), ("done", 1 + len(seen)))
        self.assertIn(second, seen)

    def test_a_fault_stops_the_work_and_is_told(self):
        job = self.env["complaint.job"]._start(self.draft(), "no_such_kind", "x", user=self.ada)
        self.work()
        self.assertEqual(job.state, "failed")
        self.assertIn("_batch_no_such_kind", job.error)
        with self.assertRaises(AccessError):
            job.with_user(self.qin).action_resume()
        job.with_user(self.ada).action_resume()
        self.assertEqual(job.state, "waiting")

    def test_a_batch_that_kills_its_worker_is_not_begun_for_ever(self):
        job = self.replay().job_id.sudo()
        job._put({"attempts": 5})
        self.work()
        self.assertEqual(job.state, "failed")

    def test_work_is_cancelled_by_whoever_started_it(self):
        replay = self.replay()
        with self.assertRaises(AccessError):
            replay.job_id.with_user(self.mo).action_cancel()
        replay.job_id.with_user(self.qin).action_cancel()
        self.work()
        self.assertEqual((replay.job_state, replay.done_count), ("cancelled", 0))

    def test_a_job_does_what_its_person_may(self):
        job = self.replay().job_id.sudo()
        self.qin.active = False
        self.work()
        self.assertEqual(job.state, "cancelled")
        self.assertTrue(job.error)

    def test_nobody_makes_or_changes_a_job_by_hand(self):
        job = self.replay().job_id
        with self.assertRaises(AccessError):
            job.with_user(self.ada).write({"last_id": 1})
        with self.assertRaises(AccessError):
            self.env["complaint.job"].with_user(self.ada).create(
                {"name": "x", "kind": "check", "res_model": "complaint.policy", "res_id": 1, "user_id": 1}
            )

    # The check of a policy ---------------------------------------------------------------------

    def test_a_saved_policy_is_read_at_once_and_checked_in_the_background(self):
        draft = self.draft()
        self.assertEqual((draft.code, draft.check_state), ("pv-module", "waiting"))
        with self.assertRaisesRegex(UserError, "not checked to the end"):
            draft.action_put_in_force()
        self.work()
        self.assertEqual((draft.check_state, draft.error_count), ("done", 0))
        self.assertTrue(draft.findings)

    def test_a_change_begins_the_check_anew(self):
        draft = self.draft()
        first = draft.job_id
        draft.policy_file = draft.policy_file.split("\ncases:")[0]
        self.assertEqual((first.sudo().state, draft.check_state), ("cancelled", "waiting"))
        self.assertNotEqual(draft.job_id, first)

    def test_an_unreadable_draft_is_read_once(self):
        draft = self.draft()
        draft.policy_file = "policy: ["
        self.assertTrue(draft.unreadable_digest)
        self.assertFalse(draft._readable_edition())
        draft.sudo()._put({"unreadable_digest": "of another text"})
        self.assertFalse(draft._readable_edition())
        draft.policy_file = self.pv.policy_file
        self.assertFalse(draft.unreadable_digest)
        self.assertTrue(draft.grades_html)

    # Calendars ---------------------------------------------------------------------------------

    def test_an_unknown_calendar_is_refused_and_changes_nothing(self):
        self.complain()
        for name in ("mars-office", "/etc/passwd", "cn-offce"):
            wizard = self.env["complaint.calendar.change"].with_user(self.ada).create({"calendar": name})
            with self.assertRaisesRegex(ValidationError, "calendar"):
                wizard.action_show()
            self.assertFalse(wizard.shown)

    def test_provisional_moments_are_looked_at_again_when_the_calendar_is_announced(self):
        with self.at("2026-12-31 16:00"):
            case = self.complain(facts={"severity": "major"})
            self.happens(case, "quality_notified")
            self.assertTrue(case.duty_ids.filtered("is_provisional"))
            fixed = self.complain(self.pv, facts={"total_cost": 5})
            case._put({"calendar_edition": "of last year"})
            fixed._put({"calendar_edition": "of last year"})
            self.env["res.company"]._cron_recount_provisional()
            self.work()
        self.assertNotEqual(case.calendar_edition, "of last year")
        self.assertIn("announced now", "".join(case.message_ids.mapped("body")))
        self.assertEqual(fixed.calendar_edition, "of last year", "what was not provisional stays")
        self.assertFalse(
            self.env["complaint.case"].search(self.env.company._provisional_domain()), "a second look finds nothing"
        )

    def test_a_calendar_is_changed_by_administrators_of_the_company_only(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = new_test_user(
            self.env,
            "foreign",
            groups="complaint_grading.group_admin",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.complain()
        with self.assertRaises(AccessError):
            wizard = (
                self.env["complaint.calendar.change"]
                .with_user(foreign)
                .create({"company_id": self.env.company.id, "calendar": "cn-six-days", "note": "x"})
            )
            wizard.action_show()
        self.assertEqual(self.env.company.complaint_calendar, "cn-office")
