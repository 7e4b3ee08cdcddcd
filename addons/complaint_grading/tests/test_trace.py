from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestTrace(ComplaintCommon):
    """What a complaint is judged by changes with a trace: from, to, and who."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.env.company.complaint_policy_id = cls.pv
        cls.panel = cls.env["product.product"].create({"name": "Panel 550", "complaint_watts_per_unit": 550})
        line = {"product_id": cls.panel.id, "quantity": 2000, "amount": 10}
        cls.case = (
            cls.env["complaint.case"]
            .create(
                {
                    "partner_id": cls.acme.id,
                    "policy_id": cls.pv.id,
                    "user_id": cls.sun.id,
                    "issue": "crack",
                    "facts": {"defect_level": "2"},
                    "line_ids": [Command.create(line)],
                }
            )
            .with_user(cls.sun)
        )

    def traces(self):
        """New notes as (author, words), the oldest first."""
        self.env.cr.flush()
        notes = self.case.sudo().message_ids.filtered(lambda note: note.id > self.last).sorted("id")
        rows = [(note.author_id, html2plaintext(note.body).replace("*", "")) for note in notes if note.body]
        for note in notes:
            rows += [
                (note.author_id, f"{row.field_id.name}: {row.old_value_char or ''} → {row.new_value_char or ''}")
                for row in note.tracking_value_ids
            ]
        return rows

    def setUp(self):
        super().setUp()
        self.env.cr.flush()
        self.last = max(self.case.sudo().message_ids.ids, default=0)

    def assertTold(self, author, words):
        self.assertTrue(
            [1 for who, text in self.traces() if who == author and words in text], f"{words} in {self.traces()}"
        )

    def test_a_fact_in_words(self):
        self.case.facts = {"defect_level": "1", "litigation": True}
        self.assertTold(
            self.sun.partner_id, "Defect level: 2 - parts or chosen modules replaced → 1 - module replaced whole"
        )
        self.assertTold(self.sun.partner_id, "no → yes")
        self.case.with_context(lang="zh_CN").facts = {"defect_level": False}
        self.assertTold(self.sun.partner_id, "未提供")

    def test_what_did_not_change_is_not_told(self):
        self.case.facts = {"defect_level": 2}
        self.assertEqual(self.traces(), [])

    def test_the_goods_by_the_person_and_what_follows_from_them_by_the_system(self):
        robot = self.env.ref("base.partner_root")
        self.case.line_ids.quantity = 4000
        self.assertTold(self.sun.partner_id, "Goods: Panel 550, 2000 Units")
        self.assertTold(robot, "1.1 MW → 2.2 MW")
        self.case.line_ids = [Command.create({"product_id": self.panel.id, "quantity": 3, "amount": 1})]
        self.assertTold(self.sun.partner_id, "Goods: not given → Panel 550, 3 Units")
        self.case.line_ids.unlink()
        self.assertTold(self.sun.partner_id, "→ not given")
        self.assertTold(robot, "2.20165 MW → not given")

    def test_nature_and_moment_of_receipt(self):
        self.case.issue = "frame"
        self.case.sudo().received_at = "2026-11-01 02:00:00"
        self.assertTold(self.sun.partner_id, "issue: crack → frame")
        self.assertTrue([1 for _who, text in self.traces() if text.startswith("received_at")])

    def test_channel_and_category_by_their_labels(self):
        policy = self._policy("property-developer")
        self.case = self.env["complaint.case"].create(
            {"partner_id": self.acme.id, "policy_id": policy.id, "channel": "hotline"}
        )
        self.case.channel = "forum"
        self.assertTrue([1 for _who, text in self.traces() if "Channel: Hotline → " in text])

    def test_each_reader_is_told_in_the_own_language_that_a_complaint_was_created(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        created = self.env.ref("complaint_grading.subtype_created")
        message = self.complain().message_ids.filtered(lambda message: message.subtype_id == created)
        self.assertEqual(len(message), 1)
        self.assertTrue(message.is_internal or message.subtype_id.internal)
        told = [message.subtype_id.with_context(lang=lang).description for lang in ("en_US", "zh_CN")]
        self.assertEqual(told, ["Complaint created", "客户投诉已创建"])
        self.assertIn('summary="o_mail_notification"', message.body)


@tagged("post_install", "-at_install")
class TestPoliciesInUse(ComplaintCommon):
    """A salesperson is offered the policies that the company has chosen, and no other."""

    def setUp(self):
        super().setUp()
        self.env.company.complaint_policy_ids = False
        self.env.company.complaint_grading_policy_id = False

    def values(self, policy, **values):
        return {"partner_id": self.acme.id, "policy_id": policy.id, **values}

    def test_what_is_offered(self):
        offered = self.env["complaint.case"].new({"company_id": self.env.company.id}).offered_policy_ids
        self.assertEqual(offered._origin, self.factory)
        self.env.company.complaint_policy_ids = self.pv | self._policy("customer-three")
        offered = self.env["complaint.case"].new({"company_id": self.env.company.id}).offered_policy_ids
        self.assertEqual(offered._origin, self.factory | self.pv, "one that only sorts customers is not offered")

    def test_a_salesperson_uses_what_the_company_uses(self):
        cases = self.env["complaint.case"].with_user(self.sun)
        with self.assertRaisesRegex(UserError, "does not use policy"):
            cases.create(self.values(self.pv))
        self.env.company.complaint_policy_ids = self.pv
        self.assertEqual(cases.create(self.values(self.pv)).policy_id, self.pv)

    def test_a_policy_that_only_sorts_customers_takes_no_complaint(self):
        with self.assertRaisesRegex(UserError, "takes no complaints"):
            self.complain(self._policy("customer-three"))

    def test_goods_of_the_order_are_chosen_and_come_with_their_place_in_it(self):
        panel = self.env["product.product"].create({"name": "Panel"})
        line = Command.create({"product_id": panel.id, "product_uom_qty": 7, "price_unit": 10, "tax_ids": False})
        order = self.env["sale.order"].create({"partner_id": self.acme.id, "order_line": [line]})
        order.action_confirm()
        form = Form(self.env["complaint.case"])
        form.partner_id, form.policy_id = self.acme, self.pv
        form.sale_order_id = order
        self.assertFalse(form.line_ids, "nobody complains about all that was ordered without saying so")
        with form.line_ids.new() as goods:
            goods.product_id = panel
            goods.quantity = 3
        case = form.save()
        self.assertEqual((case.line_ids.sale_line_id, case.line_ids.quantity), (order.order_line, 3))
        self.assertEqual(case.line_ids.amount, 30)
        self.assertEqual(case.order_product_ids, panel)
