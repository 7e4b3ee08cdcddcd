from odoo import api, fields, models


class ComplaintDecidePenalty(models.TransientModel):
    _name = "complaint.decide.penalty"
    _description = "Decide on Penalty"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"reason", "amount", "payer_id", "share_ids"})
    _given_once = frozenset({"penalty_ids", "decision"})

    penalty_ids = fields.Many2many("complaint.penalty", string="Penalties", required=True, readonly=True)
    decision = fields.Selection(
        [("confirmed", "Confirm"), ("waived", "Waive"), ("decided", "Uphold"), ("reversed", "Reverse")],
        required=True,
        readonly=True,
    )
    reason = fields.Char(help="Needed to waive, uphold or reverse; kept with the penalty.")
    currency_id = fields.Many2one("res.currency", compute="_compute_range")
    amount_min = fields.Monetary("At Least", compute="_compute_range")
    amount_max = fields.Monetary("At Most", compute="_compute_range")
    amount = fields.Monetary(help="The settled amount, where the policy gives a range.")

    appeal_reason = fields.Text("Appeal", compute="_compute_range")
    points = fields.Integer(compute="_compute_range")
    may_split = fields.Boolean(compute="_compute_range")

    @api.depends("penalty_ids", "decision")
    def _compute_range(self):
        for wizard in self:
            first = wizard.penalty_ids[:1]
            wizard.currency_id = first.currency_id
            wizard.amount_min, wizard.amount_max = first.amount_min, first.amount_max
            wizard.points = first.points
            wizard.appeal_reason = first.appeal_reason if len(wizard.penalty_ids) == 1 else False
            whole = first.amount or first.amount_max or first.points
            wizard.may_split = wizard.decision == "confirmed" and len(wizard.penalty_ids) == 1 and bool(whole)

    payer_id = fields.Many2one(
        "res.users",
        "Another Payer",
        domain="[('share', '=', False)]",
        help="Leave empty where the person named pays; another one needs a reason.",
    )
    share_ids = fields.One2many(
        "complaint.decide.penalty.share",
        "wizard_id",
        "Split Between",
        help="Where several people pay: who bears how much. The shares sum to the whole; splitting needs a reason.",
    )

    def action_decide(self):
        self.ensure_one()
        shares = [(row.user_id, row.amount, row.points) for row in self.share_ids]
        self.penalty_ids._decide(self.decision, self.reason, self.amount, self.payer_id, shares)
        return {"type": "ir.actions.act_window_close"}


class ComplaintDecidePenaltyShare(models.TransientModel):
    _name = "complaint.decide.penalty.share"
    _description = "Share of a Penalty to Decide On"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"user_id", "amount", "points"})
    _given_once = frozenset({"wizard_id"})

    wizard_id = fields.Many2one("complaint.decide.penalty", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Person", required=True, domain="[('share', '=', False)]")
    currency_id = fields.Many2one(related="wizard_id.currency_id", related_sudo=False)
    amount = fields.Monetary()
    points = fields.Integer()
