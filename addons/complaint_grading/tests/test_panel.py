from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_people import PeopleCommon

WHO = ("sales", "technology", "quality", "production_company")


@tagged("post_install", "-at_install")
class TestPanel(PeopleCommon):
    """A meeting on a complaint: whom the grade wants there, agenda, attendance, and the decision as a fact."""

    def setUp(self):
        super().setUp()
        self.env.company.complaint_policy_ids |= self.pv
        self.env["complaint.party"]._ensure(self.env.company, self.pv)
        for code, user in zip(WHO, (self.sun, self.cai, self.qin, self.qin), strict=True):
            self.map(code, user)
        with self.at("2026-11-20 09:00"):
            self.case = self.complain(
                self.pv, facts={"total_cost": 20000}, issue="cell crack", description="Cracks in a whole string."
            )
        self.assertEqual(self.case.grade, "IV")

    def call(self, user=None, starts="2026-11-23 06:00:00"):
        """A meeting that is planned by somebody, by default quality's engineer."""
        panels = self.env["complaint.panel"].with_user(user or self.qin)
        panel = panels.browse(self.case.with_user(user or self.qin).action_call_panel()["res_id"])
        panel.starts_at = starts
        return panel

    def held(self, panel, at="2026-11-23 15:00", **values):
        with self.at(at):
            panel.attendee_ids.filtered("user_id").attended = "yes"
            panel.write(values)
            panel.action_record()

    def activities(self, user):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                ("res_id", "=", self.case.id),
                ("activity_type_id", "=", self.env.ref("complaint_grading.activity_type_panel").id),
            ]
        )

    def test_whom_the_grade_wants_is_on_the_list_one_row_a_person(self):
        panel = self.call()
        rows = {row.user_id: row.parties for row in panel.attendee_ids if row.user_id}
        self.assertEqual(
            rows, {self.qin: ["production_company", "quality"], self.cai: ["technology"], self.sun: ["sales"]}
        )
        nobody = panel.attendee_ids.filtered(lambda row: not row.user_id)
        wanted = self.case.assessment["participants"]
        self.assertEqual(sum(len(row.parties) for row in panel.attendee_ids), len(wanted))
        self.assertTrue(all(row.gap_text for row in nobody), "why nobody is there is said")
        self.assertIn("Quality", panel.attendee_ids.filtered(lambda row: row.user_id == self.qin).parties_text)

    def test_the_agenda_says_grade_reasons_facts_and_duties_and_no_penalty(self):
        with self.at("2026-11-20 10:00"):
            self.happens(self.case, "handed_to_quality")
        agenda = self.call().agenda
        for said in (self.case.name, "Level IV", "3.1.2 IV A", "20,000", "Cracks in a whole string.", "Tell quality"):
            self.assertIn(said, agenda)
        self.assertNotIn("enalt", agenda)

    def test_one_button_invites_everybody_with_the_agenda(self):
        panel = self.call()
        self.assertFalse(self.activities(self.cai))
        panel.action_invite()
        for user in (self.cai, self.sun, self.qin):
            [asked] = self.activities(user)
            self.assertIn("Level IV", asked.note)
            self.assertIn("2026-11-23", asked.summary)
            self.assertEqual(str(asked.date_deadline), "2026-11-23")
        panel.starts_at = "2026-11-24 06:00:00"
        [asked] = self.activities(self.cai)
        self.assertIn("2026-11-24", asked.summary)
        panel.attendee_ids.filtered(lambda row: row.user_id == self.cai).unlink()
        self.assertFalse(self.activities(self.cai))

    def test_invited_people_read_the_complaint_and_change_nothing(self):
        cai = self.case.with_user(self.cai)
        self.case.user_id = self.mo
        self.assertFalse(cai.has_access("read"))
        panel = self.call()
        self.assertFalse(panel.with_user(self.cai).has_access("read"), "it is only planned")
        panel.action_invite()
        self.assertTrue(cai.has_access("read") and panel.with_user(self.cai).has_access("read"))
        self.assertFalse(cai.has_access("write") or panel.with_user(self.cai).has_access("write"))
        self.assertFalse(self.case.with_user(self.ding).has_access("read"))
        self.assertFalse(panel.with_user(self.ding).has_access("read"))
        for act in (panel.with_user(self.cai).action_record, panel.with_user(self.cai).action_cancel):
            with self.assertRaises(AccessError):
                act()
        panel.action_cancel()
        self.assertFalse(cai.has_access("read"))
        self.assertFalse(self.activities(self.cai))

    def test_the_decision_sets_the_fact_and_says_who_and_why(self):
        panel = self.call()
        panel.action_invite()
        panel.attendee_ids.filtered(lambda row: row.user_id == self.cai).unlink()
        self.held(panel, decision="II", reason="It is in the papers.", minutes="Replace all of the lot.")
        self.assertEqual((self.case.grade, panel.state), ("II", "held"))
        self.assertIn("3.1.2 II J", self.case.explanation)
        records = {row["name"]: row.get("value") for row in self.case.read(["records"])[0]["records"]}
        self.assertIn("It is in the papers.", records["panel"])
        self.assertIn(self.qin.name, records["panel"])
        note = self.case.message_ids.filtered(lambda one: "It is in the papers." in one.body)
        self.assertTrue(note.is_internal)
        for said in (self.qin.name, self.sun.name, "Level II", "Replace all of the lot."):
            self.assertIn(said, note.body)
        self.assertFalse(self.activities(self.qin))

    def test_what_is_not_known_is_asked_for(self):
        panel = self.call(starts=False)
        with self.refused(UserError, "when the meeting will be"):
            panel.action_invite()
        panel.starts_at = "2026-11-23 06:00:00"
        with self.refused(UserError, "Invite to the meeting first"):
            panel.action_record()
        panel.action_invite()
        with self.refused(UserError, "has not begun"):
            panel.action_record()
        with self.at("2026-11-23 15:00"):
            with self.refused(UserError, "whether they were there"):
                panel.action_record()
            panel.attendee_ids.attended = "no"
            with self.refused(UserError, "Nobody was there"):
                panel.action_record()
            panel.attendee_ids[:1].attended = "yes"
            panel.decision = "II"
            with self.refused(UserError, "why the panel decided"):
                panel.action_record()
            with self.refused(ValidationError, "lets the panel decide"):
                panel.decision = "IX"
        self.assertEqual(self.case.grade, "IV")

    def test_what_came_of_it_stays(self):
        panel = self.call()
        panel.action_invite()
        self.held(panel, minutes="Agreed.")
        for change in (
            lambda: panel.write({"minutes": "Something else."}),
            lambda: panel.attendee_ids[:1].write({"attended": "no"}),
            lambda: panel.attendee_ids[:1].unlink(),
            panel.action_record,
            panel.action_cancel,
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(self.case.grade, "IV", "the panel left it as it was")
        again = self.case.with_user(self.qin).action_call_panel()
        self.assertNotEqual(again["res_id"], panel.id)

    def test_calling_the_units_together_is_quality_s(self):
        with self.at("2026-11-20 10:00"):
            self.happens(self.case, "handed_to_quality")
            self.happens(self.case, "quality_told")
        duty = self.duty(self.case, "agree_plan")
        self.assertEqual((duty.owner, duty.user_id), ("quality", self.qin))
        self.assertTrue(self.call(duty.user_id).may_run)

    def test_a_regulation_without_a_panel_has_meetings_without_a_decision(self):
        self.case = self.complain(self.factory, facts={"severity": "general"})
        panel = self.call()
        self.assertFalse(panel.fact or panel.decision_choices)
        with self.refused(ValidationError, "lets the panel decide"):
            panel.decision = "II"

    def test_a_stranger_calls_none(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.ding).action_call_panel()
        panel = self.call(self.sun)
        self.assertEqual(panel.chair_id, self.sun)
        for values in ({"state": "held"}, {"fact": "litigation"}, {"chair_id": self.ding.id}):
            with self.assertRaises(AccessError):
                panel.write(values)
