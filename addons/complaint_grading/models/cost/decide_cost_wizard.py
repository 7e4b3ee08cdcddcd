from odoo import fields, models


class ComplaintDecideCost(models.TransientModel):
    _name = "complaint.decide.cost"
    _description = "Decide on Cost"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"reason"})
    _given_once = frozenset({"cost_ids", "decision"})

    cost_ids = fields.Many2many("complaint.cost", string="Costs", required=True, readonly=True)
    decision = fields.Selection([("refused", "Refuse"), ("reversed", "Reverse")], required=True, readonly=True)
    reason = fields.Char(required=True, help="Kept with the cost.")

    def action_decide(self):
        self.ensure_one()
        self.cost_ids._decide(self.decision, self.reason)
        return {"type": "ir.actions.act_window_close"}
