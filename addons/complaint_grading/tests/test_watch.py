from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import convert_file, mute_logger
from psycopg2.errors import SerializationFailure

from ..models.duty import watch
from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestWatch(ComplaintCommon):
    def notices(self, case, kind):
        return self.env["complaint.notice"].search([("case_id", "=", case.id), ("kind", "=", kind)])

    def major_case(self):
        """Received and told to quality on Thursday 10:00: eight working hours end on Monday 10:00."""
        with self.at("2026-09-24 10:00"):
            case = self.complain(facts={"severity": "major"})
            for event in ("form_issued", "departments_notified", "quality_notified"):
                self.happens(case, event)
        return case, self.duty(case, "interim_countermeasure")

    def test_warned_at_half_and_three_quarters_and_the_end(self):
        case, duty = self.major_case()
        self.assertEqual(duty.due_at, beijing("2026-09-28 10:00"))
        for moment, share in (
            ("2026-09-24 14:59", 0),
            ("2026-09-24 15:00", 50),
            ("2026-09-24 17:00", 75),
            ("2026-09-28 10:00", 100),
        ):
            with self.subTest(moment=moment), self.at(moment):
                self.watch()
                self.assertEqual(duty.last_warned, share)
        self.assertEqual(
            sorted(self.notices(case, "warning").filtered(lambda row: row.duty_id == duty).mapped("share")),
            [50, 75, 100],
        )

    def test_of_very_many_breaches_at_once_each_complaint_says_so_without_a_mail(self):
        cases = [self.major_case()[0] for _number in range(2)]
        with patch.object(watch, "MAILED_AT_ONCE", 1), self.at("2026-09-28 10:01"):
            self.watch()
        for case in cases:
            told = case.message_ids.filtered(lambda message: "has been overdue since" in message.body)
            self.assertEqual((len(told), told.notified_partner_ids.ids, told.is_internal), (1, [], True))
            self.assertTrue(self.notices(case, "overdue"))

    def test_a_late_run_warns_once_of_the_highest_share(self):
        case, duty = self.major_case()
        with self.at("2026-09-24 17:20"):
            self.watch()
            self.watch()
        self.assertEqual(self.notices(case, "warning").filtered(lambda row: row.duty_id == duty).mapped("share"), [75])

    def test_nobody_is_warned_outside_working_hours(self):
        _case, duty = self.major_case()
        with self.at("2026-09-25 11:00"):
            self.watch()
            self.assertEqual(duty.last_warned, 0, "the holiday is no working time")
            self.assertEqual(duty.next_check_at, beijing("2026-09-28 08:30"))
        with self.at("2026-09-28 08:30"):
            self.watch()
            self.assertEqual(duty.last_warned, 75)

    def test_overdue_is_flagged_once_and_the_fine_proposed_once(self):
        case, duty = self.major_case()
        with self.at("2026-09-28 10:00"):
            self.watch()
            self.assertFalse(case.is_overdue, "the due moment itself is in time")
        with self.at("2026-09-28 10:01"):
            for _run in range(3):
                self.watch()
            self.assertEqual(duty.state, "overdue")
            self.assertTrue(case.is_overdue and duty.overdue_flagged)
            self.assertEqual(len(self.notices(case, "overdue")), 1)
            self.assertEqual(case.penalty_ids.mapped("amount"), [30.0])
            messages = case.message_ids.filtered(lambda message: "overdue since" in (message.body or ""))
            self.assertEqual(len(messages), 1)
            self.assertIn(self.qin.partner_id, messages.notified_partner_ids)

    def test_only_rows_whose_moment_has_come_are_looked_at(self):
        case, _duty = self.major_case()
        with self.at("2026-09-24 14:00"):
            before = case.assessed_at
            self.watch()
            self.assertEqual(case.assessed_at, before)

    def test_an_ended_case_is_not_looked_at(self):
        case, duty = self.major_case()
        with self.at("2026-09-24 10:30"):
            case.with_user(self.mo).write({"stage": "cancelled", "cancel_reason": "No complaint."})
        self.assertFalse(any(case.duty_ids.mapped("next_check_at")))
        with self.at("2026-09-28 10:01"):
            self.watch()
        self.assertEqual(duty.state, "open")
        self.assertFalse(case.penalty_ids)

    def test_a_case_without_an_answer_says_why_and_does_not_hold_up_others(self):
        case, duty = self.major_case()
        _other, other_duty = self.major_case()
        self.env.flush_all()
        self.env.cr.execute('UPDATE complaint_case SET facts = \'{"severity": "huge"}\' WHERE id = %s', [case.id])
        self.env.invalidate_all()
        with self.at("2026-09-28 10:01"):
            self.watch()
        self.assertIn("Severity", case.assessment_fault)
        self.assertEqual((duty.state, other_duty.state), ("open", "overdue"))

    def test_any_fault_of_one_complaint_leaves_the_others_watched(self):
        case, _duty = self.major_case()
        other, other_duty = self.major_case()
        rule = self.env["base.automation"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("complaint.case"),
                "trigger": "on_create_or_write",
                "filter_domain": str([("id", "=", case.id)]),
            }
        )
        rule.action_server_ids = self.env["ir.actions.server"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("complaint.case"),
                "state": "code",
                "code": "1 / 0",
                "base_automation_id": rule.id,
                "usage": "base_automation",
            }
        )
        self.env.flush_all()
        with self.at("2026-09-28 10:01"), mute_logger("odoo.addons.complaint_grading.models.case.watch"):
            self.watch()
        self.assertEqual((other_duty.state, other.is_overdue), ("overdue", True))
        self.assertIn("The last look failed", case.assessment_fault)
        self.assertEqual(set(case.duty_ids.mapped("next_check_at")) - {False}, {beijing("2026-09-28 11:01")})
        rule.active = False
        with self.at("2026-09-28 11:02"):
            self.watch()
        self.assertEqual((case.is_overdue, case.assessment_fault), (True, False))

    def test_a_conflict_with_another_transaction_ends_nothing(self):
        case, duty = self.major_case()
        reassess, calls = type(case)._reassess, []

        def conflict_once(cases):
            calls.append(cases)
            if len(calls) == 1:
                raise SerializationFailure("could not serialize access due to concurrent update")
            return reassess(cases)

        with self.at("2026-09-28 10:01"), patch.object(type(case), "_reassess", conflict_once):
            self.watch()
            self.watch()
        self.assertEqual((duty.state, len(self.notices(case, "overdue"))), ("overdue", 1))
        self.assertFalse(case.assessment_fault)

    def test_notices_are_signed_by_the_system(self):
        case, _duty = self.major_case()
        with self.at("2026-09-28 10:01"):
            case.with_user(self.qin).action_reassess()
        told = case.message_ids.filtered(lambda message: "overdue since" in (message.body or ""))
        self.assertEqual(told.author_id, self.env.ref("base.partner_root"))

    def test_the_whole_time_is_not_used_up_after_the_breach_was_told(self):
        case, duty = self.major_case()
        with self.at("2026-09-28 10:05"):
            self.watch()
            self.watch()
        self.assertEqual(duty.state, "overdue")
        self.assertFalse(self.notices(case, "warning").filtered(lambda row: row.duty_id == duty))
        self.assertFalse(duty.next_check_at)

    def test_the_example_rules_ask_while_there_is_a_reason(self):
        convert_file(self.env, "complaint_grading", "demo/automation.xml", {}, mode="init")
        overdue, severe = (self.env.ref(f"complaint_grading.activity_type_{kind}") for kind in ("overdue", "severe"))
        for rule in ("rule_overdue", "rule_severe"):
            self.env.ref(f"complaint_grading.{rule}").active = True
        case, _duty = self.major_case()
        with self.at("2026-09-28 10:01"):
            self.watch()
            self.assertIn(overdue, case.activity_ids.activity_type_id)
        solar = self.complain(self.pv, facts={"total_cost": 5})
        self.assertNotIn(severe, solar.activity_ids.activity_type_id)
        solar.facts = {"litigation": True}
        self.assertEqual(solar.activity_ids.activity_type_id.mapped("id").count(severe.id), 1)
        solar.facts = {"litigation": False}
        self.assertNotIn(severe, solar.activity_ids.activity_type_id)
