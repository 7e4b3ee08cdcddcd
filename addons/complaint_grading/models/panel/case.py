from odoo import api, fields, models


class ComplaintCase(models.Model):
    """Meetings on a complaint, to which those come whom its grade wants there."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    panel_ids = fields.One2many("complaint.panel", "case_id", "Meetings", copy=False, readonly=True)
    panel_count = fields.Integer("Meetings Held", compute="_compute_panel_count")

    @api.depends("panel_ids.state")
    def _compute_panel_count(self):
        for case in self:
            case.panel_count = len(case.panel_ids.filtered(lambda panel: panel.state != "cancelled"))

    def action_call_panel(self):
        """Plan a meeting; one that is planned or called already is opened."""
        self.ensure_one()
        standing = self.panel_ids.filtered(lambda panel: panel.state in ("planned", "invited"))
        if not standing:
            self._check_open()
        panel = standing[:1] or self.env["complaint.panel"]._call(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "complaint.panel",
            "res_id": panel.id,
            "view_mode": "form",
        }

    def action_view_panels(self):
        """The meetings of this complaint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_panel")
        return dict(action, domain=[("case_id", "=", self.id)], context={})
