from odoo import fields, models


class ComplaintOverrideFact(models.TransientModel):
    _name = "complaint.override.fact"
    _description = "Override Derived Fact"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"value", "reason"})
    _given_once = frozenset({"derived_id"})

    derived_id = fields.Many2one("complaint.derived.fact", "Fact", required=True, ondelete="cascade", readonly=True)
    label = fields.Char(related="derived_id.label", related_sudo=False)
    derived_value = fields.Char(related="derived_id.derived_value", related_sudo=False)
    value = fields.Char(required=True, help="The value that holds instead.")
    reason = fields.Char(required=True, help="Why the derived value does not hold.")

    def action_override(self):
        self.ensure_one()
        self.derived_id.case_id._override_fact(self.derived_id, self.value, self.reason)
        return {"type": "ir.actions.act_window_close"}
