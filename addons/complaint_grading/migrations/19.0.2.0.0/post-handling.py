"""Duties done before their working hours were kept get them, by the clock of their calendar; pauses are not told apart.

What is still open is judged again by the scheduled action, exactly. Steps have only been kept since this version.
"""

from odoo import SUPERUSER_ID, api
from odoo.addons.complaint_grading.tools import kernel_bridge as bridge

BATCH = 1000


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    duties = env["complaint.duty"]
    done = [("starts_at", "!=", False), ("done_at", "!=", False)]
    last = 0
    while rows := duties.search([*done, ("id", ">", last)], order="id", limit=BATCH):
        for duty in rows:
            calendar = duty._calendar_name()
            late = bridge.working_hours(duty.due_at, duty.done_at, calendar) if duty.due_at else 0.0
            duty._put(
                {
                    "handling_hours": bridge.working_hours(duty.starts_at, duty.done_at, calendar),
                    "late_hours": late,
                }
            )
        last = rows[-1].id
        env.flush_all()
        env.invalidate_all()
