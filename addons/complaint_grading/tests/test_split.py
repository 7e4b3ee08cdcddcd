from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestSplit(ComplaintCommon):
    """A manager lets several people pay one penalty, with a reason."""

    def setUp(self):
        super().setUp()
        marketing = [("code", "=", "marketing"), ("company_id", "=", self.env.company.id)]
        self.env["complaint.party"].search(marketing).write({"assignee": "case_user"})
        self.penalty = self.fine("2026-09-28")

    def fine(self, day):
        """A late notice of the departments: 20 CNY for Sun."""
        with self.at(f"{day} 12:00"):
            case = self.complain(received_at=beijing(f"{day} 08:30"))
            self.happens(case, "departments_notified", f"{day} 11:00")
        return case.penalty_ids

    def split(self, *shares, reason="Both forgot it.", user=None, penalty=None, **values):
        rows = [Command.create({"user_id": person.id, "amount": amount}) for person, amount in shares]
        given = {"penalty_ids": (penalty or self.penalty).ids, "decision": "confirmed", "reason": reason, **values}
        wizard = self.env["complaint.decide.penalty"].with_user(user or self.mo)
        with self.at("2026-09-29 09:00"):
            wizard.create({**given, "share_ids": rows}).action_decide()

    def entries(self, penalty=None):
        return [(row.user_id, row.kind, row.amount) for row in (penalty or self.penalty).entry_ids.sorted("id")]

    def test_each_payer_has_an_entry_and_a_reversal(self):
        self.split((self.sun, 12), (self.hu, 8))
        self.assertEqual(self.entries(), [(self.sun, "confirmed", 12), (self.hu, "confirmed", 8)])
        self.assertEqual((self.penalty.state, self.penalty.payable), ("confirmed", 20))
        with self.at("2026-10-09 09:00"):
            self.penalty.with_user(self.mo)._decide("reversed", "The mail server was down.")
        self.assertEqual(self.entries()[2:], [(self.sun, "reversed", -12), (self.hu, "reversed", -8)])
        self.assertEqual(self.penalty.payable, 0)

    def test_it_is_told_in_the_chatter_and_in_the_dossier(self):
        self.split((self.sun, 12), (self.hu, 8))
        [note] = self.penalty.message_ids.filtered(lambda message: "Split between" in message.body)
        self.assertIn("Both forgot it.", note.body)
        for words in (self.sun.name, self.hu.name, "12.00", "8.00"):
            self.assertNotIn(words, note.body, "who pays how much is each one's own")
        [decided] = self.penalty.case_id._decided(self.penalty)["penalties"]
        self.assertEqual([row["amount"] for row in decided["shares"]], ["12.00", "8.00"])

    def test_the_shares_are_the_whole_and_each_of_another_person(self):
        for shares in (
            ((self.sun, 12), (self.hu, 7)),
            ((self.sun, 12), (self.hu, 8.01)),
            ((self.sun, 10.005), (self.hu, 9.995)),
        ):
            with self.refused(UserError, "together they are the whole"):
                self.split(*shares)
        for shares in (((self.sun, 20),), ((self.sun, 12), (self.sun, 8))):
            with self.refused(UserError, "two people at least"):
                self.split(*shares)
        for shares in (((self.sun, 20), (self.hu, 0)), ((self.sun, 25), (self.hu, -5))):
            with self.refused(UserError, "above zero"):
                self.split(*shares)
        self.assertEqual((self.penalty.state, self.entries()), ("proposed", []))

    def test_it_has_a_reason_and_is_one_penalty_s(self):
        with self.refused(UserError, "Say why the penalty is split"):
            self.split((self.sun, 12), (self.hu, 8), reason=" ")
        with self.refused(UserError, "not both"):
            self.split((self.sun, 12), (self.hu, 8), payer_id=self.qin.id)
        for decision in ("waived", "reversed"):
            penalty = self.penalty if decision == "waived" else self.fine("2026-09-24")
            if decision == "reversed":
                penalty.with_user(self.mo)._decide("confirmed", "")
            with self.refused(UserError, "one penalty at a time"):
                self.split((self.sun, 12), (self.hu, 8), penalty=penalty, decision=decision)
        with self.refused(UserError, "one penalty at a time"):
            self.split((self.sun, 12), (self.hu, 8), penalty=self.penalty | self.fine("2026-09-25"))

    def test_nobody_decides_on_a_share_of_their_own(self):
        with self.refused(AccessError, "of their own"):
            self.split((self.sun, 12), (self.mo, 8))
        self.split((self.sun, 12), (self.mo, 8), user=self.ada)
        with self.refused(AccessError, "your own"):
            self.penalty.with_user(self.mo)._decide("reversed", "Mine.")
        self.penalty.case_id.cancel_reason = "No complaint."
        with self.refused(AccessError, "your own"):
            self.penalty.case_id.with_user(self.mo).action_cancel()
        self.penalty.with_user(self.ada)._decide("reversed", "Nobody was late.")
        self.assertEqual(self.penalty.payable, 0)

    def test_who_pays_works_here_and_only_a_manager_splits(self):
        customer = new_test_user(self.env, "customer_split", groups="base.group_portal")
        with self.refused(UserError, "does not work in this company"):
            self.split((self.sun, 12), (customer, 8))
        for user in (self.sun, self.qin, self.hu):
            with self.assertRaises(AccessError):
                self.split((self.sun, 12), (self.hu, 8), user=user)

    def test_a_settled_range_is_split_by_what_was_settled(self):
        self.penalty._put({"amount": 0, "amount_min": 50, "amount_max": 200, "awaits": "person"})
        with self.refused(UserError, "together they are the whole"):
            self.split((self.sun, 120), (self.hu, 80), amount=100)
        self.split((self.sun, 60), (self.hu, 40), amount=100)
        self.assertEqual((self.penalty.amount, self.entries()[1]), (100, (self.hu, "confirmed", 40)))

    def test_the_form_offers_it_for_one_penalty_with_something_to_split(self):
        context = {"default_penalty_ids": self.penalty.ids, "default_decision": "confirmed"}
        with Form(self.env["complaint.decide.penalty"].with_user(self.mo).with_context(**context)) as form:
            self.assertTrue(form.may_split)
            for person, amount in ((self.sun, 5), (self.hu, 15)):
                with form.share_ids.new() as share:
                    share.user_id, share.amount = person, amount
            form.reason = "Both forgot it."
        form.record.action_decide()
        self.assertEqual(self.penalty.share_ids.mapped("amount"), [5, 15])

    def test_each_sees_the_own_share_and_a_manager_all(self):
        self.split((self.sun, 12), (self.hu, 8))
        shares = self.env["complaint.penalty.share"]
        seen = {user.login: shares.with_user(user).search([]).mapped("amount") for user in (self.sun, self.hu, self.mo)}
        self.assertEqual(seen, {"sun": [12], "hu": [8], "mo": [12, 8]})
