from odoo import fields, models
from odoo.fields import Command


class ComplaintPartyMap(models.TransientModel):
    """Who acts for several parties at once; they are mapped with the rights of whoever says so."""

    _name = "complaint.party.map"
    _description = "Map Several Parties"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"user_ids"})
    _given_once = frozenset({"party_ids"})

    party_ids = fields.Many2many(
        "complaint.party",
        "complaint_party_map_rel",
        "wizard_id",
        "party_id",
        "Parties",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    user_ids = fields.Many2many(
        "res.users",
        "complaint_party_map_user_rel",
        "wizard_id",
        "user_id",
        "People",
        required=True,
        domain=[("share", "=", False)],
        help="One person, or several of whom any may act.",
    )

    def action_map(self):
        """Let these people act for the parties, whoever did before."""
        self.ensure_one()
        alone = len(self.user_ids) == 1
        self.party_ids.write(
            {"assignee": "user", "user_id": self.user_ids.id}
            if alone
            else {"assignee": "users", "user_ids": [Command.set(self.user_ids.ids)]}
        )
        return {"type": "ir.actions.act_window_close"}
