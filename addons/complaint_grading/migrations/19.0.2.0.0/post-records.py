"""Editions that were read by the version before learn what they want recorded."""

from odoo import SUPERUSER_ID, api
from odoo.addons.complaint_grading.tools import kernel_bridge as bridge


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for policy in env["complaint.policy"].search([]):
        kernel_policy = policy._kernel_if_readable()
        if kernel_policy and kernel_policy.records:
            policy._put({"records_definition": bridge.record_properties(kernel_policy)})
