from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestDuty(ComplaintCommon):
    def test_a_duty_gives_its_owner_an_activity_and_doing_it_closes_that(self):
        self.env["complaint.party"].search(
            [("code", "=", "marketing"), ("company_id", "=", self.env.company.id)]
        ).write({"assignee": "user", "user_id": self.mo.id})
        with self.at("2026-09-24 10:00"):
            case = self.complain()
            duty = self.duty(case, "notify_departments")
            activity = duty.activity_id
            self.assertEqual((duty.user_id, activity.user_id), (self.mo, self.mo))
            self.assertEqual(str(activity.date_deadline), "2026-09-24")
            self.assertIn(activity, case.activity_ids)
            self.happens(case, "departments_notified")
        self.assertFalse(activity.active)
        self.assertNotIn(activity, case.activity_ids)

    def test_the_mapping_of_parties_reaches_people(self):
        printing = self.env["complaint.department"].create(
            {"name": "Printing", "code": "printing", "head_id": self.hu.id}
        )
        party = self.env["complaint.party"].search(
            [("code", "=", "quality_engineer"), ("company_id", "=", self.env.company.id)]
        )
        party.assignee = "case_quality_user"
        other = self.env["complaint.party"].search(
            [("code", "=", "responsible_department"), ("company_id", "=", self.env.company.id)]
        )
        other.assignee = "case_department_head"
        case = self.complain(department_id=printing.id)
        self.assertEqual(self.duty(case, "reply").user_id, self.qin)
        self.assertEqual(self.duty(case, "corrective_plan").user_id, self.hu)
        self.assertEqual(self.duty(case, "issue_form").user_id, self.sun, "nobody mapped: the complaint's responsible")
        case.user_id = self.mo
        self.assertEqual(self.duty(case, "issue_form").user_id, self.mo)
        self.assertEqual(self.duty(case, "issue_form").activity_id.user_id, self.mo)

    def test_assigned_by_hand_stays(self):
        case = self.complain()
        duty = self.duty(case, "issue_form")
        duty.with_user(self.qin).user_id = self.qin
        case.user_id = self.mo
        self.assertEqual((duty.user_id, duty.activity_id.user_id), (self.qin, self.qin))
        with self.assertRaises(AccessError):
            duty.with_user(self.qin).write({"due_at": beijing("2030-01-01 10:00")})
        with self.assertRaises(AccessError):
            duty.with_user(self.sun).write({"user_id": self.sun.id})

    def test_severity_decided_later_changes_what_is_owed(self):
        with self.at("2026-09-24 17:00"):
            case = self.complain()
            self.happens(case, "quality_notified")
            self.assertEqual(self.duty(case, "reply").state, "open")
            case.facts = {"severity": "major"}
            self.assertEqual(self.duty(case, "reply").state, "void")
            self.assertFalse(self.duty(case, "reply").activity_id.active)
            self.assertEqual(self.duty(case, "permanent_countermeasure").due_at, beijing("2026-09-29 17:30"))
            case.facts = {"severity": "general"}
            self.assertEqual(self.duty(case, "reply").state, "open")
            self.assertTrue(self.duty(case, "reply").activity_id.active)

    def test_a_refusal_begins_a_new_round(self):
        with self.at("2026-09-28 09:00"):
            case = self.complain()
            self.happens(case, "quality_notified")
            self.happens(case, "replied")
        with self.at("2026-09-29 09:00"):
            self.happens(case, "customer_refused")
            self.happens(case, "quality_notified")
            first, second = self.duty(case, "reply"), self.duty(case, "reply", 2)
            self.assertEqual((first.state, second.state), ("met", "open"))
            self.assertEqual(case.round, 2)
            self.assertEqual(second.user_id, self.qin)

    def test_remaining_working_time(self):
        with self.at("2026-09-24 17:00"):
            case = self.complain(facts={"severity": "major"})
            self.happens(case, "quality_notified")
            self.assertEqual(self.duty(case, "interim_countermeasure").remaining_hours, 8.0)
        with self.at("2026-09-28 08:30"):
            duty = self.duty(case, "interim_countermeasure")
            duty.invalidate_recordset(["remaining_hours"])
            self.assertEqual(duty.remaining_hours, 7.5)

    def test_recording_from_the_duty_offers_its_event(self):
        case = self.complain()
        action = self.duty(case, "issue_form").action_record_done()
        kind = self.env["complaint.event.type"].browse(action["context"]["default_event_type_id"])
        self.assertEqual(kind.code, "form_issued")
