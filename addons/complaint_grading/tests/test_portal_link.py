from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .portal_common import CustomersCommon

NOTHING = "There is nothing to see here"


@tagged("post_install", "-at_install")
class TestLink(CustomersCommon, HttpCase):
    """The link by mail works without an account, for its complaint alone, and ends."""

    def setUp(self):
        super().setUp()
        self.case = self.own_case(description="Cracked glass.")
        self.token = self.case._portal_ensure_token()
        self.enter()

    def look(self, token=None, case=None):
        return self.open(f"/my/complaints/{(case or self.case).id}", **({"access_token": token} if token else {}))

    def shown(self, page):
        """What stands in the page between head and foot."""
        return page.text.partition('<div id="wrap"')[2].partition("<footer")[0]

    def end(self, days=0):
        """Close it, as long ago as that."""
        self.case.sudo()._put({"stage": "cancelled"})
        self.case._stage_changed("cancelled")
        if days:
            self.case._put({"link_ends_at": self.case.link_ends_at.replace(year=2026, month=1)})
        self.env.flush_all()

    def test_with_the_link_it_is_seen_without_an_account(self):
        page = self.look(self.token)
        self.assertEqual(page.status_code, 200)
        for shown in (self.case.name, "Cracked glass.", self.sun.name, "We have your complaint"):
            self.assertIn(shown, page.text)

    def test_a_link_does_not_make_the_page_say_what_we_did_not(self):
        said = dict.fromkeys(("fault", "reason", "error"), "Call 555-0100") | {"case": "1", "values": "1"}
        for name, text in said.items():
            with self.subTest(name=name):
                page = self.open(f"/my/complaints/{self.case.id}", access_token=self.token, **{name: text})
                self.assertEqual(page.status_code, 200)
                self.assertIn("Cracked glass.", page.text)
                self.assertNotIn("555-0100", self.shown(page))

    def test_nobody_here_chooses_reads_or_shares_the_token(self):
        """Who had it could bring a dead link to life, and speak by it in the customer's name."""
        least = {"partner_id": self.acme.id, "policy_id": self.pv.id}
        self.ada.group_ids += self.env.ref("base.group_partner_manager")
        for user in (self.sun, self.mo, self.ada, self.eastlake):
            case = self.case.with_user(user)
            token, told = {"access_token": "known"}, case.with_context(default_access_token="known")
            shares, here = self.env["portal.share"].with_user(user), {"active_model": case._name, "active_id": case.id}
            share = {"res_model": case._name, "res_id": case.id, "partner_ids": self.acme.ids}
            ways = {
                "write": lambda case=case, token=token: case.write(token),
                "create": lambda case=case, token=token: case.create({**least, **token}),
                "default": lambda told=told: told.create(least),
                "read": lambda case=case: case.read(["access_token"]),
                "search": lambda case=case: case.search([("access_token", "=like", "a%")]),
                "group": lambda case=case: case.formatted_read_group([], ["access_token"], ["__count"]),
                "address": lambda case=case: get_public_method(case, "get_portal_url"),
                "dialog": lambda shares=shares, here=here: shares.with_context(**here).default_get(["share_link"]),
                "sent": lambda shares=shares, share=share: shares.create(share).action_send_mail(),
            }
            for way, do in ways.items():
                with self.subTest(user=user.login, way=way), self.assertRaises(UserError):
                    do()
        shown = self.env["portal.share"].new({"res_model": "complaint.case", "res_id": self.case.id})
        self.assertFalse(shown.share_link)
        self.assertEqual(self.case.access_token, self.token)

    def test_nothing_internal_is_in_the_page(self):
        self.case._post_internal("75 % used up")
        self.happens(self.case, "registered")
        self.env.flush_all()
        text = self.shown(self.look(self.token))
        for hidden in (
            "75 %",
            self.qin.name,
            self.mo.name,
            "5.1.1",
            "clerk",
            "Level",
            "CNY",
            "Issue the handling form",
        ):
            self.assertNotIn(hidden, text)

    def test_without_a_link_strangers_sign_in(self):
        for case_id in (self.case.id, 999_999_999):
            page = self.open(f"/my/complaints/{case_id}")
            self.assertIn("/web/login", page.url)
            self.assertNotIn(self.case.name, page.text)

    def test_a_wrong_link_says_the_same_of_what_is_there_and_what_is_not(self):
        other = self.complain(partner_id=self.jiangnan.partner_id.id)
        strange = other._portal_ensure_token()
        self.env.flush_all()
        pages = [
            self.look("x"),
            self.look(self.token[:-1]),
            self.look(self.token + "x"),
            self.look(strange),
            self.look("\0"),
            self.look("ü"),
            self.open("/my/complaints/999999999", access_token=self.token),
            self.open(f"/my/complaints/{other.id}", access_token=self.token),
        ]
        self.assertEqual(len({self.shown(page) for page in pages}), 1)
        for page in pages:
            self.assertEqual(page.status_code, 404)
            self.assertIn(NOTHING, page.text)
            self.assertNotIn(self.case.name, page.text)

    def test_another_customer_sees_nothing_without_the_link(self):
        self.enter(self.jiangnan)
        self.assertIn(NOTHING, self.look().text)
        self.assertIn(NOTHING, self.look("x").text)

    def test_a_complaint_that_was_never_linked_opens_for_no_empty_token(self):
        case = self.own_case()
        self.env.flush_all()
        for token in ("False", "None", "0"):
            self.assertIn(NOTHING, self.look(token, case).text)

    def test_the_link_holds_some_days_after_the_end(self):
        self.end()
        self.assertEqual((self.case.link_ends_at - self.case.closed_at).days, 30)
        self.assertIn(self.case.name, self.look(self.token).text)

    def test_then_it_shows_nothing_any_more(self):
        self.end(days=31)
        self.assertIn(NOTHING, self.look(self.token).text)

    @mute_logger("odoo.http")
    def test_no_other_way_opens_with_a_link_that_has_ended(self):
        partner = self.eastlake.partner_id
        proof = {"pid": partner.id, "hash": self.case._sign_token(partner.id)}
        thread = {"thread_model": "complaint.case", "thread_id": self.case.id}
        post = {"post_data": {"body": "still here", "message_type": "comment"}}

        def ways(**known):
            """Whether each of Odoo's ways lets in: (posting, reading, the route of mails)."""
            read = self.make_jsonrpc_request("/portal/chatter_init", {**thread, **known})
            mail = self.open("/mail/view", model="complaint.case", res_id=self.case.id, access_token=self.token)
            try:
                self.make_jsonrpc_request("/mail/message/post", {**thread, **post, **known})
                posted = True
            except Exception:  # JsonRpcException of a 404
                posted = False
            return posted, "mail.thread" in read, self.case.name in mail.text

        self.assertEqual(ways(token=self.token), (True, True, True))
        self.assertEqual(ways(**proof), (True, True, True))
        for strange in ({"token": "ü"}, {"pid": partner.id, "hash": "ü"}, {"pid": "x", "hash": proof["hash"]}):
            self.assertEqual(ways(**strange)[:2], (False, False), strange)
        self.end(days=31)
        self.assertEqual(ways(token=self.token), (False, False, False))
        self.assertEqual(ways(**proof), (False, False, False))

    def test_the_one_who_answers_for_it_ends_the_link_at_once(self):
        self.case.with_user(self.sun).action_end_link()
        self.env.flush_all()
        self.assertIn(NOTHING, self.look(self.token).text)
        new = self.case._portal_ensure_token()
        self.env.flush_all()
        self.assertNotEqual(new, self.token)
        self.assertIn(NOTHING, self.look(self.token).text)
        self.assertIn(self.case.name, self.look(new).text)

    def test_a_customer_does_not_end_it_nor_sees_when(self):
        case = self.case.with_user(self.eastlake)
        with self.assertRaises(AccessError):
            case.action_end_link()
        for field in ("link_ends_at", "intake_key", "to_complete", "came_by", "awaits_customer"):
            with self.subTest(field), self.assertRaises(AccessError):
                case.read([field])

    def test_a_dead_link_is_not_brought_to_life_by_writing_again(self):
        self.end(days=31)
        new = self.case._portal_ensure_token()
        self.env.flush_all()
        self.assertNotEqual(new, self.token)
        self.assertIn(NOTHING, self.look(self.token).text)
        self.assertIn(self.case.name, self.look(new).text)
        self.assertTrue(self.case.link_ends_at)  # the new one ends too

    def test_what_has_ended_is_forgotten(self):
        self.end(days=31)
        self.env["complaint.case"]._forget_ended_links()
        self.assertFalse(self.case.access_token)

    def test_a_complaint_taken_up_again_opens_its_link_again(self):
        self.end()
        with freeze_time("2026-11-22"):
            self.case.write({"stage": "in_progress", "reopen_reason": "it came back"})
        self.assertFalse(self.case.link_ends_at)

    def test_our_own_people_see_the_customer_s_page_and_do_not_speak_for_the_customer(self):
        self.happens(self.case, "replied")
        self.env.flush_all()
        self.enter(self.sun)
        page = self.look()
        self.assertIn(self.case.name, page.text)
        self.assertNotIn("I accept the solution", page.text)
