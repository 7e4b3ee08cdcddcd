"""What was found in a policy was kept in English alone: it is looked for again, to be told to each reader."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for policy in env["complaint.policy"].with_context(active_test=False).search([]):
        if any("text" not in row for row in policy.findings or []):
            policy._look_again()
