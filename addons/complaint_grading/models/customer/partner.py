from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_count = fields.Integer(compute="_compute_complaint_count", groups="complaint_grading.group_user")
    complaint_tier_ids = fields.One2many(
        "complaint.tier", "partner_id", "Customer Tiers", groups="complaint_grading.group_user"
    )
    complaint_tier_text = fields.Char(
        "Customer Tier", compute="_compute_complaint_tier_text", groups="complaint_grading.group_user"
    )
    complaint_tier_move_ids = fields.One2many(
        "complaint.tier.move", "partner_id", "Moves Between Tiers", groups="complaint_grading.group_user"
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["complaint.case"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.complaint_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_complaints(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_case")
        return dict(
            action,
            domain=[("commercial_partner_id", "=", self.commercial_partner_id.id)],
            context={"default_partner_id": self.id},
        )

    @api.depends("complaint_tier_ids.tier", "complaint_tier_ids.active")
    @api.depends_context("lang", "company")
    def _compute_complaint_tier_text(self):
        for partner in self:
            own = partner.complaint_tier_ids.filtered(lambda row: row.tier and row.company_id == self.env.company)
            partner.complaint_tier_text = "; ".join(row.tier_label or row.tier for row in own)

    def action_classify_customer(self):
        """Open the customer's facts under the regulation by which the company sorts customers."""
        self.ensure_one()
        row = self.complaint_tier_ids.filtered(lambda one: one.company_id == self.env.company)[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Tier"),
            "res_model": "complaint.tier",
            "res_id": row.id,
            "view_mode": "form",
            "context": {"default_partner_id": self.id},
        }
