from unittest.mock import patch

from odoo import api
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from .at_once import AtOnce

CALLERS = 4


@tagged("post_install", "-at_install")
class TestEntriesAtOnce(AtOnce):
    """Several connections record the same entry at once."""

    @mute_logger("odoo.sql_db")
    @patch("odoo.service.model.random.uniform", lambda least, most: 0.05)
    def test_all_get_the_one_entry(self):
        with self.registry.cursor() as cr:
            case_id = self.complain(api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})).id
        answers = []

        def record(env):
            case = env["complaint.case"].browse(case_id)
            try:
                answers.append(retrying(lambda: case.record_event("records_missing", "2026-11-20 02:00:00"), env))
                env.cr.commit()
            except Exception as fault:
                answers.append(fault)
                env.cr.rollback()

        self.at_once(CALLERS, record)
        self.assertEqual(len(set(map(str, answers))), 1, answers)
        with self.registry.cursor() as cr:
            case = api.Environment(cr, api.SUPERUSER_ID, {})["complaint.case"].browse(case_id)
            self.assertEqual(case.event_ids.ids, [answers[0]])
            self.assertEqual(len(case.penalty_ids), 2, "one fine for the responsible, one for the supervisor")
