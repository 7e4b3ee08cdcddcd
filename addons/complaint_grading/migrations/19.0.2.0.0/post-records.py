"""Editions that were read by the version before learn what they want recorded."""

from odoo import SUPERUSER_ID, api
from odoo.addons.complaint_grading.tools import kernel_bridge as bridge
from odoo.addons.complaint_grading.tools.kernel_bridge import kernel


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for policy in env["complaint.policy"].search([]):
        edition = policy._edition()
        if not kernel.problems(edition) and (rows := bridge.record_rows(edition)):
            policy._put({"records_definition": rows})
