import threading
from unittest.mock import patch

from odoo import api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, freeze_time, get_db_name, tagged
from odoo.tools import mute_logger

CALLERS = 4


@tagged("post_install", "-at_install")
class TestEntriesAtOnce(BaseCase):
    """Several connections record the same entry at once, for real: data are committed and removed again."""

    def setUp(self):
        super().setUp()
        clock = freeze_time("2026-11-20 02:00:00")
        clock.start()
        self.addCleanup(clock.stop)
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            policy = env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")])
            partner = env["res.partner"].create({"name": "At once"})
            case = env["complaint.case"].create({"partner_id": partner.id, "policy_id": policy.id})
            self.partner_id, self.case_id = partner.id, case.id
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.registry.cursor() as cr:
            for table in ("complaint_penalty", "complaint_notice", "complaint_duty", "complaint_event"):
                cr.execute(f"DELETE FROM {table} WHERE case_id = %s", [self.case_id])  # noqa: S608
            for table, model in (
                ("mail_message", "model"),
                ("mail_activity", "res_model"),
                ("mail_followers", "res_model"),
            ):
                where = f"{model} = 'complaint.case' AND res_id = %s"
                cr.execute(f"DELETE FROM {table} WHERE {where}", [self.case_id])  # noqa: S608
            cr.execute("DELETE FROM complaint_case WHERE id = %s", [self.case_id])
            cr.execute("DELETE FROM res_partner WHERE id = %s", [self.partner_id])

    def call(self, env, barrier, answers):
        case = env["complaint.case"].browse(self.case_id)
        barrier.wait(timeout=30)
        try:
            answers.append(retrying(lambda: case.record_event("records_missing", "2026-11-20 02:00:00"), env))
            env.cr.commit()
        except Exception as fault:
            answers.append(fault)
            env.cr.rollback()

    @mute_logger("odoo.sql_db")
    @patch("odoo.service.model.random.uniform", lambda least, most: 0.05)
    def test_all_get_the_one_entry(self):
        barrier, answers = threading.Barrier(CALLERS), []
        cursors = [self.registry.cursor() for _ in range(CALLERS)]
        for cr in cursors:
            self.addCleanup(cr.close)
        envs = [api.Environment(cr, api.SUPERUSER_ID, {}) for cr in cursors]
        workers = [threading.Thread(target=self.call, args=(env, barrier, answers)) for env in envs]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=120)
            self.assertFalse(worker.is_alive(), "a caller hangs")
        self.assertEqual(len(set(map(str, answers))), 1, answers)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            case = env["complaint.case"].browse(self.case_id)
            self.assertEqual(case.event_ids.ids, [answers[0]])
            self.assertEqual(len(case.penalty_ids), 2, "one fine for the responsible, one for the supervisor")
