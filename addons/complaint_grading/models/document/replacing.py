from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintCase(models.Model):
    """What is delivered in place of goods complained about is ordered as Odoo orders it, without a price."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def action_replace_goods(self):
        """A quotation without charge for what is complained about and not replaced yet, for sales to confirm."""
        self.ensure_one()
        self.check_access("write")
        lines = self._prepare_replacement_lines()
        if not lines:
            raise UserError(
                self.env._(
                    "All goods of %(number)s are in replacement orders or exchanges already; open those.",
                    number=self.name,
                )
            )
        order = self.env["sale.order"].create(self._prepare_replacement(lines))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replacement"),
            "res_model": "sale.order",
            "res_id": order.id,
            "view_mode": "form",
        }

    def _prepare_replacement(self, lines):
        sold = self.sale_order_id._filtered_access("read")
        taken_over = {
            name: sold[name].id for name in ("partner_shipping_id", "pricelist_id", "warehouse_id") if sold[name]
        }
        return {
            "partner_id": (sold.partner_id or self.partner_id).id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "complaint_id": self.id,
            "order_line": [Command.create(values) for values in lines],
            **taken_over,
        }

    def _prepare_replacement_lines(self):
        """The goods that no replacement is ordered or under way for, free of charge."""
        ordered, rows = self._replacements_ordered(), []
        for line in self.line_ids:
            already = min(ordered.get(line.product_id, 0.0), line.quantity)
            ordered[line.product_id] = ordered.get(line.product_id, 0.0) - already
            if line.uom_id.compare(line.quantity, already) > 0:
                rows.append(
                    {
                        "product_id": line.product_id.id,
                        "product_uom_id": line.uom_id.id,
                        "product_uom_qty": line.quantity - already,
                        "price_unit": 0.0,
                    }
                )
        return rows

    def _replacements_ordered(self):
        """product -> how much is in replacement orders, or goes out in exchange, in its own unit."""
        found = {}
        # sudo: quantities of documents made for the complaint, whoever may open them
        orders = self.env["sale.order"].sudo().search([("complaint_id", "=", self.id), ("state", "!=", "cancel")])
        for line in orders.order_line.filtered("product_id"):
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id, round=False)
            found[line.product_id] = found.get(line.product_id, 0.0) + quantity
        # sudo: the same of what goes out in exchange
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("picking_id.complaint_id", "=", self.id),
                    ("location_dest_id.usage", "=", "customer"),
                    ("state", "!=", "cancel"),
                ]
            )
        )
        for move in moves:
            found[move.product_id] = found.get(move.product_id, 0.0) + move.product_qty
        return found
