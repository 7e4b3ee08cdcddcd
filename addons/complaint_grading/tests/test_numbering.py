from odoo.tests import tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestNumbering(ComplaintCommon):
    """A complaint is registered under the number that its regulation asks for; without a rule, by the month."""

    def setUp(self):
        super().setUp()
        self.mechanism = self._policy("mechanism")
        self.env.company.complaint_policy_ids |= self.mechanism

    def number(self, received, policy=None, **values):
        with self.at("2026-11-20 09:00"):
            return self.complain(policy or self.mechanism, received_at=beijing(received), **values).name

    def test_a_regulation_s_rule_gives_the_number_and_each_month_begins_at_one(self):
        given = [self.number(day) for day in ("2026-09-30 23:59", "2026-10-01 00:00", "2026-09-01 00:00")]
        self.assertEqual(given, ["202609-0001", "202610-0001", "202609-0002"])

    def test_a_regulation_without_a_rule_is_numbered_by_the_month(self):
        self.assertRegex(self.number("2026-09-24 10:00", self.factory), r"^CG/2026/09/\d{4}$")

    def test_each_company_has_serials_of_its_own(self):
        other = self.env["res.company"].create({"name": "Second Works"})
        self.number("2026-09-24 10:00")
        with self.at("2026-11-20 09:00"):
            case = self.env["complaint.case"].create(
                {
                    "company_id": other.id,
                    "partner_id": self.acme.id,
                    "policy_id": self.mechanism.id,
                    "received_at": beijing("2026-09-24 10:00"),
                }
            )
        self.assertEqual(case.name, "202609-0001")

    def test_a_salesperson_draws_the_number_without_reading_sequences(self):
        with self.at("2026-11-20 09:00"):
            values = {
                "partner_id": self.acme.id,
                "policy_id": self.mechanism.id,
                "received_at": beijing("2026-09-24 10:00"),
            }
            case = self.env["complaint.case"].with_user(self.sun).create(values)
        self.assertEqual(case.name, "202609-0001")
