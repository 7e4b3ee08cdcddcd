from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestMailing(ComplaintCommon):
    """The report of a week or a month goes out once the period is over, to each recipient by the own rights."""

    def setUp(self):
        super().setUp()
        # Odoo shows the pages of papers as HTML in tests, so that their text can be read.
        self.printing = self.env["complaint.department"].create(
            {"name": "Printing", "code": "printing", "head_id": self.hu.id}
        )
        with self.at("2026-11-17T10:00"):
            self.complain(user_id=self.ada.id, quality_user_id=False, department_id=self.printing.id)
            self.complain(user_id=self.ada.id, quality_user_id=False)

    def mailing(self, *people, **values):
        recipients = [Command.set([person.id for person in people or (self.mo,)])]
        return (
            self.env["complaint.report.mailing"]
            .with_user(self.mo)
            .create({"policy_id": self.factory.id, "recipient_ids": recipients, **values})
        )

    def send(self):
        """Run the scheduled action as Odoo's runner does; the mails that it made."""
        known = self.env["mail.mail"].sudo().search([])
        with self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_mail_reports").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["mail.mail"].sudo().search([]) - known

    def paper(self, mail):
        return b"".join(mail.attachment_ids.mapped("raw")).decode()

    def test_a_week_is_mailed_at_the_first_worked_moment_after_it(self):
        with self.at("2026-11-20T10:00"):
            mailing = self.mailing()
            self.assertEqual(mailing.next_at, beijing("2026-11-23T08:30"))
        with self.at("2026-11-23T08:29"):
            self.assertFalse(self.send())
        with self.at("2026-11-23T08:30"):
            mail = self.send()
            self.assertEqual(mail.recipient_ids, self.mo.partner_id)
            self.assertIn("11/16/2026", mail.subject)
            self.assertIn("11/22/2026", mail.subject)
            self.assertEqual(len(mail.attachment_ids), 1)
            self.assertEqual((mailing.sent_at, str(mailing.last_day)), (beijing("2026-11-23T08:30"), "2026-11-22"))
            self.assertEqual(mailing.next_at, beijing("2026-11-30T08:30"))
            self.assertFalse(self.send(), "sent once")

    def test_a_month_is_mailed_after_its_last_day(self):
        with self.at("2026-11-20T10:00"):
            mailing = self.mailing(period="month")
            self.assertEqual(mailing.next_at, beijing("2026-12-01T08:30"))
            mailing.period = "week"
            self.assertEqual(mailing.next_at, beijing("2026-11-23T08:30"))

    def test_who_was_away_for_weeks_gets_the_last_one_only(self):
        with self.at("2026-11-20T10:00"):
            self.mailing()
        with self.at("2026-12-09T10:00"):
            mail = self.send()
            self.assertEqual(len(mail), 1)
            self.assertIn("12/06/2026", mail.subject)

    def test_each_gets_the_figures_of_what_that_person_may_see(self):
        with self.at("2026-11-20T10:00"):
            self.mailing(self.mo, self.hu, self.sun)
        with self.at("2026-11-23T09:00"):
            mails = self.send()
            papers = {mail.recipient_ids: self.paper(mail) for mail in mails}
            reports = {}
            for user in (self.mo, self.hu, self.sun):
                page = (
                    self.env["complaint.period.report"]
                    .with_user(user)
                    .create({"policy_id": self.factory.id, "first_day": "2026-11-16", "last_day": "2026-11-22"})
                )
                reports[user] = page.report_html
        self.assertEqual(len(mails), 3)
        self.assertEqual(len(set(reports.values())), 3)
        for user, page in reports.items():
            for told in page.split("<td>")[1:]:
                self.assertIn(told.split("</td>")[0], papers[user.partner_id])
        self.assertNotEqual(papers[self.mo.partner_id], papers[self.hu.partner_id])

    def test_each_gets_the_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.mo.lang = "zh_CN"
        with self.at("2026-11-20T10:00"):
            self.mailing()
        with self.at("2026-11-23T09:00"):
            mail = self.send()
        self.assertIn(self.factory.with_context(lang="zh_CN").name, mail.subject)
        self.assertIn(self.factory.with_context(lang="zh_CN").name, self.paper(mail))

    def test_who_has_left_gets_nothing_and_where_nobody_is_left_it_is_said(self):
        with self.at("2026-11-20T10:00"):
            mailing = self.mailing(self.hu)
            self.hu.active = False
        with self.at("2026-11-23T09:00"), mute_logger("odoo.addons.complaint_grading.models.periodic.mailing"):
            self.assertFalse(self.send())
        self.assertIn("choose others", mailing.fault)
        self.assertEqual(mailing.next_at, beijing("2026-11-23T08:30"), "it is tried again")
        mailing.recipient_ids = [Command.link(self.qin.id)]
        with self.at("2026-11-23T10:00"):
            self.assertEqual(self.send().recipient_ids, self.qin.partner_id)
        self.assertFalse(mailing.fault)

    def test_one_that_fails_does_not_keep_the_others(self):
        with self.at("2026-11-20T10:00"):
            first, second = self.mailing(), self.mailing(self.qin)
        model = type(self.env["complaint.report.mailing"])
        send = model._send

        def failing(mailing):
            if mailing == first:
                raise UserError("the printer burns")  # pylint: disable=translation-required
            return send(mailing)

        with (
            self.at("2026-11-23T09:00"),
            patch.object(model, "_send", failing),
            mute_logger("odoo.addons.complaint_grading.models.periodic.mailing"),
        ):
            self.assertEqual(self.send().recipient_ids, self.qin.partner_id)
        self.assertEqual((first.fault, second.fault), ("the printer burns", False))

    def test_it_is_sent_at_once_to_see_how_it_arrives(self):
        with self.at("2026-11-24T10:00"):
            mailing = self.mailing()
            planned = mailing.next_at
            known = self.env["mail.mail"].sudo().search([])
            mailing.action_send()
            mail = self.env["mail.mail"].sudo().search([]) - known
            self.assertEqual(mail.recipient_ids, self.mo.partner_id)
            self.assertEqual(mailing.next_at, planned)
            shown = mailing.action_show()
        report = self.env[shown["res_model"]].browse(shown["res_id"])
        self.assertEqual(str(report.last_day), "2026-11-22")

    def test_an_edition_that_takes_its_place_is_reported_on(self):
        with self.at("2026-11-20T10:00"):
            mailing = self.mailing()
            newer = self.factory.copy()
            newer.policy_file = newer.policy_file.replace("dated: ", "dated: 2026-11-19 # ", 1)
            newer._check_whole()
            newer._put_in_force(companies=self.env.company)
        self.assertEqual(mailing._edition_in_use(), newer)

    def test_recipients_are_people_who_handle_complaints_and_can_be_mailed(self):
        stranger = new_test_user(self.env, "stranger9", groups="base.group_user")
        for people, words in (((stranger,), "cannot answer"), ((), "who receives")):
            with self.refused(ValidationError, words):
                self.env["complaint.report.mailing"].with_user(self.mo).create(
                    {"policy_id": self.factory.id, "recipient_ids": [Command.set([one.id for one in people])]}
                )
        self.qin.email = False
        with self.refused(ValidationError, "no mail address"):
            self.mailing(self.qin)

    def test_managers_set_it_up_in_their_company(self):
        for user in (self.sun, self.hu, self.qin):
            with self.assertRaises(AccessError):
                self.env["complaint.report.mailing"].with_user(user).search([])
        mailing = self.mailing()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        foreign = new_test_user(
            self.env,
            "foreign9",
            groups="complaint_grading.group_manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        self.assertFalse(mailing.with_user(foreign).search([("id", "=", mailing.id)]))
        with self.assertRaises(AccessError):
            mailing.with_user(foreign).action_send()
