from odoo.tests import tagged, users, warmup

from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install", "is_query_count")
class TestQueries(ComplaintCommon):
    def facts_of(self, count):
        return [
            {
                "partner_id": self.acme.id,
                "policy_id": self.pv.id,
                "issue": f"n{number}",
                "facts": {"total_cost": 5},
                "received_at": beijing("2026-09-24 16:30"),
            }
            for number in range(count)
        ]

    def queries(self, work):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_reassessing_many_costs_about_as_much_as_one(self):
        cases = self.env["complaint.case"].create(self.facts_of(30))
        self.env.invalidate_all()
        one = self.queries(lambda: cases[0]._reassess())
        self.env.invalidate_all()
        many = self.queries(lambda: cases._reassess())
        self.assertLessEqual(many, one + 12)

    def test_raising_many_costs_a_number_each_and_nothing_more(self):
        """A batch looks up once what its complaints share; only the number of each is drawn for itself."""
        told = self.env(context={**self.env.context, "tracking_disable": False})["complaint.case"]
        told.create(self.facts_of(1) * 10)
        few, many = (
            self.queries(lambda rows=rows: told.create([{**row, "user_id": self.qin.id} for row in rows]))
            for rows in (self.facts_of(1) * 10, self.facts_of(1) * 40)
        )
        self.assertLessEqual(many, few + 30)

    def test_history_is_one_query(self):
        cases = self.env["complaint.case"].create(self.facts_of(10))
        cases.mapped("commercial_partner_id.name")
        self.assertLessEqual(self.queries(cases._before), 1)

    def test_unrelated_complaints_are_neither_read_nor_asked_for(self):
        """With ten times as many complaints of others, re-assessing one takes the same queries and keeps the same."""
        case = self.env["complaint.case"].create(self.facts_of(2)[1:] * 2)[1:]
        case.received_at = beijing("2026-09-25 10:00")
        seen = []
        for others in (20, 180):
            self.env["complaint.case"].create([dict(row, issue=f"x{i}") for i, row in enumerate(self.facts_of(others))])
            self.env.flush_all()
            self.env.invalidate_all()
            queries = self.queries(case._reassess)
            read = case.search_count(case._earlier_domain(case.policy_id))
            seen.append((queries, read, len(case._basis()["complaint"]["history"])))
        self.assertEqual(seen[0], seen[1])
        self.assertEqual(seen[0][1:], (1, 1))

    @users("qin")
    @warmup
    def test_changing_a_fact(self):
        case = self.env["complaint.case"].create(self.facts_of(1))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(qin=42):
            case.facts = {"total_cost": 6}
            self.env.flush_all()

    @users("qin")
    @warmup
    def test_whose_event_it_is(self):
        """Who stands for the parties of twenty kinds of event is looked up once, and not for each of them."""
        case = self.env["complaint.case"].create({"partner_id": self.acme.id, "policy_id": self.factory.id})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(qin=12):
            case.event_type_ids.mapped("code")

    @users("qin")
    @warmup
    def test_the_list(self):
        cases = self.env["complaint.case"].create(self.facts_of(20))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(qin=16):
            cases.read(
                [
                    "name",
                    "partner_id",
                    "grade",
                    "grade_label",
                    "grade_tone",
                    "next_due_at",
                    "is_overdue",
                    "stage",
                    "facts",
                ]
            )
