from odoo import fields, models
from odoo.exceptions import UserError


class ComplaintCase(models.Model):
    """Goods complained about are repaired by Odoo's own repair orders."""

    _inherit = "complaint.case"

    # As superuser: how many there are; who may open them is asked when they are opened.
    repair_count = fields.Integer("Repairs", compute="_compute_repair_count", compute_sudo=True)

    def _compute_repair_count(self):
        repairs = self.env["repair.order"]._read_group(
            [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
        )
        counts = dict(repairs)
        for case in self:
            case.repair_count = counts.get(case._origin, 0)

    def action_repair_goods(self):
        """A draft repair for each of the goods complained about that none is made for yet."""
        self.ensure_one()
        self.check_access("write")
        values = self._prepare_repairs()
        if not values:
            raise UserError(
                self.env._("All goods of %(number)s are in repair orders already; open those.", number=self.name)
            )
        self.env["repair.order"].create(values)
        return self.action_view_repairs()

    def _prepare_repairs(self):
        """The repairs that are missing: what came back for the complaint is repaired with its return."""
        in_repair, rows = self._in_repair(), []
        for line in self.line_ids:
            key = line.product_id, line.lot_id
            already = min(in_repair.get(key, 0.0), line.quantity)
            in_repair[key] = in_repair.get(key, 0.0) - already
            if line.uom_id.compare(line.quantity, already) > 0:
                rows.append(self._prepare_repair(line, line.quantity - already))
        return rows

    def _prepare_repair(self, line, quantity):
        back = self.env["stock.picking"].search(
            [
                ("complaint_id", "=", self.id),
                ("picking_type_id.code", "=", "incoming"),
                ("product_id", "=", line.product_id.id),
                ("state", "=", "done"),
            ],
            limit=1,
        )
        return {
            "complaint_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "product_id": line.product_id.id,
            "product_uom": line.uom_id.id,
            "product_qty": quantity,
            "lot_id": line.lot_id.id,
            "picking_id": back.id,
        }

    def _in_repair(self):
        """(product, lot) -> how much is in repairs of this complaint that are not cancelled, in the product's unit."""
        found = {}
        # sudo: quantities of repairs made for the complaint, whoever may open them
        repairs = self.env["repair.order"].sudo().search([("complaint_id", "=", self.id), ("state", "!=", "cancel")])
        for repair in repairs:
            key = repair.product_id.with_env(self.env), repair.lot_id.with_env(self.env)
            quantity = repair.product_uom._compute_quantity(repair.product_qty, repair.product_id.uom_id, round=False)
            found[key] = found.get(key, 0.0) + quantity
        return found

    def action_view_repairs(self):
        self.ensure_one()
        return self._view_documents(self.env._("Repairs"), "repair.order")
