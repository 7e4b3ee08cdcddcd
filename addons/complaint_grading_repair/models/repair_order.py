from odoo import models


class RepairOrder(models.Model):
    """A repair of goods that a customer complained about."""

    _name = "repair.order"
    _inherit = ("repair.order", "complaint.document")
