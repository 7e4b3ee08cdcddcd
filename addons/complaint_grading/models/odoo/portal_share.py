from odoo import api, models
from odoo.exceptions import UserError

CASE = "complaint.case"


class PortalShare(models.TransientModel):
    """The link of a complaint is its customer's: nobody here takes it, to speak by it in the customer's name."""

    _inherit = "portal.share"

    @api.model
    def default_get(self, fields):
        self._check_no_complaint(self.env.context.get("active_model"))
        return super().default_get(fields)

    @api.depends("res_model", "res_id")
    def _compute_share_link(self):
        ours = self.filtered(lambda wizard: wizard.res_model == CASE)
        ours.share_link = False
        return super(PortalShare, self - ours)._compute_share_link()

    def action_send_mail(self):
        for wizard in self:
            self._check_no_complaint(wizard.res_model)
        return super().action_send_mail()

    def _check_no_complaint(self, model):
        if model == CASE:
            raise UserError(
                self.env._(
                    "Customers have the link of a complaint by each mail about it; it is shared in no other way."
                )
            )
