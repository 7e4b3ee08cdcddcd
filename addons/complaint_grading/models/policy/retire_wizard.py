from odoo import fields, models
from odoo.exceptions import UserError


class ComplaintPolicyRetire(models.TransientModel):
    """By which policy complaints go on when the one in use is retired."""

    _name = "complaint.policy.retire"
    _description = "Retire a Policy in Use"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"successor_id"})
    _given_once = frozenset({"policy_id"})

    policy_id = fields.Many2one("complaint.policy", "Edition", required=True, readonly=True)
    successor_id = fields.Many2one(
        "complaint.policy",
        required=True,
        domain="[('state', '=', 'in_force'), ('has_grades', '=', True), ('id', '!=', policy_id)]",
        help="New complaints are taken by this policy from now on.",
    )

    def action_retire(self):
        """Retire the edition in the companies at hand; the successor takes its place."""
        self.ensure_one()
        self.policy_id.check_access("write")
        companies = self.env.companies
        for company in self.policy_id._users(companies):
            if self.successor_id == self.policy_id or not self.successor_id._is_in_force_in(company):
                raise UserError(
                    self.env._(
                        "%(policy)s is not in force in %(company)s; choose a successor that is.",
                        policy=self.successor_id.display_name,
                        company=company.name,
                    )
                )
        self.policy_id._retire(companies, self.successor_id)
        return {"type": "ir.actions.act_window_close"}
