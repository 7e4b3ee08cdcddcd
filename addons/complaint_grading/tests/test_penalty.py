from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestPenalty(ComplaintCommon):
    def setUp(self):
        super().setUp()
        marketing = [("code", "=", "marketing"), ("company_id", "=", self.env.company.id)]
        self.env["complaint.party"].search(marketing).write({"assignee": "case_user"})
        with self.at("2026-09-28 12:00"):
            self.case = self.complain(received_at=beijing("2026-09-28 08:30"))
            self.late = self.happens(self.case, "departments_notified", "2026-09-28 11:00")
        self.penalty = self.case.penalty_ids

    def decide(self, decision, reason="", amount=0, user=None):
        wizard = self.env["complaint.decide.penalty"].with_user(user or self.mo)
        wizard.create(
            {
                "penalty_ids": self.penalty.ids,
                "decision": decision,
                "reason": reason,
                "amount": amount,
            }
        ).action_decide()

    def test_proposed_as_the_kernel_says(self):
        self.assertEqual(
            (
                self.penalty.clause,
                self.penalty.payer,
                self.penalty.amount,
                self.penalty.currency_id.name,
                self.penalty.state,
            ),
            ("8.1", "responsible", 20.0, "CNY", "proposed"),
        )
        self.assertEqual(self.penalty.duty_id, self.duty(self.case, "notify_departments"))
        self.assertEqual(self.case.penalty_total, 20.0)

    def test_the_manager_confirms_and_reverses_with_a_reason(self):
        self.decide("confirmed")
        self.assertEqual((self.penalty.state, self.penalty.approver_id), ("confirmed", self.mo))
        with self.refused(UserError, "Give the reason"):
            self.decide("reversed")
        self.decide("reversed", "The mail server was down.")
        self.assertEqual((self.penalty.state, self.case.penalty_total), ("reversed", 0.0))
        with self.refused(UserError, "a proposed one is confirmed or waived"):
            self.decide("confirmed")

    def test_waived_is_not_proposed_again(self):
        self.decide("waived", "First time.")
        self.case.action_reassess()
        self.assertEqual(self.case.penalty_ids.mapped("state"), ["waived"])

    def test_a_confirmed_penalty_is_not_changed_silently(self):
        self.decide("confirmed")
        with self.at("2026-09-28 13:00"):
            self.happens(self.case, "departments_notified", "2026-09-28 09:00", withdraws_id=self.late.id)
        self.assertEqual((self.penalty.state, self.penalty.amount, self.penalty.differs), ("confirmed", 20.0, True))

    def test_a_proposal_that_the_policy_states_no_more_is_left_to_be_decided(self):
        with self.at("2026-09-28 13:00"):
            right = self.happens(
                self.case, "departments_notified", "2026-09-28 09:00", withdraws_id=self.late.id, note="Wrong hour."
            )
        self.assertEqual((self.penalty.state, self.penalty.is_unstated), ("proposed", True))
        self.assertIn("“Departments notified” was withdrawn", self.penalty.unstated_because)
        self.assertIn("Wrong hour.", self.penalty.unstated_because)
        with self.refused(UserError, "Give the reason"):
            self.decide("confirmed")
        with self.at("2026-09-28 13:10"):
            self.happens(
                self.case, "departments_notified", "2026-09-28 11:00", withdraws_id=right.id, note="It was right."
            )
        self.assertEqual((self.penalty.is_unstated, self.penalty.unstated_because), (False, False))
        self.decide("confirmed")

    def test_neither_closing_nor_cancelling_ends_a_proposal(self):
        with self.at("2026-09-28 15:00"):
            self.finish(self.case)
        self.assertEqual((self.case.stage, self.penalty.state), ("closed", "proposed"))
        with self.at("2026-09-28 16:00"):
            self.case.with_user(self.mo).write({"stage": "in_progress", "reopen_reason": "Raised by mistake."})
            self.case.with_user(self.mo).write({"cancel_reason": "No complaint at all.", "stage": "cancelled"})
        self.assertEqual((self.penalty.state, self.penalty.is_unstated), ("proposed", True))
        with self.refused(UserError, "Give the reason"):
            self.decide("waived")
        self.decide("waived", "It was no complaint.")
        self.assertEqual(self.penalty.state, "waived")

    def test_nobody_decides_on_a_penalty_of_their_own(self):
        self.penalty._put({"user_id": self.mo.id})
        for decision in ("confirmed", "waived"):
            with self.refused(AccessError, "your own"):
                self.decide(decision, "Mine.")
        self.decide("confirmed", user=self.ada)
        with self.refused(AccessError, "your own"):
            self.decide("reversed", "Mine.")

    def test_a_fine_is_settled_within_the_regulation_s_range(self):
        self.penalty._put({"amount": 0, "amount_min": 50, "amount_max": 200, "awaits": "person"})
        for amount in (200.01, 49.99, 0, -50, float("inf"), float("nan"), 1e300):
            with self.subTest(amount=amount):
                with self.refused(UserError, "from 50.0 to 200.0|cannot be kept here"):
                    self.decide("confirmed", amount=amount)
                with self.refused(UserError, "from 50.0 to 200.0"):
                    self.penalty.with_user(self.mo)._decide("confirmed", "", amount)
        with self.assertRaises(UserError):
            self.penalty.with_user(self.mo)._decide("confirmed", "")
        self.assertEqual((self.penalty.state, self.penalty.amount), ("proposed", 0))
        self.decide("confirmed", amount=200)
        self.assertEqual((self.penalty.state, self.penalty.amount), ("confirmed", 200))

    def test_a_breach_that_goes_on_is_not_confirmed_with_the_others(self):
        with self.at("2026-09-28 12:00"):
            other = self.complain(received_at=beijing("2026-09-28 08:30")).penalty_ids
        self.assertEqual(other.awaits, "time")
        action = (self.penalty | other).with_user(self.mo).action_confirm()
        self.assertEqual(action["context"]["default_penalty_ids"], self.penalty.ids)
        with self.refused(UserError, "still not done"):
            other.with_user(self.mo).action_confirm()
        with self.refused(UserError, "still not done"):
            (self.penalty | other).with_user(self.mo)._decide("confirmed", "")
        self.assertEqual(self.penalty.state, "proposed")

    def test_the_question_says_who_and_what_was_missed(self):
        self.assertEqual(self.penalty.missed_label, "Notify the departments concerned and register")
        view = self.env["complaint.decide.penalty"].get_view(view_type="form")["arch"]
        for shown in ("missed_label", "user_id", "unstated_because"):
            self.assertIn(f'name="{shown}"', view)

    def test_who_owed_the_duty_pays_and_not_the_salesperson(self):
        """Clause 8.2 is the quality engineer's, whoever is responsible for the complaint."""
        with self.at("2026-09-29 09:00"):
            case = self.complain(facts={"severity": "general"}, received_at=beijing("2026-09-21 09:00"))
            self.happens(case, "quality_notified", "2026-09-21 10:00")
        fine = case.penalty_ids.filtered(lambda row: row.clause == "8.2")
        self.assertEqual((fine.unit, fine.user_id), ("quality_engineer", self.qin))

    def test_the_supervisor_is_the_superior_of_whoever_kept_no_records(self):
        party = self.env["complaint.party"].search(
            [("code", "=", "quality"), ("company_id", "=", self.env.company.id)], limit=1
        )
        party.write({"assignee": "user", "user_id": self.qin.id})
        self.env["complaint.department"].create(
            {"name": "Quality", "code": "qa", "head_id": self.hu.id, "member_ids": [(4, self.qin.id)]}
        )
        with self.at("2026-09-29 12:00"):
            self.happens(self.case, "records_missing", "2026-09-29 10:00")
        fines = self.case.penalty_ids.filtered(lambda row: row.clause == "8.3")
        self.assertEqual({row.payer: row.user_id for row in fines}, {"responsible": self.qin, "supervisor": self.hu})

    def test_where_nobody_is_mapped_a_manager_names_who_pays(self):
        party = self.env["complaint.party"].search(
            [("code", "=", "marketing"), ("company_id", "=", self.env.company.id)], limit=1
        )
        party.write({"assignee": "nobody", "user_id": False})
        self.penalty._name_payers()
        self.assertFalse(self.penalty.user_id)
        with self.refused(UserError, "name who pays"):
            self.decide("confirmed")
        with self.refused(AccessError, "of their own"):
            self.penalty.with_user(self.mo)._decide("confirmed", "me", payer=self.mo)
        self.penalty.with_user(self.mo)._decide("confirmed", "", payer=self.sun)
        self.assertEqual((self.penalty.state, self.penalty.user_id), ("confirmed", self.sun))

    def test_another_payer_needs_a_reason(self):
        self.penalty._put({"user_id": self.sun.id})
        with self.refused(UserError, "Say why another person pays"):
            self.penalty.with_user(self.mo)._decide("confirmed", "", payer=self.hu)
        self.penalty.with_user(self.mo)._decide("confirmed", "Hu was asked.", payer=self.hu)
        self.assertEqual(self.penalty.user_id, self.hu)

    def test_two_recurrences_are_two_penalties(self):
        with self.at("2026-09-29 12:00"):
            self.happens(self.case, "recurred", "2026-09-29 10:00")
            self.happens(self.case, "recurred", "2026-09-29 11:00")
        again = self.case.penalty_ids.filtered(lambda penalty: penalty.clause == "8.5")
        self.assertEqual(sorted(again.mapped("occurrence")), [1, 2])

    def test_missing_records_cost_two_people(self):
        with self.at("2026-09-29 12:00"):
            self.happens(self.case, "records_missing")
        found = self.case.penalty_ids.filtered(lambda penalty: penalty.clause == "8.3")
        self.assertEqual(set(found.mapped("payer")), {"responsible", "supervisor"})

    def test_only_the_manager_decides(self):
        for user in (self.sun, self.qin, self.hu):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.penalty.with_user(user)._decide("confirmed", "")
                with self.assertRaises(AccessError):
                    self.decide("confirmed", user=user)
        for user in (self.mo, self.ada):
            with self.assertRaises(AccessError):
                self.penalty.with_user(user).write({"amount": 1})

    @mute_logger("odoo.sql_db")
    def test_the_same_penalty_is_not_there_twice(self):
        with self.assertRaises(UniqueViolation):
            again = ("clause", "duty_code", "payer", "outcome")
            self.penalty._put_new([{"case_id": self.case.id, **{name: self.penalty[name] for name in again}}])
            self.env.flush_all()
