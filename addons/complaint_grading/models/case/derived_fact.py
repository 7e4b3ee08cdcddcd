from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .derivation import SOURCES


class ComplaintDerivedFact(models.Model):
    """A fact that the goods complained about, and what was spent on them, give, and what a person put in its place."""

    _name = "complaint.derived.fact"
    _description = "Derived Fact"
    _inherit = ("complaint.guarded",)
    _order = "case_id, fact, id"

    case_id = fields.Many2one("complaint.case", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    fact = fields.Char(required=True, readonly=True, help="The fact's name in the policy.")
    label = fields.Char(compute="_compute_label")
    source = fields.Selection(SOURCES, required=True, readonly=True)
    derived_value = fields.Char(readonly=True, help="What goods and costs give.")
    is_overridden = fields.Boolean(readonly=True)
    override_value = fields.Char(readonly=True, help="What a person put in its place.")
    reason = fields.Char(readonly=True, help="Why the derived value does not hold.")
    override_user_id = fields.Many2one("res.users", "Overridden By", readonly=True)
    override_at = fields.Datetime("Overridden On", readonly=True)
    value = fields.Char(compute="_compute_value", help="The value in effect.")

    _fact_uniq = models.Constraint("UNIQUE(case_id, fact)", "A fact is derived once for each complaint.")

    @api.depends("fact", "case_id.policy_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for row in self:
            row.label = row.case_id._fact_label(row.fact)

    @api.depends("derived_value", "override_value", "is_overridden")
    def _compute_value(self):
        for row in self:
            row.value = row.override_value if row.is_overridden else row.derived_value

    @api.constrains("is_overridden", "reason")
    def _check_reason(self):
        for row in self:
            if row.is_overridden and not (row.reason or "").strip():
                raise ValidationError(
                    self.env._("Say why the derived value of %(fact)s does not hold.", fact=row.label)
                )

    def action_override(self):
        """Ask for the value and the reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Override %(fact)s", fact=self.label),
            "res_model": "complaint.override.fact",
            "view_mode": "form",
            "target": "new",
            "context": {"default_derived_id": self.id},
        }

    def action_restore(self):
        """Take the derived value again."""
        self.case_id.check_access("write")
        self.case_id._check_open()
        # sudo: the right to write the complaint was checked above
        self.sudo()._put({"is_overridden": False, "override_value": False, "reason": False})
        self.case_id._facts_restated()
        return True
