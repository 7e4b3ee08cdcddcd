from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestWork(PeopleCommon):
    """My Work: steps, duties and periodic work in one list, with the time left, for whoever has to do them."""

    def setUp(self):
        super().setUp()
        self.env["complaint.periodic.work"].search([]).unlink()
        self.map("clerk", self.clerk)
        self.map("quality", self.clerk)
        self.map("marketing", self.cai)
        with self.at("2026-09-21 09:00"):
            self.case = self.raise_case()
            self.owe()

    def test_periodic_work_stands_beside_steps_and_duties(self):
        with self.at("2026-09-21 09:00"):
            mine = self.work_of(self.clerk)
            self.assertEqual(set(mine.mapped("kind")), {"step", "periodic"})
            periodic = mine.filtered(lambda row: row.code == "quality_statistics")
            work = self.work()
            self.assertEqual((periodic.periodic_id, periodic.case_id.ids), (work, []))
            self.assertEqual((periodic.label, periodic.due_at), (work.display_name, work.due_at))
            self.assertEqual(periodic.party_label, work.owner_label)
            self.assertEqual(periodic.remaining_hours, 31.5, "Friday is a holiday")
            self.assertEqual((periodic.state, periodic.urgency), ("to_do", 2))

    def test_it_is_signed_from_the_list(self):
        with self.at("2026-09-22 09:00"):
            periodic = self.work_of(self.clerk).filtered(lambda row: row.code == "quality_statistics")
            action = periodic.action_do()
            self.assertEqual(action["res_model"], "complaint.periodic.done")
            wizard = self.env["complaint.periodic.done"].with_user(self.clerk).with_context(**action["context"])
            wizard.create({}).action_sign()
            self.assertNotIn("quality_statistics", self.work_of(self.clerk).mapped("code"))
            self.assertEqual(periodic.action_open()["res_model"], "complaint.periodic.work")

    def test_what_is_overdue_comes_first_whatever_its_kind(self):
        with self.at("2026-09-28 09:00"):
            self.watch()
            self.owe()
            rows = self.env["complaint.work"].search([("company_id", "=", self.env.company.id)])
            ranks = [(row.urgency, row.due_at or row.since_at.replace(year=2999)) for row in rows]
            self.assertEqual(ranks, sorted(ranks))
            overdue = rows.filtered(lambda row: row.state == "overdue")
            self.assertLessEqual({"duty", "periodic"}, set(overdue.mapped("kind")))
            self.assertEqual(set(overdue.mapped("urgency")), {0})

    def test_what_has_ended_is_on_no_list_and_comes_back_when_reopened(self):
        here = [("case_id", "=", self.case.id)]
        listed = self.env["complaint.work"].search_count(here)
        self.assertTrue(listed)
        self.case.with_user(self.mo).write({"cancel_reason": "Sent twice.", "stage": "cancelled"})
        self.assertFalse(self.env["complaint.work"].search_count(here))
        self.case.with_user(self.mo).write({"reopen_reason": "It was not.", "stage": "in_progress"})
        self.assertEqual(self.env["complaint.work"].search_count(here), listed)

    def test_each_sees_the_own_work_and_quality_all_of_it(self):
        works = self.env["complaint.work"]
        periodic = [("kind", "=", "periodic")]
        self.assertEqual(set(works.with_user(self.clerk).search(periodic).user_id), set(self.clerk))
        self.assertFalse(works.with_user(self.ding).search([]))
        self.assertLess(
            len(works.with_user(self.clerk).search(periodic)), len(works.with_user(self.qin).search(periodic))
        )
        with self.assertRaises(AccessError):
            works.with_user(self.qin).search(periodic)[0].with_user(self.ding).read(["label"])

    def test_it_is_filtered_and_grouped(self):
        works = self.env["complaint.work"].with_user(self.mo)
        for group in ("user_id", "party_id", "kind", "state", "department_id", "case_id", "due_at:day"):
            with self.subTest(group):
                self.assertTrue(works.formatted_read_group([], [group], ["__count"]))
        named = works.search([("party_id.name", "ilike", "quality")])
        self.assertIn("quality_statistics", named.mapped("code"))

    def test_a_page_is_read_in_the_order_of_the_indexes(self):
        """Of many rows only those of the page are read and none are sorted as a whole."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            """
            INSERT INTO complaint_duty (case_id, company_id, user_id, code, round, state, work_rank, due_at)
            SELECT case_id, company_id, %s, 'many_' || n, 1, 'open', 2, timestamp '2027-01-01' + n * interval '1 minute'
              FROM complaint_duty CROSS JOIN generate_series(1, 20000) n WHERE id = %s
            """,
            [self.ding.id, self.case.duty_ids[0].id],
        )
        cr.execute("ANALYZE complaint_duty")
        works = self.env["complaint.work"]
        for domain in ([], [("user_id", "=", self.ding.id)]):
            with self.subTest(domain):
                query = works._search(domain, order=works._order, limit=80)
                cr.execute("EXPLAIN " + cr.mogrify(query.select()).decode())
                plan = "\n".join(line for (line,) in cr.fetchall())
                self.assertRegex(plan, "Index Scan using complaint_duty_listed")
                self.assertNotRegex(plan, "Seq Scan on complaint_duty")
