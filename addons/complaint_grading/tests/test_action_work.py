from icalendar import Calendar
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .eight_d import EightDCommon


@tagged("post_install", "-at_install")
class TestActionWork(EightDCommon):
    """Actions of an 8D in My Work, and with who stands in while their owner or judge is away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tang = new_test_user(cls.env, "tang", groups="complaint_grading.group_user", name="Tang")

    def away(self, user, deputy, first, last):
        days = {"first_day": first, "last_day": last}
        return self.env["complaint.absence"].create({"user_id": user.id, "deputy_id": deputy.id, **days})

    def follow(self):
        with self.enter_registry_test_mode():
            self.env.ref("complaint_grading.cron_absence").method_direct_trigger()
        self.env.invalidate_all()

    def listed(self, user):
        self.env.flush_all()
        self.env.invalidate_all()  # each looks at the list anew
        works = self.env["complaint.work"].with_user(user)
        return works.search([("kind", "=", "action"), ("user_id", "=", user.id)])

    def test_what_is_to_be_done_and_to_be_judged_is_listed(self):
        corrective = self.begin()
        action = self.plan(corrective)
        [row] = self.listed(self.lei)
        self.assertEqual((row.action_id, row.case_id, row.label), (action, corrective.case_id, "New rollers"))
        self.assertEqual((row.due_at, row.state, row.party_label), (action.due_at, "to_do", "8D"))
        self.assertEqual(row.remaining_hours, action.remaining_hours)
        self.assertEqual(row.action_do()["res_model"], "complaint.do.action")
        self.assertEqual(row.action_open()["res_id"], corrective.id)
        self.do(action)
        self.assertFalse(self.listed(self.lei))
        [row] = self.listed(self.mo)
        self.assertIn("Judge the effect", row.label)
        self.assertEqual(str(row.due_at), "2026-11-20 16:00:00", "the end of the day in Beijing")
        self.judge(action)
        self.assertFalse(self.listed(self.mo))

    def test_what_is_overdue_comes_first(self):
        action = self.plan(self.begin())
        self.assertEqual(self.listed(self.lei).state, "to_do")
        with self.at("2026-12-01 09:00"):
            self.watch()
            self.assertEqual((self.listed(self.lei).state, self.listed(self.lei).urgency), ("overdue", 0))
            action.due_at = "2026-12-08 02:00:00"
            self.assertEqual(self.listed(self.lei).state, "to_do", "it has another moment")

    def test_what_is_dropped_or_cancelled_is_on_no_list(self):
        corrective = self.begin()
        action = self.plan(corrective)
        self.plan(corrective, "Clean the line", "preventive")
        self.assertEqual(len(self.listed(self.lei)), 2)
        action.with_user(self.qin).drop("not needed")
        self.assertEqual(self.listed(self.lei).label, "Clean the line")
        corrective.case_id.write({"cancel_reason": "Sent twice.", "stage": "cancelled"})
        self.assertFalse(self.listed(self.lei))

    def test_it_goes_to_the_deputy_and_comes_back(self):
        with self.at("2026-11-20 09:00"):
            action = self.plan(self.begin())
            asked = action.activity_id
            self.away(self.lei, self.tang, "2026-11-23", "2026-11-24")
            self.assertEqual(action.asked_id, self.lei)
        with self.at("2026-11-23 00:01"):
            self.follow()
            self.assertEqual(
                (action.user_id, action.asked_id, action.stands_in_for_id), (self.lei, self.tang, self.lei)
            )
            self.assertEqual((asked.user_id, asked.active), (self.tang, True))
            self.assertIn("(for lei", asked.summary)
            [row] = self.listed(self.tang)
            self.assertEqual(row.stands_in_for_id, self.lei)
            new = self.plan(action.corrective_id, "Clean the line", "containment")
            self.assertEqual((new.asked_id, new.activity_id.user_id), (self.tang, self.tang))
        with self.at("2026-11-25 00:01"):
            self.follow()
            self.assertEqual((action.asked_id, action.stands_in_for_id.ids), (self.lei, []))
            self.assertEqual((asked.user_id, asked.active), (self.lei, True))
            self.assertFalse(self.listed(self.tang))
            self.assertFalse(action.with_user(self.tang).has_access("read"), "what Tang stood in for is Lei's again")

    def test_the_deputy_does_it_with_its_proof(self):
        with self.at("2026-11-20 09:00"):
            action = self.plan(self.begin())
            action.write({"judge_id": self.mo.id, "judge_on": "2026-11-20"})
            with self.assertRaises(AccessError):
                action.with_user(self.tang).record_done(result="done")
            self.away(self.lei, self.tang, "2026-11-20", "2026-11-24")
        with self.at("2026-11-20 10:00"):
            self.follow()
            deputy = action.with_user(self.tang)
            self.assertTrue(deputy.may_do and action.with_user(self.lei).may_do)
            deputy.write({"proof_ids": self.proof(self.tang).ids})
            deputy.record_done(result="done in Lei's place")
        self.assertEqual((action.state, action.done_by_id), ("to_judge", self.tang))

    def test_the_deputy_of_the_judge_judges_unless_the_action_is_the_own(self):
        with self.at("2026-11-20 09:00"):
            own, other = self.plan(self.begin()), self.plan(self.begin(), user=self.tang)
            for action in (own, other):
                self.do(action)
            self.away(self.mo, self.tang, "2026-11-20", "2026-11-24")
        with self.at("2026-11-20 10:00"):
            self.follow()
            self.assertEqual((own.asked_id, own.stands_in_for_id), (self.tang, self.mo))
            self.assertEqual((other.asked_id, other.stands_in_for_id.ids), (self.mo, []), "Tang did it")
            with self.assertRaises(AccessError):
                other.with_user(self.tang).record_effect(True, "looks fine")
            own.with_user(self.tang).record_effect(True, "No set-off in 500 sheets.")
        self.assertEqual(own.judged_by_id, self.tang)

    def test_it_stands_in_the_calendar_feed(self):
        action = self.plan(self.begin())
        feeds = self.env["complaint.feed"].with_user(self.lei)
        feed = feeds.browse(feeds.action_open_own()["res_id"])
        secret = feed.address.rpartition("/")[2].removesuffix(".ics")
        [event] = Calendar.from_ical(self.env["complaint.feed"]._read_by(self.lei.id, secret)).walk("VEVENT")
        self.assertEqual(str(event["summary"]), f"{action.case_id.name}: New rollers")
