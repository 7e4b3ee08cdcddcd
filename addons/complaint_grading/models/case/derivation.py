from odoo import api, fields, models

# What gives a fact: `_derive_…` of the complaint.
SOURCES = [
    ("amount", "Value of the goods"),
    ("costs", "Value of the goods and approved costs"),
    ("power", "Quantity x watts per unit"),
]


class ComplaintDerivation(models.Model):
    """Which fact of a policy the goods complained about, and what was spent on them, give."""

    _name = "complaint.derivation"
    _description = "Derivation of Facts from Goods"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"policy_code", "fact", "source"})
    _given_once = frozenset({"company_id"})
    _order = "policy_code, fact, id"

    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self._default_company(),
        help="Leave empty for all companies; a company's own row comes before the shared one.",
    )
    policy_code = fields.Char("Policy ID", required=True, help="The id of the policy, in all its editions.")
    fact = fields.Char(required=True, help="The fact's name in the policy.")
    source = fields.Selection(
        SOURCES,
        required=True,
        help="The value is handed over in the policy's currency, the power in the fact's unit.",
    )

    _fact_company_uniq = models.UniqueIndex(
        "(policy_code, fact, COALESCE(company_id, 0))", "This fact of the policy is already derived."
    )

    @api.model
    def _default_company(self):
        return self.browse().company_id if self.env.user._keeps_shared_records() else self.env.company

    @api.model
    def _of(self, policies, companies):
        """Map (policy's id, company) to its derivations, with one query for all."""
        codes = list({policy.code for policy in policies})
        # sudo: who asks does not change what is derived; nothing of the rows is told.
        rows = self.sudo().search([("policy_code", "in", codes), ("company_id", "in", [False, *companies.ids])])
        return {
            (code, company): rows.filtered(lambda row, code=code: row.policy_code == code)._for_company(company)
            for code in codes
            for company in companies
        }

    def _for_company(self, company):
        """The company's own rows, and the shared ones of facts for which it has none."""
        own = self.filtered(lambda row: row.company_id == company)
        facts = set(own.mapped("fact"))
        return own | self.filtered(lambda row: not row.company_id and row.fact not in facts)
