from odoo import api, fields, models


class ComplaintDerivation(models.Model):
    """Which fact of a policy the goods complained about give."""

    _name = "complaint.derivation"
    _description = "Derivation of Facts from Goods"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"policy_code", "fact", "source"})
    _order = "policy_code, fact, id"

    policy_code = fields.Char("Policy ID", required=True, help="The id of the policy, in all its editions.")
    fact = fields.Char(required=True, help="The fact's name in the policy.")
    source = fields.Selection(
        [("amount", "Value of the goods"), ("power", "Quantity x watts per unit")],
        required=True,
        help="The value is handed over in the policy's currency, the power in the fact's unit.",
    )

    _fact_uniq = models.Constraint("UNIQUE(policy_code, fact)", "This fact of the policy is already derived.")

    @api.model
    def _of(self, policies):
        """Map a policy's id to its derivations, with one query for all."""
        rows = self.sudo().search([("policy_code", "in", list({policy.code for policy in policies}))])
        return rows.grouped("policy_code")
