from email.message import EmailMessage
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .portal_common import CustomersCommon, photo

BOX = "complaints@qingyang.example.com"
GATEWAY = "odoo.addons.mail.models.mail_thread"


class MailCommon(CustomersCommon):
    """The company takes complaints at an address of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": "qingyang.example.com", "bounce_alias": "bounce", "catchall_alias": "catchall"}
        )
        cls.env.company.email = "office@qingyang.example.com"
        cls.env.company.complaint_alias_name = "complaints"
        cls.li = cls.eastlake.partner_id
        cls.number = 0

    def raw(self, sender="Li <li@eastlake.example.com>", subject="Cracks", body="Two panels.", to=BOX, **headers):
        """A mail as it comes over the wire."""
        type(self).number += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-Id"] = f"<{self.number}@mail.example.com>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        return mail

    def comes(self, mail=None, **given):
        """What becomes of a mail: the complaint that it began or joined, if any."""
        message = (mail or self.raw(**given)).as_bytes()
        with mute_logger(GATEWAY), mute_logger("odoo.addons.complaint_grading.models.odoo.mail_thread"):
            found = self.env["mail.thread"].message_process(None, message)
        return self.env["complaint.case"].browse(found or [])

    def sent(self, case):
        """Automatic mails of ours about a complaint."""
        mails = self.env["mail.mail"].search([("model", "=", case._name), ("res_id", "=", case.id)])
        return mails.filtered(lambda mail: "auto-replied" in (mail.headers or ""))


@tagged("post_install", "-at_install")
class TestMailIn(MailCommon):
    """A mail to the address begins a complaint, whoever sent it."""

    def test_of_a_customer_that_we_know(self):
        case = self.comes(body="Two panels.\nPlease replace them.")
        self.assertEqual((case.partner_id, case.came_by, case.to_complete), (self.li, "mail", True))
        self.assertEqual((case.company_id, case.policy_id), (self.env.company, self.factory))
        self.assertEqual(case.description, "Cracks\n\nTwo panels.\nPlease replace them.")
        self.assertRegex(case.name, r"\d{4}$")  # a number of ours and not the subject
        self.assertEqual(case.website_message_ids.mapped("author_id"), self.li)
        self.assertTrue(case.next_due_at)

    def test_its_photo_comes_along(self):
        mail = self.raw()
        mail.add_attachment(photo(), "image", "jpeg", filename="crack.jpg")
        self.assertEqual(self.comes(mail).website_message_ids.attachment_ids.name, "crack.jpg")

    def test_it_waits_for_who_looks_after_the_customer(self):
        self.li.user_id = self.sun
        case = self.comes()
        self.assertEqual(case.user_id, self.sun)
        self.assertIn(self.sun, case.activity_ids.user_id)

    def test_an_unknown_sender_becomes_no_customer(self):
        before = self.env["res.partner"].search_count([])
        case = self.comes(sender="Wu Min <wu@elsewhere.example.com>")
        self.assertFalse(case.partner_id)
        self.assertEqual(
            (case.email_from, case.sender_email),
            ("Wu Min <wu@elsewhere.example.com>".replace("Wu Min", '"Wu Min"'), "wu@elsewhere.example.com"),
        )
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertTrue(case.grade_id or case.assessed_at)

    def test_somebody_confirms_who_it_is_before_it_counts_as_completed(self):
        case = self.comes(sender="Wu Min <wu@elsewhere.example.com>").with_user(self.qin)
        with self.refused(UserError, "Choose who the customer is"):
            case.action_completed()
        with self.refused(UserError, "Choose who the customer is"):
            case.action_close()
        case.partner_id = self.acme
        case.action_completed()
        self.assertFalse(case.to_complete)
        self.assertEqual(case._attributes()["customer"], str(self.acme.id))

    def test_a_contact_is_made_of_the_sender_by_who_may_make_contacts(self):
        case = self.comes(sender="Wu Min <wu@elsewhere.example.com>")
        with self.assertRaises(AccessError):
            case.with_user(self.qin).action_make_contact()
        self.qin.group_ids += self.env.ref("base.group_partner_manager")
        case.with_user(self.qin).action_make_contact()
        wu = case.partner_id
        self.assertEqual((wu.name, wu.email), ("Wu Min", "wu@elsewhere.example.com"))
        self.assertEqual(case.message_ids.filtered(lambda mail: mail.message_type == "email").author_id, wu)
        self.assertIn(wu, case.message_partner_ids)
        with self.refused(UserError, "no unknown sender"):
            case.with_user(self.qin).action_make_contact()

    def test_complaints_of_nobody_are_no_repetition_of_each_other(self):
        first, second = (self.comes(sender=f"{name}@elsewhere.example.com", subject="leak") for name in ("wu", "yu"))
        (first | second).issue = "leak"
        self.assertFalse(second._before()[second]["history"])

    def test_another_company_s_partner_is_nobody_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create(
            {"name": "Theirs", "email": "they@elsewhere.example.com", "company_id": other.id}
        )
        self.assertFalse(self.comes(sender="they@elsewhere.example.com").partner_id)

    def test_a_colleague_who_passes_it_on_answers_for_it_and_is_no_customer(self):
        self.sun.email = "sun@qingyang.example.com"
        case = self.comes(sender="sun@qingyang.example.com")
        self.assertEqual((case.partner_id.id, case.user_id), (False, self.sun))
        self.assertFalse(self.sent(case))

    def test_without_a_customer_no_complaint_is_taken_down(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.env["complaint.case"].create({"policy_id": self.factory.id})
            self.env.flush_all()

    def test_of_the_mail_nothing_but_its_text_is_taken(self):
        """No header, no subject, no value that a caller of the gateway gives settles anything of the complaint."""
        mail = self.raw(subject="Default-grade: I\nstage: closed".replace("\n", " "), body="x" * 30_000 + "\0")
        case = self.comes(mail)
        self.assertEqual((case.stage, len(case.description)), ("received", 10_000))
        values = {"stage": "closed", "grade": "V", "partner_id": self.acme.id, "user_id": self.ada.id}
        with mute_logger(GATEWAY):
            found = self.env["mail.thread"].message_process(
                "complaint.case", self.raw(to="x@elsewhere.example.com").as_bytes(), custom_values=values
            )
        forged = self.env["complaint.case"].browse(found)
        self.assertEqual((forged.partner_id, forged.stage), (self.li, "received"))
        self.assertNotEqual(forged.user_id, self.ada)

    def test_the_gateway_s_doors_are_not_open_to_rpc(self):
        from odoo.service.model import get_public_method

        for name in ("message_new", "message_update"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["complaint.case"].with_user(self.ada), name)

    def test_html_reads_as_text(self):
        mail = self.raw()
        mail.set_content("<p>Two <b>panels</b>.</p><script>alert(1)</script>", subtype="html")
        case = self.comes(mail)
        self.assertNotIn("<", case.description)
        self.assertNotIn("<script", case.website_message_ids.body)

    def test_two_companies_have_two_addresses(self):
        other = self.env["res.company"].create(
            {"name": "Other", "alias_domain_id": self.env.company.alias_domain_id.id}
        )
        with self.refused(ValidationError, "no complaint policy"):
            self.env["res.company"].create({"name": "Third"}).write(
                {"complaint_policy_id": False, "complaint_alias_name": "third"}
            )
        other.write({"complaint_policy_id": self.pv.id})
        other.complaint_alias_name = "other-complaints"
        self.assertEqual(other.complaint_alias_email, "other-complaints@qingyang.example.com")
        case = self.comes(to=other.complaint_alias_email)
        self.assertEqual((case.company_id, case.policy_id), (other, self.pv))

    def test_the_address_is_changed_and_given_up(self):
        company = self.env.company
        alias = company.complaint_alias_id
        company.complaint_alias_name = "claims"
        self.assertEqual(
            (company.complaint_alias_id, company.complaint_alias_email), (alias, BOX.replace("complaints", "claims"))
        )
        company.complaint_alias_name = False
        self.assertFalse(company.complaint_alias_email)


@tagged("post_install", "-at_install")
class TestAcknowledgement(MailCommon, HttpCase):
    """Who complains is told the number, and until when an answer may be expected."""

    def test_it_names_number_and_what_the_regulation_promises(self):
        self.env.company.complaint_policy_id = self._policy("company-major")
        case = self.comes()
        mail = self.sent(case)
        self.assertEqual(len(mail), 1)
        self.assertIn(case.name, mail.subject)
        self.assertIn(case.name, mail.body_html)
        # R22: within one working day, by our office's clock
        self.assertIn("2026-11-23 17:30 (Asia/Shanghai)", mail.body_html)
        self.assertIn("li@eastlake.example.com", mail.email_to)
        self.assertIn(BOX, mail.reply_to)
        self.assertNotIn(self.qin.name, mail.body_html)

    def test_where_nothing_is_promised_yet_it_says_so(self):
        body = self.sent(self.comes()).body_html
        self.assertIn("We will tell you until when", body)

    def test_its_link_opens_the_complaint_without_an_account(self):
        case = self.comes(sender="wu@elsewhere.example.com")
        self.assertIn(f"/my/complaints/{case.id}?access_token={case.access_token}", self.sent(case).body_html)
        self.enter()
        page = self.open(f"/my/complaints/{case.id}", access_token=case.access_token)
        self.assertIn("Two panels.", page.text)
        self.happens(case, "replied")
        self.env.flush_all()
        page = self.open(f"/my/complaints/{case.id}", access_token=case.access_token)
        self.assertNotIn("I accept", page.text)  # nobody is known in whose name it could be said

    def test_a_link_of_an_unknown_sender_shows_nothing_of_the_customer_chosen_afterwards(self):
        case = self.comes(sender="wu@elsewhere.example.com")
        token = case.access_token
        case.with_user(self.qin).partner_id = self.acme
        self.env.flush_all()
        self.enter()
        self.assertEqual(self.open(f"/my/complaints/{case.id}", access_token=token).status_code, 404)

    def test_a_link_goes_on_where_the_sender_is_the_customer(self):
        case = self.comes(sender="wu@elsewhere.example.com")
        token = case.access_token
        wu = self.env["res.partner"].create({"name": "Wu", "email": "wu@elsewhere.example.com"})
        case.with_user(self.qin).partner_id = wu
        self.assertEqual(case.access_token, token)

    def test_it_speaks_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["complaint_grading"], ["zh_CN"])
        self.li.lang = "zh_CN"
        self.assertIn("投诉", self.sent(self.comes()).subject)

    def test_a_company_may_send_none(self):
        self.env.company.complaint_acknowledges = False
        self.assertFalse(self.sent(self.comes()))

    def test_what_is_raised_in_the_portal_is_acknowledged_too(self):
        case = (
            self.env["complaint.case"]
            .with_user(self.eastlake)
            ._raise_by_customer(
                self.li, self.env.company, "Late.", self.order.browse(), self.picking.browse(), {}, [], "portal:1:x"
            )
        )
        self.assertEqual(len(self.sent(case.sudo())), 1)


@tagged("post_install", "-at_install")
class TestAnswers(MailCommon):
    """Answers join their complaint."""

    def setUp(self):
        super().setUp()
        self.case = self.comes()

    def complaints(self):
        return self.env["complaint.case"].search_count([("came_by", "=", "mail")])

    def test_to_our_mail(self):
        mail = self.sent(self.case)
        self.assertEqual(self.comes(subject="Re: thanks", In_Reply_To=mail.message_id, body="See you."), self.case)
        self.assertIn("See you.", "".join(self.case.website_message_ids.mapped("body")))
        self.assertEqual(self.complaints(), 1)

    def test_the_contact_hears_of_it(self):
        self.case.user_id = self.sun
        self.case.message_unsubscribe(self.sun.partner_id.ids)
        self.comes(subject="Re:", In_Reply_To=self.sent(self.case).message_id)
        self.assertIn(self.sun.partner_id, self.case.website_message_ids[0].notified_partner_ids)

    def test_by_the_number_in_the_subject_from_its_customer_alone(self):
        subject = f"AW: [{self.case.name}] still cracked"
        self.assertEqual(self.comes(subject=subject), self.case)
        other = self.comes(subject=subject, sender="bo@jiangnan.example.com")
        self.assertNotEqual(other, self.case)
        self.assertEqual(other.partner_id, self.jiangnan.partner_id)

    def test_the_same_mail_twice_is_one(self):
        mail = self.raw()
        first = self.comes(mail)
        self.assertTrue(first)
        self.assertFalse(self.comes(mail))

    def test_an_answer_changes_nothing_of_the_complaint(self):
        before = self.case.read(["partner_id", "description", "to_complete", "stage", "sender_email"])
        self.comes(sender="bo@jiangnan.example.com", In_Reply_To=self.sent(self.case).message_id)
        self.assertEqual(self.case.read(["partner_id", "description", "to_complete", "stage", "sender_email"]), before)
        self.assertNotIn(self.jiangnan.partner_id, self.case.message_partner_ids)

    def test_our_answers_are_answered_to_the_address_of_complaints(self):
        self.assertIn(BOX, self.case._notify_get_reply_to()[self.case.id])


@tagged("post_install", "-at_install")
class TestNoLoops(MailCommon):
    """What a program sends makes no complaint, is not acknowledged, and wakes no other program."""

    def count(self):
        return self.env["complaint.case"].search_count([]), self.env["mail.mail"].search_count([])

    def test_automatic_replies_make_no_complaint(self):
        before = self.count()
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "Auto-Replied; owner-email=x"},
            {"X_Autoreply": "yes"},
            {"X_Autorespond": "1"},
            {"Precedence": "auto_reply"},
        ):
            with self.subTest(headers):
                self.assertFalse(self.comes(subject="Out of office", **headers))
        self.assertEqual(self.count(), before)

    def test_bounces_make_no_complaint(self):
        before = self.count()
        self.assertFalse(self.comes(sender="MAILER-DAEMON@elsewhere.example.com", subject="Undelivered"))
        report = self.raw(sender="postmaster@elsewhere.example.com")
        report.add_attachment(self.raw())
        report.set_type("multipart/report")
        self.assertFalse(self.comes(report))
        self.assertFalse(self.comes(to="bounce@qingyang.example.com"))
        self.assertEqual(self.count(), before)

    def test_what_a_program_generated_is_taken_and_not_answered(self):
        for headers in ({"Auto_Submitted": "auto-generated"}, {"List_Id": "<x>"}, {"Return_Path": "<>"}):
            with self.subTest(headers):
                case = self.comes(**headers)
                self.assertTrue(case)
                self.assertFalse(self.sent(case))
        self.assertTrue(self.sent(self.comes(Auto_Submitted="no")))

    def test_an_absent_customer_s_reply_to_our_acknowledgement_wakes_nobody(self):
        case = self.comes()
        case.message_subscribe(self.jiangnan.partner_id.ids)
        mails = self.count()[1]
        with patch.object(type(case), "_acknowledge") as acknowledging:
            self.comes(Auto_Submitted="auto-replied", In_Reply_To=self.sent(case).message_id, body="I am away.")
        acknowledging.assert_not_called()
        away = case.message_ids[0]
        self.assertIn("I am away.", away.body)
        self.assertTrue(away.subtype_id.internal)
        self.assertFalse(away.notified_partner_ids.filtered("partner_share"))
        self.assertEqual(self.count()[1], mails)
        self.assertNotIn(away, case.website_message_ids)

    def test_our_automatic_mails_say_that_they_are(self):
        headers = self.sent(self.comes()).headers
        self.assertIn("auto-replied", headers)
        self.assertIn("X-Auto-Response-Suppress", headers)

    def test_a_program_that_knows_no_headers_is_stopped(self):
        """Odoo's own guard: so many new ones of one address within two hours."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 5)
        cases = [self.comes(subject=f"{number}") for number in range(8)]
        self.assertEqual(len([case for case in cases if case]), 5)

    def test_our_own_acknowledgement_that_comes_back_is_none(self):
        case = self.comes(sender=BOX)
        self.assertFalse(self.sent(case))


@tagged("post_install", "-at_install")
class TestMailRights(MailCommon):
    def test_customers_read_nothing_of_it_over_rpc(self):
        case = self.comes().with_user(self.eastlake)
        for field in ("email_from", "sender_email", "promised_text", "came_by"):
            with self.subTest(field), self.assertRaises(AccessError):
                case.read([field])

    def test_nobody_gives_what_the_server_settles(self):
        case = self.comes()
        for person in (self.sun, self.ada):
            for values in ({"sender_email": "x@x"}, {"email_from": "x"}, {"to_complete": False}, {"came_by": "person"}):
                with self.subTest(values), self.assertRaises(AccessError):
                    case.with_user(person).write(values)

    def test_who_changes_settings_of_companies_alone_changes_the_address(self):
        plain = new_test_user(self.env, "plain", groups="base.group_user")
        for person in (plain, self.ada):
            with self.assertRaises(AccessError):
                self.env.company.with_user(person).complaint_alias_name = "mine"
