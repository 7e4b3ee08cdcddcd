from odoo import models


class ComplaintOfCase(models.AbstractModel):
    """What belongs to a complaint and leads to it."""

    _name = "complaint.of.case"
    _description = "Leads to a Complaint"

    def action_open_case(self):
        """Open the complaint."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "complaint.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }
