"""Penalties confirmed before there was a ledger are entered into the month in which they were decided, uncut."""

from odoo import SUPERUSER_ID, api
from odoo.addons.complaint_grading.tools import kernel_bridge as bridge


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    entries, months = env["complaint.ledger.entry"], env["complaint.ledger.month"]
    confirmed = [("state", "=", "confirmed"), ("entry_ids", "=", False), ("user_id", "!=", False)]
    for penalty in env["complaint.penalty"].search(confirmed, order="decided_at, id"):
        decided = penalty.decided_at or penalty.write_date
        day = bridge.local_date(decided, penalty.company_id.complaint_calendar).replace(day=1)
        month = months._of(penalty.company_id, day)
        entries._enter(month, penalty, penalty.user_id, "confirmed", penalty.amount, penalty.points)
