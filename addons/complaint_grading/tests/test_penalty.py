from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestPenalty(ComplaintCommon):
    def setUp(self):
        super().setUp()
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
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.decide("reversed")
        self.decide("reversed", "The mail server was down.")
        self.assertEqual((self.penalty.state, self.case.penalty_total), ("reversed", 0.0))
        with self.assertRaisesRegex(UserError, "a proposed one is confirmed or waived"):
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

    def test_a_proposal_follows_the_kernel(self):
        with self.at("2026-09-28 13:00"):
            self.happens(self.case, "departments_notified", "2026-09-28 09:00", withdraws_id=self.late.id)
        self.assertFalse(self.penalty.exists())

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
