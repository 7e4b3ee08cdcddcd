from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestEvent(ComplaintCommon):
    def test_an_event_reassesses_and_begins_the_work(self):
        with self.at("2026-09-24 16:30"):
            case = self.complain()
            self.happens(case, "departments_notified")
        self.assertEqual(self.duty(case, "notify_departments").state, "met")
        self.assertEqual(case.stage, "in_progress")

    def test_the_journal_is_written_once(self):
        event = self.happens(self.complain(), "registered")
        for user in (self.qin, self.ada, self.env.user):
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    event.with_user(user).write({"happened_at": beijing("2026-01-01 10:00")})
                with self.assertRaises(UserError):
                    event.with_user(user).unlink()

    def test_who_recorded_it_and_when_is_not_taken_from_the_caller(self):
        with self.at("2026-09-24 17:00") as now:
            case = self.complain(received_at=beijing("2026-09-24 16:30")).with_user(self.sun)
            values = {"case_id": case.id, "type": "form_issued", "happened_at": beijing("2026-09-24 16:40")}
            with self.assertRaises(AccessError):
                case.event_ids.create(dict(values, recorded_at=beijing("2026-09-24 16:40")))
            with self.assertRaises(AccessError):
                case.event_ids.create(dict(values, recorded_by_id=self.ada.id))
            event = case.event_ids.with_user(self.sun).create(values)
        self.assertEqual((event.recorded_at, event.recorded_by_id), (now, self.sun))
        self.assertEqual(event.happened_at, beijing("2026-09-24 16:40"))

    def test_a_wrong_entry_is_withdrawn_and_stays_visible(self):
        with self.at("2026-09-28 10:00"):
            case = self.complain(received_at=beijing("2026-09-28 08:30"))
            wrong = self.happens(case, "departments_notified", "2026-09-28 08:40")
            self.assertEqual(self.duty(case, "notify_departments").state, "met")
            self.env["complaint.record.event"].create(
                {
                    "case_id": case.id,
                    "withdraws_id": wrong.id,
                    "note": "It was another complaint.",
                }
            ).action_record()
            self.assertEqual(self.duty(case, "notify_departments").state, "open")
            self.assertTrue(wrong.is_withdrawn)
            self.assertEqual(len(case.event_ids), 2)
            with self.assertRaisesRegex(UserError, "what was wrong"):
                self.env["complaint.record.event"].create(
                    {"case_id": case.id, "withdraws_id": wrong.id}
                ).action_record()

    def test_a_corrected_moment_counts_instead(self):
        with self.at("2026-09-28 12:00"):
            case = self.complain(received_at=beijing("2026-09-28 08:30"))
            wrong = self.happens(case, "departments_notified", "2026-09-28 11:00")
            self.assertEqual(self.duty(case, "notify_departments").state, "late")
            self.happens(case, "departments_notified", "2026-09-28 10:00", withdraws_id=wrong.id)
            self.assertEqual(self.duty(case, "notify_departments").state, "met")
            self.assertTrue(case.penalty_ids.is_unstated, "the proposal for the late notice is left to be decided")

    def test_what_has_not_happened_is_not_recorded(self):
        case = self.complain()
        with self.assertRaisesRegex(ValidationError, "not happened yet"):
            self.happens(case, "registered", "2099-01-01 10:00")

    def test_data_over_rpc_are_those_of_the_form(self):
        case, kind = self.complain(self._policy("auto-group")), "scored"
        dialog = self.env["complaint.record.event"].create(
            {
                "case_id": case.id,
                "event_type_id": case._event_kinds(kind).id,
                "data": [{"name": "score", "type": "float", "value": 90}],
            }
        )
        dialog.action_record()
        over_rpc = self.happens(case, kind, data={"score": 90})
        self.assertEqual(over_rpc, case.event_ids, "the same entry is one")
        other = self.happens(case, kind, data={"score": 92})
        self.assertEqual([type(event.data["score"]) for event in case.event_ids], [float, float])
        self.assertIn("92", other.data_text)
        dealer = self.complain(self._policy("auto-dealer"))
        breach = self.happens(dealer, "conduct_breached", data={"kind": " pressed_customer "})
        self.assertEqual(breach.data, {"kind": "pressed_customer"})

    def test_wrong_data_are_refused_by_their_names(self):
        case = self.complain(self._policy("auto-group"))
        for data in ({"score": "ninety"}, {"score": True}, {"score": float("nan")}, {"scroe": 90}):
            with self.refused(ValidationError, "score"):
                self.happens(case, "scored", data=data)
        self.assertFalse(case.event_ids)

    def test_an_unknown_event_is_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "quality_notfied"):
            self.happens(self.complain(), "quality_notfied")

    def test_an_event_before_the_complaint_is_refused(self):
        case = self.complain(received_at=beijing("2026-09-24 16:30"))
        with self.assertRaises(ValidationError):
            self.happens(case, "registered", "2026-09-24 16:00")

    def test_a_click_asks_when_it_happened(self):
        case = self.complain()
        kind = case.event_type_ids.filtered(lambda kind: kind.code == "form_issued")
        action = kind.with_context(default_case_id=case.id).action_record()
        self.assertEqual(action["target"], "new")
        with Form(self.env["complaint.record.event"].with_context(**action["context"])) as form:
            self.assertEqual(form.event_type_id, kind)
            self.assertTrue(form.happened_at)
        form.save().action_record()
        self.assertEqual(case.event_ids.type, "form_issued")
