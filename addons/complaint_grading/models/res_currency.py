from odoo import api, models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    @api.model
    def _complaint_named(self, name):
        """The currency of a policy, used by the company or not; empty for an unknown one."""
        return self.with_context(active_test=False).search([("name", "=", name)], limit=1) if name else self.browse()
