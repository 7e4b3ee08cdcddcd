from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPolicy(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Policy = cls.env["complaint.policy"]

    def edition(self, text):
        return self.Policy.create({"policy_file": text})

    def test_every_shipped_policy_is_in_force(self):
        in_force = self.Policy.search([("state", "=", "in_force"), ("is_shipped", "=", True)])
        self.assertEqual(set(in_force.mapped("code")), set(kernel.shipped_policies()))
        self.assertFalse(sum(in_force.mapped("error_count")))

    def test_every_edition_is_found_by_what_it_is_shown_as(self):
        for policy in self.Policy.search([("is_shipped", "=", True)]):
            with self.subTest(policy=policy.code):
                self.assertIn(policy.id, [row[0] for row in self.Policy.name_search(policy.display_name)])
                self.assertIn(policy.id, [row[0] for row in self.Policy.name_search(policy.display_name, operator="=")])
        self.assertFalse(self.Policy.name_search("PV module complaint grading (1999-01-01)"))

    def test_loading_again_brings_nothing(self):
        before = self.Policy.search_count([])
        self.Policy._load_shipped()
        self.assertEqual(self.Policy.search_count([]), before)

    def test_a_broken_file_shows_its_line(self):
        text = self.pv.policy_file.replace("total_cost > 5000000", "totl_cost > 5000000")
        draft = self.edition(text)
        self.assertGreater(draft.error_count, 0)
        line = next(number for number, row in enumerate(text.splitlines(), 1) if "totl_cost" in row)
        self.assertIn(line, [row["line"] for row in draft.findings])
        self.assertIn("totl_cost", draft.findings_html)
        with self.assertRaisesRegex(UserError, "correct the lines"):
            draft.action_put_in_force()

    def test_no_yaml_at_all_is_a_draft_with_an_error(self):
        self.assertGreater(self.edition("policy: [").error_count, 0)

    def test_a_new_edition_replaces_the_one_in_force(self):
        """Cases keep the edition they were graded by; new ones take the new edition."""
        old_case = self.complain()
        action = self.factory.action_revise()
        draft = self.Policy.browse(action["res_id"])
        self.assertEqual(draft.state, "draft")
        draft.policy_file = draft.policy_file.split("\ncases:")[0].replace("within: 2 hours", "within: 3 hours")
        self.work()
        draft._put_in_force()
        company = self.env.company
        self.assertEqual((self.factory._is_in_force_in(company), draft._is_in_force_in(company)), (False, True))
        self.assertEqual(self.env.company.complaint_policy_id, draft)
        self.assertEqual(old_case.policy_id, self.factory)
        self.assertEqual(self.env["complaint.case"].create({"partner_id": self.acme.id}).policy_id, draft)
        self.assertNotEqual(draft.digest, self.factory.digest)

    def test_in_force_is_not_changed(self):
        with self.assertRaisesRegex(UserError, "make a new edition"):
            self.factory.policy_file = "policy: x"
        with self.assertRaisesRegex(UserError, "make a new edition"):
            self.factory.unlink()

    def test_a_draft_grades_nothing(self):
        draft = self.factory.copy()
        with self.assertRaisesRegex(UserError, "put it in force"):
            self.complain(policy=draft)

    def test_what_the_file_says_is_not_written_by_hand(self):
        draft = self.factory.with_user(self.ada).copy()
        with self.assertRaises(AccessError):
            draft.write({"digest": "sha256:mine", "state": "in_force"})
        self.assertNotEqual(draft.digest, "sha256:mine")
        self.assertEqual(draft.state, "draft")

    def test_only_administrators_keep_policies(self):
        with self.assertRaises(AccessError):
            self.factory.with_user(self.mo).action_retire()
        self.pv.with_user(self.ada).action_retire()
        self.assertFalse(self.pv._is_in_force_in(self.env.company))

    def test_labels_follow_the_language(self):
        chinese = self.complain(facts={"severity": "major"}).with_context(lang="zh_CN")
        self.assertEqual(chinese.policy_id.facts_definition[0]["string"], "严重程度")
        self.assertEqual(chinese.read(["facts"])[0]["facts"][0]["selection"][1], ["major", "重大"])
        self.assertEqual(self.duty(chinese, "notify_departments").label, "通知相关部门并登记")

    def test_parameters_are_part_of_the_digest(self):
        draft = self.pv.copy({"parameters_file": '{"quality_notice_limit": "4 working hours"}'})
        self.assertFalse(draft.error_count, draft.findings)
        self.assertNotEqual(draft.digest, self.pv.digest)
        draft.parameters_file = '{"quality_notice_limt": "4 working hours"}'
        self.assertTrue(draft.error_count)
        draft.parameters_file = "four hours"
        self.assertTrue(draft.error_count)

    def test_a_company_calendar_exists(self):
        with self.assertRaises(ValidationError):
            self.env.company.complaint_calendar = "mars-office"
