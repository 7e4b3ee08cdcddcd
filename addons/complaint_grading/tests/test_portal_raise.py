import re

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools import uploads
from .portal_common import CustomersCommon, photo

NEW = "/my/complaints/new"


@tagged("post_install", "-at_install")
class TestRaiseInPortal(CustomersCommon, HttpCase):
    """A customer raises a complaint about an own order or delivery, within the bounds that hold inside."""

    def setUp(self):
        super().setUp()
        self.enter(self.eastlake)

    def form(self, **about):
        page = self.open(NEW, **about)
        return page, re.search(r'name="key" value="(\w+)"', page.text)[1]

    def row(self, order=None, picking=None):
        """The name of the one row of goods in the form."""
        [key] = self.env["complaint.case"]._goods_offered(order or self.order, picking or self.picking.browse())
        return f"quantity-{key}"

    def sends(self, about, files=None, **fields):
        page, key = self.form(**about)
        return self.send(NEW, files=files, page=page, key=key, **about, **fields)

    def test_from_an_order_with_goods_lot_and_photo(self):
        picture = {"files": ("crack.jpg", photo(), "image/jpeg")}
        answer = self.sends({"order": self.order.id}, files=picture, told="Cracks.", **{self.row(): "12"})
        case = self.raised()
        self.assertIn(case.name, answer.text)
        self.assertIn("Thank you, we have your complaint", answer.text)
        self.assertEqual((case.partner_id, case.sale_order_id), (self.eastlake.partner_id, self.order))
        self.assertEqual((case.line_ids.product_id, case.line_ids.lot_id), (self.panel, self.lot))
        self.assertEqual((case.line_ids.quantity, case.picking_ids), (12, self.picking))
        self.assertEqual((case.description, case.policy_id, case.came_by), ("Cracks.", self.factory, "portal"))
        [message] = case.website_message_ids
        self.assertEqual((message.author_id, message.attachment_ids.name), (self.eastlake.partner_id, "crack.jpg"))

    def test_it_waits_for_the_salesperson_of_the_order_while_its_clock_runs(self):
        self.sends({"order": self.order.id}, told="Cracks.")
        case = self.raised()
        self.assertEqual((case.user_id, case.to_complete, case.stage), (self.sun, True, "received"))
        self.assertTrue(case.next_due_at)
        task = case.activity_ids.filtered(lambda row: row.user_id == self.sun and "Complete" in (row.summary or ""))
        self.assertEqual(len(task), 1)
        task.with_user(self.sun).action_feedback()
        self.assertFalse(case.to_complete)

    def test_completed_by_its_button_closes_the_activity(self):
        self.sends({"order": self.order.id}, told="Cracks.")
        case = self.raised()
        case.with_user(self.sun).action_completed()
        self.assertFalse(case.to_complete)
        self.assertNotIn("Complete", "".join(case.activity_ids.mapped(lambda row: row.summary or "")))

    def test_without_a_salesperson_who_handles_complaints_the_regulation_says_who_takes_it_up(self):
        self.env["complaint.party"]._ensure(self.env.company, self.factory)
        clerk = self.env["complaint.party"].search([("code", "=", "clerk"), ("company_id", "=", self.env.company.id)])
        clerk.write({"assignee": "user", "user_id": self.hu.id})
        self.sends({"other": 1}, told="Nobody answers the phone.")
        case = self.raised()
        self.assertEqual((case.user_id, case.line_ids.ids, case.sale_order_id.id), (self.hu, [], False))

    def test_from_a_delivery(self):
        page = self.open(NEW, delivery=self.picking.id)
        self.assertIn(self.picking.name, page.text)
        self.sends({"delivery": self.picking.id}, told="Wet.", **{self.row(picking=self.picking): "40"})
        self.assertEqual(self.raised().line_ids.mapped("quantity"), [40])

    def test_no_more_than_what_was_delivered_and_is_left(self):
        answer = self.sends({"order": self.order.id}, told="Cracks.", **{self.row(): "41"})
        self.assertIn("you have 40", answer.text)
        self.assertIn("Cracks.", answer.text)  # what was written is kept
        self.assertFalse(self.raised())
        row = self.row()
        self.sends({"order": self.order.id}, told="Cracks.", **{row: "30"})
        answer = self.sends({"order": self.order.id}, told="More.", **{row: "11"})
        self.assertIn("you have 10", answer.text)
        self.sends({"order": self.order.id}, told="More.", **{row: "10"})
        answer = self.open(NEW, order=self.order.id)
        self.assertIn("All goods of it are complained about already", answer.text)
        answer = self.sends({"order": self.order.id}, told="Again.", **{row: "1"})
        self.assertIn("complained about already, or are not yours", answer.text)
        self.assertEqual(self.env["complaint.case"].search_count([("sale_order_id", "=", self.order.id)]), 2)

    def test_a_quantity_that_is_none_is_refused_by_its_text(self):
        for text in ("-1", "1e3", "1_0", "nan", "٣", "<b>", "99999999999"):
            with self.subTest(text):
                answer = self.sends({"order": self.order.id}, told="Cracks.", **{self.row(): text})
                self.assertIn("is no quantity", answer.text)
                self.assertNotIn("<b> is no", answer.text)
        self.assertFalse(self.raised())

    def test_nothing_is_raised_without_a_word(self):
        self.assertIn("Please tell us what is wrong", self.sends({"other": 1}, told="  ").text)
        self.assertFalse(self.raised())

    def test_a_sign_that_no_database_holds_is_left_out(self):
        self.sends({"other": 1}, told="Cra\0cks.")
        self.assertEqual(self.raised().description, "Cracks.")

    def test_the_same_form_sent_twice_is_one_complaint(self):
        page, key = self.form(order=self.order.id)
        for _time in range(2):
            self.send(NEW, page=page, key=key, order=self.order.id, told="Cracks.")
        self.assertEqual(self.env["complaint.case"].search_count([("came_by", "=", "portal")]), 1)

    def test_another_s_order_and_delivery_are_not_there(self):
        self.enter(self.jiangnan)
        for about in ({"order": self.order.id}, {"delivery": self.picking.id}):
            with self.subTest(about):
                page = self.open(NEW, **about)
                self.assertIn("What is it about?", page.text)
                self.assertNotIn(self.order.name, page.text)
        row = self.row()
        answer = self.send(NEW, order=self.order.id, told="Mine!", key="0" * 32, **{row: "1"})
        self.assertIn("What is it about?", answer.text)
        answer = self.send(NEW, told="Mine!", key="1" * 32, **{row: "1"})
        self.assertIn("are not yours", answer.text)
        self.assertFalse(self.raised())

    def test_a_quotation_is_no_order_yet(self):
        offer = self.env["sale.order"].create({"partner_id": self.eastlake.partner_id.id})
        self.enter(self.eastlake)
        self.assertIn("What is it about?", self.open(NEW, order=offer.id).text)

    def test_who_merely_follows_an_order_is_not_its_customer(self):
        self.order.message_subscribe(self.jiangnan.partner_id.ids)
        self.enter(self.jiangnan)
        self.assertIn("What is it about?", self.open(NEW, order=self.order.id).text)

    def test_strangers_sign_in_first(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(NEW).url)

    def test_the_order_s_page_leads_to_the_form_for_its_customer_alone(self):
        page = self.open(f"/my/orders/{self.order.id}")
        self.assertIn(f"{NEW}?order={self.order.id}", page.text)
        self.assertIn(f"{NEW}?delivery={self.picking.id}", page.text)
        token = self.order._portal_ensure_token()
        self.enter(self.jiangnan)
        page = self.open(f"/my/orders/{self.order.id}", access_token=token)
        self.assertIn(self.order.name, page.text)
        self.assertNotIn(NEW, page.text)

    # Files ---------------------------------------------------------------------------------------

    def test_files_are_taken_by_what_they_are_and_not_by_their_name(self):
        for name, content, words in (
            ("page.jpg", b"<html><script>alert(1)</script></html>", "is no photo"),
            ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "is no photo"),
            ("tool.png", b"MZ\x90\x00" + b"\0" * 100, "is no photo"),
            ("broken.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100, "is no photo"),
            ("large.pdf", b"%PDF" + b"\0" * uploads.MOST_BYTES, "is larger than 10 MB"),
            ("empty.jpg", b"", "is empty"),
        ):
            with self.subTest(name):
                files = {"files": (name, content, "image/jpeg")}
                answer = self.sends({"other": 1}, files=files, told="See the photo.")
                self.assertIn(words, answer.text)
                self.assertFalse(self.raised())

    def test_no_picture_that_unpacks_to_more_than_the_screen_takes(self):
        files = {"files": ("flat.png", photo((8000, 7000), "PNG"), "image/png")}
        self.assertIn("is no photo", self.sends({"other": 1}, files=files, told="See.").text)

    def test_at_most_ten_files(self):
        files = [("files", (f"{number}.jpg", photo(), "image/jpeg")) for number in range(11)]
        self.assertIn("At most 10 files", self.sends({"other": 1}, files=files, told="See.").text)

    def test_names_of_files_are_plain_and_escaped(self):
        name = "..\\..\\x/<img src=x onerror=alert(1)>\u202egpj.html"
        answer = self.sends({"other": 1}, files={"files": (name, photo(), "image/jpeg")}, told="<script>1</script>")
        self.assertNotIn("<script>1", answer.text)
        [kept] = self.raised().website_message_ids.attachment_ids
        self.assertEqual(kept.mimetype, "image/jpeg")
        self.assertTrue(kept.name.endswith(".jpg"), kept.name)
        self.assertNotIn("\u202e", kept.name)
        self.assertNotIn("/", kept.name)
        files = {"files": ("<b>bold.exe", b"MZ\x90\x00", "image/png")}
        answer = self.sends({"other": 1}, files=files, told="See.")
        self.assertIn("&lt;b&gt;bold.exe", answer.text)
        self.assertNotIn("<b>bold.exe", answer.text)

    def test_files_in_the_correspondence_are_held_to_the_same(self):
        case = self.own_case()
        self.enter(self.eastlake)
        page = self.open(f"/my/complaints/{case.id}")
        about = {"thread_id": case.id, "thread_model": "complaint.case", "is_pending": "true"}
        token = re.search(r'csrf_token: "([^"]+)"', page.text)[1]
        for content, refused in ((b"<html></html>", True), (photo(), False)):
            answer = self.url_open(
                "/mail/attachment/upload",
                data={"csrf_token": token, **about},
                files={"ufile": ("a.jpg", content, "image/jpeg")},
            ).json()
            self.assertEqual("error" in answer, refused, answer)

    @mute_logger("odoo.http")
    def test_nothing_is_raised_from_another_site(self):
        answer = self.url_open(NEW, data={"told": "forged", "key": "2" * 32})
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.raised())
