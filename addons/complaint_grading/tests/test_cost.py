from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon


class CostCommon(ComplaintCommon):
    """Sun spends, Mo and Ada approve; the company counts in its own currency, the regulation in yuan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env.company.currency_id
        cls.yuan, cls.rupee = (cls.currency(name) for name in ("CNY", "INR"))
        cls.rate(cls.yuan, 1)
        cls.panel = cls.env["product.product"].create({"name": "Panel 550", "complaint_watts_per_unit": 550})
        cls.second = new_test_user(cls.env, "mo2", groups="complaint_grading.group_manager")

    @classmethod
    def currency(cls, name):
        found = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        found.active = True
        found.rate_ids.unlink()
        return found

    @classmethod
    def rate(cls, currency, rate, since="2020-01-01"):
        """Let Odoo know how much of a currency a unit of the company's is from a day on."""
        currency.rate_ids = [Command.create({"name": since, "rate": rate, "company_id": cls.env.company.id})]

    def case_of(self, amount=0, **values):
        lines = [Command.create({"product_id": self.panel.id, "quantity": 10, "amount": amount})] if amount else []
        return self.complain(self.pv, line_ids=lines, **values)

    def receipt(self, user=None):
        return self.env["ir.attachment"].with_user(user or self.sun).create({"name": "receipt.pdf", "raw": b"%PDF"})

    def spend(self, case, amount, proof=True, user=None, **values):
        costs = self.env["complaint.cost"].with_user(user or self.sun)
        if proof:
            values["proof_ids"] = [Command.link(self.receipt(user).id)]
        return costs.create({"case_id": case.id, "name": "Two nights in Suzhou", "amount": amount, **values})


