from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDocument(ComplaintCommon):
    """What is made of goods complained about: returns, replacements and credit notes of Odoo's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.panel = cls.env["product.product"].create(
            {
                "name": "Panel 550",
                "is_storable": True,
                "tracking": "lot",
                "list_price": 100,
                "invoice_policy": "delivery",
            }
        )
        cls.clamp = cls.env["product.product"].create(
            {"name": "Clamp", "is_storable": True, "list_price": 3, "invoice_policy": "delivery"}
        )
        stock = cls.env.ref("stock.warehouse0").lot_stock_id
        cls.lots = cls.env["stock.lot"].create([{"name": name, "product_id": cls.panel.id} for name in ("L-1", "L-2")])
        for lot in cls.lots:
            cls.env["stock.quant"]._update_available_quantity(cls.panel, stock, 20, lot_id=lot)
        cls.env["stock.quant"]._update_available_quantity(cls.clamp, stock, 500)
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.acme.id,
                "user_id": cls.sun.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity, "price_unit": price, "tax_ids": False}
                    )
                    for product, quantity, price in ((cls.panel, 30, 100), (cls.clamp, 60, 3))
                ],
            }
        )
        cls.order.action_confirm()
        cls.delivery = cls.order.picking_ids
        cls.done(cls.delivery)
        cls.books = new_test_user(
            cls.env, "books", groups="complaint_grading.group_quality,account.group_account_invoice"
        )

    @classmethod
    def done(cls, picking):
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def complained(self, quantity=4, lot=1, **values):
        """A complaint about panels of the second lot."""
        return self.complain(
            sale_order_id=self.order.id,
            picking_ids=[Command.set(self.delivery.ids)],
            line_ids=[
                Command.create(
                    {
                        "sale_line_id": self.order.order_line[0].id,
                        "picking_id": self.delivery.id,
                        "lot_id": self.lots[lot].id if lot is not None else False,
                        "quantity": quantity,
                    }
                )
            ],
            **values,
        )

    def dialog(self, case, user=None):
        action = case.with_user(user or self.sun).action_return_goods()
        return Form(self.env[action["res_model"]].with_user(user or self.sun).with_context(**action["context"]))

    def returned(self, case, is_done=True):
        """What comes back by Odoo's dialog, with what it proposes."""
        picking = self.env["stock.picking"].browse(self.dialog(case).save().action_create_returns()["res_id"])
        if is_done:
            picking.move_ids.picked = True
            picking.button_validate()
        return picking

    # Returns

    def test_the_return_begins_with_the_goods_complained_about(self):
        case = self.complained()
        with self.dialog(case) as form:
            self.assertEqual((form.picking_id, form.complaint_id), (self.delivery, case))
            quantities = {row["product_id"]: row["quantity"] for row in form.product_return_moves._records}
        self.assertEqual(quantities, {self.panel.id: 4, self.clamp.id: 0})

    def test_what_came_back_shows_on_the_goods(self):
        case = self.complained()
        picking = self.returned(case, is_done=False)
        self.assertEqual((picking.complaint_id, picking.picking_type_code), (case, "incoming"))
        self.assertEqual(picking.move_line_ids.lot_id, self.lots[1], "the lot that is complained about")
        self.assertEqual((case.line_ids.returned, case.has_returned), (0, False), "not before it has come")
        picking.move_ids.picked = True
        picking.button_validate()
        case.invalidate_recordset()
        case.line_ids.invalidate_recordset()
        self.assertEqual((case.line_ids.returned, case.has_returned, case.transfer_count), (4, True, 1))

    def test_they_lead_to_each_other(self):
        case = self.complained()
        picking = self.returned(case)
        self.assertEqual(case.with_user(self.sun).action_view_transfers()["res_id"], picking.id)
        self.assertEqual(picking.with_user(self.sun).action_view_complaint()["res_id"], case.id)

    def test_what_came_back_for_it_is_still_what_it_is_about(self):
        """The bounds stay: its own line can be corrected, and nobody complains about those pieces again."""
        case = self.complained(quantity=10)
        self.returned(case)
        case.line_ids.quantity = 9
        with self.refused(ValidationError, "the customer has only|are left"):
            self.complained(quantity=1, lot=1)
        with self.refused(ValidationError, "the customer has only|are left"):
            case.line_ids.quantity = 11
        self.assertTrue(self.complained(quantity=10, lot=0))

    def test_a_second_return_begins_with_what_is_left(self):
        case = self.complained()
        with self.dialog(case) as form, form.product_return_moves.edit(0) as row:
            row.quantity = 1
        picking = self.env["stock.picking"].browse(form.record.action_create_returns()["res_id"])
        picking.move_ids.picked = True
        picking.button_validate()
        self.env.invalidate_all()
        self.assertEqual(self.dialog(case).product_return_moves._records[0]["quantity"], 3)

    def test_what_was_not_delivered_is_not_returned(self):
        with self.refused(UserError, "there is nothing to return"):
            self.complain().action_return_goods()

    def test_an_exchange_is_of_the_complaint_and_counts_as_replaced(self):
        case = self.complained()
        self.dialog(case).save().action_create_exchanges()
        out = case.env["stock.picking"].search(
            [("complaint_id", "=", case.id), ("picking_type_id.code", "=", "outgoing")]
        )
        self.assertEqual(out.move_ids.mapped("product_uom_qty"), [4])
        self.done(out)
        self.env.invalidate_all()
        self.assertEqual(case.line_ids.replaced, 4)
        with self.refused(UserError, "already"):
            case.action_replace_goods()

    def test_what_is_left_of_a_return_stays_with_the_complaint(self):
        case = self.complained()
        picking = self.returned(case, is_done=False)
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        action = picking.button_validate()
        Form(self.env[action["res_model"]].with_context(**action["context"])).save().process()
        self.assertEqual(picking.backorder_ids.complaint_id, case)

    def test_odoo_s_return_without_a_complaint_is_as_it_was(self):
        context = {"active_id": self.delivery.id, "active_ids": self.delivery.ids, "active_model": "stock.picking"}
        with Form(self.env["stock.return.picking"].with_context(**context)) as form:
            self.assertEqual([row["quantity"] for row in form.product_return_moves._records], [0, 0])
            with form.product_return_moves.edit(0) as row:
                row.quantity = 1
        picking = self.env["stock.picking"].browse(form.record.action_create_returns()["res_id"])
        self.assertFalse(picking.complaint_id)

    # Replacements

    def test_a_replacement_is_an_order_without_charge(self):
        case = self.complained()
        order = self.env["sale.order"].browse(case.with_user(self.sun).action_replace_goods()["res_id"])
        self.assertEqual((order.complaint_id, order.origin, order.partner_id), (case, case.name, self.acme))
        self.assertEqual((order.state, order.amount_total), ("draft", 0))
        self.assertEqual((order.order_line.product_id, order.order_line.product_uom_qty), (self.panel, 4))
        order.action_confirm()
        self.assertEqual(order.amount_total, 0)
        self.done(order.picking_ids)
        self.env.invalidate_all()
        self.assertEqual((case.line_ids.replaced, case.replacement_count), (4, 1))
        self.assertEqual(order.with_user(self.sun).action_view_complaint()["res_id"], case.id)
        self.assertEqual(case.with_user(self.sun).action_view_replacements()["res_id"], order.id)

    def test_no_piece_is_replaced_twice(self):
        case = self.complained()
        first = self.env["sale.order"].browse(case.action_replace_goods()["res_id"])
        with self.refused(UserError, "in replacement orders or exchanges already"):
            case.action_replace_goods()
        first.order_line.product_uom_qty = 1
        second = self.env["sale.order"].browse(case.action_replace_goods()["res_id"])
        self.assertEqual(second.order_line.product_uom_qty, 3)
        (first | second)._action_cancel()
        third = self.env["sale.order"].browse(case.action_replace_goods()["res_id"])
        self.assertEqual(third.order_line.product_uom_qty, 4)

    # Credit notes

    def credit(self, case, **values):
        action = case.with_user(self.books).action_credit_goods()
        dialog = self.env[action["res_model"]].with_user(self.books).with_context(**action["context"])
        with Form(dialog) as form:
            for name, value in values.items():
                form[name] = value
        form.record.refund_moves()
        return form.record.sudo().new_move_ids

    def invoice(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        return invoice

    def test_a_credit_note_is_of_the_goods_complained_about(self):
        invoice, case = self.invoice(), self.complained()
        note = self.credit(case)
        self.assertEqual((note.complaint_id, note.reversed_entry_id, note.move_type), (case, invoice, "out_refund"))
        self.assertEqual([(row.product_id, row.quantity) for row in note.invoice_line_ids], [(self.panel, 4)])
        self.assertEqual(note.amount_total, 400)
        self.assertEqual(case.line_ids.credited, 0, "not before it is posted")
        note.action_post()
        self.env.invalidate_all()
        self.assertEqual((case.line_ids.credited, case.credit_note_count), (4, 1))
        self.assertEqual(note.with_user(self.books).action_view_complaint()["res_id"], case.id)
        self.assertEqual(case.with_user(self.books).action_view_credit_notes()["res_id"], note.id)
        with self.refused(UserError, "credited already"):
            self.credit(case)

    def test_the_whole_invoice_is_credited_where_that_is_wanted(self):
        invoice, case = self.invoice(), self.complained()
        note = self.credit(case, is_goods_only=False)
        self.assertEqual((note.complaint_id, note.amount_total), (case, invoice.amount_total))

    def test_what_was_not_invoiced_is_not_credited(self):
        with self.refused(UserError, "there is nothing to credit"):
            self.complained().action_credit_goods()

    # Rights

    def test_odoo_s_own_rights_hold(self):
        case = self.complained()
        with self.assertRaises(AccessError):
            case.with_user(self.qin).action_replace_goods()
        with self.assertRaises(AccessError):
            case.with_user(self.qin).action_return_goods()
        self.invoice()
        action = case.with_user(self.sun).action_credit_goods()
        with self.assertRaises(AccessError):
            self.env[action["res_model"]].with_user(self.sun).with_context(**action["context"]).create({})

    def test_a_complaint_that_one_may_not_read_is_not_named(self):
        case = self.complained(user_id=self.ada.id, quality_user_id=False)
        self.order.user_id = self.ada
        for values in ({"complaint_id": case.id}, {}):
            context = {} if values else {"default_complaint_id": case.id}
            orders = self.env["sale.order"].with_user(self.sun).with_context(**context)
            with self.assertRaises(AccessError):
                orders.create({"partner_id": self.acme.id, **values})

    def test_who_has_no_complaints_returns_goods_as_before(self):
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_user")
        context = {"active_id": self.delivery.id, "active_ids": self.delivery.ids, "active_model": "stock.picking"}
        dialog = self.env["stock.return.picking"].with_user(keeper).with_context(**context)
        with Form(dialog) as form, form.product_return_moves.edit(0) as row:
            row.quantity = 1
        picking = self.env["stock.picking"].browse(form.record.action_create_returns()["res_id"])
        self.assertEqual(picking.picking_type_code, "incoming")
        self.assertFalse(picking.complaint_id)

    def test_who_has_no_complaints_makes_documents_as_before(self):
        for groups, model, values in (
            ("stock.group_stock_user", "stock.picking", {"picking_type_id": self.delivery.picking_type_id}),
            ("sales_team.group_sale_salesman", "sale.order", {"partner_id": self.acme}),
            ("account.group_account_invoice", "account.move", {"partner_id": self.acme}),
        ):
            user = new_test_user(self.env, model, groups=groups)
            moves = self.env[model].with_user(user).with_context(default_move_type="out_invoice")
            with (
                self.subTest(model),
                Form(moves if model == "account.move" else self.env[model].with_user(user)) as form,
            ):
                for name, value in values.items():
                    form[name] = value
            self.assertFalse(form.record.sudo().complaint_id)

    def test_another_company_s_complaint_is_not_named(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "complaint_policy_id": self.factory.id})
        case = self.complain(company_id=elsewhere.id, user_id=False, quality_user_id=False)
        with self.assertRaises(UserError):
            self.env["sale.order"].create({"partner_id": self.acme.id, "complaint_id": case.id})
