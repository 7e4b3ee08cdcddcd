"""Every policy in use has its parties, so that who acts for them can be said; nobody is silently the salesperson."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if version:
        api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})["res.company"].search(
            []
        )._ensure_complaint_parties()
