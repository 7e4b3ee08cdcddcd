from datetime import timedelta

from odoo import api, fields, models


class ComplaintDemo(models.AbstractModel):
    """A meeting that was held, with attendance, decision and what was agreed, and one to come."""

    _inherit = "complaint.demo"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _load_meetings(self):
        demo = self.with_company(self._ref("demo_company")).with_context(mail_create_nosubscribe=True)
        demo._met_about_the_newspaper()
        demo._meeting_about_the_station()
        return True

    def _meeting(self, case, moment, place):
        """Called by the quality engineer, with whom the grade wants there."""
        panel = self.env["complaint.panel"].with_user(self._ref("demo_engineer"))._call(case)
        panel.attendee_ids.filtered(lambda row: not row.user_id).unlink()
        panel.write({"starts_at": moment, "hours": 1.5, "place": place})
        return panel

    def _met_about_the_newspaper(self):
        case = self._complaint_about("backsheet yellowing")
        panel = self._meeting(case, fields.Datetime.now() + timedelta(hours=1), "Meeting room 2")
        panel.action_invite()
        # It is told after it was held, which people may not do; the loader tells it for them.
        panel._put({"starts_at": self._before(2, "09:00")})
        panel.attendee_ids.attended = "yes"
        panel.attendee_ids.create(
            {"panel_id": panel.id, "user_id": self._ref("demo_supervisor").id, "attended": "no", "remark": "At a fair"}
        )
        panel.write(
            {
                "decision": case.grade,
                "reason": "The newspaper is a local one, and no power is lost: the grade stands as it is.",
                "minutes": "Sun answers the newspaper today; Qin has ten modules measured until Friday.",
            }
        )
        panel.action_record()
        panel._put({"held_at": self._before(2, "10:30")})

    def _meeting_about_the_station(self):
        tomorrow = self._before(0, "14:00") + timedelta(days=1)
        self._meeting(self._complaint_about("cell crack"), tomorrow, "Meeting room 2").action_invite()
