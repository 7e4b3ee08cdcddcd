from odoo import fields, models


class ComplaintGiveReason(models.TransientModel):
    """Why a complaint is set aside, or taken up again after its end; the reason and the stage are one act."""

    _name = "complaint.give.reason"
    _description = "Give the Reason"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"reason"})

    case_id = fields.Many2one("complaint.case", "Complaint", required=True, readonly=True, ondelete="cascade")
    act = fields.Selection([("cancel", "Cancel Complaint"), ("reopen", "Reopen")], required=True, readonly=True)
    reason = fields.Char(help="Kept with the complaint and shown in its history.")

    def action_give(self):
        """Set the complaint aside, or take it up again, for this reason."""
        self.ensure_one()
        if self.act == "cancel":
            self.case_id.write({"stage": "cancelled", "cancel_reason": self.reason})
        else:
            self.case_id.write({"stage": "in_progress", "reopen_reason": self.reason})
        return {"type": "ir.actions.act_window_close"}
