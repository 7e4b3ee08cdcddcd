from collections import defaultdict

from odoo import api, fields, models

# What became of goods complained about, each told by documents that were made for the complaint.
FOLLOWED = ("returned", "replaced", "credited")


class ComplaintLine(models.Model):
    """What became of the goods: how much came back, was replaced and was credited for this complaint."""

    _inherit = "complaint.line"  # pylint: disable=consider-merging-classes-inherited

    # As superuser: whoever reads the complaint reads it whole, with or without rights to stock; quantities only.
    returned = fields.Float(
        compute="_compute_followed",
        compute_sudo=True,
        digits="Product Unit",
        help="How much came back by returns made for this complaint, in the unit of the product.",
    )
    replaced = fields.Float(
        compute="_compute_followed",
        compute_sudo=True,
        digits="Product Unit",
        help="How much was delivered in its place for this complaint.",
    )
    credited = fields.Float(
        compute="_compute_followed",
        compute_sudo=True,
        digits="Product Unit",
        help="How much was credited by credit notes posted for this complaint.",
    )

    @api.depends("case_id", "product_id", "lot_id", "quantity")
    def _compute_followed(self):
        shares = self.case_id._origin._followed_by_line()
        for line in self:
            for name in FOLLOWED:
                line[name] = shares.get((line._origin, name), 0.0)


class ComplaintCase(models.Model):
    """The documents made for a complaint, and what of its goods they are about."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    # As superuser: how many there are; who may open them is asked when they are opened.
    transfer_count = fields.Integer("Transfers", compute="_compute_document_counts", compute_sudo=True)
    replacement_count = fields.Integer("Replacement Orders", compute="_compute_document_counts", compute_sudo=True)
    credit_note_count = fields.Integer("Credit Notes", compute="_compute_document_counts", compute_sudo=True)
    has_returned = fields.Boolean("Goods Returned", compute="_compute_has_followed")
    has_replaced = fields.Boolean("Goods Replaced", compute="_compute_has_followed")
    has_credited = fields.Boolean("Goods Credited", compute="_compute_has_followed")

    def _compute_document_counts(self):
        models_of = {
            "transfer_count": "stock.picking",
            "replacement_count": "sale.order",
            "credit_note_count": "account.move",
        }
        for name, model in models_of.items():
            counts = dict(
                self.env[model]._read_group([("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"])
            )
            for case in self:
                case[name] = counts.get(case._origin, 0)

    @api.depends("line_ids.returned", "line_ids.replaced", "line_ids.credited")
    def _compute_has_followed(self):
        for case in self:
            for name in FOLLOWED:
                case[f"has_{name}"] = any(case.line_ids.mapped(name))

    def _followed_by_line(self):
        """(line, name) -> the quantity of the line of which the documents tell; the first line takes first."""
        pools = {name: getattr(self, f"_goods_{name}")() for name in FOLLOWED}
        shares = {}
        # Lines that name a lot take theirs before those that take of any.
        for line in self.line_ids.sorted(lambda line: (not line.lot_id, line.id)):
            for name, pool in pools.items():
                shares[line, name] = _take(pool[line.case_id, line.product_id], line)
        return shares

    def _goods_returned(self):
        """(complaint, product) -> [[lot, quantity]] that came back by transfers made for the complaint."""
        return self._moved([("picking_id.complaint_id", "in", self.ids), ("location_id.usage", "=", "customer")])

    def _goods_replaced(self):
        """The same of what was delivered by replacement orders, and in exchange; of any lot."""
        there = [("location_dest_id.usage", "=", "customer")]
        replaced = self._moved([("picking_id.complaint_id", "in", self.ids), *there], by_lot=False)
        ordered = self._moved(
            [
                ("move_id.sale_line_id.order_id.complaint_id", "in", self.ids),
                ("picking_id.complaint_id", "=", False),
                *there,
            ],
            by_lot=False,
        )
        for key, rows in ordered.items():
            replaced[key] += rows
        return replaced

    def _moved(self, domain, by_lot=True):
        # sudo: quantities of transfers made for the complaint, whoever may open them
        rows = self.env["stock.move.line"].sudo().search([*domain, ("state", "=", "done")])
        pool = defaultdict(list)
        for row in rows:
            case = row.picking_id.complaint_id or row.move_id.sale_line_id.order_id.complaint_id
            lot = row.lot_id if by_lot else row.lot_id.browse()
            pool[case.with_env(self.env), row.product_id.with_env(self.env)].append([lot, row.quantity_product_uom])
        return pool

    def _goods_credited(self):
        """The same of what was credited by credit notes that are posted."""
        # sudo: quantities of credit notes made for the complaint, whoever may open them
        rows = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("move_id.complaint_id", "in", self.ids),
                    ("move_id.move_type", "=", "out_refund"),
                    ("parent_state", "=", "posted"),
                    ("display_type", "=", "product"),
                    ("product_id", "!=", False),
                ]
            )
        )
        pool = defaultdict(list)
        for row in rows:
            quantity = row.product_uom_id._compute_quantity(row.quantity, row.product_id.uom_id, round=False)
            key = row.move_id.complaint_id.with_env(self.env), row.product_id.with_env(self.env)
            pool[key].append([self.env["stock.lot"], quantity])
        return pool

    def _view_documents(self, name, model, **values):
        """Open the documents made for this complaint, the only one at once."""
        found = self.env[model].search([("complaint_id", "=", self.id)])
        action = {"type": "ir.actions.act_window", "name": name, "res_model": model, **values}
        if len(found) == 1:
            return {**action, "view_mode": "form", "res_id": found.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", found.ids)]}

    def action_view_transfers(self):
        self.ensure_one()
        return self._view_documents(self.env._("Transfers"), "stock.picking")

    def action_view_replacements(self):
        self.ensure_one()
        return self._view_documents(self.env._("Replacement Orders"), "sale.order")

    def action_view_credit_notes(self):
        self.ensure_one()
        return self._view_documents(
            self.env._("Credit Notes"), "account.move", context={"default_move_type": "out_refund"}
        )


def _take(rows, line):
    """How much of a line the rows are about; what is taken is taken away from them."""
    taken = 0.0
    for row in rows:
        lot, quantity = row
        if not line.lot_id or not lot or lot == line.lot_id:
            part = min(quantity, line.quantity - taken)
            row[1], taken = quantity - part, taken + part
    return taken
