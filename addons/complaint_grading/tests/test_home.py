import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon


def figures(part):
    """Every figure of a page, at whatever depth."""
    if isinstance(part, dict):
        if "list" in part:
            yield part
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from figures(inner)


class HomeCase(ComplaintCommon):
    def page(self, user, **chosen):
        return self.env["complaint.home"].with_user(user).overview(**chosen)

    def tile(self, page, key):
        return next(tile for tile in page["tiles"] if tile["key"] == key)

    def rows(self, page, key):
        panels = [panel for panel in page["panels"] if panel["key"] == key]
        return {row["label"]: row for panel in panels for row in panel["rows"]}

    def listed(self, user, figure):
        return self.env[figure["list"]["model"]].with_user(user).search(figure["list"]["domain"])


@tagged("post_install", "-at_install")
class TestHome(HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What a demo database has belongs to another company's day; these people look at a company of their own.
        cls.works = cls.env["res.company"].create({"name": "Works", "complaint_policy_id": cls.factory.id})
        cls.works.complaint_policy_ids = cls.pv
        cls.people = cls.sun | cls.qin | cls.hu | cls.mo | cls.ada
        cls.people.company_ids = [Command.link(cls.works.id)]
        cls.people.company_id = cls.works
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.works.ids))
        cls.printing, cls.packing = cls.env["complaint.department"].create(
            [
                {"name": "Printing", "code": "printing", "company_id": cls.works.id, "head_id": cls.hu.id},
                {"name": "Packing", "code": "packing", "company_id": cls.works.id},
            ]
        )
        cls.module, cls.frame = cls.env["product.product"].create([{"name": "Module"}, {"name": "Frame"}])

    def complaints(self):
        """Three of this week, of which one is overdue and one in another department, and one closed last week."""
        goods = [
            Command.create({"product_id": self.module.id, "quantity": 2, "amount": 100}),
            Command.create({"product_id": self.module.id, "quantity": 1, "amount": 50}),
            Command.create({"product_id": self.frame.id, "quantity": 1, "amount": 25}),
        ]
        late = self.complain(
            issue="Crack", department_id=self.printing.id, received_at="2026-11-16 02:00:00", line_ids=goods
        )
        self.happens(late, "quality_notified", "2026-11-16T11:00")
        other = self.complain(issue="Crack", department_id=self.packing.id, received_at="2026-11-20 01:30:00")
        graded = self.complain(
            self.pv, issue="Loss", department_id=self.printing.id, facts={"total_cost": 3000000, "defect_level": "1"}
        )
        done = self.complain(issue="Scratch", department_id=self.printing.id, received_at="2026-11-10 02:00:00")
        with self.at("2026-11-17T10:00"):
            self.finish(done)
        return late, other, graded, done

    def test_each_figure_opens_a_list_of_just_as_many_for_every_role(self):
        self.complaints()
        for user in self.people:
            page = self.page(user)
            found = list(figures(page))
            self.assertGreater(len(found), 30)
            for figure in found:
                with self.subTest(user=user.login, figure=figure["label"], domain=figure["list"]["domain"]):
                    self.assertEqual(len(self.listed(user, figure)), figure["count"])

    def test_a_page_is_json(self):
        self.complaints()
        page = self.page(self.mo)
        self.assertEqual(json.loads(json.dumps(page))["filters"], page["filters"])

    def test_what_a_person_may_not_see_is_not_counted(self):
        self.complaints()
        opened = {user.login: self.tile(self.page(user), "open")["count"] for user in self.people}
        self.assertEqual(opened, {"sun": 3, "qin": 3, "hu": 2, "mo": 3, "ada": 3})
        self.assertEqual(set(self.rows(self.page(self.hu), "department")), {"Printing"})
        self.assertEqual(set(self.rows(self.page(self.mo), "department")), {"Printing", "Packing"})

    def test_who_has_no_right_to_complaints_is_refused(self):
        for groups in ("base.group_user", "base.group_portal"):
            with self.assertRaises(AccessError):
                self.page(new_test_user(self.env, f"without_{groups[-4:]}", groups=groups))

    def test_the_figures_of_a_day(self):
        late, _other, graded, done = self.complaints()
        page = self.page(self.mo, weeks=4)
        overdue = self.listed(self.mo, self.tile(page, "overdue"))
        self.assertEqual(overdue.case_id, late)
        self.assertEqual(self.tile(page, "overdue")["tone"], "danger")
        self.assertEqual(set(self.listed(self.mo, self.tile(page, "today")).mapped("state")) - {"overdue"}, {"to_do"})
        self.assertEqual(self.tile(page, "received")["count"], 4)
        self.assertEqual([row["count"] for row in self.rows(page, "nature").values()], [2, 1, 1])
        self.assertEqual(
            {name: row["count"] for name, row in self.rows(page, "product").items()}, {"Module": 1, "Frame": 1}
        )
        self.assertEqual(self.rows(page, "cost")["Goods complained about"]["value"], 175)
        grades = list(self.rows(page, "grade"))
        self.assertEqual(grades[0], graded.grade_id.display_name)
        self.assertEqual(grades[-1], "Not graded")
        received, closed = page["charts"][0]["series"]
        self.assertEqual([week["count"] for week in received["figures"]], [0, 0, 1, 3])
        self.assertEqual(sum(week["count"] for week in closed["figures"]), 1)
        self.assertEqual(self.listed(self.mo, closed["figures"][-1]), done)

    def test_costs_count_once_they_are_approved(self):
        _late, other, *_rest = self.complaints()
        receipt = Command.create({"name": "receipt.pdf", "raw": b"%PDF"})
        for amount in (30, 7):
            costs = self.env["complaint.cost"].with_user(self.ada)
            cost = costs.create({"case_id": other.id, "name": "Fitter", "amount": amount, "proof_ids": [receipt]})
            if amount == 30:
                cost.with_user(self.mo).action_approve()
        row = self.rows(self.page(self.mo), "cost")["Costs approved"]
        self.assertEqual((row["value"], row["count"]), (30, 1))
        self.assertEqual(self.listed(self.mo, row), other)

    def test_the_rate_is_of_the_duties_that_fell_due(self):
        late, *_others, done = self.complaints()
        rate = self.tile(self.page(self.mo), "on_time")
        duties = self.listed(self.mo, rate)
        self.assertLessEqual(duties.case_id, late | done | _others[0])
        broken = duties.filtered(lambda duty: duty.state in ("late", "overdue"))
        self.assertEqual(rate["value"], round(100 * (len(duties) - len(broken)) / len(duties)))
        self.assertEqual(self.listed(self.mo, rate["also"][0]), broken)
        self.assertTrue(broken)

    def test_the_turn_is_shown_by_person_with_what_is_overdue(self):
        late, *_others = self.complaints()
        rows = self.rows(self.page(self.mo), "turn")
        person = self.listed(self.mo, self.tile(self.page(self.mo), "overdue")).user_id[:1]
        self.assertTrue(rows[person.name]["also"][0]["count"])
        self.assertEqual(self.listed(self.mo, rows[person.name]["also"][0]).case_id, late)

    def test_the_week_is_the_reader_s(self):
        """Sunday night in Greenwich is Monday in Shanghai."""
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        self.complain(received_at="2026-11-15 20:00:00")
        self.mo.tz = "Asia/Shanghai"
        week = self.page(self.mo, weeks=4)["charts"][0]["series"][0]["figures"]
        self.assertEqual([one["count"] for one in week], [0, 0, 0, 1])
        self.mo.tz = "UTC"
        week = self.page(self.mo, weeks=4)["charts"][0]["series"][0]["figures"]
        self.assertEqual([one["count"] for one in week], [0, 0, 1, 0])

    def test_a_department_and_a_company_are_looked_at_alone(self):
        self.complaints()
        page = self.page(self.mo, department_id=self.packing.id)
        self.assertEqual(self.tile(page, "open")["count"], 1)
        self.assertEqual([name for _id, name in page["filters"]["departments"]], ["Packing", "Printing"])
        self.assertEqual([name for _id, name in self.page(self.hu)["filters"]["departments"]], ["Printing"])
        home = self.env["complaint.home"].with_user(self.mo)
        home = home.with_context(allowed_company_ids=self.mo.company_ids.ids)
        self.assertIn("Works", self.rows(home.overview(), "company"))
        self.assertEqual(self.tile(home.overview(company_id=self.works.id), "open")["count"], 3)

    def test_a_company_that_is_not_ticked_is_not_looked_at(self):
        self.complaints()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        page = self.page(self.mo, company_id=elsewhere.id)
        self.assertFalse(page["filters"]["company_id"])
        self.assertEqual(self.tile(page, "open")["count"], 3)

    def test_what_waits_for_a_decision_is_a_manager_s(self):
        late, *_others = self.complaints()
        with self.at("2026-11-20T10:30"):
            self.complete(late)
        page = self.page(self.mo)
        ripe = self.listed(self.mo, self.tile(page, "to_decide"))
        self.assertTrue(ripe)
        self.assertNotIn("to_decide", [tile["key"] for tile in self.page(self.hu)["tiles"]])
        proposed = self.rows(page, "penalty")["Proposed"]
        penalties = self.listed(self.mo, proposed)
        self.assertEqual(proposed["note"], penalties.currency_id.format(sum(penalties.mapped("amount"))))

    def test_an_empty_page_says_what_to_do(self):
        page = self.page(self.mo)
        self.assertTrue(page["is_empty"])
        self.assertIn("Raise Complaint", page["empty"])
        self.assertIn("departments", self.page(self.hu)["empty"])
        self.printing.head_id = False
        self.assertIn("head of no department", self.page(self.hu)["empty"])
        self.assertFalse(page["panels"])

    def test_weeks_are_those_offered(self):
        with self.assertRaises(UserError):
            self.page(self.mo, weeks=13)

    def test_who_leads_begins_at_home_and_the_others_at_their_work(self):
        menus = self.env["ir.ui.menu"]
        root = self.env.ref("complaint_grading.menu_root")
        for user, begins in (
            (self.mo, "menu_home"),
            (self.hu, "menu_home"),
            (self.sun, "menu_my_duties"),
            (self.qin, "menu_my_duties"),
        ):
            known = menus.with_user(user).load_web_menus(False)
            first = self.env.ref(f"complaint_grading.{begins}")
            with self.subTest(user.login):
                self.assertEqual(known[root.id]["actionID"], first.action.id)


@tagged("post_install", "-at_install", "is_query_count")
class TestHomeQueries(HomeCase):
    def test_many_complaints_ask_no_more_than_few(self):
        """A fixed number of queries, whatever is stored: pinned."""
        goods = self.env["product.product"].create({"name": "Module"})
        asked = []
        for count in (3, 60):
            self.env["complaint.case"].create(
                [
                    {
                        "partner_id": self.acme.id,
                        "policy_id": self.factory.id,
                        "issue": f"n{number % 5}",
                        "received_at": "2026-11-16 02:00:00",
                        "line_ids": [Command.create({"product_id": goods.id, "quantity": 1, "amount": 5})],
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            home = self.env["complaint.home"].with_user(self.mo)
            home.overview()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            home.overview()
            asked.append(self.env.cr.sql_log_count - before)
        self.assertEqual(asked[0], asked[1])
        self.assertLessEqual(asked[1], 60)
