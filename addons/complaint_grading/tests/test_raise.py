from odoo.exceptions import UserError, ValidationError
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
        """The complaint about all goods that are offered, where a test has not chosen itself."""
        wizard = self.env["complaint.raise"].with_user(self.sun).browse(action["res_id"])
        if not any(wizard.line_ids.mapped("quantity")):
            wizard.line_ids.is_chosen = True
        wizard.write(values)
        return self.env["complaint.case"].browse(wizard.action_raise()["res_id"])

    def test_photos_go_with_the_complaint(self):
        action = self.order.with_user(self.sun).action_raise_complaint()
        files = self.env["ir.attachment"].with_user(self.sun)
        here = {"res_model": "complaint.raise", "res_id": action["res_id"]}
        photo = files.create({"name": "crack.jpg", "raw": b"x", **here})
        elsewhere = {"res_model": "sale.order", "res_id": self.order.id}
        other = files.create({"name": "own.txt", "raw": b"x", **elsewhere})
        case = self.raised(action, file_ids=[Command.set((photo | other).ids)])
        self.assertEqual((photo.res_model, photo.res_id), ("complaint.case", case.id))
        self.assertEqual((other.res_model, other.res_id), ("sale.order", self.order.id), "it belongs elsewhere")
        self.assertTrue(photo.with_user(self.qin).has_access("read"))

    def test_from_the_order(self):
        action = self.order.with_user(self.sun).action_raise_complaint()
        with Form(self.env["complaint.raise"].with_user(self.sun).browse(action["res_id"])) as form:
            form.issue = "crack"
            with form.line_ids.edit(0) as line:
                self.assertEqual((line.is_chosen, line.quantity, line.at_most), (False, 0, 40), "the person chooses")
                line.is_chosen = True
                self.assertEqual(line.quantity, 40)
                line.is_chosen = False
                self.assertEqual(line.quantity, 0)
                line.quantity = 10
                self.assertTrue(line.is_chosen)
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
        self.assertFalse(any(wizard.line_ids.mapped("is_chosen")))
        wizard.description = "The invoice is wrong."
        case = self.env["complaint.case"].browse(wizard.action_raise()["res_id"])
        self.assertFalse(case.line_ids or case.derived_ids)

    def test_nothing_said_is_no_complaint(self):
        wizard = self.env["complaint.raise"].browse(self.order.action_raise_complaint()["res_id"])
        with self.refused(UserError, "Choose the goods complained about"):
            wizard.action_raise()
        wizard.issue = "crack"
        self.assertTrue(wizard.action_raise()["res_id"])

    def test_facts_are_given_with_it(self):
        action = self.order.with_user(self.sun).action_raise_complaint()
        wizard = self.env["complaint.raise"].with_user(self.sun).browse(action["res_id"])
        self.assertEqual(wizard.derived_names, {"facts": []})
        wizard.line_ids.quantity = 10
        self.assertEqual(set(wizard.derived_names["facts"]), {"total_cost", "involved_power"})
        case = self.raised(action, facts={"defect_level": "1", "media_exposure": True})
        told = case._fact_values()
        self.assertEqual((told["defect_level"], told["media_exposure"], told["justified"]), ("1", True, True))
        self.assertEqual({row.fact for row in case.derived_ids}, {"total_cost", "involved_power"})
        self.assertEqual(case.grade, "II")

    def test_a_fact_of_the_wrong_kind_is_refused(self):
        action = self.order.with_user(self.sun).action_raise_complaint()
        with self.refused(ValidationError, "expected one of 1, 2, 3"):
            self.raised(action, facts={"defect_level": "17"})

    def test_before_the_delivery_the_order_lines_are_offered(self):
        order = self.order.copy()
        wizard = self.env["complaint.raise"].browse(order.action_raise_complaint()["res_id"])
        self.assertEqual(wizard.line_ids.mapped("at_most"), [40])

    def test_no_policy_in_use_says_so(self):
        self.env.company.complaint_policy_id = False
        with self.assertRaisesRegex(UserError, "manager chooses one under"):
            self.order.action_raise_complaint()

    def test_a_return_is_no_delivery_to_complain_about(self):
        self.assertEqual(self.picking.picking_type_code, "outgoing")
        self.assertEqual(self.env["complaint.raise"]._prepare_lines(self.order, None)[0]["lot_id"], self.lot.id)

    def deliver(self, picking):
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()

    def test_packs_count_as_what_they_hold(self):
        """4 packs of 6 at 600 a pack, sold in packs, of a product kept in units of 500 W."""
        yuan = self.env.ref("base.CNY")
        yuan.active = True
        yuan.rate_ids.unlink()
        yuan.rate_ids = [Command.create({"name": "2020-01-01", "rate": 1, "company_id": self.env.company.id})]
        pack = self.env["uom.uom"].create(
            {"name": "Pack of 6", "relative_factor": 6, "relative_uom_id": self.env.ref("uom.product_uom_unit").id}
        )
        module = self.env["product.product"].create(
            {"name": "Module", "is_storable": True, "complaint_watts_per_unit": 500, "uom_ids": [Command.set(pack.ids)]}
        )
        values = {"product_id": module.id, "product_uom_qty": 4, "product_uom_id": pack.id, "price_unit": 600}
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme.id,
                "user_id": self.sun.id,
                "order_line": [Command.create({**values, "tax_ids": False})],
            }
        )
        order.action_confirm()
        undelivered = self.env["complaint.raise"]._prepare_lines(order, None)
        self.assertEqual([row["quantity"] for row in undelivered], [24])
        self.env["stock.quant"]._update_available_quantity(module, self.env.ref("stock.warehouse0").lot_stock_id, 24)
        self.deliver(order.picking_ids)
        case = self.raised(order.with_user(self.sun).action_raise_complaint())
        self.assertEqual((case.line_ids.quantity, case.line_ids.amount), (24, 2400))
        self.assertEqual((case.facts["total_cost"], case.facts["involved_power"]), (2400, 0.012))
        self.assertEqual(case.grade, "V")
        order.order_line.discount = 50
        case.line_ids.quantity = 12
        self.assertEqual(case.line_ids.amount, 600)

    def test_no_more_than_the_customer_has(self):
        case = self.raised(self.order.with_user(self.sun).action_raise_complaint())
        for quantity in (40.01, 999):
            with self.assertRaisesRegex(ValidationError, "the customer has only 40"), self.env.cr.savepoint():
                case.line_ids.quantity = quantity
        back = self.env["stock.return.picking"].create({"picking_id": self.picking.id})
        back.product_return_moves.quantity = 10
        self.deliver(self.env["stock.picking"].browse(back.action_create_returns()["res_id"]))
        with self.assertRaisesRegex(ValidationError, "the customer has only 30"), self.env.cr.savepoint():
            case.line_ids.quantity = 31
        case.line_ids.quantity = 30

    def test_what_is_complained_about_already_is_shown_and_counts(self):
        self.raised(self.order.with_user(self.sun).action_raise_complaint()).line_ids.quantity = 25
        action = self.order.with_user(self.sun).action_raise_complaint()
        line = self.env["complaint.raise"].browse(action["res_id"]).line_ids
        self.assertEqual((line.complained, line.at_most, line.is_chosen), (25, 15, False))
        line.quantity = 16
        with self.refused(ValidationError, "only 15 are left.*other complaints are about 25"):
            self.raised(action)
        line.quantity = 15
        second = self.raised(action)
        third = self.env["complaint.raise"].browse(self.picking.with_user(self.sun).action_raise_complaint()["res_id"])
        self.assertEqual((third.line_ids.complained, third.line_ids.at_most), (40, 0))
        third.line_ids.is_chosen = True
        third.line_ids.invalidate_recordset()
        self.assertFalse(third.line_ids.is_chosen, "nothing is left to complain about")
        second.cancel_reason = "Nothing was broken."
        second.action_cancel()
        again = self.raised(self.order.with_user(self.sun).action_raise_complaint())
        self.assertEqual(again.line_ids.quantity, 15)
        with self.assertRaisesRegex(ValidationError, "only 0 are left"), self.env.cr.savepoint():
            second.action_reopen()

    def test_what_came_back_is_not_offered(self):
        back = self.env["stock.return.picking"].create({"picking_id": self.picking.id})
        back.product_return_moves.quantity = 10
        self.deliver(self.env["stock.picking"].browse(back.action_create_returns()["res_id"]))
        wizard = self.env["complaint.raise"].browse(self.order.action_raise_complaint()["res_id"])
        self.assertEqual(wizard.line_ids.at_most, 30)

    def test_no_more_than_is_ordered_before_the_delivery(self):
        order = self.order.copy()
        action = order.with_user(self.sun).action_raise_complaint()
        self.env["complaint.raise"].browse(action["res_id"]).line_ids.quantity = 41
        with self.assertRaisesRegex(ValidationError, "the customer has only 40"):
            self.raised(action)

    def test_taxes_do_not_count_and_other_currencies_do_at_their_rate(self):
        """Ten panels of 40 at 100 a piece, tax included; the order in a currency of which two are one of ours."""
        tax = self.env["account.tax"].create(
            {"name": "13 % in", "amount": 13, "price_include_override": "tax_included"}
        )
        other = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2, "company_id": self.env.company.id})],
            }
        )
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": other.id})
        order = self.order.copy({"pricelist_id": pricelist.id})
        order.order_line.filtered("product_id").write({"tax_ids": [Command.set(tax.ids)], "price_unit": 226})
        action = order.with_user(self.sun).action_raise_complaint()
        self.env["complaint.raise"].browse(action["res_id"]).line_ids.quantity = 10
        self.assertEqual(self.raised(action).line_ids.amount, 1000, "226 of theirs are 200 without tax, 100 of ours")

    def test_a_price_in_a_currency_without_a_rate_is_not_taken_for_ones_own(self):
        other = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": other.id})
        order = self.order.copy({"pricelist_id": pricelist.id})
        case = self.raised(order.with_user(self.sun).action_raise_complaint())
        self.assertEqual(case.line_ids.amount, 0)
        self.assertRegex(case.derivation_text, "XTS")
        self.assertNotIn("total_cost", case._fact_values())

    def test_amounts_and_quantities_have_bounds(self):
        line = {"product_id": self.panel.id, "quantity": 1}
        for name, value in {"amount": 1e300, "quantity": 1e12, "watts_per_unit": 1e18}.items():
            with self.assertRaisesRegex(ValidationError, "cannot be (below zero or above|kept here)"):
                self.complain(self.pv, line_ids=[Command.create({**line, name: value})])
        for value in (-1, float("nan")):
            with self.assertRaisesRegex(ValidationError, "cannot be (below zero or above|kept here)"):
                self.complain(self.pv, line_ids=[Command.create({**line, "amount": value})])
