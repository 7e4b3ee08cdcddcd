from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from ...tools.kernel_bridge import kernel

# No goods are worth or count more; figures beyond lose their last digits, or cannot be added up.
MOST = {"quantity": 1e9, "watts_per_unit": 1e9, "amount": 1e12}


class ComplaintLine(models.Model):
    """Goods complained about: product, lot, quantity and value."""

    _name = "complaint.line"
    _description = "Complaint Line"
    _inherit = ("complaint.guarded", "complaint.traced.goods")
    _order = "case_id, id"
    _check_company_auto = True
    _given = frozenset(
        {"case_id", "sale_line_id", "picking_id", "product_id", "lot_id", "quantity", "amount", "watts_per_unit"}
    )

    case_id = fields.Many2one("complaint.case", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    sale_line_id = fields.Many2one("sale.order.line", "Order Line", index="btree_not_null", check_company=True)
    picking_id = fields.Many2one("stock.picking", "Delivery", index="btree_not_null", check_company=True)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", domain="[('product_id', '=', product_id)]")
    quantity = fields.Float(
        digits="Product Unit",
        default=1.0,
        required=True,
        help="How much is complained about, in the unit of the product, whatever unit it was ordered in.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="Value of these goods without taxes, in the currency of the company.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    watts_per_unit = fields.Float(
        compute="_compute_watts_per_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 3),
        help="Peak power of one unit, from the product.",
    )

    _product_latest_idx = models.Index("(product_id, id)")
    _lot_latest_idx = models.Index("(lot_id, id) WHERE lot_id IS NOT NULL")
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a complaint line must be above zero."
    )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.sale_line_id.product_id or line.product_id

    @api.onchange("product_id")
    def _onchange_product_id(self):
        """Goods of the complaint's order come with their place in it, delivery and lot, as far as only one is left."""
        order = self.case_id.sale_order_id._origin
        if not order or not self.product_id or self.sale_line_id.product_id == self.product_id:
            return
        rows = [
            row
            for row in self.env["complaint.raise"]._prepare_lines(order, None)
            if row["product_id"] == self.product_id._origin.id and row["quantity"]
        ]
        for name in ("sale_line_id", "picking_id", "lot_id"):
            found = {row.get(name) for row in rows} - {None, False}
            self[name] = found.pop() if len(found) == 1 else False

    @api.depends("sale_line_id", "quantity", "product_id")
    def _compute_amount(self):
        for line in self:
            sold, company = line.sale_line_id, line._company()
            if not sold:
                line.amount = line.amount or 0.0
            elif line._rate_missing():
                line.amount = 0.0
            else:
                day = (line.case_id.received_at or fields.Datetime.now()).date()
                line.amount = sold.currency_id._convert(line._value_as_sold(), company.currency_id, company, day)

    def _company(self):
        return self.case_id.company_id or self.sale_line_id.company_id

    def _rate_missing(self):
        """Whether the goods were sold in a currency of which Odoo does not know the worth."""
        sold = self.sale_line_id
        return bool(sold) and not sold.currency_id._complaint_rate_known(self._company())

    def _value_as_sold(self):
        """What the customer paid for these goods, after discounts and without taxes, in the order's currency."""
        sold = self.sale_line_id
        ordered = self.product_id.uom_id._compute_quantity(self.quantity, sold.product_uom_id, round=False)
        if not sold.product_uom_qty:
            return sold.price_reduce_taxexcl * ordered
        return sold.price_subtotal / sold.product_uom_qty * ordered

    @api.depends("product_id")
    def _compute_watts_per_unit(self):
        for line in self:
            line.watts_per_unit = line.product_id.complaint_watts_per_unit

    @api.constrains("quantity", "watts_per_unit", "amount")
    def _check_bounds(self):
        for line in self:
            for name, most in MOST.items():
                if not 0 <= line[name] <= most:  # refuses what is no number, too
                    raise ValidationError(
                        self.env._(
                            "%(product)s: %(field)s cannot be below zero or above %(most)s; correct it.",
                            product=line.product_id.display_name,
                            field=self._fields[name]._description_string(self.env),
                            most=f"{most:,.0f}",
                        )
                    )

    @api.constrains("quantity", "sale_line_id", "picking_id", "lot_id", "product_id", "case_id")
    def _check_delivered(self):
        """No more of a delivery, or of a lot in it, is complained about than the customer has and has not named yet."""
        for case in self.case_id:
            for goods, by_lot in case.line_ids._same_goods():
                most, wanted = goods[0]._room(by_lot, apart_from=case), sum(goods.mapped("quantity"))
                rounding = goods[0].product_id.uom_id.rounding or 0.01
                if most is not None and float_compare(wanted, most, precision_rounding=rounding) > 0:
                    raise ValidationError(goods[0]._too_much(wanted, most, by_lot))

    def _too_much(self, wanted, most, by_lot):
        told = {
            "product": (self.lot_id if by_lot else self.product_id).display_name,
            "wanted": wanted,
            "most": most,
            "unit": self.product_id.uom_id.name,
        }
        already = self._complained(by_lot, apart_from=self.case_id)
        if not already:
            return self.env._(
                "%(product)s: %(wanted)g %(unit)s are complained about, but the customer has only "
                "%(most)g of it: delivered (or, before any delivery, ordered) less returned.",
                **told,
            )
        return self.env._(
            "%(product)s: %(wanted)g %(unit)s are complained about, but only %(most)g are left: other complaints are "
            "about %(already)g of what was delivered (or, before any delivery, ordered).",
            already=already,
            **told,
        )

    def _same_goods(self):
        """Lines counted together, and whether by lot: those of one order line, and of one lot of it."""
        traced = self.filtered(lambda line: line.sale_line_id or line.picking_id)
        for origin in traced.grouped(lambda line: line.sale_line_id or line.picking_id).values():
            for goods in origin.grouped("product_id").values():
                yield goods, False
                for lot in goods.filtered("lot_id").grouped("lot_id").values():
                    yield lot, True

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.case_id.check_access("write")
        lines._tell({})
        lines.case_id._lines_changed()
        return lines

    def write(self, vals):
        cases, before = self.case_id, self._words()
        result = super().write(vals)
        self.case_id.check_access("write")
        self._tell(before)
        (cases | self.case_id)._lines_changed()
        return result

    def unlink(self):
        cases, before = self.case_id, self._words()
        result = super().unlink()
        for (case, _line), words in before.items():
            case._tell_changes([(self.env._("Goods"), words, "")])
        cases._lines_changed()
        return result

    def _words(self):
        """Map each line of a complaint that is judged already, with its complaint, to what it says."""
        return {
            (line.case_id, line): ", ".join(
                filter(
                    None,
                    (
                        line.product_id.display_name,
                        line.sudo().lot_id.name,  # sudo: the lot's number, which the line shows
                        f"{kernel.plain(line.quantity)} {line.uom_id.name}",
                        line.currency_id.format(line.amount),
                    ),
                )
            )
            for line in self
            if line.case_id.assessed_at
        }

    def _tell(self, before):
        now = self._words()
        for case, line in {**before, **now}:
            words = before.get((case, line), ""), now.get((case, line), "")
            if words[0] != words[1]:
                case._tell_changes([(self.env._("Goods"), *words)])
