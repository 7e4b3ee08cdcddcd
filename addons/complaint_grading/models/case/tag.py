from odoo import fields, models


class ComplaintTag(models.Model):
    _name = "complaint.tag"
    _description = "Complaint Tag"
    _inherit = ("complaint.guarded",)
    _order = "name, id"
    _given = frozenset({"name", "color", "active"})

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(help="Colour of the tag in lists and cards.")
    active = fields.Boolean(default=True)
