from odoo import models


class ComplaintTracedGoods(models.AbstractModel):
    """Goods of an order line or a delivery: how much the customer has, and how much is complained about already.

    Inherited by rows with ``sale_line_id``, ``picking_id``, ``product_id`` and ``lot_id``; quantities in the product's
    unit.
    """

    _name = "complaint.traced.goods"
    _description = "Goods of an Order or a Delivery"

    def _room(self, by_lot, apart_from=None):
        """How much of these goods, or of their lot, may still be complained about; None where nothing tells.

        Each piece is complained about once, and none that came back is complained about again. apart_from: a complaint
        whose own lines do not count; what came back for it is still what it is about.
        """
        sent = self._sent(by_lot, apart_from)
        if sent is None:
            return None
        delivered, kept = sent
        return max(min(kept, delivered - self._complained(by_lot, apart_from)), 0.0)

    def _sent(self, by_lot, back_for=None):
        """(delivered, still with the customer); before any delivery what is ordered; None where nothing tells.

        back_for: a complaint; what came back for it counts as still there.
        """
        # sudo: whoever handles the complaint may have no right to deliveries; only the quantities are told.
        goods = self.sudo()
        delivered = goods.picking_id.move_ids
        moves = goods.sale_line_id.move_ids or delivered | delivered.returned_move_ids
        rows = moves.move_line_ids.filtered(lambda row: row.state == "done" and row.product_id == goods.product_id)
        if any(row.location_dest_id.usage == "customer" for row in rows):
            own = rows.filtered(lambda row: not by_lot or row.lot_id == goods.lot_id)
            out = own.filtered(lambda row: row.location_dest_id.usage == "customer")
            back = own.filtered(
                lambda row: (
                    row.location_id.usage == "customer" and not (back_for and row.picking_id.complaint_id == back_for)
                )
            )
            sent = sum(out.mapped("quantity_product_uom"))
            return sent, sent - sum(back.mapped("quantity_product_uom"))
        sold = goods.sale_line_id
        if not sold or sold.product_id != goods.product_id:
            return None
        ordered = sold.product_uom_id._compute_quantity(sold.product_uom_qty, goods.product_id.uom_id, round=False)
        return ordered, ordered

    def _complained(self, by_lot, apart_from=None):
        """How much of these goods, or of their lot, complaints that are not cancelled are about."""
        origin = "sale_line_id" if self.sale_line_id else "picking_id"
        domain = [
            (origin, "=", self[origin].id),
            ("product_id", "=", self.product_id.id),
            ("case_id.stage", "!=", "cancelled"),
        ]
        domain += [("lot_id", "=", self.lot_id.id)] if by_lot else []
        domain += [("case_id", "!=", apart_from.id)] if apart_from else []
        # sudo: a complaint that a colleague has raised counts too; only the quantity is told.
        [(complained,)] = self.env["complaint.line"].sudo()._read_group(domain, aggregates=["quantity:sum"])
        return complained or 0.0
