from odoo import models

from .complaint_duty import OWED


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """What somebody who leaves owed goes to a person who is there."""
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            # Who archives users need not see the complaints; the policy's parties say who follows.
            owed = self.env["complaint.duty"].sudo().search([("user_id", "in", self.ids), ("state", "in", OWED)])
            owed._assign()
        return result
