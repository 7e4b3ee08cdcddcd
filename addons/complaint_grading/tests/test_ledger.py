from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestLedger(ComplaintCommon):
    """What people pay, month by month, under the caps of the regulation."""

    def setUp(self):
        super().setUp()
        company = [("company_id", "=", self.env.company.id)]
        self.env["complaint.party"].search([("code", "=", "marketing"), *company]).write({"assignee": "case_user"})
        self.env["complaint.department"].create(
            {"name": "Sales", "code": "sales", "head_id": self.hu.id, "member_ids": [(4, self.sun.id)]}
        )

    def fine(self, day):
        """A late notice of the departments: 20 CNY for Sun."""
        with self.at(f"{day} 12:00"):
            case = self.complain(received_at=beijing(f"{day} 08:30"))
            self.happens(case, "departments_notified", f"{day} 11:00")
        return case.penalty_ids

    def decide(self, penalty, when, decision="confirmed", reason=""):
        with self.at(when):
            penalty.with_user(self.mo)._decide(decision, reason)

    def cap(self, amount):
        self.set_figures(f'{{"monthly_fine_cap": {amount}}}')

    def entries(self, user=None):
        rows = self.env["complaint.ledger.entry"].search([("user_id", "=", self.sun.id)], order="id")
        return [(row.display_name, row.kind, row.amount) for row in rows.with_user(user or self.mo)]

    def test_a_decision_is_an_entry_and_its_reversal_another(self):
        penalty = self.fine("2026-09-28")
        self.decide(penalty, "2026-09-29 09:00")
        self.decide(penalty, "2026-10-09 09:00", "reversed", "The mail server was down.")
        self.assertEqual(self.entries(), [("2026-09/0001", "confirmed", 20.0), ("2026-10/0001", "reversed", -20.0)])
        self.assertEqual(penalty.payable, 0)

    def test_a_waived_proposal_is_no_entry(self):
        self.decide(self.fine("2026-09-28"), "2026-09-29 09:00", "waived", "First time.")
        self.assertEqual(self.entries(), [])

    def test_the_regulation_s_cap_cuts_what_a_person_pays_in_a_month(self):
        self.cap(50)
        first, second, third, fourth = (
            self.fine(day) for day in ("2026-09-21", "2026-09-22", "2026-09-23", "2026-09-24")
        )
        for penalty in (first, second, third):
            self.decide(penalty, "2026-09-29 09:00")
        self.decide(fourth, "2026-10-09 09:00")
        self.assertEqual([entry[2] for entry in self.entries()], [20.0, 20.0, 10.0, 20.0])
        self.assertEqual(
            (third.amount, third.payable, third.cap_clause, fourth.cap_clause), (20.0, 10.0, "caps", False)
        )

    def test_what_a_cap_had_cut_stands_again_when_an_earlier_fine_is_reversed(self):
        self.cap(50)
        first, second, third = (self.fine(day) for day in ("2026-09-21", "2026-09-22", "2026-09-23"))
        for minute, penalty in enumerate((first, second, third)):
            self.decide(penalty, f"2026-09-29 09:0{minute}")
        self.decide(first, "2026-09-30 09:00", "reversed", "Not late after all.")
        self.assertEqual(sum(entry[2] for entry in self.entries()), 40.0)
        self.assertEqual((third.payable, third.cap_clause), (20.0, False))

    def test_a_closed_month_does_not_move(self):
        penalty = self.fine("2026-09-28")
        self.decide(penalty, "2026-09-29 09:00")
        month = penalty.entry_ids.month_id
        with self.at("2026-09-30 17:00"), self.refused(UserError, "is not over yet"):
            month.with_user(self.mo).action_close()
        with self.at("2026-10-09 09:00"):
            month.with_user(self.mo).action_close()
            self.assertEqual((month.state, month.closed_by_id), ("closed", self.mo))
        self.decide(penalty, "2026-10-10 09:00", "reversed", "Not late after all.")
        self.assertEqual([entry[0] for entry in self.entries()], ["2026-09/0001", "2026-10/0001"])
        self.assertEqual(sum(month.entry_ids.mapped("amount")), 20.0)

    def test_only_a_manager_closes_a_month(self):
        self.decide(penalty := self.fine("2026-09-28"), "2026-09-29 09:00")
        for user in (self.sun, self.hu, self.qin):
            with self.assertRaises(AccessError):
                penalty.entry_ids.month_id.with_user(user).action_close()

    def test_a_person_the_superior_and_managers_alone_see_what_is_owed(self):
        self.decide(self.fine("2026-09-28"), "2026-09-29 09:00")
        seen = {
            user.login: self.env["complaint.ledger.entry"].with_user(user).search_count([("user_id", "=", self.sun.id)])
            for user in (self.sun, self.hu, self.qin, self.mo)
        }
        self.assertEqual(seen, {"sun": 1, "hu": 1, "qin": 0, "mo": 1})

    def test_nobody_writes_or_deletes_an_entry(self):
        self.decide(penalty := self.fine("2026-09-28"), "2026-09-29 09:00")
        for user in (self.sun, self.mo, self.ada):
            with self.assertRaises(AccessError):
                penalty.entry_ids.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                penalty.entry_ids.with_user(user).unlink()

    def test_how_many_entries_a_month_has_is_for_managers_to_know(self):
        self.decide(self.fine("2026-09-24"), "2026-09-25 09:00")
        self.assertTrue(self.env["complaint.ledger.month"].with_user(self.mo).search([]).mapped("last_entry"))
        for user in (self.sun, self.qin, self.hu):
            months = self.env["complaint.ledger.month"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                months.search([]).read(["last_entry"])
            self.assertNotIn("last_entry", months.fields_get())

    def test_what_was_confirmed_before_there_was_a_ledger_is_entered_by_the_upgrade(self):
        self.decide(penalty := self.fine("2026-09-28"), "2026-09-29 09:00")
        penalty.entry_ids.sudo().unlink()
        for _run in range(2):
            self.migrate("post-ledger")
        self.assertEqual([(row.month_id.display_name, row.amount) for row in penalty.entry_ids], [("2026-09", 20.0)])
