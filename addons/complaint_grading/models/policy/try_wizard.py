from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import kernel_bridge as bridge
from ...tools import page
from ...tools.kernel_bridge import kernel
from ...tools.matching import nature_key


class ComplaintPolicyTry(models.TransientModel):
    """Facts in, grade and clauses out; no complaint is made."""

    _name = "complaint.policy.try"
    _description = "Try a Policy"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"partner_id", "issue", "received_at", "facts"})
    _given_once = frozenset({"policy_id"})

    policy_id = fields.Many2one("complaint.policy", "Edition", required=True, readonly=True)
    has_tiers = fields.Boolean(related="policy_id.has_tiers")
    partner_id = fields.Many2one(
        "res.partner", "Customer", help="With a customer and a nature, earlier complaints count as they would."
    )
    issue = fields.Char("Nature")
    received_at = fields.Datetime("Received", required=True, default=fields.Datetime.now)
    facts = fields.Properties(definition="policy_id.try_definition")
    answer_html = fields.Html("Answer", compute="_compute_answer_html", sanitize=False)

    @api.depends("policy_id", "facts", "partner_id", "issue", "received_at")
    @api.depends_context("lang")
    def _compute_answer_html(self):
        for trial in self:
            try:
                trial.answer_html = trial._answer() if trial.policy_id else ""
            except (ValidationError, UserError) as fault:
                trial.answer_html = Markup('<div class="alert alert-warning" role="alert">{}</div>').format(fault)

    def _answer(self):
        edition = self.policy_id._edition()
        values = dict(self.facts._values or {}) if self.facts else {}
        if self.policy_id.has_tiers:
            return self._tier_html(edition, values)
        calendar, moment = self.env.company._calendar(), bridge.iso(self.received_at)
        parts = kernel.explanation_page(edition, self._complaint(edition, values), calendar, moment, self.env.lang)
        return Markup("").join(
            page.section(part["title"], part["lines"], part["points"], part["table"]) for part in parts
        )

    def _complaint(self, edition, values):
        facts, customer = kernel.field_kinds(edition, "facts"), self.partner_id.commercial_partner_id
        return {
            "id": self.env._("Trial"),
            "received_at": bridge.iso(self.received_at),
            "customer": customer._name_in_regulations(self.env.company).get(customer.id),
            "issue": nature_key(self.issue) or None,
            **{name: values.get(name) or None for name in kernel.LISTED_TEXTS},
            "facts": bridge.facts_given(edition, {name: value for name, value in values.items() if name in facts}),
            "history": self._history(edition),
        }

    def _history(self, edition):
        """The customer's earlier complaints under this regulation, as the edition would grade them."""
        if not self.partner_id or not self.issue:
            return []
        cases = self.env["complaint.case"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("issue_id.key", "=", nature_key(self.issue)),
                ("policy_code", "=", self.policy_id.code),
                ("company_id", "=", self.env.company.id),
                ("received_at", "<", self.received_at),
                ("stage", "!=", "cancelled"),
            ]
        )
        return [dict(case._for_kernel(), facts=bridge.facts_given(edition, case._fact_values())) for case in cases]

    def _tier_html(self, edition, values):
        given = bridge.given_values(edition, "customer", values)
        customer = {"edition": edition, "id": "trial", "facts": given, "day": None}
        return page.tier(self.env, kernel.tier_words(customer, self.env.lang))
