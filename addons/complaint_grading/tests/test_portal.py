from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ComplaintCommon, beijing

SECRET = "75 % of the working time is used up"


class OwnComplaint(ComplaintCommon):
    """The customer of East Lake has one complaint; Sun is the contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "eastlake", groups="base.group_portal")
        cls.case = cls.env["complaint.case"].create(
            {
                "partner_id": cls.customer.partner_id.id,
                "policy_id": cls.factory.id,
                "issue": "customer is lying again",
                "user_id": cls.sun.id,
                "quality_user_id": cls.qin.id,
            }
        )

    def as_customer(self, record):
        record.env.flush_all()
        record.env.invalidate_all()
        return record.with_user(self.customer).sudo(False)


@tagged("post_install", "-at_install")
class TestInternalMessages(OwnComplaint):
    """No internal message reaches the customer: not its text, not its number, not its attachments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photo = cls.env["ir.attachment"].create(
            {"name": "defect of ours.jpg", "raw": b"x", "res_model": "complaint.case", "res_id": cls.case.id}
        )
        cls.case._post_internal(SECRET, cls.qin)
        cls.note = cls.case.with_user(cls.qin).message_post(
            body=f"note: {SECRET}",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            attachment_ids=cls.photo.ids,
        )
        cls.case._message_log(body=SECRET)
        cls.report = cls.env["ir.attachment"].create({"name": "8D.pdf", "raw": b"x"})
        cls.answer = cls.case.with_user(cls.sun).message_post(
            body="We replace the modules.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.report.write({"res_model": "complaint.case", "res_id": cls.case.id})
        cls.answer.sudo().attachment_ids = cls.report
        cls.internal = cls.case.message_ids.filtered(lambda message: SECRET in message.body)

    def test_every_post_of_ours_is_an_internal_note(self):
        self.assertEqual(len(self.internal), 3)
        for message in self.internal:
            self.assertTrue(message.is_internal or message.subtype_id.internal, message.body)

    def test_no_internal_message_is_read_by_its_id(self):
        for message in self.internal:
            for field in ("body", "date", "author_id", "attachment_ids", "tracking_value_ids"):
                with self.subTest(type=message.message_type, field=field), self.assertRaises(AccessError):
                    self.as_customer(message).read([field])

    def test_what_was_written_to_the_customer_is_read(self):
        self.assertIn("replace", self.as_customer(self.answer).body)
        shown = self.as_customer(self.answer).portal_message_format()[0]
        self.assertEqual([one["name"] for one in shown["attachment_ids"]], ["8D.pdf"])
        self.assertEqual(self.as_customer(self.case).website_message_ids, self.answer)

    def test_no_search_on_messages_is_an_oracle(self):
        messages = self.as_customer(self.env["mail.message"])
        for domain in (
            [("body", "like", "75 %")],
            [("child_ids.body", "like", "75 %")],
            [("parent_id.body", "like", "75 %")],
            [("id", "in", self.internal.ids)],
            [("model", "=", "complaint.case"), ("is_internal", "=", True)],
        ):
            with self.subTest(domain=domain):
                self.assertEqual(messages.search_count(domain), 0)
                self.assertFalse(messages.search_read(domain, ["body"]))
                self.assertEqual(messages._read_group(domain, [], ["__count"]), [(0,)])

    def test_no_search_on_complaints_is_an_oracle(self):
        cases = self.as_customer(self.env["complaint.case"])
        for field in ("message_ids", "website_message_ids"):
            for path in ("body", "attachment_ids.name", "author_id.name", "child_ids.body"):
                domain = [(f"{field}.{path}", "like", "")]
                hit = [(f"{field}.{path}", "like", "75 %"), ("id", "=", self.case.id)]
                with self.subTest(field=field, path=path):
                    if field == "message_ids":
                        for asked in (domain, hit):
                            with self.assertRaises(AccessError):
                                cases.search_count(asked)
                    else:
                        self.assertEqual(cases.search_count(hit), 0)
        for asked in ([("message_ids", "in", self.internal.ids)], [("message_ids", "!=", False)]):
            with self.assertRaises(AccessError):
                cases.search_count(asked)
        for id_ in self.internal.ids:
            self.assertEqual(cases.search_count([("website_message_ids", "in", [id_])]), 0)

    def test_no_count_and_no_group_of_messages_is_shown(self):
        case = self.as_customer(self.case)
        for field in (
            "message_ids",
            "has_message",
            "message_needaction_counter",
            "message_attachment_count",
            "message_follower_ids",
            "message_main_attachment_id",
            "activity_ids",
            "activity_summary",
            "rating_ids",
        ):
            if field in case._fields:
                with self.subTest(field=field), self.assertRaises(AccessError):
                    case.read([field])
        with self.assertRaises(AccessError):
            case.formatted_read_group([], ["message_ids"], ["__count"])
        with self.assertRaises(AccessError):
            case.search([], order="message_ids")

    def test_no_attachment_of_an_internal_message_is_reached(self):
        attachments = self.as_customer(self.env["ir.attachment"])
        with self.assertRaises(AccessError):
            attachments.browse(self.photo.id).read(["name", "datas"])
        for domain in (
            [("id", "=", self.photo.id)],
            [("res_model", "=", "complaint.case"), ("name", "like", "defect")],
        ):
            try:
                self.assertEqual(attachments.search_count(domain), 0)
            except AccessError:
                continue  # refused outright, as well

    def test_employees_read_their_notes_as_before(self):
        for message in self.internal:
            self.assertIn(SECRET, message.with_user(self.qin).body)
        self.assertEqual(self.photo.with_user(self.qin).name, "defect of ours.jpg")


@tagged("post_install", "-at_install")
class TestPortalPages(OwnComplaint, HttpCase):
    """The pages say what was promised to the customer, and nothing of what is owed inside."""

    def page(self, path):
        self.env.flush_all()
        self.authenticate("eastlake", "eastlake")
        return self.url_open(path).text

    def pages(self):
        return self.page("/my/complaints"), self.page(f"/my/complaints/{self.case.id}")

    def test_a_promise_is_shown_and_no_due_moment_of_a_duty(self):
        self.assertTrue(self.case.next_due_at)
        for text in self.pages():
            self.assertIn("We are working on it", text)
        self.happens(self.case, "reply_promised", data={"by": "2026-12-09T15:45:00+08:00"})
        self.happens(self.case, "reply_promised", data={"by": "2026-12-11T16:15:00+08:00"})
        self.assertEqual(self.case.promised_at, beijing("2026-12-11T16:15"))
        for text in self.pages():
            self.assertNotIn("We are working on it", text)
            self.assertIn("12/11/2026", text)
            self.assertNotIn("12/09/2026", text)

    def test_a_withdrawn_promise_is_none(self):
        promise = self.happens(self.case, "reply_promised", data={"by": "2026-12-09T15:45:00+08:00"})
        self.env["complaint.event"].create({"case_id": self.case.id, "withdraws_id": promise.id})
        self.assertFalse(self.case.promised_at)

    def test_a_promise_without_offset_is_of_the_office_s_clock(self):
        self.happens(self.case, "reply_promised", data={"by": "2026-12-09T15:45:00"})
        self.assertEqual(self.case.promised_at, beijing("2026-12-09T15:45"))

    def test_the_internal_nature_and_names_are_not_shown(self):
        for text in self.pages():
            self.assertNotIn("lying", text)
            self.assertNotIn(self.qin.name, text)

    def test_the_stage_is_said_in_plain_words(self):
        self.assertIn("In the works", self.page(f"/my/complaints/{self._worked_on().id}"))

    def _worked_on(self):
        self.happens(self.case, "registered")
        return self.case

    def test_a_message_of_the_customer_reaches_the_contact(self):
        self.case.message_unsubscribe(self.sun.partner_id.ids)
        self.env.flush_all()
        self.authenticate("eastlake", "eastlake")
        post = {"body": "When?", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        self.make_jsonrpc_request(
            "/mail/message/post", {"thread_model": "complaint.case", "thread_id": self.case.id, "post_data": post}
        )
        message = self.env["mail.message"].search([("res_id", "=", self.case.id), ("body", "like", "When?")])
        self.assertEqual(message.author_id, self.customer.partner_id)
        self.assertIn(self.sun.partner_id, message.notified_partner_ids)
