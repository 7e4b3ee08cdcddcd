from datetime import timedelta
from unittest.mock import patch

from odoo import api, fields
from odoo.tests import tagged

from .at_once import AtOnce

CASES = 12


@tagged("post_install", "-at_install")
class TestTwoWorkers(AtOnce):
    """Two connections run the scheduled action at once."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            cases = self.complain(env, CASES, received_at=fields.Datetime.now() - timedelta(days=60))
            self.case_ids = cases.ids
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

    @patch("odoo.addons.complaint_grading.models.duty.watch.BATCH", 2)
    def test_two_at_once_tell_and_propose_once(self):
        faults = []

        def watch(env):
            try:
                env["complaint.duty"]._cron_watch()
                env.cr.commit()
            except Exception as fault:
                faults.append(fault)

        self.at_once(2, watch)
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
