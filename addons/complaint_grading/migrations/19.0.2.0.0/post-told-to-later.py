"""What later complaints count of each one is kept from now on, so that a change reaches those that counted it before.

Reads the natures, so it has to run after them.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "active_test": False})
    for case in env["complaint.case"].search([]):
        case._put({"told_to_later": case._told()})
