from odoo import fields, models


class ComplaintAppealPenalty(models.TransientModel):
    _name = "complaint.appeal.penalty"
    _description = "Appeal against Penalty"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"reason"})
    _given_once = frozenset({"penalty_id"})

    penalty_id = fields.Many2one("complaint.penalty", required=True, ondelete="cascade", readonly=True)
    missed_label = fields.Char(related="penalty_id.missed_label", related_sudo=False)
    appeal_until = fields.Datetime(related="penalty_id.appeal_until", related_sudo=False)
    reason = fields.Text(required=True, help="Read by the manager who decides, and kept with the penalty.")

    def action_appeal(self):
        self.ensure_one()
        self.penalty_id._appeal(self.reason)
        return {"type": "ir.actions.act_window_close"}
