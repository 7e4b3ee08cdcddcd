from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintPolicyPutInForce(models.TransientModel):
    """From which day an edition grades, what that changes for open complaints, and who signs it off."""

    _name = "complaint.policy.put.in.force"
    _description = "Put a Policy in Force"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"in_force_from", "note", "moves_open_cases"})

    policy_id = fields.Many2one("complaint.policy", "Edition", required=True, readonly=True)
    replaces_id = fields.Many2one("complaint.policy", "Takes the Place of", readonly=True)
    in_force_from = fields.Date("From", required=True, help="The day from which new complaints are graded by it.")
    note = fields.Text("Sign-off", help="Who decided it and why, such as a resolution and its number.")
    moves_open_cases = fields.Boolean(
        "Move Open Complaints",
        help="Grade the open complaints listed below by the new edition too. Closed complaints always stay.",
    )
    unset_count = fields.Integer(related="policy_id.unset_count")
    open_count = fields.Integer("Open Complaints", readonly=True)
    line_ids = fields.One2many("complaint.policy.put.in.force.line", "wizard_id", "Would Change", readonly=True)
    changed_count = fields.Integer("Would Change", compute="_compute_changed_count")

    @api.depends("line_ids")
    def _compute_changed_count(self):
        for wizard in self:
            wizard.changed_count = len(wizard.line_ids)

    @api.model
    def _for(self, policy):
        """The question for an edition, with every open complaint that it would change."""
        earlier = policy.sudo()._earlier_editions()
        cases = self.env["complaint.case"].browse(policy.sudo()._open_cases().ids)._filtered_access("read")
        rows = [row for row in cases._impacts(policy) if row["is_changed"]]
        wizard = self._put_new(
            [
                {
                    "policy_id": policy.id,
                    "in_force_from": policy._today(),
                    "replaces_id": earlier[:1].id,
                    "open_count": len(cases),
                }
            ]
        )
        wizard.line_ids._put_new([dict(row, wizard_id=wizard.id) for row in rows])
        return wizard

    def action_sign_off(self):
        """Sign off; the edition is in force from its day on."""
        self.ensure_one()
        if not (self.note or "").strip():
            raise UserError(self.env._("Write in Sign-off who decided this and why."))
        if self.in_force_from < self.policy_id._today():
            raise UserError(self.env._("Choose today or a later day: complaints already received keep their edition."))
        self.policy_id._put_in_force(self.in_force_from, self.note.strip(), self.moves_open_cases)
        return {"type": "ir.actions.act_window_close"}


class ComplaintPolicyPutInForceLine(models.TransientModel):
    _name = "complaint.policy.put.in.force.line"
    _description = "What a New Edition Would Change for an Open Complaint"
    _inherit = ("complaint.impact.line",)

    wizard_id = fields.Many2one("complaint.policy.put.in.force", required=True, ondelete="cascade", index=True)
