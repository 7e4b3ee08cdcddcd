from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestMenus(ComplaintCommon):
    """What no regulation of a company has takes no room in its menus."""

    def setUp(self):
        super().setUp()
        company = self.env["res.company"].create({"name": "Menus Ltd", "complaint_policy_id": self.factory.id})
        self.mo.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.company = company.with_user(self.mo).sudo()

    def offered(self, name):
        menus = self.env["ir.ui.menu"].with_user(self.mo).load_menus(False)
        return self.env.ref(f"complaint_grading.{name}").id in menus

    def test_quotas_and_warnings_come_with_a_regulation_that_has_them(self):
        self.assertTrue(self.offered("menu_all_complaints"))
        self.assertFalse(self.offered("menu_quotas") or self.offered("menu_warnings"))
        self.company.complaint_policy_ids = self._policy("printing-plant")
        self.assertTrue(self.offered("menu_quotas"))
        self.company.complaint_policy_ids |= self._policy("telecom-warning")
        self.assertTrue(self.offered("menu_warnings"))
        self.company.complaint_policy_ids = False
        self.assertFalse(self.offered("menu_quotas") or self.offered("menu_warnings"))

    def test_tiers_come_with_the_first_customer_that_is_sorted(self):
        self.assertFalse(self.offered("menu_tiers") or self.offered("menu_tiers_customers"))
        tiers = self.env["complaint.tier"].with_user(self.mo)
        tiers.create({"partner_id": self.acme.id, "policy_id": self._policy("customer-three").id})
        self.assertTrue(self.offered("menu_tiers") and self.offered("menu_tiers_customers"))

    def test_the_screen_of_quotas_begins_with_a_regulation_in_use(self):
        quotas = self.env["complaint.quota"].with_user(self.mo)
        self.assertFalse(quotas.default_get(["policy_id"]).get("policy_id"))
        self.company.complaint_policy_ids = self._policy("printing-plant")
        self.assertEqual(quotas.default_get(["policy_id"])["policy_id"], self._policy("printing-plant").id)
