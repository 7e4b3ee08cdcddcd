from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..models.case.history import MOST_READ
from .common import ComplaintCommon

BY_CUSTOMER = """
policy: by-customer
title: {en: By Customer, zh_CN: 按客户}
parties: {responsible: {en: Responsible, zh_CN: 责任人}}
facts:
  harm: {bool: false, label: {en: Harm, zh_CN: 损害}, clause: "1"}
measures:
  before: {count: history, same: [customer], label: {en: Earlier Ones of the Customer, zh_CN: 该客户此前投诉}}
grades:
  - {grade: known, label: {en: Known, zh_CN: 已知}, any: [{clause: "2", when: customer == "ACME"}]}
  - {grade: again, label: {en: Again, zh_CN: 再次}, any: [{clause: "3", when: before > 1}]}
  - {grade: first, label: {en: First, zh_CN: 首次}, otherwise: {clause: "4"}}
"""


@tagged("post_install", "-at_install")
class TestCustomerName(ComplaintCommon):
    """A regulation names a customer by what people know; only managers say who that is."""

    def setUp(self):
        super().setUp()
        self.rules = self.env["complaint.policy"].create({"policy_file": BY_CUSTOMER})
        self.work()
        self.rules._put_in_force()
        self.mo.group_ids += self.env.ref("base.group_partner_manager")
        self.sun.group_ids += self.env.ref("base.group_partner_manager")

    def test_a_regulation_names_a_customer(self):
        case = self.complain(self.rules)
        self.assertEqual(case.grade, "first")
        self.acme.with_user(self.mo).complaint_name = "ACME"
        self.watch()
        self.env.invalidate_all()
        self.assertEqual((case.grade, self.complain(self.rules).grade), ("known", "known"))
        self.assertEqual(case._for_kernel()["customer"], "ACME")
        self.acme.complaint_name = False
        self.watch()
        self.env.invalidate_all()
        self.assertEqual(case.grade, "first")

    def test_a_contact_of_the_customer_is_the_customer(self):
        self.acme.complaint_name = "ACME"
        clerk = self.env["res.partner"].create({"name": "Clerk", "parent_id": self.acme.id})
        self.assertEqual(self.complain(self.rules, partner_id=clerk.id).grade, "known")

    def test_a_name_leaves_what_counts_as_it_was(self):
        first = self.complain(self.rules)
        self.acme.complaint_name = "Green Coast"
        with self.later(60):
            self.assertEqual((self.complain(self.rules).grade, first.grade), ("again", "first"))
        other = self.env["res.partner"].create({"name": "ACME"})
        self.assertEqual(self.complain(self.rules, partner_id=other.id).grade, "first")

    def test_only_managers_read_and_say_it(self):
        for person in (self.sun, self.qin, self.hu):
            with self.assertRaises(AccessError):
                self.acme.with_user(person).complaint_name = "ACME"
            with self.assertRaises(AccessError):
                self.acme.with_user(person).read(["complaint_name"])
        self.acme.complaint_name = "ACME"
        self.assertEqual(self.complain(self.rules).with_user(self.sun).grade, "known")

    def test_a_name_is_one_customers_and_no_number(self):
        self.acme.complaint_name = "ACME"
        other = self.env["res.partner"].create({"name": "Other"})
        for name in ("ACME", str(self.acme.id), " Other", "Other  one", "x" * 301):
            with self.assertRaises(ValidationError):
                other.complaint_name = name

    def test_each_company_has_names_of_its_own(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.acme.with_company(elsewhere).complaint_name = "ACME"
        self.assertEqual(self.complain(self.rules).grade, "first")
        other = self.env["res.partner"].create({"name": "Other"})
        other.complaint_name = "ACME"
        self.assertEqual(self.complain(self.rules, partner_id=other.id).grade, "known")

    def test_many_earlier_ones_that_are_counted_are_the_customers(self):
        self.complain(self.rules, received_at="2026-11-01")
        for number in range(MOST_READ + 1):
            self.complain(self.rules, received_at=f"2026-11-02 00:00:{number:02}")
        self.acme.complaint_name = "Green Coast"
        case = self.complain(self.rules)
        self.assertEqual((case.grade, len(case._basis()["complaint"].get("history", []))), ("again", 0))

    def test_a_regulation_is_tried_with_the_name(self):
        self.acme.complaint_name = "ACME"
        trial = self.env["complaint.policy.try"].create({"policy_id": self.rules.id, "partner_id": self.acme.id})
        self.assertIn("Known", str(trial.answer_html))
