from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestCalls(PeopleCommon):
    """Call-backs: a list of whom to call, how each call went in one click, and then the next one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.developer = cls._policy("property-developer")
        cls.env.company.complaint_policy_ids |= (
            cls.developer | cls._policy("rating-agency") | cls._policy("office-building")
        )
        cls.acme.phone = "+86 21 5550 1234"

    def setUp(self):
        super().setUp()
        self.env["complaint.party"]._ensure(self.env.company, self.developer)
        self.map("customer_service", self.clerk)
        self.map("unit_concerned", self.cai)

    def applied(self, at="2026-07-06 10:00"):
        """A complaint whose owner is to be called back."""
        with self.at("2026-07-06 09:00"):
            case = self.complain(self.developer, category="lift", facts={"level": "general"})
        with self.at(at):
            self.happens(case, "progress_fed_back")
            self.happens(case, "close_applied", data={"kind": "normal"})
        return case

    def calls(self, user=None, case=None):
        works = self.env["complaint.work"].with_user(user or self.clerk)
        return works.search([("call_event", "!=", False), *([("case_id", "=", case.id)] if case else [])])

    def dialog(self, action, user=None):
        return self.env["complaint.call"].with_user(user or self.clerk).browse(action["res_id"])

    def said(self, case, kind="call_back"):
        return [event.data for event in case.event_ids.filtered(lambda event: event.type == kind)]

    def test_whom_to_call_is_listed_with_number_and_due_moment(self):
        case = self.applied()
        with self.at("2026-07-06 11:00"):
            [row] = self.calls(case=case)
            self.assertEqual((row.phone, row.call_count, row.user_id), (self.acme.phone, 0, self.clerk))
            self.assertTrue(row.due_at)
            waiting = self.complain(self.developer, category="lift")
            self.assertFalse(self.calls(case=waiting), "nobody has applied for closing")
            self.assertFalse(self.calls(self.ding))

    def test_in_vain_the_call_stays_owed_and_is_counted(self):
        case = self.applied()
        with self.at("2026-07-06 11:00"):
            dialog = self.dialog(self.calls(case=case).action_call())
            self.assertTrue(dialog.asks_word)
            dialog.action_not_reached()
        self.assertEqual(self.said(case), [{"reached": False}])
        with self.at("2026-07-06 15:00"):
            [row] = self.calls(case=case)
            self.assertEqual(row.call_count, 1)
            dialog = self.dialog(row.action_call())
            self.assertIn(self.clerk.name, dialog.calls_text)
            dialog.action_agreed()
        self.assertEqual(self.said(case), [{"reached": False}, {"reached": True, "agreed": True}])
        self.assertFalse(self.calls(case=case))
        self.assertTrue(case.may_close)

    def test_who_does_not_agree_says_what_with(self):
        case = self.applied()
        with self.at("2026-07-06 11:00"):
            dialog = self.dialog(self.calls(case=case).action_call())
            with self.refused(UserError, "what the customer does not agree with"):
                dialog.action_not_agreed()
            dialog.note = "The lift still jolts."
            dialog.action_not_agreed()
        self.assertEqual(self.said(case), [{"reached": True, "agreed": False}])
        self.assertEqual(case.event_ids.filtered(lambda event: event.type == "call_back").note, "The lift still jolts.")
        self.assertFalse(self.calls(case=case), "the unit deals with it again first")

    def test_then_comes_the_next_one_until_the_list_is_worked_through(self):
        cases = self.env["complaint.case"].union(*(self.applied() for _ in range(3)))
        with self.at("2026-07-06 11:00"):
            self.assertEqual(self.calls().case_id, cases)
            action, met = self.calls()[0].action_call(), []
            while action.get("res_model"):
                dialog = self.dialog(action)
                met.append(dialog.case_id)
                self.assertEqual(dialog.left_count, 3 - len(met))
                action = dialog.action_next() if len(met) == 1 else dialog.action_not_reached()
            self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self.env["complaint.case"].union(*met), cases)
        self.assertEqual(sorted(len(self.said(case)) for case in cases), [0, 1, 1])

    def test_what_somebody_else_did_meanwhile_is_not_recorded_twice(self):
        case = self.applied()
        with self.at("2026-07-06 11:00"):
            first, second = (self.dialog(self.calls(case=case).action_call()) for _ in range(2))
            first.action_agreed()
            with self.refused(UserError, "not owed any more"):
                second.action_agreed()
        self.assertEqual(len(self.said(case)), 1)

    def test_the_customer_s_word_is_an_entry_of_its_own_where_the_regulation_has_it_so(self):
        agency = self._policy("rating-agency")
        self.env["complaint.party"]._ensure(self.env.company, agency)
        self.map("complaint_officer", self.clerk)
        with self.at("2026-07-06 09:00"):
            case = self.complain(agency)
        for hour, kind in enumerate(("recorded", "passed_to_head", "opinion_signed", "result_told"), 10):
            with self.at(f"2026-07-06 {hour}:00"):
                self.happens(case, kind)
        with self.at("2026-07-06 15:00"):
            dialog = self.dialog(self.calls(case=case)[0].action_call())
            dialog.action_not_reached()
            self.assertFalse(self.said(case, "satisfaction_called"), "the regulation has no event for it")
            self.assertIn("nobody was reached", case.message_ids[0].body)
            self.assertTrue(case.message_ids[0].is_internal)
            dialog = self.dialog(self.calls(case=case)[0].action_call())
            dialog.action_agreed()
        self.assertEqual(len(self.said(case, "satisfaction_called")), 1)
        self.assertEqual(len(self.said(case, "customer_accepted")), 1)

    def test_each_works_through_the_own_list_and_records_what_is_theirs(self):
        case = self.applied()
        with self.at("2026-07-06 11:00"):
            action = self.calls(case=case).action_call()
            with self.assertRaises(AccessError):
                self.dialog(action, self.ding).read(["phone"])
            with self.assertRaises(AccessError):
                self.calls(case=case).with_user(self.ding).action_call()
            quality = self.dialog(self.calls(self.qin, case).action_call(), self.qin)
            with self.assertRaises(AccessError):
                quality.action_agreed()
        self.assertFalse(self.said(case))

    def test_what_is_no_call_is_none(self):
        case = self.raise_case()
        self.map("clerk", self.clerk)
        row = self.work_of(self.clerk).filtered(lambda row: row.case_id == case)[:1]
        with self.refused(UserError, "No call is owed"):
            row.action_call()
