from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoStory(TransactionCase):
    """Whoever looks at the demo finds something on each screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("complaint_grading.demo_company")
        cls.here = [("company_id", "=", cls.company.id)]

    def user(self, name):
        return self.env.ref(f"complaint_grading.demo_{name}")

    def test_customers_are_to_be_called_back_one_of_them_again(self):
        works = self.env["complaint.work"].with_user(self.user("supervisor"))
        calls = works.search([("call_event", "!=", False), ("user_id", "=", self.user("supervisor").id)])
        self.assertEqual(sorted(calls.mapped("call_count")), [0, 1])
        self.assertTrue(all(calls.mapped("phone")))
        agreed = self.env["complaint.case"].search([*self.here, ("issue", "=", "mosquitoes in the courtyard")])
        self.assertEqual(agreed.stage, "closed")

    def test_one_meeting_was_held_with_a_decision_and_one_is_to_come(self):
        panels = self.env["complaint.panel"].search(self.here)
        held, to_come = (panels.filtered(lambda one, state=state: one.state == state) for state in ("held", "invited"))
        self.assertEqual((len(held), len(to_come)), (1, 1))
        self.assertEqual(set(held.attendee_ids.mapped("attended")), {"yes", "no"})
        self.assertTrue(held.decision_label and held.reason and held.minutes)
        self.assertTrue(to_come.attendee_ids.activity_id)

    def test_a_sample_was_read_but_for_one_and_one_difference_discussed(self):
        sample = self.env["complaint.reading.sample"].search(self.here)
        self.assertEqual(sample.reading_count - sample.read_count, 1)
        self.assertEqual(sample.difference_ids.mapped("fact"), ["defect_level"])
        self.assertTrue(sample.difference_ids.note and sample.agreement_html)
        left = self.env["complaint.reading"].with_user(self.user("auditor")).search([("state", "=", "to_read")])
        self.assertEqual(len(left), 1)
        self.assertTrue(left.may_read)

    def test_goods_of_a_lot_that_is_there_are_delivered_again(self):
        """Lots outlive the addon where it is removed and installed once more."""
        demo = self.env["complaint.demo"].with_company(self.company)
        one, other = (demo._sell("demo_east_lake", 60, [("demo_module_550", 10, 495)]) for _time in range(2))
        self.assertEqual(one.picking_ids.move_ids.lot_ids, other.picking_ids.move_ids.lot_ids)
