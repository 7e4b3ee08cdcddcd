from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    complaint_watts_per_unit = fields.Float(
        "Watts per Unit",
        digits=(16, 3),
        help="Peak power of one unit in watts. A complaint about these goods derives the power involved from it.",
    )

    _complaint_watts_positive = models.Constraint(
        "CHECK(complaint_watts_per_unit >= 0)",
        "The watts of one unit cannot be below zero.",
    )
