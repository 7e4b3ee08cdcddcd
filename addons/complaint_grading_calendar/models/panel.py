from odoo import fields, models


class ComplaintPanel(models.Model):
    """A meeting on a complaint as an entry of Odoo's calendar, as long as it is called or was held.

    The entry is private: its agenda says what the complaint is about, and every employee sees all other entries.
    """

    _inherit = "complaint.panel"

    calendar_event_id = fields.Many2one(
        "calendar.event", "Calendar Entry", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def _follow_meeting(self):
        result = super()._follow_meeting()
        for panel in self:
            if panel.state == "cancelled":
                panel.calendar_event_id.unlink()
            elif panel.state == "invited":
                panel._put_into_calendar()
        return result

    def _put_into_calendar(self):
        """Make the entry, or let the one that there is follow."""
        values = self._prepare_calendar_event()
        if not self.calendar_event_id:
            events = self.env["calendar.event"].with_user(self.chair_id)
            # sudo: in the name of who called the meeting, who may make entries as every employee
            event = events.sudo().with_context(no_mail_to_attendees=False).create(values)
            self._put({"calendar_event_id": event.id})
            return
        event, now = self.calendar_event_id, {}
        for name in ("start", "stop", "location"):
            if event[name] != values[name]:
                now[name] = values[name]
        people = self.env["res.partner"].browse(values["partner_ids"][0][2])
        if event.partner_ids != people:
            now["partner_ids"] = values["partner_ids"]
        if now:
            event.write(now)

    def _prepare_calendar_event(self):
        people = (self.attendee_ids.user_id | self.chair_id).partner_id
        return {
            "name": self.display_name,
            "start": self.starts_at,
            "stop": self._ends_at(),
            "location": self.place,
            "description": self.agenda,
            "user_id": self.chair_id.id,
            "partner_ids": [fields.Command.set(people.ids)],
            "privacy": "private",
        }

    def action_view_calendar_event(self):
        """Open the entry of the calendar."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "calendar.event",
            "res_id": self.calendar_event_id.id,
            "view_mode": "form",
        }
