import threading

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, freeze_time, get_db_name

HOLDING_CASES = ("complaint_penalty", "complaint_notice", "complaint_duty", "complaint_event")
HOLDING_ANY = (("mail_message", "model"), ("mail_activity", "res_model"), ("mail_followers", "res_model"))


class AtOnce(BaseCase):
    """Several connections work at once, for real: data are committed and removed again."""

    def setUp(self):
        super().setUp()
        clock = freeze_time("2026-11-20 02:00:00")
        clock.start()
        self.addCleanup(clock.stop)
        self.registry = Registry(get_db_name())

    def complain(self, env, count=1, **values):
        """Complaints under the factory's policy, removed after the test."""
        policy = env["complaint.policy"].search([("code", "=", "manufacturing"), ("state", "=", "in_force")])
        partner = env["res.partner"].create({"name": "At once"})
        row = {"partner_id": partner.id, "policy_id": policy.id, **values}
        cases = env["complaint.case"].create([dict(row) for _number in range(count)])
        self.addCleanup(self.remove, cases.ids, partner.id)
        return cases

    def remove(self, case_ids, partner_id):
        with self.registry.cursor() as cr:
            for table in HOLDING_CASES:
                cr.execute(f"DELETE FROM {table} WHERE case_id = ANY(%s)", [case_ids])  # noqa: S608
            for table, model in HOLDING_ANY:
                where = f"{model} = 'complaint.case' AND res_id = ANY(%s)"
                cr.execute(f"DELETE FROM {table} WHERE {where}", [case_ids])  # noqa: S608
            cr.execute("DELETE FROM complaint_case WHERE id = ANY(%s)", [case_ids])
            cr.execute("DELETE FROM res_partner WHERE id = %s", [partner_id])

    def at_once(self, count, work):
        """Let that many connections do `work(env)` at the same moment, each in a transaction of its own."""
        barrier = threading.Barrier(count)
        # The test's thread holds the lock of registries, so the environments are made here.
        cursors = [self.registry.cursor() for _number in range(count)]
        for cr in cursors:
            self.addCleanup(cr.close)
        envs = [api.Environment(cr, api.SUPERUSER_ID, {}) for cr in cursors]

        def worker(env):
            env.cr.execute("SELECT 1")
            barrier.wait(timeout=30)
            work(env)

        threads = [threading.Thread(target=worker, args=(env,)) for env in envs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
            self.assertFalse(thread.is_alive(), "a worker hangs")
