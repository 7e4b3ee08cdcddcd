from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon

TOUR = "complaint_grading_tour"


@tagged("post_install", "-at_install")
class TestTour(ComplaintCommon, HttpCase):
    """A new salesperson is led from an order to the first entry of a complaint's journal, when asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.complaint_policy_id = cls.pv
        cls.sun.password = "sun-password"
        cls.sun.tz = "Asia/Shanghai"
        module = cls.env["product.product"].create({"name": "Module"})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.acme.id,
                "user_id": cls.sun.id,
                "order_line": [Command.create({"product_id": module.id, "product_uom_qty": 20})],
            }
        )
        cls.order.action_confirm()

    def test_it_leads_to_the_first_complaint(self):
        self.start_tour("/odoo", TOUR, login="sun", timeout=120)
        case = self.order.complaint_ids
        self.assertEqual((len(case), case.user_id, case.partner_id), (1, self.sun, self.acme))
        self.assertTrue(case.grade and case.event_ids and case.description)

    def test_it_comes_to_nobody_who_has_not_asked_for_it(self):
        tours = self.env["web_tour.tour"].with_user(self.sun)
        self.assertFalse(tours.get_current_tour())
        self.sun.tour_enabled = True
        others = tours.search([("name", "!=", TOUR)])
        others.sudo().user_consumed_ids = [Command.link(self.sun.id)]
        self.assertEqual(tours.get_current_tour()["name"], TOUR)
        self.assertFalse(tours.consume(TOUR), "whoever has taken it is not led again")
