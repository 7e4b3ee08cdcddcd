from odoo import api, fields, models


class ComplaintPanelAttendee(models.Model):
    """What somebody who is invited answered by mail or in the calendar."""

    _inherit = "complaint.panel.attendee"

    answer = fields.Selection(
        lambda self: self.env["calendar.attendee"]._fields["state"]._description_selection(self.env),
        compute="_compute_answer",
        help="What the person answered to the invitation.",
    )

    @api.depends("panel_id.calendar_event_id.attendee_ids.state", "user_id")
    def _compute_answer(self):
        for row in self:
            # sudo: what those who are invited answered is told to whoever sees the meeting
            answers = row.sudo().panel_id.calendar_event_id.attendee_ids
            row.answer = answers.filtered(lambda one, row=row: one.partner_id == row.user_id.partner_id)[:1].state
