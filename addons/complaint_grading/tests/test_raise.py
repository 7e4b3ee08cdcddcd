from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRaise(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.complaint_policy_id = cls.pv
        cls.panel = cls.env["product.product"].create(
            {
                "name": "Panel 550",
                "is_storable": True,
                "tracking": "lot",
                "list_price": 100,
                "complaint_watts_per_unit": 550,
            }
        )
        cls.lot = cls.env["stock.lot"].create({"name": "L-1", "product_id": cls.panel.id})
        stock = cls.env.ref("stock.warehouse0").lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.panel, stock, 50, lot_id=cls.lot)
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.acme.id,
                "user_id": cls.sun.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.panel.id, "product_uom_qty": 40, "price_unit": 100, "tax_ids": False}
                    ),
                    Command.create({"display_type": "line_note", "name": "Handle with care"}),
                ],
            }
        )
        cls.order.action_confirm()
        cls.picking = cls.order.picking_ids
        cls.picking.action_assign()
        cls.picking.move_ids.picked = True
        cls.picking.button_validate()

    def raised(self, action, **values):
        wizard = self.env["complaint.raise"].with_user(self.sun).browse(action["res_id"])
        wizard.write(values)
        return self.env["complaint.case"].browse(wizard.action_raise()["res_id"])

    def test_from_the_order(self):
        action = self.order.with_user(self.sun).action_raise_complaint()
        with Form(self.env["complaint.raise"].with_user(self.sun).browse(action["res_id"])) as form:
            form.issue = "crack"
            with form.line_ids.edit(0) as line:
                line.quantity = 10
        case = self.raised(action)
        self.assertEqual((case.partner_id, case.sale_order_id, case.picking_ids), (self.acme, self.order, self.picking))
        self.assertEqual((case.line_ids.lot_id, case.line_ids.quantity, case.line_ids.amount), (self.lot, 10, 1000))
        self.assertEqual(case.facts["involved_power"], 0.0055)
        self.assertEqual(case.user_id, self.sun)
        self.assertEqual(self.order.with_user(self.sun).complaint_count, 1)
        self.assertEqual(self.picking.with_user(self.sun).complaint_count, 1)

    def test_from_the_delivery(self):
        case = self.raised(self.picking.with_user(self.sun).action_raise_complaint(), description="Broken glass")
        self.assertEqual((case.sale_order_id, case.picking_ids, case.lot_ids), (self.order, self.picking, self.lot))
        self.assertEqual(case.line_ids.quantity, 40)
        action = self.picking.action_view_complaints()
        self.assertEqual(self.env["complaint.case"].search(action["domain"]), case)

    def test_chosen_lines_only(self):
        action = self.order.with_user(self.sun).action_raise_complaint()
        wizard = self.env["complaint.raise"].browse(action["res_id"])
        wizard.line_ids.is_chosen = False
        case = self.raised(action)
        self.assertFalse(case.line_ids or case.derived_ids)

    def test_before_the_delivery_the_order_lines_are_offered(self):
        order = self.order.copy()
        wizard = self.env["complaint.raise"].browse(order.action_raise_complaint()["res_id"])
        self.assertEqual(wizard.line_ids.mapped("quantity"), [40])

    def test_no_policy_in_use_says_so(self):
        self.env.company.complaint_policy_id = False
        with self.assertRaisesRegex(UserError, "choose one in the settings"):
            self.order.action_raise_complaint()

    def test_a_return_is_no_delivery_to_complain_about(self):
        self.assertEqual(self.picking.picking_type_code, "outgoing")
        self.assertEqual(self.env["complaint.raise"]._prepare_lines(self.order, None)[0]["lot_id"], self.lot.id)
