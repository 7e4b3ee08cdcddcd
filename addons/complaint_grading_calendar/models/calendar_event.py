from odoo import fields, models
from odoo.exceptions import UserError

# What the meeting on the complaint says of its entry.
FOLLOWS_MEETING = {"start", "stop", "duration", "allday", "partner_ids", "privacy"}


class CalendarEvent(models.Model):
    """The entry of a meeting on a complaint follows that meeting."""

    _inherit = "calendar.event"

    complaint_panel_ids = fields.One2many("complaint.panel", "calendar_event_id", "Meeting on a Complaint")

    def write(self, vals):
        if FOLLOWS_MEETING & vals.keys() and not self.env.su:
            self._check_no_complaint()
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            self._check_no_complaint()
        return super().unlink()

    def _check_no_complaint(self):
        # sudo: whether a meeting on a complaint stands behind it, whoever may see that complaint
        if self.sudo().complaint_panel_ids:
            raise UserError(self.env._("This is a meeting on a complaint: move or cancel it there."))
