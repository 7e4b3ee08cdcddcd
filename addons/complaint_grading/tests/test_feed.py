from icalendar import Calendar
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestFeed(PeopleCommon, HttpCase):
    """One's own due moments in a calendar program: a secret address, read only, that its owner ends."""

    def setUp(self):
        super().setUp()
        self.map("marketing", self.cai)
        self.case = self.raise_case()
        self.duty_of_cai = self.duty(self.case, "notify_departments")

    def feed(self, user=None):
        feeds = self.env["complaint.feed"].with_user(user or self.cai)
        return feeds.browse(feeds.action_open_own()["res_id"])

    def path(self, feed):
        return feed.address.partition("/complaint_grading")[1] + feed.address.partition("/complaint_grading")[2]

    def get(self, path):
        """As a calendar program, without a session."""
        self.env.flush_all()
        self.authenticate(None, None)
        return self.url_open(path)

    def events(self, answer):
        self.assertEqual(answer.status_code, 200)
        return {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}

    def test_it_holds_the_own_open_due_moments(self):
        answer = self.get(self.path(self.feed()))
        self.assertTrue(answer.headers["Content-Type"].startswith("text/calendar"))
        self.assertIn("no-store", answer.headers["Cache-Control"])
        [event] = self.events(answer).values()
        self.assertTrue(str(event["uid"]).startswith(f"complaint.duty.{self.duty_of_cai.id}@"))
        self.assertEqual(str(event["summary"]), f"{self.case.name}: {self.duty_of_cai.label}")
        self.assertEqual(event["dtstart"].dt.replace(tzinfo=None), self.duty_of_cai.due_at)
        self.assertTrue(str(event["url"]).endswith(f"/odoo/complaints/{self.case.id}"))

    def test_neither_customers_nor_penalties_stand_in_it(self):
        with self.at("2026-11-27 09:00"):
            self.watch()
        self.assertTrue(self.case.penalty_ids.filtered(lambda row: row.user_id == self.cai))
        text = self.get(self.path(self.feed())).text.replace("\r\n ", "")
        self.assertIn("Overdue", text)
        for hidden in ("ACME", "CNY", "20.00", "30.00"):
            self.assertNotIn(hidden, text)

    def test_what_is_done_and_what_is_another_s_is_not_in_it(self):
        self.assertFalse(self.events(self.get(self.path(self.feed(self.ding)))))
        feed = self.path(self.feed())
        with self.later(60):
            self.case.with_user(self.cai).record_event("departments_notified")
        self.assertFalse(self.events(self.get(feed)))

    def test_it_follows_whose_work_it_is_and_speaks_that_one_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ding.lang = "zh_CN"
        self.map("marketing", self.ding)
        text = self.get(self.path(self.feed(self.ding))).text
        self.assertIn(self.duty_of_cai.with_context(lang="zh_CN").label, text.replace("\r\n ", ""))

    @mute_logger("odoo.http")
    def test_a_wrong_address_is_none_whoever_s_it_is(self):
        path = self.path(self.feed())
        head, _slash, tail = path.rpartition("/")
        stranger = f"/complaint_grading/feed/{self.ding.id}/{tail}"
        unknown = f"/complaint_grading/feed/999999999/{tail}"
        pages = [self.get(one) for one in (f"{head}/x.ics", f"{head}/x{tail}", f"{head}/ü.ics", stranger, unknown)]
        self.assertEqual({page.status_code for page in pages}, {404})
        self.assertEqual(self.url_open(path, data={"x": 1}).status_code, 405)

    @mute_logger("odoo.http")
    def test_it_ends_by_another_address_and_altogether(self):
        feed = self.feed()
        first = self.path(feed)
        feed.action_renew()
        feed.invalidate_recordset()
        second = self.path(feed)
        self.assertEqual((self.get(first).status_code, self.get(second).status_code), (404, 200))
        feed.action_end()
        self.assertEqual(self.get(second).status_code, 404)
        self.assertNotIn(self.path(self.feed()), (first, second))

    @mute_logger("odoo.http")
    def test_it_ends_with_who_leaves_or_loses_the_right(self):
        path = self.path(self.feed())
        self.cai.group_ids = self.env.ref("base.group_user")
        self.assertEqual(self.get(path).status_code, 404)
        self.cai.group_ids = self.env.ref("complaint_grading.group_user")
        self.assertEqual(self.get(path).status_code, 200)
        self.cai.active = False
        self.assertEqual(self.get(path).status_code, 404)

    def test_each_has_the_own_one_alone(self):
        feed = self.feed()
        for user in (self.ding, self.mo, self.ada, self.qin):
            mine = feed.with_user(user)
            for act in (
                lambda mine=mine: mine.read(["address"]),
                lambda mine=mine: mine.action_renew(),
                lambda mine=mine: mine.action_end(),
                lambda mine=mine: mine.write({"key": "known"}),
                lambda mine=mine: mine.create({"user_id": self.cai.id}),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    act()
            self.assertFalse(mine.search([("id", "=", feed.id)]))
        with self.assertRaises(AccessError):
            feed.read(["key"])
        for login, group in (("plain7", "base.group_user"), ("portal7", "base.group_portal")):
            with self.assertRaises(AccessError):
                self.env["complaint.feed"].with_user(new_test_user(self.env, login, groups=group)).action_open_own()

    def test_it_opens_from_the_preferences(self):
        action = self.env.ref("complaint_grading.action_complaint_feed").with_user(self.cai).run()
        self.assertEqual(action["res_model"], "complaint.feed")
