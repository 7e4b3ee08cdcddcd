import threading

from odoo import api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import BaseCase, get_db_name, tagged

USERS = 6
MONTH = "2003-07"


@tagged("post_install", "-at_install")
class TestNumbers(BaseCase):
    """The first complaints of a month come in at once, on connections of their own; data are removed again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self.clean_up)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            self.partner_id = env["res.partner"].create({"name": "Six at once"}).id
            self.policy_id = (
                env["complaint.policy"].search([("code", "=", "pv-module"), ("state", "=", "in_force")], limit=1).id
            )

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            cases = env["complaint.case"].search([("partner_id", "=", self.partner_id)])
            cases.penalty_ids.unlink()
            cases.unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            env["ir.sequence.date_range"].search([("date_from", "=", f"{MONTH}-01")]).unlink()

    def raise_one(self, env, barrier, numbers, faults):
        met = []

        def create():
            env.cr.execute("SELECT 1")  # the transaction is now older than the month
            if not met:
                met.append(barrier.wait(timeout=30))
            values = {"partner_id": self.partner_id, "policy_id": self.policy_id, "received_at": f"{MONTH}-15 02:00:00"}
            return env["complaint.case"].create(values).name

        # As odoo.service.model.retrying does for every request; that one needs the lock of registries, which
        # the test's thread holds.
        for tries_left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
            try:
                number = create()
                env.cr.commit()
                numbers.append(number)
                break
            except Exception as fault:
                env.cr.rollback()
                again = isinstance(fault, (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY))
                if not again or not tries_left:
                    faults.append(fault)
                    break

    def test_six_at_once_get_six_numbers(self):
        barrier, numbers, faults = threading.Barrier(USERS), [], []
        cursors = [self.registry.cursor() for _ in range(USERS)]
        envs = [api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True}) for cr in cursors]
        users = [
            threading.Thread(target=self.raise_one, args=(env, barrier, numbers, faults), daemon=True) for env in envs
        ]
        for user in users:
            user.start()
        for user in users:
            user.join(timeout=120)
            self.assertFalse(user.is_alive(), "a user hangs")
        for cr in cursors:
            cr.close()
        self.assertFalse(faults)
        self.assertEqual(len(set(numbers)), USERS)
        self.assertEqual({number.rsplit("/", 1)[0] for number in numbers}, {"CG/2003/07"})
