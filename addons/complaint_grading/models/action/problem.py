from odoo import fields, models


class ComplaintProblem(models.Model):
    """One side of the problem (D2): what it is, what it could be and is not, and what tells the two apart."""

    _name = "complaint.problem"
    _description = "Is and Is Not of a Problem"
    _inherit = ("complaint.corrective.part",)
    _given = frozenset({"aspect", "is_text", "is_not_text", "distinction"})

    aspect = fields.Selection(
        [
            ("what", "What Is Wrong"),
            ("where", "Where It Is"),
            ("when", "When It Is"),
            ("who", "Whom It Concerns"),
            ("extent", "How Many"),
        ],
        required=True,
        default="what",
    )
    is_text = fields.Text("Is", required=True)
    is_not_text = fields.Text("Is Not", help="What it could be as well, and is not.")
    distinction = fields.Text(help="What tells the two apart: where the cause is to be looked for.")

    def _compute_display_name(self):
        for row in self:
            row.display_name = row.is_text


class ComplaintAffected(models.Model):
    """Goods that have the problem or may have it (D2, D3): where they are, how many, and what looking at them found."""

    _name = "complaint.affected"
    _description = "Goods Affected"
    _inherit = ("complaint.corrective.part",)
    _given = frozenset({"place", "product_id", "lot_id", "quantity", "checked", "nonconforming", "note"})

    place = fields.Selection(
        [
            ("customer", "At the Customer"),
            ("transit", "On the Way"),
            ("stock", "In Stock"),
            ("production", "In Production"),
            ("supplier", "At the Supplier"),
        ],
        required=True,
        default="stock",
    )
    product_id = fields.Many2one("product.product", required=True, index="btree_not_null")
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", domain="[('product_id', '=', product_id)]")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit", related_sudo=False)
    quantity = fields.Float(digits="Product Unit", help="How much may have the problem, in the unit of the product.")
    checked = fields.Float(digits="Product Unit", help="How much was looked at.")
    nonconforming = fields.Float(digits="Product Unit", help="How much of what was looked at has the problem.")
    note = fields.Char("What Was Done", help="Such as blocked, sorted or called back.")

    _figures = models.Constraint(
        "CHECK(quantity >= 0 AND checked >= 0 AND nonconforming >= 0 AND nonconforming <= checked)",
        "Goods affected: figures are not below zero, and no more has the problem than was checked.",
    )

    def _compute_display_name(self):
        for row in self:
            row.display_name = " ".join(filter(None, (row.product_id.display_name, row.lot_id.name)))
