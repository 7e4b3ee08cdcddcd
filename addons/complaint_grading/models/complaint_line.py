from odoo import api, fields, models


class ComplaintLine(models.Model):
    """Goods complained about: product, lot, quantity and value."""

    _name = "complaint.line"
    _description = "Complaint Line"
    _order = "case_id, id"
    _check_company_auto = True

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
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
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

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a complaint line must be above zero."
    )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.sale_line_id.product_id or line.product_id

    @api.depends("sale_line_id", "quantity", "product_id")
    def _compute_amount(self):
        for line in self:
            sold, case = line.sale_line_id, line.case_id
            if not sold:
                line.amount = line.amount or 0.0
                continue
            company = case.company_id or sold.company_id
            day = (case.received_at or fields.Datetime.now()).date()
            value = sold.price_reduce_taxexcl * line.quantity
            line.amount = sold.currency_id._convert(value, company.currency_id, company, day)

    @api.depends("product_id")
    def _compute_watts_per_unit(self):
        for line in self:
            line.watts_per_unit = line.product_id.complaint_watts_per_unit

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.case_id._lines_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.case_id._lines_changed()
        return result

    def unlink(self):
        cases = self.case_id
        result = super().unlink()
        cases._lines_changed()
        return result
