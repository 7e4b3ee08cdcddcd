from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import beijing
from .portal_common import CustomersCommon


@tagged("post_install", "-at_install")
class TestCustomersWord(CustomersCommon, HttpCase):
    """The customer accepts the solution, or refuses it with a reason and so begins the next round."""

    def setUp(self):
        super().setUp()
        received = beijing("2026-11-20T08:30")
        self.case = self.own_case(facts={"severity": "general"}, received_at=received)
        self.happens(self.case, "quality_notified", "2026-11-20T09:00")
        self.happens(self.case, "plan_requested", "2026-11-20T09:05")
        self.happens(self.case, "plan_submitted", "2026-11-20T09:10")
        self.happens(self.case, "replied", "2026-11-20T09:20")
        self.env.flush_all()

    def page(self, **params):
        return self.open(f"/my/complaints/{self.case.id}", **params)

    def says(self, word, reason="", **proofs):
        return self.send(
            f"/my/complaints/{self.case.id}/answer", page=self.page(**proofs), word=word, reason=reason, **proofs
        )

    def entries(self, kind):
        self.env.invalidate_all()
        return self.case.event_ids.filtered(lambda event: event.type == kind)

    def test_in_the_portal_it_is_asked_for_once_answered(self):
        self.enter(self.eastlake)
        self.assertIn("Do you accept our solution?", self.page().text)
        self.assertIn("We have answered you.", self.page().text)
        other = self.own_case()
        self.env.flush_all()
        self.assertNotIn("Do you accept", self.open(f"/my/complaints/{other.id}").text)

    def test_acceptance_is_an_entry_of_the_journal_in_the_customer_s_name(self):
        self.enter(self.eastlake)
        answer = self.says("accept")
        self.assertIn("You accepted our solution", answer.text)
        self.assertNotIn("Do you accept", answer.text)
        entry = self.entries("customer_accepted")
        self.assertEqual((entry.customer_id, entry.actor_id.id), (self.eastlake.partner_id, False))
        self.assertIn(self.eastlake.name, entry.with_user(self.sun).behalf_text)
        self.assertEqual(self.case.stage, "answered")
        said = self.case.website_message_ids.filtered(lambda row: "I accept" in row.body)
        self.assertEqual(said.author_id, self.eastlake.partner_id)
        self.assertIn(self.sun.partner_id, said.notified_partner_ids)

    def test_refusal_with_its_reason_begins_the_next_round(self):
        self.assertEqual(self.duty(self.case, "corrective_plan").state, "met")
        self.enter(self.eastlake)
        answer = self.says("refuse", "Half of them still leak.")
        self.assertIn("working on another one", answer.text)
        self.assertEqual(self.entries("customer_refused").note, "Half of them still leak.")
        self.assertEqual(self.duty(self.case, "corrective_plan", 2).state, "open")
        self.assertEqual((self.case.stage, self.case.round), ("in_progress", 2))

    def test_a_refusal_says_why(self):
        self.enter(self.eastlake)
        self.assertIn("what is still wrong", self.says("refuse", " ").text)
        self.assertFalse(self.entries("customer_refused"))

    def test_by_the_link_without_an_account(self):
        token = self.case._portal_ensure_token()
        self.enter()
        self.assertIn("You accepted", self.says("accept", access_token=token).text)
        self.assertEqual(self.entries("customer_accepted").customer_id, self.eastlake.partner_id)

    def test_the_link_of_a_colleague_speaks_in_the_colleague_s_name(self):
        colleague = self.env["res.partner"].create({"name": "Wu", "parent_id": self.eastlake.partner_id.id})
        token, proof = self.case._portal_ensure_token(), self.case._sign_token(colleague.id)
        self.enter()
        self.says("accept", access_token=token, pid=colleague.id, hash=proof)
        self.assertEqual(self.entries("customer_accepted").customer_id, colleague)

    def test_a_forged_colleague_is_none(self):
        token = self.case._portal_ensure_token()
        self.enter()
        for forged in ("x", "ü", "0" * 64):
            self.says("refuse", "no", access_token=token, pid=self.mo.partner_id.id, hash=forged)
        self.assertEqual(self.entries("customer_refused").customer_id, self.eastlake.partner_id)

    def test_it_is_said_once(self):
        self.enter(self.eastlake)
        page = self.page()
        for _time in range(2):
            answer = self.send(f"/my/complaints/{self.case.id}/answer", page=page, word="accept")
        self.assertIn("no answer here at present", answer.text)
        self.assertEqual(len(self.entries("customer_accepted")), 1)

    def test_a_sign_that_no_database_holds_is_left_out(self):
        self.enter(self.eastlake)
        self.says("refuse", "it lea\0ks")
        self.assertEqual(self.entries("customer_refused").note, "it leaks")

    def test_a_new_answer_asks_again(self):
        self.enter(self.eastlake)
        self.says("refuse", "leaks")
        with self.later(60):
            self.happens(self.case, "result_told")
        self.assertIn("Do you accept our solution?", self.page().text)

    def test_no_other_customer_and_no_stranger_says_it(self):
        for user, token in ((self.jiangnan, None), (self.jiangnan, "x"), (None, "x"), (None, None)):
            self.enter(user)
            opened = self.open("/my/complaints/new?other=1") if user else self.open("/web/login")
            data = {"word": "accept", **({"access_token": token} if token else {})}
            answer = self.send(f"/my/complaints/{self.case.id}/answer", page=opened, **data)
            self.assertIn("nothing to see here", answer.text)
        self.assertFalse(self.entries("customer_accepted"))

    def test_our_own_people_do_not_say_it_for_the_customer_here(self):
        self.enter(self.sun)
        page = self.open("/my/complaints/new?other=1")
        self.send(f"/my/complaints/{self.case.id}/answer", page=page, word="accept")
        self.assertFalse(self.entries("customer_accepted"))

    def test_over_rpc_a_customer_writes_no_journal(self):
        case = self.case.with_user(self.eastlake)
        for call in (
            lambda: case.record_event("customer_accepted"),
            lambda: case.env["complaint.event"].create({"case_id": case.id, "type": "customer_accepted"}),
            lambda: case.action_completed(),
            lambda: case.action_close(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_gives_an_entry_the_name_of_a_customer(self):
        for person in (self.sun, self.ada):
            events = self.env["complaint.event"].with_user(person)
            with self.assertRaises(AccessError):
                events.create({"case_id": self.case.id, "type": "customer_accepted", "customer_id": self.acme.id})
            context = events.with_context(default_customer_id=self.acme.id)
            entry = context.create({"case_id": self.case.id, "type": "customer_accepted", "note": person.name})
            self.assertFalse(entry.customer_id)

    def test_nothing_to_say_before_an_answer(self):
        case = self.own_case()
        with self.assertRaises(UserError):
            case._customer_says(True, self.eastlake.partner_id)
