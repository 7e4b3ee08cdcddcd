from odoo.fields import Command
from odoo.tests import Form, tagged

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

    def test_serials_that_never_restart_are_one_run_whatever_the_day(self):
        edition = self.mechanism.copy({})
        text = self.mechanism.policy_file.replace("{year}{month}-{serial:4}", "Z-{serial:4}")
        edition.policy_file = text.replace("restart: month", "restart: never").split("\ncases:")[0]
        self.work()
        with self.at("2026-09-20 09:00"):
            action = edition.with_user(self.ada).action_put_in_force()
            self.work()
            form = Form(self.env[action["res_model"]].with_user(self.ada).browse(action["res_id"]))
            form.note = "One run of numbers"
            form.save().action_sign_off()
        given = [self.number(day, edition) for day in ("2026-09-30 23:59", "2026-10-01 00:00")]
        self.assertEqual(given, ["Z-0001", "Z-0002"])

    def test_a_complaint_of_the_company_that_a_context_names_is_numbered_and_judged_there(self):
        policy = self._policy("pv-module")
        in_use = {"complaint_policy_id": policy.id, "complaint_policy_ids": [Command.link(policy.id)]}
        other = self.env["res.company"].create({"name": "Second Works", **in_use})
        own = self.env["ir.sequence"].create(
            {"name": "Own", "code": "complaint.case", "prefix": "SW-", "company_id": other.id}
        )
        case = self.env["complaint.case"].with_context(default_company_id=other.id).create({"partner_id": self.acme.id})
        self.assertEqual((case.company_id, case.policy_id), (other, policy))
        self.assertTrue(case.name.startswith(own.prefix))

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