@tagged("post_install", "-at_install")
class TestCost(CostCommon):
    """What a complaint costs: proposed with its proof, counted once a manager approved it."""

    def derived(self, case):
        return case.derived_ids.filtered(lambda row: row.fact == "total_cost")

    def test_the_total_cost_is_the_goods_and_what_was_approved(self):
        case = self.case_of(9000)
        cost = self.spend(case, 2000, kind="business")
        self.assertEqual((self.derived(case).value, case.grade, case.cost_proposed), ("9000", "V", 2000))
        cost.with_user(self.mo).action_approve()
        self.assertEqual((self.derived(case).value, case.facts["total_cost"], case.grade), ("11000", 11000, "IV"))
        self.assertEqual((self.derived(case).source, case.cost_total, case.cost_proposed), ("costs", 11000, 0))
        self.assertEqual((cost.approver_id, cost.state), (self.mo, "approved"))

    def test_costs_count_without_any_goods_and_stop_counting_when_reversed(self):
        case = self.case_of()
        cost = self.spend(case, 20000)
        cost.with_user(self.mo).action_approve()
        self.assertEqual((case.facts["total_cost"], case.grade), (20000, "IV"))
        with self.refused(UserError, "Give the reason"):
            cost.with_user(self.mo)._decide("reversed")
        cost.with_user(self.mo)._decide("reversed", "Paid twice.")
        self.assertEqual((case.cost_total, case._fact_values().get("total_cost"), case.grade), (0, None, "V"))
        self.assertFalse(self.derived(case))

    def test_what_is_refused_does_not_count_and_is_proposed_anew(self):
        case = self.case_of(100)
        cost = self.spend(case, 50)
        cost.with_user(self.mo)._decide("refused", "Not of this complaint.")
        self.assertEqual((cost.state, case.cost_total, case.cost_proposed), ("refused", 100, 0))
        with self.refused(UserError, "is decided and stays as it was"):
            cost.write({"amount": 40})
        with self.assertRaises(AccessError):
            cost.unlink()
        with self.refused(UserError, "a proposed cost is approved or refused"):
            cost.with_user(self.mo).action_approve()

    def test_the_sum_is_not_typed_by_hand_and_may_be_overridden_with_a_reason(self):
        case = self.case_of()
        self.spend(case, 500).with_user(self.mo).action_approve()
        with self.assertRaisesRegex(ValidationError, "override it and give the reason"):
            case.facts = {"total_cost": 7}
        self.env["complaint.override.fact"].create(
            {"derived_id": self.derived(case).id, "value": "2000000", "reason": "The plant is to be rebuilt."}
        ).action_override()
        self.assertEqual((case.facts["total_cost"], case.grade), (2000000, "II"))
        self.spend(case, 1).with_user(self.mo).action_approve()
        self.assertEqual((self.derived(case).derived_value, case.grade), ("501", "II"))
        self.derived(case).action_restore()
        self.assertEqual((case.facts["total_cost"], case.grade), (501, "V"))

    def test_each_amount_counts_by_the_rate_of_its_own_day(self):
        self.rate(self.rupee, 10)
        self.rate(self.rupee, 20, since="2026-11-10")
        self.rate(self.yuan, 7, since="2026-11-10")
        case = self.case_of()
        early = self.spend(case, 1000, currency_id=self.rupee.id, date="2026-11-01")
        late = self.spend(case, 1000.10, currency_id=self.rupee.id, date="2026-11-15")
        self.assertEqual((early.company_amount, late.company_amount), (100.0, self.own.round(50.005)))
        (early | late).with_user(self.mo).action_approve()
        # 1,000 rupees at 10 and a yuan at 1; 1,000.10 at 20 and a yuan at 7
        self.assertEqual(case.facts["total_cost"], 100.0 + 350.04)
        self.assertEqual(self.derived(case).value, "450.04")

    def test_a_cost_in_a_currency_without_a_rate_cannot_be_approved(self):
        case = self.case_of()
        cost = self.spend(case, 1000, currency_id=self.rupee.id)
        self.assertEqual(cost.company_amount, 0)
        with self.refused(UserError, "No rate is known between .* and INR"):
            cost.with_user(self.mo).action_approve()
        self.rate(self.rupee, 10)
        cost.with_user(self.mo).action_approve()
        self.assertEqual((cost.company_amount, case.cost_total), (100, 100))

    def test_without_a_rate_of_the_policy_nothing_is_derived_and_it_is_said(self):
        self.yuan.rate_ids.unlink()
        case = self.case_of()
        self.spend(case, 1000).with_user(self.mo).action_approve()
        self.assertNotIn("total_cost", case._fact_values())
        self.assertIn("No rate is known", case.derivation_text)

    def test_no_cost_is_approved_without_its_proof(self):
        cost = self.spend(self.case_of(), 10, proof=False)
        with self.refused(UserError, "has no proof"):
            cost.with_user(self.mo).action_approve()

    def test_proof_is_read_by_who_decides_and_stays_after_the_decision(self):
        cost = self.spend(self.case_of(), 10)
        self.assertEqual(cost.with_user(self.mo).proof_ids.name, "receipt.pdf")
        cost.with_user(self.mo).action_approve()
        for user in (self.sun, self.mo, self.ada):
            with self.assertRaises(AccessError):
                cost.with_user(user).proof_ids.unlink()
        with self.refused(UserError, "is decided"):
            cost.with_user(self.sun).proof_ids = [Command.clear()]

    def test_nobody_decides_on_a_cost_of_their_own(self):
        cost = self.spend(self.case_of(), 10, user=self.mo)
        self.assertFalse(cost.with_user(self.mo).may_decide)
        for decide in ("action_approve", "action_refuse"):
            with self.refused(AccessError, "your own"):
                getattr(cost.with_user(self.mo), decide)()
        cost.with_user(self.second).action_approve()
        with self.refused(AccessError, "your own"):
            cost.with_user(self.mo)._decide("reversed", "Mine.")

    def test_only_a_manager_decides(self):
        cost = self.spend(self.case_of(), 10)
        for user in (self.sun, self.hu, self.qin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                cost.with_user(user).action_approve()
        for user in (self.sun, self.mo, self.ada):
            with self.assertRaises(AccessError):
                cost.with_user(user).write({"state": "approved"})

    def test_only_who_proposed_it_changes_it(self):
        cost = self.spend(self.case_of(), 10)
        cost.write({"amount": 12})
        for user in (self.qin, self.mo, self.ada):
            with self.refused(AccessError, "who alone changes it"):
                cost.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                cost.with_user(user).unlink()
        cost.action_take_back()
        self.assertFalse(cost.exists())

    def test_the_value_of_the_goods_is_counted_once(self):
        case = self.case_of(100)
        with self.refused(ValidationError, "would count it twice"):
            self.spend(case, 100, kind="goods")
        bare = self.case_of()
        self.spend(bare, 100, kind="goods")
        with self.refused(ValidationError, "would count it twice"):
            bare.line_ids = [Command.create({"product_id": self.panel.id, "amount": 5})]

    def test_what_is_no_cost_is_refused_in_a_sentence(self):
        case = self.case_of()
        for amount in (0, -5, 1e13):
            with self.subTest(amount), self.refused(ValidationError, "above zero"):
                self.spend(case, amount)
        with self.refused(ValidationError, "once it has been spent"):
            self.spend(case, 5, date="2026-11-25")
        case.write({"cancel_reason": "No complaint.", "stage": "cancelled"})
        with self.refused(UserError, "was cancelled"):
            self.spend(case, 5)

    def test_a_closed_complaint_gathers_costs_and_keeps_its_grade(self):
        case = self.case_of(100)
        self.finish(case)
        cost = self.spend(case, 50000)
        with self.later(3600):
            cost.with_user(self.mo).action_approve()
        self.assertEqual(
            (case.stage, case.cost_total, case.grade, case.facts["total_cost"]), ("closed", 50100, "V", 100)
        )
        self.assertIn("Decided after closing", case.cost_sum_html)
        with self.later(7200):
            case.with_user(self.mo).write({"reopen_reason": "More costs.", "stage": "in_progress"})
        self.assertEqual((case.facts["total_cost"], case.grade), (50100, "IV"))

    def test_a_change_of_the_sum_stands_in_the_chatter(self):
        case = self.case_of(100).with_context(tracking_disable=False)
        self.spend(case, 11000).with_user(self.mo).with_context(tracking_disable=False).action_approve()
        self.assertRegex("".join(case.message_ids.mapped("body")), "Total handling cost.*100 CNY → 11,?100 CNY")

    def test_it_is_entered_in_the_form_of_the_complaint(self):
        case = self.case_of(100).with_user(self.sun)
        with Form(case) as form, form.cost_ids.new() as cost:
            cost.name, cost.amount = "Crane", 300
        self.assertEqual((case.cost_ids.proposed_by_id, case.cost_ids.currency_id), (self.sun, self.own))

    def test_the_table_says_what_counts_in_the_regulation_s_words(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        case = self.case_of(100)
        self.spend(case, 30).with_user(self.mo).action_approve()
        self.spend(case, 7)
        said = case.with_context(lang="zh_CN").cost_sum_html
        for words in ("涉及到的组件价值", "更正需要付出的费用", "130", "7"):
            self.assertIn(words, said)

    def test_who_does_not_see_the_complaint_sees_no_cost_of_it(self):
        case = self.case_of(100, user_id=self.ada.id)
        cost = self.spend(case, 30, user=self.ada)
        costs = self.env["complaint.cost"]
        for user, sees in ((self.sun, False), (self.hu, False), (self.qin, True), (self.mo, True)):
            with self.subTest(user.login):
                self.assertEqual(bool(costs.with_user(user).search([("id", "=", cost.id)])), sees)
                total = costs.with_user(user)._read_group([("case_id", "=", case.id)], [], ["company_amount:sum"])
                self.assertEqual(total, [(30.0 if sees else False,)])
        with self.assertRaises(AccessError):
            self.spend(case, 5, user=self.sun)

    def test_another_company_s_manager_neither_sees_nor_decides(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "mo3",
            groups="complaint_grading.group_manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        cost = self.spend(self.case_of(), 10)
        self.assertFalse(self.env["complaint.cost"].with_user(stranger).search([("id", "=", cost.id)]))
        with self.assertRaises(AccessError):
            cost.with_user(stranger).action_approve()


@tagged("post_install", "-at_install")
class TestCostOfQuality(CostCommon):
    """Goods and approved costs added up by what a complaint is about."""

    def test_it_adds_up_goods_and_costs_by_product_customer_nature_department_and_month(self):
        printing = self.env["complaint.department"].create({"name": "Printing", "code": "printing"})
        case = self.case_of(100, issue="cell crack", cause_event="hail", department_id=printing.id)
        case.received_at = "2026-10-31 18:00:00"
        cost = self.spend(case, 30, product_id=self.panel.id, date="2026-11-02")
        self.spend(case, 7)
        cost.with_user(self.mo).action_approve()
        self.env.flush_all()
        report = self.env["complaint.cost.report"].with_user(self.qin)
        counts = [("case_id", "=", case.id), ("state", "=", "approved")]
        for group, name in (
            ("product_id", self.panel),
            ("partner_id", self.acme),
            ("issue_id", case.issue_id),
            ("cause_id", case.cause_id),
            ("department_id", printing),
        ):
            with self.subTest(group):
                self.assertEqual(report._read_group(counts, [group], ["amount:sum"]), [(name, 130.0)])
        months = report._read_group(counts, ["date:month"], ["amount:sum"])
        self.assertEqual(
            [(str(month)[:7], amount) for month, amount in months], [("2026-10", 100.0), ("2026-11", 30.0)]
        )
        self.assertEqual(sum(report.search([("case_id", "=", case.id)]).mapped("amount")), 137.0)

    def test_it_shows_nobody_more_than_the_complaints_do(self):
        self.case_of(100, user_id=self.ada.id)
        own = self.case_of(5, user_id=self.sun.id)
        self.env.flush_all()
        seen = self.env["complaint.cost.report"].with_user(self.sun).search([("partner_id", "=", self.acme.id)])
        self.assertEqual(seen.case_id, own)

    def test_a_row_opens_its_complaint(self):
        case = self.case_of(5)
        self.env.flush_all()
        row = self.env["complaint.cost.report"].search([("case_id", "=", case.id)])
        self.assertEqual(row.action_open_case()["res_id"], case.id)
