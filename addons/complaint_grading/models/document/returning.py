from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# Of this complaint is a delivery that Odoo makes in exchange for what comes back.
EXCHANGE = "complaint_exchange_id"


class ComplaintCase(models.Model):
    """What the customer sends back is a return of its delivery, as Odoo makes it."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def action_return_goods(self):
        """Ask in Odoo's own dialog what comes back; it begins with what is complained about and not back yet."""
        self.ensure_one()
        self.check_access("write")
        deliveries = self._deliveries()
        if not deliveries:
            raise UserError(
                self.env._(
                    "Nothing of the goods of %(number)s was delivered; there is nothing to return.", number=self.name
                )
            )
        left = self.line_ids.filtered(lambda line: line.quantity > line.returned).picking_id & deliveries
        first = (left or deliveries)[0]
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.act_stock_return_picking")
        active = {"active_model": "stock.picking", "active_id": first.id, "active_ids": first.ids}
        return dict(action, context={**active, "default_complaint_id": self.id})

    def _deliveries(self):
        """The deliveries of the goods complained about that have arrived."""
        pickings = self.line_ids.picking_id or self.picking_ids or self.sale_order_id.picking_ids
        return pickings.filtered(lambda one: one.state == "done" and one.picking_type_code == "outgoing")


class StockReturnPicking(models.TransientModel):
    """Odoo's dialog for returns, for a complaint: with its goods, its lots and its deliveries."""

    _inherit = "stock.return.picking"

    complaint_id = fields.Many2one("complaint.case", readonly=True)
    complaint_picking_ids = fields.Many2many("stock.picking", compute="_compute_complaint_picking_ids")

    @api.depends("complaint_id")
    def _compute_complaint_picking_ids(self):
        for dialog in self:
            dialog.complaint_picking_ids = dialog._complaint()._deliveries()

    def _complaint(self):
        """The complaint for which it comes back; none for whoever may not see complaints."""
        cases = self.env["complaint.case"]
        return self.complaint_id if self.env.su or cases.has_access("read") else cases

    @api.model
    def _prepare_stock_return_picking_line_vals_from_move(self, stock_move):
        values = super()._prepare_stock_return_picking_line_vals_from_move(stock_move)
        if self._complaint():
            values["quantity"] = self._quantity_complained(stock_move)
        return values

    def _quantity_complained(self, move):
        """How much of a delivery's goods is complained about and not back yet, in the unit of the delivery."""
        lines = self._lines_of(move)
        left = sum(line.quantity - line.returned for line in lines)
        wanted = move.product_id.uom_id._compute_quantity(left, move.product_uom, round=False)
        back = sum(move.returned_move_ids.filtered(lambda one: one.state != "cancel").mapped("product_uom_qty"))
        return max(min(wanted, move.quantity - back), 0.0)

    def _lines_of(self, move):
        """The lines of the complaint that are about goods of a delivery."""
        return self._complaint().line_ids.filtered(
            lambda line: (
                line.product_id == move.product_id
                and line.picking_id in (move.picking_id, line.picking_id.browse())
                and line.sale_line_id in (move.sale_line_id, line.sale_line_id.browse())
            )
        )

    def _prepare_picking_default_values(self):
        values = super()._prepare_picking_default_values()
        if case := self._complaint():
            values["complaint_id"] = case.id
        return values

    def _create_return(self):
        picking = super()._create_return()
        if self._complaint():
            for move in picking.move_ids:
                self._name_lots(move)
        return picking

    def _name_lots(self, move):
        """Let the lots come back that are complained about, as far as the quantity is theirs; else as Odoo chose."""
        lines = self._lines_of(move.origin_returned_move_id).filtered(lambda line: line.lot_id)
        left, rows = move.product_qty, []
        for line in lines:
            quantity = min(left, line.quantity - line.returned)
            if quantity > 0:
                rows.append({"lot_id": line.lot_id.id, "quantity": quantity})
                left -= quantity
        if rows and move.product_id.uom_id.is_zero(left):
            common = {
                "picking_id": move.picking_id.id,
                "product_id": move.product_id.id,
                "product_uom_id": move.product_id.uom_id.id,
                "location_id": move.location_id.id,
                "location_dest_id": move.location_dest_id.id,
            }
            move.move_line_ids.unlink()
            move.move_line_ids = [Command.create({**common, **row}) for row in rows]

    def action_create_exchanges(self):
        """What is delivered in exchange is of the complaint, too."""
        case = self._complaint()
        if not case:
            return super().action_create_exchanges()
        action = super(StockReturnPicking, self.with_context({EXCHANGE: case.id})).action_create_exchanges()  # pylint: disable=context-overridden
        return dict(action, context=self.env.context)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_new_picking_values(self):
        values = super()._get_new_picking_values()
        if case := self.env.context.get(EXCHANGE):
            values["complaint_id"] = case
        return values
