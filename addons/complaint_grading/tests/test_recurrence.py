from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tests import tagged
from odoo.tools import SQL

from .eight_d import EightDCommon


@tagged("post_install", "-at_install")
class TestRecurrence(EightDCommon):
    """The same again after its effect was judged effective opens the question by itself."""

    def setUp(self):
        super().setUp()
        self.corrective = self.begin()
        self.action = self.complete(self.corrective)
        self.corrective.action_close()

    def again(self, seconds=3600, **values):
        with self.later(seconds):
            return self.complain(**{"issue": "Set-Off", **values})

    def test_the_same_customer_and_nature_puts_the_effect_in_question(self):
        self.assertTrue(self.corrective.effective_at)
        case = self.again()
        self.assertEqual(self.corrective.question_case_id, case)
        self.assertTrue(self.corrective.case_id.in_question)
        activity = self.corrective.activity_id
        self.assertEqual((activity.user_id, activity.active), (self.qin, True))
        self.assertIn(case.name, activity.summary)
        for record in (self.corrective, self.corrective.case_id, case):
            self.assertIn("is in question", "".join(record.message_ids.mapped("body")))

    def test_another_customer_nature_company_or_an_earlier_receipt_does_not(self):
        other = self.env["res.partner"].create({"name": "Other"})
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        self.again(partner_id=other.id)
        self.again(issue="scratches")
        self.again(issue=False)
        self.again(company_id=elsewhere.id, user_id=False, quality_user_id=False)
        self.again(received_at="2026-11-19 02:00:00")
        self.assertFalse(self.corrective.question_case_id)

    def test_the_same_lot_of_a_product_does_whoever_complains(self):
        goods = self.env["product.product"].create({"name": "Cartons", "tracking": "lot", "is_storable": True})
        lots = self.env["stock.lot"].create([{"name": name, "product_id": goods.id} for name in ("L1", "L2")])
        other = self.env["res.partner"].create({"name": "Other"})
        self.corrective.action_reopen()
        self.corrective.affected_ids = [
            Command.create({"product_id": goods.id, "lot_id": lots[0].id, "place": "stock"})
        ]
        self.corrective.action_close()
        line = {"product_id": goods.id, "quantity": 1}
        with self.later(3600):
            case = self.complain(
                partner_id=other.id, issue="dirt", line_ids=[Command.create({**line, "lot_id": lots[1].id})]
            )
            self.assertFalse(self.corrective.question_case_id)
            case.line_ids.lot_id = lots[0]
        self.assertEqual(self.corrective.question_case_id, case, "found when the lot is named, whenever that is")

    def test_naming_the_nature_later_does(self):
        case = self.again(issue=False)
        case.issue = "set-off"
        self.assertEqual(self.corrective.question_case_id, case)

    def test_what_was_not_yet_judged_is_not_put_in_question(self):
        case = self.complain(issue="creases", department_id=self.printing.id)
        corrective = self.begin(case)
        self.plan(corrective)
        self.again(issue="creases")
        self.assertFalse(corrective.question_case_id)

    def test_a_cancelled_complaint_puts_nothing_in_question(self):
        case = self.again()
        with self.later(7200):
            case.with_user(self.mo).write({"cancel_reason": "Sent twice.", "stage": "cancelled"})
        self.assertFalse(self.corrective.question_case_id)
        self.assertFalse(self.corrective.activity_id.active)

    def test_the_effect_holds_for_a_reason(self):
        case = self.again()
        corrective = self.corrective.with_user(self.qin)
        with self.refused(UserError, "Say why"):
            corrective.answer_question(True, "")
        corrective.answer_question(True, "Other ink.")
        self.assertEqual((corrective.state, corrective.question_case_id.id), ("closed", False))
        self.assertFalse(self.corrective.activity_id.active)
        case.issue = "set-off "
        self.assertFalse(self.corrective.question_case_id, "answered once is answered")
        self.again(7200)
        self.assertTrue(self.corrective.question_case_id, "the next one asks again")

    def test_where_it_does_not_hold_the_8d_is_open_again(self):
        self.again()
        wizard = self.corrective.with_user(self.qin).action_answer_question()
        wizard = self.env[wizard["res_model"]].with_user(self.qin).browse(wizard["res_id"])
        wizard.write({"verdict": "fails", "reason": "The interlock was bridged."})
        with self.later(7200):
            wizard.action_answer()
        self.assertEqual((self.corrective.state, self.action.state), ("open", "ineffective"))
        self.assertFalse(self.corrective.effective_at)
        self.assertEqual(self.corrective.discipline, "d5")
        self.assertIn("choose another", self.corrective.activity_id.summary)

    def test_who_takes_the_complaint_need_not_see_the_8d(self):
        with self.later(3600):
            self.env["complaint.case"].with_user(self.lei).create(
                {"partner_id": self.acme.id, "policy_id": self.factory.id, "issue": "set-off"}
            )
        self.assertTrue(self.corrective.question_case_id)

    def test_raising_one_asks_the_same_however_many_are_stored(self):
        seen = []
        self.again(issue="warm up")
        for others in (5, 60):
            self.store_solved(others)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.later(3600):
                before = self.env.cr.sql_log_count
                self.env["complaint.corrective"]._question(self.corrective.case_id)
                seen.append(self.env.cr.sql_log_count - before)
        self.assertEqual(seen[0], seen[1])
        self.assertLess(seen[0], 10)
        self.check_uses_an_index()

    def store_solved(self, count):
        """So many complaints of other customers whose 8D was judged effective."""
        partners = self.env["res.partner"].create([{"name": f"Other {number}"} for number in range(count)])
        cases = self.env["complaint.case"].create(
            [{"partner_id": partner.id, "policy_id": self.pv.id, "issue": "set-off"} for partner in partners]
        )
        correctives = self.env["complaint.corrective"]._put_new([{"case_id": case.id} for case in cases])
        self.env["complaint.action"]._put_new(
            [
                {
                    "corrective_id": one.id,
                    "name": "done",
                    "kind": "permanent",
                    "user_id": self.lei.id,
                    "due_at": "2026-11-30 02:00:00",
                    "state": "effective",
                    "judged_at": "2026-11-20 02:00:00",
                }
                for one in correctives
            ]
        )

    def check_uses_an_index(self):
        """The database finds them by an index; it is told to avoid reading the table whole, however small that is."""
        correctives, case = self.env["complaint.corrective"].sudo(), self.corrective.case_id
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("ANALYZE complaint_corrective")
        for domain, index in (
            (correctives._same_nature(case), "customer_idx"),
            (
                correctives._solved_before(case) & Domain("case_id", "in", [1, 2]),
                "effective_idx|case_uniq|case_id_index",
            ),
        ):
            self.env.cr.execute(SQL("EXPLAIN %s", correctives._search(domain).select()))
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertNotIn("Seq Scan on complaint_corrective", plan)
            self.assertRegex(plan, f"complaint_corrective_+({index})")
