from odoo import fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ("stock.picking", "complaint.document")

    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_grading.group_user")

    def _compute_complaint_count(self):
        counts = dict(
            self.env["complaint.case"]._read_group([("picking_ids", "in", self.ids)], ["picking_ids"], ["__count"])
        )
        for picking in self:
            picking.complaint_count = counts.get(picking._origin, 0)

    def _create_backorder_picking(self):
        """What is left of a transfer for a complaint is for that complaint, too."""
        backorder = super()._create_backorder_picking()
        # sudo: goes on with the transfer, whoever may see the complaint
        if case := self.sudo().complaint_id:
            # sudo: the backorder is of the complaint of its transfer, and of no other
            backorder.sudo().complaint_id = case
        return backorder

    def action_raise_complaint(self):
        """Ask which goods are complained about, and what the customer says."""
        self.ensure_one()
        return self.env["complaint.raise"]._action_for(picking=self)

    def action_view_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_case")
        return dict(
            action,
            domain=[("picking_ids", "in", self.ids)],
            context={
                "default_picking_ids": self.ids,
                "default_sale_order_id": self.sale_id.id,
                "default_partner_id": (self.sale_id.partner_id or self.partner_id).id,
            },
        )
