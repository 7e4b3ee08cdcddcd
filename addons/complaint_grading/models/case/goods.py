from odoo import api, fields, models
from odoo.fields import Command


class ComplaintCase(models.Model):
    """The goods complained about: products and lots of the lines, and those of the order that are offered."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    # As superuser: whoever reads the complaint reads it whole, with or without rights to stock; ids only.
    lot_ids = fields.Many2many(
        "stock.lot", string="Lots", compute="_compute_lot_ids", search="_search_lot_ids", compute_sudo=True
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        compute="_compute_lot_ids",
        search="_search_product_ids",
        compute_sudo=True,
    )
    # As superuser: the goods of the order are offered to whoever handles the complaint; ids only.
    order_product_ids = fields.Many2many(
        "product.product", string="Goods of the Order", compute="_compute_order_product_ids", compute_sudo=True
    )

    @api.depends("line_ids.lot_id", "line_ids.product_id")
    def _compute_lot_ids(self):
        for case in self:
            case.lot_ids = case.line_ids.lot_id
            case.product_ids = case.line_ids.product_id

    def _search_lot_ids(self, operator, value):
        return [("line_ids.lot_id", operator, value)]

    def _search_product_ids(self, operator, value):
        return [("line_ids.product_id", operator, value)]

    @api.onchange("sale_order_id")
    def _onchange_sale_order_id(self):
        """A new complaint about an order begins with its customer; of which goods it is, people say one by one."""
        order = self.sale_order_id
        if order and not self._origin:
            self.partner_id = self.partner_id or order.partner_id
            self.line_ids = [Command.clear()]

    @api.depends("sale_order_id")
    def _compute_order_product_ids(self):
        for case in self:
            case.order_product_ids = case.sale_order_id.order_line.product_id
