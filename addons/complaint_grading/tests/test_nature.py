from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestNature(ComplaintCommon):
    """What people type is compared as they mean it."""

    def test_case_width_and_spaces_make_no_other_nature(self):
        first = self.complain(self.pv, issue="Cell Crack", facts={"total_cost": 3000000}, received_at="2026-01-05")
        for text in ("cell  crack", "ＣＥＬＬ　ｃｒａｃｋ", " Cell\tCrack "):
            again = self.complain(self.pv, issue=text, facts={"total_cost": 3000000})
            self.assertEqual((again.issue, again.issue_id, again.grade), ("Cell Crack", first.issue_id, "I"))
        other = self.complain(self.pv, issue="cell-crack", facts={"total_cost": 3000000})
        self.assertEqual((other.issue, other.grade), ("cell-crack", "II"))

    def test_the_nature_is_renamed_for_all_and_cleared_for_one(self):
        first, second = (self.complain(self.pv, issue="crack") for _ in range(2))
        second.issue = "  CRACK"
        self.assertEqual(second.issue, "crack")
        first.issue_id.with_user(self.qin).name = "Crack in a cell"
        self.assertEqual((first.issue, second.issue), ("Crack in a cell",) * 2)
        second.issue = False
        self.assertFalse(second.issue_id)

    def test_a_common_cause_is_one_however_it_is_typed(self):
        one, other = (self.complain(self.pv, cause_event=text) for text in ("Recall 7", "ＲＥＣＡＬＬ 7"))
        self.assertEqual(one.cause_id, other.cause_id)
        self.assertEqual(other._for_kernel()["event"], "recall 7")

    def test_each_company_has_its_own_and_nobody_gives_a_foreign_record(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.pv.id})
        here, there = (
            self.complain(self.pv, issue="crack"),
            self.complain(issue="crack", company_id=elsewhere.id, user_id=False, quality_user_id=False),
        )
        self.assertNotEqual(here.issue_id, there.issue_id)
        for nature in (here.issue_id, there.issue_id):
            with self.assertRaises(AccessError):
                self.complain(self.pv, issue_id=nature.id)
        with self.assertRaises(AccessError):
            here.issue_id = there.issue_id

    def test_what_is_there_is_offered_and_two_of_one_key_are_refused(self):
        case = self.complain(self.pv, issue="crack", user_id=self.sun.id)
        self.assertIn(["crack", "crack"], case.with_user(self.sun).issue_choices)
        natures = self.env["complaint.nature"].with_user(self.qin)
        with self.assertRaises(ValidationError):
            natures.create({"name": "x" * 201})
        with self.assertRaises(AccessError):
            self.env["complaint.nature"].with_user(self.sun).create({"name": "frame"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            natures.create({"name": "CRACK"})

    def test_they_are_found_by_label_and_by_code_in_each_language(self):
        policy = self._policy("property-developer")
        case = self.complain(policy, channel="hotline", category="lift")
        cases = self.env["complaint.case"]
        labels = {lang: case.with_context(lang=lang).category_label for lang in ("en_US", "zh_CN")}
        self.assertEqual(labels["zh_CN"], "电梯故障")
        for words in (*labels.values(), "lift", "电梯"):
            self.assertIn(case, cases.search([("category_label", "ilike", words)]))
            self.assertNotIn(case, cases.search([("category_label", "not ilike", words)]))
        for words in (*labels.values(), "LIFT"):
            self.assertIn(case, cases.search([("category_label", "=", words)]))
            self.assertNotIn(case, cases.search([("category_label", "!=", words)]))
        self.assertFalse(cases.search([("category_label", "ilike", "nothing of the kind")]))
        fence = self.complain(self.pv, channel="over the fence")
        self.assertEqual(fence.channel_label, "over the fence")
        self.assertIn(fence, cases.search([("channel_label", "ilike", "the fence")]))
        self.assertIn(fence, cases.search([("category_label", "=", False)]))

    def test_they_are_grouped_and_sorted_by_label_in_each_language_and_a_group_finds_its_complaints(self):
        policy, cases = self._policy("property-developer"), self.env["complaint.case"]
        made = self.complain(policy, channel="hotline", category="lift") | self.complain(policy, category="handover")
        made |= self.complain(self.pv, channel="over the fence") | self.complain(self.pv)
        here = [("id", "in", made.ids)]
        for lang in ("en_US", "zh_CN"):
            told = cases.with_context(lang=lang)
            for text in ("channel_label", "category_label"):
                with self.subTest(lang=lang, text=text):
                    groups = told.web_read_group(here, [text], ["__count"])["groups"]
                    labels = {case[text] or False for case in told.browse(made.ids)}
                    self.assertEqual({group[text] for group in groups}, labels)
                    for group in groups:
                        found = told.search([*here, *group["__extra_domain"]])
                        self.assertEqual(len(found), group["__count"])
                        self.assertEqual({case[text] or False for case in found}, {group[text]})
            sorted_by_name = told.search(here, order="category_label, id").mapped("category_label")
            self.assertEqual([name for name in sorted_by_name if name], sorted(filter(None, sorted_by_name)))
        described = cases.fields_get(["channel", "channel_label", "category_label"], ["groupable"])
        self.assertTrue(described["channel_label"]["groupable"] and described["category_label"]["groupable"])
        self.assertFalse(described["channel"]["groupable"], "groups of codes are nobody's")

    def test_they_are_imported_by_label_in_either_language_or_by_code(self):
        policy = self._policy("property-developer")
        cases, heads = self.env["complaint.case"], ["partner_id/.id", "policy_id/.id", "channel", "category"]
        for channel, category in (("hotline", "lift"), ("Hotline", "电梯故障")):
            ids = cases.load(heads, [[str(self.acme.id), str(policy.id), channel, category]])["ids"]
            self.assertEqual(cases.browse(ids).mapped("channel"), ["hotline"])
            self.assertEqual(cases.browse(ids).mapped("category"), ["lift"])
        wizard = self.env["complaint.raise"]._put_new(
            [
                {
                    "company_id": self.env.company.id,
                    "partner_id": self.acme.id,
                    "policy_id": policy.id,
                    "category": "电梯故障",
                }
            ]
        )
        self.assertIn(["lift", "电梯故障"], wizard.with_context(lang="zh_CN").category_choices)
        self.assertEqual(cases.browse(wizard.action_raise()["res_id"]).category, "lift")
        answer = cases.load(heads, [[str(self.acme.id), str(policy.id), "Hotlin", "lift"]])
        self.assertFalse(answer["ids"])
        self.assertIn("nearest is", answer["messages"][0]["message"])

    def test_a_department_is_found_by_code_and_by_name_in_each_language(self):
        department = self.env["complaint.department"].create({"name": "Printing", "code": "print_shop"})
        department.with_context(lang="zh_CN").name = "印刷车间"
        cases, heads = self.env["complaint.case"], ["partner_id/.id", "policy_id/.id", "department_id"]
        for lang in ("en_US", "zh_CN"):
            for words in ("print_shop", "Printing", "印刷车间"):
                answer = cases.with_context(lang=lang).load(heads, [[str(self.acme.id), str(self.pv.id), words]])
                self.assertEqual(cases.browse(answer["ids"]).department_id, department, answer["messages"])

    def test_channel_and_category_are_the_policys_own(self):
        policy = self._policy("property-developer")
        case = self.complain(policy, channel="Hotline", category="Sales service")
        self.assertEqual((case.channel, case.category), ("hotline", "sales_service"))
        case.category = "电梯故障"
        self.assertEqual(case.category, "lift")
        self.assertIn(["lift", "电梯故障"], case.with_context(lang="zh_CN").category_choices)
        with self.assertRaisesRegex(ValidationError, "does not list Hotlin, nearest is Hotline; it lists"):
            case.channel = "Hotlin"
        with self.assertRaisesRegex(ValidationError, "does not list"):
            self.complain(policy, category="nothing of the kind")

    def test_a_clause_is_called_by_its_label_in_the_readers_language(self):
        case = self.complain(self._policy("property-developer"), channel="hotline", category="lift")
        duty = case.duty_ids.filtered(lambda duty: duty.code == "close")
        self.assertEqual((duty.clause, duty.clause_label), ("一、1、3) 物业类", "1.1.3) Property"))
        self.assertEqual(duty.with_context(lang="zh_CN").clause_label, "一、1、3) 物业类")
        self.assertIn("(1.1.3) Property)", duty._warning_text(75))

    def test_a_policy_without_a_list_takes_any_text(self):
        self.assertEqual(self.complain(self.pv, channel="over the fence").channel, "over the fence")
        self.assertFalse(self.complain(self.pv).channel_choices)

    def test_the_form_stores_what_is_typed(self):
        self.complain(self.pv, issue="Cell Crack")
        form = Form(self.env["complaint.case"])
        form.partner_id, form.policy_id, form.issue = self.acme, self.pv, "cell crack"
        self.assertEqual(form.save().issue, "Cell Crack")

    def test_an_unknown_department_or_salesperson_is_refused_with_the_nearest(self):
        self.env["complaint.department"].create({"name": "Die Cutting", "code": "die_cutting"})
        self.sun.name = "Sun Li"
        cases, given = self.env["complaint.case"], [str(self.acme.id), str(self.pv.id)]
        for field, wrong, near in (
            ("department_id", "Die Cuting", "Die Cutting"),
            ("department_id", "die_cuting", "Die Cutting"),
            ("user_id", "Sun Lii", "Sun Li"),
            ("quality_user_id", "qinn", self.qin.name),
        ):
            with self.subTest(field=field, wrong=wrong):
                answer = cases.load(["partner_id/.id", "policy_id/.id", field], [[*given, wrong]])
                self.assertFalse(answer["ids"])
                [said] = answer["messages"]
                self.assertIn(f"there is no {wrong}, nearest is {near}", said["message"])
                self.assertIn(cases._fields[field]._description_string(self.env), said["message"])
                self.assertEqual(said["field"], field)
        said = cases.load(["partner_id/.id", "policy_id/.id", "department_id"], [[*given, "100 % X"]])["messages"]
        self.assertIn("there is no 100 % X; there are: ", said[0]["message"])
        said = cases.load(["partner_id", "policy_id/.id"], [["Nobody at All", given[1]]])["messages"]
        self.assertIn("No matching record", said[0]["message"], "of customers there are too many: Odoo's own word")
