from odoo import api, fields, models


class ComplaintDecidePenalty(models.TransientModel):
    _name = "complaint.decide.penalty"
    _description = "Decide on Penalty"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"reason", "amount", "payer_id"})
    _given_once = frozenset({"penalty_ids", "decision"})

    penalty_ids = fields.Many2many("complaint.penalty", string="Penalties", required=True, readonly=True)
    decision = fields.Selection(
        [("confirmed", "Confirm"), ("waived", "Waive"), ("reversed", "Reverse")], required=True, readonly=True
    )
    reason = fields.Char(help="Needed to waive or reverse; kept with the penalty.")
    currency_id = fields.Many2one("res.currency", compute="_compute_range")
    amount_min = fields.Monetary("From", compute="_compute_range")
    amount_max = fields.Monetary("Up To", compute="_compute_range")
    amount = fields.Monetary(help="The settled amount, where the policy gives a range.")

    @api.depends("penalty_ids")
    def _compute_range(self):
        for wizard in self:
            first = wizard.penalty_ids[:1]
            wizard.currency_id = first.currency_id
            wizard.amount_min, wizard.amount_max = first.amount_min, first.amount_max

    payer_id = fields.Many2one(
        "res.users",
        "Another Payer",
        domain="[('share', '=', False)]",
        help="Leave empty where the person named pays; another one needs a reason.",
    )

    def action_decide(self):
        self.ensure_one()
        self.penalty_ids._decide(self.decision, self.reason, self.amount, self.payer_id)
        return {"type": "ir.actions.act_window_close"}
