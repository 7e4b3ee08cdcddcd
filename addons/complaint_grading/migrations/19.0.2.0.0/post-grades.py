"""Complaints that were graded before have their grade by name, without a trace."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "active_test": False})
    cases = env["complaint.case"].search([("grade", "!=", False), ("grade_id", "=", False)])
    env.add_to_compute(cases._fields["grade_id"], cases)
    cases.flush_recordset(["grade_id"])
