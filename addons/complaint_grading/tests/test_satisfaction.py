from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .portal_common import CustomersCommon

ASKS = "How satisfied are you"


@tagged("post_install", "-at_install")
class TestSatisfaction(CustomersCommon, HttpCase):
    """The customer rates once it is the customer's turn: by the link of a mail without an account, or in the portal."""

    def setUp(self):
        super().setUp()
        self.case = self.own_case(facts={"severity": "general"})

    def close(self, case=None):
        self.finish(case or self.case)
        self.env.flush_all()

    def ratings(self, case=None):
        self.env.invalidate_all()
        return (case or self.case).rating_ids

    def mails(self):
        return self.env["mail.mail"].search(
            [("subject", "like", "how satisfied are you"), ("res_id", "=", self.case.id)]
        )

    def rate(self, rate=5, feedback="", page=None, **proofs):
        page = page or self.open(f"/my/complaints/{self.case.id}", **proofs)
        return self.send(f"/my/complaints/{self.case.id}/rate", page=page, rate=rate, feedback=feedback, **proofs)

    def by_mail(self, token, rate):
        """Open the link of the mail, and send what was chosen."""
        page = self.url_open(f"/rate/{token}/5")
        return page, self.send(f"/rate/{token}/submit_feedback", page=page, rate=rate, feedback="Quick.")

    # Asking --------------------------------------------------------------------------------------

    def test_closing_asks_the_customer_by_mail_once(self):
        self.close()
        mail = self.mails()
        self.assertEqual((len(mail), mail.email_to), (1, self.eastlake.partner_id.email_formatted))
        [rating] = self.ratings()
        self.assertFalse(rating.consumed)
        for rate in (5, 3, 1):
            self.assertIn(f"/rate/{rating.access_token}/{rate}", mail.body_html)
        self.assertNotIn("Level", mail.body_html)
        self.case.write({"stage": "in_progress", "reopen_reason": "again"})
        with self.later(120):
            self.case.action_close()
        self.assertEqual(len(self.mails()), 1, "the first link still holds")

    def test_nobody_is_asked_whom_the_company_does_not_ask_or_who_has_no_address(self):
        self.env.company.complaint_asks_rating = False
        self.close()
        self.assertFalse(self.mails() or self.ratings())
        self.env.company.complaint_asks_rating = True
        silent = self.complain(
            facts={"severity": "general"}, partner_id=self.env["res.partner"].create({"name": "Silent"}).id
        )
        self.close(silent)
        self.assertFalse(self.ratings(silent))

    def test_what_ended_in_another_system_asks_nobody(self):
        values = {"source_id": "1", "stage": "closed", "closed_at": "2026-11-19 02:00:00"}
        given = {"partner_id": self.eastlake.partner_id.id, "received_at": "2026-11-18 02:00:00", **values}
        cases = self.env["complaint.case"].with_user(self.ada).bring_over([given], "old")
        self.assertFalse(self.env["mail.mail"].search([("subject", "like", "how satisfied"), ("res_id", "in", cases)]))

    # By the link ---------------------------------------------------------------------------------

    def test_by_the_link_without_an_account(self):
        self.close()
        token = self.ratings().access_token
        self.enter()
        page, thanks = self.by_mail(token, 3)
        self.assertEqual((page.status_code, thanks.status_code), (200, 200))
        self.assertNotIn(self.qin.name, page.text)
        [rating] = self.ratings()
        self.assertEqual((rating.rating, rating.feedback, rating.consumed), (3, "Quick.", True))
        said = rating.message_id
        self.assertEqual((said.author_id, said.model), (self.eastlake.partner_id, "complaint.case"))
        self.assertIn(self.sun.partner_id, said.notified_partner_ids)
        self.assertEqual(self.case.rating_last_value, 3)

    @mute_logger("odoo.http")
    def test_the_link_ends(self):
        self.close()
        token = self.ratings().access_token
        self.enter()
        for strange in ("x", token[:-1], "0" * 32):
            self.assertEqual(self.url_open(f"/rate/{strange}/5").status_code, 404)
        self.assertEqual(self.url_open(f"/rate/{token}/5").status_code, 200)
        self.env.company.complaint_rating_days = 1
        self.case._put({"received_at": "2026-10-01 02:00:00", "closed_at": "2026-10-02 02:00:00"})
        self.env.flush_all()
        page, sent = self.by_mail(token, 5)
        self.assertEqual((page.status_code, sent.status_code), (404, 404))
        self.assertFalse(self.ratings().consumed)

    @mute_logger("odoo.http")
    def test_it_ends_at_once_with_the_customer_s_link(self):
        self.close()
        token = self.ratings().access_token
        self.case._portal_ensure_token()
        self.case.with_user(self.sun).action_end_link()
        self.env.flush_all()
        self.enter()
        self.assertEqual(self.url_open(f"/rate/{token}/5").status_code, 404)

    @mute_logger("odoo.http")
    def test_a_complaint_taken_up_again_is_not_rated_meanwhile(self):
        self.close()
        token = self.ratings().access_token
        self.case.write({"stage": "in_progress", "reopen_reason": "again"})
        self.env.flush_all()
        self.enter()
        self.assertEqual(self.url_open(f"/rate/{token}/5").status_code, 404)

    # In the portal -------------------------------------------------------------------------------

    def test_in_the_portal_it_is_asked_for_once_closed(self):
        self.enter(self.eastlake)
        self.assertNotIn(ASKS, self.open(f"/my/complaints/{self.case.id}").text)
        self.close()
        page = self.open(f"/my/complaints/{self.case.id}")
        self.assertIn(ASKS, page.text)
        answer = self.rate(1, "Nobody called.", page=page)
        self.assertIn("Thank you for your rating", answer.text)
        [rating] = self.ratings()
        self.assertEqual((rating.rating, rating.feedback), (1, "Nobody called."))
        self.assertEqual(rating.partner_id, self.eastlake.partner_id)

    def test_it_may_be_changed_and_is_still_one(self):
        self.close()
        self.enter(self.eastlake)
        self.rate(1, "Nobody called.")
        self.rate(5, "They called.")
        [rating] = self.ratings()
        self.assertEqual((rating.rating, rating.feedback), (5, "They called."))

    def test_by_the_link_of_the_complaint_too(self):
        self.close()
        token = self.case._portal_ensure_token()
        self.env.flush_all()
        self.enter()
        self.assertIn("Thank you for your rating", self.rate(5, access_token=token).text)
        self.assertEqual(self.ratings().rating, 5)

    def test_nobody_else_rates_and_nothing_else_is_a_rating(self):
        self.close()
        for user in (self.jiangnan, self.sun, self.mo):
            self.enter(user)
            self.rate(5, page=self.open("/my/complaints/new?other=1"))
        self.enter()
        self.rate(5, page=self.open("/web/login"), access_token="x")
        self.enter(self.eastlake)
        for strange in ("2", "0", "6", "", "x", "-1", "5.0"):
            self.assertIn("Choose one of the three faces", self.rate(strange).text)
        self.assertFalse(self.ratings().filtered("consumed"))

    def test_out_of_turn_it_is_refused(self):
        self.enter(self.eastlake)
        other = self.open("/my/complaints/new?other=1")
        self.assertIn("nothing to rate here", self.rate(5, page=other).text)
        with self.refused(UserError, "nothing to rate"):
            self.case._customer_rates(5, self.eastlake.partner_id)
        self.assertFalse(self.ratings())

    # No other way --------------------------------------------------------------------------------

    def test_a_message_of_the_portal_is_no_rating(self):
        token = self.case._portal_ensure_token()
        self.env.flush_all()
        thread = {"thread_model": "complaint.case", "thread_id": self.case.id}
        for user, proof in ((self.eastlake, {}), (None, {"token": token})):
            self.enter(user)
            post = {"body": "five stars", "message_type": "comment", "rating_value": 5}
            self.make_jsonrpc_request("/mail/message/post", {**thread, "post_data": post, **proof})
        self.assertFalse(self.ratings())
        self.assertFalse({"rating_value", "rating_id"} & self.case._get_allowed_message_params())

    def test_over_rpc_nobody_rates_or_forges_a_rating(self):
        self.close()
        rating = self.ratings()
        values = {"res_model_id": self.env["ir.model"]._get_id("complaint.case"), "res_id": self.case.id, "rating": 5}
        for user in (self.sun, self.qin, self.mo, self.ada, self.eastlake):
            mine, case = rating.with_user(user), self.case.with_user(user)
            for forge in (
                lambda mine=mine: mine.write({"rating": 5, "consumed": True}),
                lambda mine=mine: mine.reset(),
                lambda mine=mine: mine.create(values),
                lambda mine=mine: mine.unlink(),
                lambda case=case: case.rating_apply(5, token=rating.access_token),
                lambda case=case: case.write({"rating_last_value": 5}),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    forge()
            if user != self.eastlake:
                case.message_post(body="five", rating_value=5, rating_id=rating.id)
        self.assertFalse(self.ratings().filtered("consumed"))
        self.assertFalse(self.ratings().message_id)

    def test_a_rating_is_read_with_its_complaint(self):
        self.close()
        rating = self.ratings()
        stranger = new_test_user(self.env, "stranger9", groups="complaint_grading.group_user")
        outside = new_test_user(self.env, "outside9", groups="base.group_user")
        found = {
            user: user in (self.sun, self.qin, self.mo) for user in (self.sun, self.qin, self.mo, stranger, outside)
        }
        for user, may in found.items():
            mine = rating.with_user(user)
            self.assertEqual(bool(mine.search([("id", "=", rating.id)])), may, user.login)
            self.assertEqual(mine.has_access("read"), may, user.login)
            rows = self.env["complaint.satisfaction"].with_user(user)
            if user != outside:
                self.assertEqual(bool(rows.search([("case_id", "=", self.case.id)])), may, user.login)
        with self.assertRaises(AccessError):
            rating.with_user(self.eastlake).read(["rating"])
        with self.assertRaises(AccessError):
            self.case.with_user(self.eastlake).read(["rating_last_value"])

    # Figures -------------------------------------------------------------------------------------

    def test_averages_and_shares_are_of_the_answers(self):
        cases = [self.case, *(self.own_case(facts={"severity": "general"}) for _ in range(3))]
        for case, rate in zip(cases, (5, 5, 1, None), strict=True):
            self.close(case)
            if rate:
                case._customer_rates(rate, self.eastlake.partner_id)
        self.env.flush_all()
        rows = self.env["complaint.satisfaction"].with_user(self.mo)
        here = [("case_id", "in", [case.id for case in cases])]
        measures = ["rating:avg", "satisfied:avg", "answered:avg", "answers:sum", "asked:sum"]
        [month] = rows.formatted_read_group(here, ["asked_at:month"], measures)
        self.assertAlmostEqual(month["rating:avg"], 11 / 3)
        self.assertAlmostEqual(month["satisfied:avg"], 200 / 3)
        self.assertEqual((month["answered:avg"], month["answers:sum"], month["asked:sum"]), (75, 3, 4))
        self.assertEqual(
            sorted(rows.search(here).mapped(lambda row: row.face or "")), ["", "dissatisfied", "satisfied", "satisfied"]
        )

    # Where the regulation wants the rating -------------------------------------------------------

    def test_the_regulation_s_own_event_is_the_customer_s_rating(self):
        case = self.own_case(policy_id=self._policy("company-basic").id)
        self.assertFalse(case._takes_rating())
        self.happens(case, "solved_confirmed")
        self.assertEqual(case.stage, "answered")
        self.assertTrue(case._takes_rating(), "it is part of the handling")
        [asked] = self.ratings(case)
        self.assertFalse(asked.consumed)
        case._customer_rates(5, self.eastlake.partner_id, "All well.")
        [entry] = case.event_ids.filtered(lambda event: event.type == "customer_rated")
        self.assertEqual((entry.data, entry.note), ({"rating": 5}, "All well."))
        self.assertEqual((entry.customer_id, entry.actor_id.id), (self.eastlake.partner_id, False))
        self.assertEqual(self.duty(case, "ask_rating").state, "met")
