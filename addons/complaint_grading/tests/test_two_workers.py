import threading
from datetime import timedelta
from unittest.mock import patch

from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, freeze_time, get_db_name, tagged

CASES = 12


@tagged("post_install", "-at_install")
class TestTwoWorkers(BaseCase):
    """Two connections run the scheduled action at once, for real: data are committed and removed again."""

    def setUp(self):
        super().setUp()
        clock = freeze_time("2026-11-20 02:00:00")
        clock.start()
        self.addCleanup(clock.stop)
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            policy = env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")])
            partner = env["res.partner"].create({"name": "Two workers"})
            received = fields.Datetime.now() - timedelta(days=60)
            cases = env["complaint.case"].create(
                [{"partner_id": partner.id, "policy_id": policy.id, "received_at": received} for _ in range(CASES)]
            )
            self.partner_id, self.case_ids = partner.id, cases.ids
            env.flush_all()
            # As it was before anybody looked: nothing told, nothing proposed, the moment long past.
            cr.execute("DELETE FROM complaint_penalty WHERE case_id = ANY(%s)", [cases.ids])
            cr.execute("DELETE FROM complaint_notice WHERE case_id = ANY(%s)", [cases.ids])
            cr.execute("DELETE FROM mail_message WHERE model = 'complaint.case' AND res_id = ANY(%s)", [cases.ids])
            cr.execute(
                "UPDATE complaint_duty SET state = 'open', overdue_flagged = FALSE, last_warned = 0,"
                " next_check_at = due_at WHERE case_id = ANY(%s) AND due_at IS NOT NULL",
                [cases.ids],
            )
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            for table in ("complaint_penalty", "complaint_notice", "complaint_duty"):
                cr.execute(f"DELETE FROM {table} WHERE case_id = ANY(%s)", [self.case_ids])  # noqa: S608
            cr.execute("DELETE FROM mail_message WHERE model = 'complaint.case' AND res_id = ANY(%s)", [self.case_ids])
            cr.execute(
                "DELETE FROM mail_activity WHERE res_model = 'complaint.case' AND res_id = ANY(%s)", [self.case_ids]
            )
            cr.execute(
                "DELETE FROM mail_followers WHERE res_model = 'complaint.case' AND res_id = ANY(%s)", [self.case_ids]
            )
            cr.execute("DELETE FROM complaint_case WHERE id = ANY(%s)", [self.case_ids])
            cr.execute("DELETE FROM res_partner WHERE id = %s", [self.partner_id])

    def work(self, env, barrier, faults):
        try:
            env.cr.execute("SELECT 1")
            barrier.wait(timeout=30)
            env["complaint.duty"]._cron_watch()
        except Exception as fault:
            faults.append(fault)

    @patch("odoo.addons.complaint_grading.models.duty.watch.BATCH", 2)
    def test_two_at_once_tell_and_propose_once(self):
        barrier, faults = threading.Barrier(2), []
        with self.registry.cursor() as one, self.registry.cursor() as two:
            # The test's thread holds the lock of registries, so the environments are made here.
            envs = [api.Environment(cr, api.SUPERUSER_ID, {}) for cr in (one, two)]
            workers = [threading.Thread(target=self.work, args=(env, barrier, faults)) for env in envs]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(timeout=60)
                self.assertFalse(worker.is_alive(), "a worker hangs")
        self.assertFalse(faults)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["complaint.duty"]._cron_watch()
            cases = env["complaint.case"].browse(self.case_ids)
            self.assertEqual([case.penalty_ids.mapped("clause") for case in cases], [["8.1"]] * CASES)
            overdue = env["complaint.notice"].search_count([("case_id", "in", self.case_ids), ("kind", "=", "overdue")])
            self.assertEqual(overdue, 2 * CASES, "two duties are overdue in each case, each told once")
            told = [message for message in cases.message_ids if "overdue since" in (message.body or "")]
            self.assertEqual(len(told), 2 * CASES)
            cr.rollback()
