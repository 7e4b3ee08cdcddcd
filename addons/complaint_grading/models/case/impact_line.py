from odoo import api, fields, models

from ...tools.kernel_bridge import kernel


class ComplaintImpactLine(models.AbstractModel):
    """One complaint as it is and as it would be."""

    _name = "complaint.impact.line"
    _description = "What Would Change for a Complaint"
    _inherit = ("complaint.guarded", "complaint.of.case")

    case_id = fields.Many2one("complaint.case", "Complaint", readonly=True, required=True, ondelete="cascade")
    received_at = fields.Datetime(related="case_id.received_at", related_sudo=False)
    partner_id = fields.Many2one(related="case_id.partner_id", related_sudo=False)
    stage = fields.Selection(related="case_id.stage", related_sudo=False)
    is_closed = fields.Boolean("Closed", readonly=True, help="Closed complaints stay as they are.")
    is_changed = fields.Boolean(readonly=True)
    direction = fields.Selection(
        lambda self: [*kernel.words("grade_move", self.env.lang), ("unknown", self.env._("No Answer"))],
        "Grade Moves",
        readonly=True,
    )
    grade_before = fields.Char("Current Grade", readonly=True)
    grade_after = fields.Char("New Grade", readonly=True)
    due_before = fields.Datetime("Current Due Date", readonly=True)
    due_after = fields.Datetime("New Due Date", readonly=True)
    duty_changes = fields.Text("Duties", readonly=True)
    currency_id = fields.Many2one(related="case_id.currency_id", related_sudo=False)
    penalty_before = fields.Monetary("Penalties Now", readonly=True)
    penalty_after = fields.Monetary("Penalties Then", readonly=True)
    points_before = fields.Integer("Points Now", readonly=True)
    points_after = fields.Integer("Points Then", readonly=True)
    penalty_changes = fields.Text("Penalties", readonly=True)
    fault = fields.Text("Why Not", readonly=True, help="Why there is no answer.")

    @api.model
    def _list(self, rows, **where):
        """List the impacts that change something."""
        # sudo: lines are made by the work that looks, never by hand.
        self.sudo()._put_new([dict(row, **where) for row in rows if row["is_changed"]])

    @api.depends("case_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.case_id.display_name
