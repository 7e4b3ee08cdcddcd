from unittest.mock import patch

from lxml import html
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .eight_d import EightDCommon

PDF = b"%PDF-1.4 the report as it was sent"


class ReportCommon(EightDCommon):
    """A complaint of East Lake whose 8D is complete, with names and a fine that customers are told nothing of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.customer = new_test_user(cls.env, "eastlake8", groups="base.group_portal", email="lin@eastlake.example.com")
        cls.sun.name, cls.qin.name, cls.lei.name, cls.mo.name, cls.hu.name = (
            "Sun Li",
            "Qin Feng",
            "Lei Ming",
            "Mo Lan",
            "Hu Bo",
        )
        cls.env.company.partner_id.lang = "en_US"
        cls.qi = new_test_user(cls.env, "qi", groups="complaint_grading.group_quality")

    def setUp(self):
        super().setUp()
        case = self.complain(
            self.pv,
            partner_id=self.customer.partner_id.id,
            department_id=self.printing.id,
            facts={"total_cost": 3000000},
            issue="customer is lying again",
            description="Ink set off.",
        )
        self.corrective = self.begin(case)
        self.complete(self.corrective)
        self.plan(self.corrective, "Interview the crew of line 2", "preventive", is_internal=True)
        self.corrective.escape_ids = [
            Command.create({"side": "escape", "name": "The inspector slept.", "is_internal": True})
        ]
        self.case = case

    def paper(self, lang):
        self.corrective.report_lang = lang
        content, _kind = self.env["ir.actions.report"]._render_qweb_html("complaint_grading.report_8d", self.case.ids)
        return " ".join(html.fromstring(content).text_content().split())


@tagged("post_install", "-at_install")
class TestCorrectiveReport(ReportCommon):
    """What the customer gets of an 8D."""

    def test_it_is_told_in_english_and_chinese(self):
        english, chinese = self.paper("en_US"), self.paper("zh_CN")
        for text in (
            "8D Report",
            "D4 Root cause analysis",
            "cause of escape",
            "Machine",
            "Dryer interlock",
            "Effective",
        ):
            self.assertIn(text, english)
        for text in (
            "8D报告",
            "D1 小组成立",
            "D2 问题描述",
            "D3 临时围堵措施",
            "D4 根本原因分析",
            "D5 永久纠正措施选定",
            "D6 实施与验证",
            "D7 预防再发",
            "D8 总结与致谢",
            "流出原因",
            "产生原因",
            "有效",
        ):
            self.assertIn(text, chinese)
        self.assertIn("Dryer interlock", chinese, "what people wrote is not translated")

    def test_nothing_internal_is_in_it(self):
        for lang in ("en_US", "zh_CN"):
            paper = self.paper(lang)
            for secret in (
                "Qin Feng", "Lei Ming", "Mo Lan", "Hu Bo", "Interview the crew", "The inspector slept", "lying",
                "Level II", "二级", "CNY", self.case.grade_label,
            ):  # fmt: skip
                with self.subTest(secret, lang=lang):
                    self.assertNotIn(secret, paper)
            self.assertIn("Sun Li", paper, "the contact")
            self.assertIn("Printing", paper, "the department in place of names")

    def test_an_interim_report_says_so(self):
        self.assertIn("Interim report", self.paper("en_US"))
        self.do(self.corrective.preventive_ids.filtered(lambda action: action.state == "to_do"))
        self.corrective.action_close()
        paper = self.paper("en_US")
        self.assertNotIn("Interim", paper)
        self.assertIn("We thank you for your complaint", paper)

    def test_its_language_is_the_customer_s_until_another_is_chosen(self):
        partner = self.env["res.partner"].create({"name": "中文客户", "lang": "zh_CN"})
        self.assertEqual(self.begin(self.complain(partner_id=partner.id)).report_lang, "zh_CN")

    def test_who_sends_it(self):
        for user in (self.sun, self.qin, self.hu, self.mo):
            self.assertTrue(self.corrective.with_user(user).action_send())
        with self.refused(AccessError, "is sent by who edits the 8D"):
            self.corrective.with_user(self.qi).action_send()
        self.corrective.problem = False
        with self.refused(UserError, "Describe the problem"):
            self.corrective.with_user(self.qin).action_send()


@tagged("post_install", "-at_install")
class TestReportToTheCustomer(ReportCommon, HttpCase):
    """It goes by mail, and the portal has what was sent."""

    def send(self):
        """As the dialog does it, but for the engine that prints."""
        action = self.corrective.with_user(self.sun).action_send()
        report = self.env.registry["ir.actions.report"]
        with patch.object(report, "_render_qweb_pdf", lambda *args, **kwargs: (PDF, "pdf")):
            composer = self.env["mail.compose.message"].with_user(self.sun).with_context(**action["context"]).create({})
            composer._action_send_mail()
        return self.case.message_ids.filtered(lambda message: message.attachment_ids)

    def test_the_message_reaches_the_customer_with_the_report(self):
        message = self.send()
        self.assertFalse(message.is_internal)
        self.assertEqual(message.author_id, self.sun.partner_id)
        self.assertIn(self.customer.partner_id, message.notified_partner_ids | message.partner_ids)
        self.assertEqual(message.attachment_ids.name, f"8D - {self.case.name.replace('/', '-')}.pdf")
        self.assertIn(self.case.name, message.subject)
        self.assertEqual(
            (self.corrective.report_id, bool(self.corrective.report_sent_at)), (message.attachment_ids, True)
        )

    def test_the_portal_shows_what_was_sent_and_nothing_before(self):
        self.env.flush_all()
        self.authenticate("eastlake8", "eastlake8")
        page = f"/my/complaints/{self.case.id}"
        self.assertNotIn("complaint_8d", self.url_open(page).text)
        self.assertNotEqual(self.url_open(f"{page}/8d").content, PDF)
        self.send()
        self.corrective.problem = "Something that is not sent yet."
        self.env.flush_all()
        text = self.url_open(page).text
        self.assertIn("complaint_8d", text)
        self.assertNotIn("not sent yet", text)
        answer = self.url_open(f"{page}/8d")
        self.assertEqual((answer.status_code, answer.content), (200, PDF))

    def test_another_customer_gets_nothing(self):
        self.send()
        new_test_user(self.env, "other8", groups="base.group_portal")
        self.env.flush_all()
        for login in ("other8", None):
            self.authenticate(login, login)
            self.assertNotEqual(self.url_open(f"/my/complaints/{self.case.id}/8d").content, PDF)
        link = self.case._portal_ensure_token()
        self.env.flush_all()
        answer = self.url_open(f"/my/complaints/{self.case.id}/8d?access_token={link}")
        self.assertEqual(answer.content, PDF, "the link in the mail opens it without an account")

    def test_another_message_is_no_report(self):
        file = self.env["ir.attachment"].with_user(self.qi).create({"name": "8D - mine.pdf", "raw": PDF})
        with self.refused(AccessError, "is sent by who edits the 8D"):
            self.case.with_user(self.qi).with_context(complaint_8d_report=self.corrective.id).message_post(
                body="x", message_type="comment", subtype_xmlid="mail.mt_comment", attachment_ids=file.ids
            )
        self.case.with_user(self.qin).with_context(complaint_8d_report=self.corrective.id).message_post(
            body="x", message_type="comment", subtype_xmlid="mail.mt_note", attachment_ids=[]
        )
        self.assertFalse(self.corrective.report_id)
