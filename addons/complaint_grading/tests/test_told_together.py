from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..models.base.chatter import MOST_NAMED
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestToldTogether(ComplaintCommon):
    """Who is given many complaints at once is told once, and follows each of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False}, user=cls.qin)
        cls.sun.lang = "zh_CN"

    def raised(self, *people):
        return self.env["complaint.case"].create(
            [{"partner_id": self.acme.id, "policy_id": self.factory.id, "user_id": user.id} for user in people]
        )

    def told(self, user):
        """What a person was told of the own complaints, as (subject, text)."""
        found = (
            self.env["mail.message"]
            .sudo()
            .search([("message_type", "=", "user_notification"), ("notified_partner_ids", "in", user.partner_id.ids)])
        )
        return [(message.subject, html2plaintext(message.body)) for message in found]

    def test_many_at_once_are_one_message(self):
        cases = self.raised(*[self.mo] * (MOST_NAMED + 5), self.hu)
        [(subject, text)] = self.told(self.mo)
        self.assertEqual(subject, f"Complaint: {MOST_NAMED + 5} assigned to you")
        self.assertIn(cases[0].display_name, text)
        self.assertIn(cases[MOST_NAMED - 1].display_name, text)
        self.assertNotIn(cases[MOST_NAMED].display_name, text)
        self.assertIn("and 5 more", text)
        [(subject, _text)] = self.told(self.hu)
        self.assertEqual(subject, f"You have been assigned to {cases[-1].display_name}")
        for case in cases:
            self.assertLessEqual((self.qin | case.user_id).partner_id, case.message_follower_ids.partner_id)

    def test_each_is_told_in_the_own_language(self):
        self.raised(self.sun, self.sun)
        [(subject, _text)] = self.told(self.sun)
        self.assertEqual(subject, "客户投诉：2 件已分派给您")

    def test_given_to_another_together(self):
        cases = self.raised(self.hu, self.hu, self.qin)
        cases.write({"user_id": self.mo.id})
        [(subject, text)] = self.told(self.mo)
        self.assertEqual(subject, "Complaint: 3 assigned to you")
        self.assertIn(cases[2].display_name, text)

    def test_nobody_is_told_of_the_own_act(self):
        self.raised(self.qin, self.qin)
        self.assertFalse(self.told(self.qin))

    def test_a_context_gives_nobody_what_the_server_settles(self):
        """Else a program could let anybody follow the penalties of others, and be told of them."""
        [case] = self.raised(self.qin)
        penalties = self.env["complaint.penalty"].sudo().with_context(default_user_id=self.hu.id)
        values = {"case_id": case.id, "clause": "1", "payer": "responsible", "outcome": "fine"}
        penalty = penalties._put_new([values])
        self.assertFalse(penalty.user_id)
        self.assertNotIn(self.hu.partner_id, penalty.message_follower_ids.partner_id)
        self.assertFalse(self.told(self.hu))
