from odoo.addons.complaint_grading.tests.test_people import PeopleCommon
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCalendar(PeopleCommon):
    """A meeting on a complaint stands in Odoo's calendar, privately, and the two stay alike."""

    def setUp(self):
        super().setUp()
        self.env.company.complaint_policy_ids |= self.pv
        self.env["complaint.party"]._ensure(self.env.company, self.pv)
        for code, user in {"sales": self.sun, "technology": self.cai, "quality": self.qin}.items():
            self.map(code, user)
        self.case = self.complain(self.pv, facts={"total_cost": 20000})
        self.panel = self.env["complaint.panel"].with_user(self.qin)._call(self.case.with_user(self.qin))
        self.panel.write({"starts_at": "2026-11-23 06:00:00", "hours": 2, "place": "Room 3"})
        self.assertFalse(self.panel.calendar_event_id)
        self.panel.action_invite()
        self.event = self.panel.calendar_event_id.sudo()

    def test_inviting_makes_a_private_entry_with_everybody(self):
        event = self.event
        self.assertEqual((str(event.start), str(event.stop)), ("2026-11-23 06:00:00", "2026-11-23 08:00:00"))
        self.assertEqual((event.location, event.user_id, event.privacy), ("Room 3", self.qin, "private"))
        self.assertEqual(event.partner_ids, (self.sun | self.cai | self.qin).partner_id)
        self.assertIn("Level IV", event.description)

    def test_nobody_else_reads_the_agenda(self):
        outside = new_test_user(self.env, "outside3", groups="base.group_user")
        self.assertFalse(self.event.with_user(outside).has_access("write"))
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            told = self.event.with_user(outside).read(["name", "description"])[0]
        except AccessError:
            told = {}
        self.assertNotIn("Level IV", str(told.get("description")))
        self.assertNotIn(self.case.name, str(told.get("name")))

    def test_it_follows_the_meeting(self):
        self.panel.write({"starts_at": "2026-11-24 06:00:00", "place": "Room 5"})
        self.assertEqual((str(self.event.start), self.event.location), ("2026-11-24 06:00:00", "Room 5"))
        self.panel.attendee_ids.filtered(lambda row: row.user_id == self.cai).unlink()
        self.panel.attendee_ids = [(0, 0, {"user_id": self.mo.id})]
        self.assertEqual(self.event.partner_ids, (self.sun | self.mo | self.qin).partner_id)
        self.panel.action_cancel()
        self.assertFalse(self.event.exists())

    def test_it_is_moved_and_cancelled_with_the_meeting_alone(self):
        for user in (self.qin, self.cai):
            event = self.event.with_user(user).sudo(False)
            for change in (lambda event=event: event.write({"start": "2026-11-25 06:00:00"}), event.unlink):
                with self.assertRaises(UserError):
                    change()

    def test_answers_stand_beside_the_people(self):
        row = self.panel.attendee_ids.filtered(lambda one: one.user_id == self.cai)
        self.assertEqual(row.answer, "needsAction")
        self.event.attendee_ids.filtered(lambda one: one.partner_id == self.cai.partner_id).with_user(
            self.cai
        ).do_accept()
        row.invalidate_recordset()
        self.assertEqual(row.answer, "accepted")

    def test_the_screen_opens(self):
        self.panel.get_view(view_type="form")
