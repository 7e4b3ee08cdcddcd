from odoo import fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ("sale.order", "complaint.document")

    complaint_ids = fields.One2many(
        "complaint.case", "sale_order_id", "Complaints", groups="complaint_grading.group_user"
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_grading.group_user")

    def _compute_complaint_count(self):
        counts = dict(
            self.env["complaint.case"]._read_group([("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"])
        )
        for order in self:
            order.complaint_count = counts.get(order._origin, 0)

    def action_raise_complaint(self):
        """Ask which goods are complained about, and what the customer says."""
        self.ensure_one()
        return self.env["complaint.raise"]._action_for(order=self)

    def action_view_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_case")
        return dict(
            action,
            domain=[("sale_order_id", "=", self.id)],
            context={"default_sale_order_id": self.id, "default_partner_id": self.partner_id.id},
        )
