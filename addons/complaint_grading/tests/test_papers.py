from lxml import html
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPapers(ComplaintCommon):
    """The register and the handling form: whatever the story has told stands in its box."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def paper(self, name, cases, lang="en_US", user=None, tz="Asia/Shanghai"):
        reports = self.env["ir.actions.report"].with_user(user or self.qin).with_context(lang=lang, tz=tz)
        page = reports._render_qweb_html(f"complaint_grading.report_{name}", cases.ids)[0]
        return html.fromstring(page)

    def text(self, *args, **kwargs):
        return " ".join(self.paper(*args, **kwargs).text_content().split())

    def empty_boxes(self, paper):
        """The boxes without a word, each by the words of its row."""
        rows = paper.xpath("//div[contains(@class, 'page')]//tr[td][not(ancestor::table[@class='plain'])]")
        self.assertTrue(rows)
        return [" ".join(row.text_content().split()) for row in rows for box in row if not box.text_content().strip()]

    def lived(self, policy=None, **values):
        """A complaint that was carried through to its end."""
        case = self.complain(
            policy, **{"issue": "cracked corners", "description": "Two corners are cracked.", **values}
        )
        self.finish(case)
        return case

    def factory_story(self):
        return self.lived(
            channel="phone",
            category="production",
            facts={"severity": "major"},
            records={"evidence": "three photos", "tests": "500 modules pressed"},
        )

    def test_no_box_of_the_handling_form_is_empty_that_the_story_has_filled(self):
        case = self.factory_story()
        for lang in ("en_US", "zh_CN"):
            self.assertEqual(self.empty_boxes(self.paper("handling_form", case, lang)), [])
            self.assertEqual(
                [row for row in self.empty_boxes(self.paper("register", case, lang)) if row], [], "of the register"
            )

    def test_what_was_recorded_stands_at_its_step(self):
        case = self.factory_story()
        rows = self.paper("handling_form", case).xpath("//tr[td/strong]")
        steps = {row.xpath("string(td/strong)"): " ".join(row.text_content().split()) for row in rows}
        self.assertIn("Root cause: as found", steps["Root cause and corrective plan"])
        self.assertIn("Evidence of the customer: three photos", steps["First review and emergency measure"])
        self.assertIn("Tests made: 500 modules pressed", steps["Meet, sum up and propose the plan"])
        for name, text in case._fact_values("records").items():
            self.assertTrue(any(text in step for step in steps.values()), name)

    def test_who_did_and_who_approved_stands_with_the_moment(self):
        with self.at("2026-09-24 09:00"):
            case = self.complain(facts={"severity": "general"})
        with self.at("2026-09-24 09:20"):
            case.do_step("register")
        with self.at("2026-09-24 09:30"):
            case.records = {"details": "cracks", "emergency_measure": "stock blocked"}
            case.do_step("first_review")
        with self.at("2026-09-24 09:40"):
            case.do_step("form")
        text = self.text("handling_form", case, tz="America/New_York")
        self.assertIn("Marketing supervisor outstanding", text)
        with self.at("2026-09-24 10:15"):
            case.approve_step("form")
        form = self.paper("handling_form", case, tz="America/New_York")
        [row] = form.xpath("//tr[td/strong[.='Issue the form']]")
        done, approved = (" ".join(" ".join(box.itertext()).split()) for box in row[2:4])
        name = self.env.user.name
        self.assertEqual(done, f"Marketing salesperson {name} 09/24/2026 09:40 AM", "by the clocks of the company")
        self.assertEqual(approved, f"Marketing supervisor {name} 09/24/2026 10:15 AM")

    def test_a_step_that_was_refused_stands_among_the_former_rounds(self):
        case = self.complain(facts={"severity": "general"})
        seconds = self.complete(case)
        with self.later(seconds + 1):
            self.happens(case, "customer_refused")
        form = self.paper("handling_form", case)
        self.assertEqual(form.xpath("count(//th[.='Former Rounds'])"), 1)
        self.assertIn("Root cause and corrective plan, round 1", " ".join(form.text_content().split()))
        self.assertIn("Root cause and corrective plan, round 2", " ".join(form.text_content().split()))

    def test_while_it_goes_on_the_boxes_that_are_still_to_come_are_there(self):
        case = self.complain(facts={"severity": "general"})
        text = self.text("handling_form", case)
        self.assertIn("Root cause:", text)
        self.assertNotIn("Summary of the meeting", text, "no meeting is held of a general complaint")
        self.assertIn("Responsible department Waiting", text)

    def test_no_word_is_in_another_language_than_the_reader_s_and_none_is_an_id(self):
        case = self.factory_story()
        for name in ("handling_form", "register"):
            heads = [head.text_content().strip() for head in self.paper(name, case, "zh_CN").xpath("//th")]
            self.assertTrue(heads)
            self.assertEqual([head for head in heads if head.isascii()], [], name)
            text = self.text(name, case)
            for code in ("quality_engineer", "root_cause", "sales_service", "first_review", "pv-module"):
                self.assertNotIn(code, text)
            self.assertIn("Phone", text)
            self.assertIn("Product quality, late delivery and other production matters", text)
        text = self.text("handling_form", case, "zh_CN")
        for word in ("客户投诉处理单", "电话", "重大", "品管部负责人签收", "管理者代表", "客户接受"):
            self.assertIn(word, text)
        self.assertIn("客户投诉登记表", self.text("register", case, "zh_CN"))

    def test_the_register_tells_the_class_what_was_done_and_where_it_stands(self):
        ended, begun = self.factory_story(), self.complain(facts={"severity": "general"}, issue="late delivery")
        rows = self.paper("register", ended | begun).xpath("//tbody/tr")
        first, second = (" ".join(row.text_content().split()) for row in rows)
        for word in ("Major", "Root cause: as found", "Closed", "Customer accepted"):
            self.assertIn(word, first)
        for word in ("General", "Received", "Next: Register and track", "Due"):
            self.assertIn(word, second)

    def test_papers_tell_no_penalties(self):
        with self.at("2026-09-21 09:00"):
            case = self.complain(facts={"severity": "general"})
        with self.at("2026-09-22 09:00"):
            case._reassess()
        self.assertTrue(case.penalty_ids)
        for name in ("handling_form", "register"):
            text = self.text(name, case, user=self.mo)
            self.assertNotIn("20.00", text)
            self.assertNotIn("Fine", text)

    def test_another_regulation_fills_its_boxes_likewise(self):
        case = self.complain(
            self._policy("property-service"),
            issue="noise",
            description="Every night.",
            channel="written",
            category="management",
            facts={"valid": True, "customers": 2},
        )
        names = [name for name, _label in self.record_names(case)]
        case.records = dict.fromkeys(names, "as found")
        self.do_steps(case)
        form = self.paper("handling_form", case, "zh_CN")
        self.assertEqual([row for row in self.empty_boxes(form) if not row.startswith("状态")], [])
        text = " ".join(form.text_content().split())
        for _name, label in self.record_names(case, "zh_CN"):
            self.assertIn(label, text)

    def record_names(self, case, lang="en_US"):
        return [(row["name"], row["string"]) for row in case.policy_id.with_context(lang=lang).records_definition]

    def test_whoever_may_see_a_complaint_may_print_it(self):
        case = self.complain()
        for user in (self.sun, self.qin, self.mo, self.ada):
            for name in ("handling_form", "register"):
                self.assertIn(case.name, self.text(name, case, user=user))

    def test_a_paper_is_called_as_its_regulation_calls_it(self):
        desk = self.complain(self._policy("property-service"))
        severe = self.complain(self._policy("auto-dealer"), facts={"score": 2, "complained_outside": True})
        mild = self.complain(self._policy("auto-dealer"), facts={"score": 5, "manager_confirms": True})
        for case, name in (
            (self.complain(), "客户投诉处理单"),
            (desk, "客户投诉记录表"),
            (severe, "客户投诉处理表"),
            (mild, "客户抱怨处理表"),
            (self.complain(self.pv), "客户投诉处理单"),
        ):
            with self.subTest(policy=case.policy_id.code, grade=case.grade):
                self.assertEqual(self.title("handling_form", case), name)

    def test_a_register_is_called_as_its_one_regulation_calls_it(self):
        month = self.complain(self._policy("rental-discipline"))
        self.assertEqual(self.title("register", month), "投诉内容记录表")
        self.assertEqual(self.title("register", month | self.complain()), "客户投诉登记表")

    def title(self, name, cases):
        return self.paper(name, cases, "zh_CN").xpath("string(//h2)").strip()
