from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_policy_id = fields.Many2one(related="company_id.complaint_policy_id", readonly=False)
    complaint_grading_policy_id = fields.Many2one(related="company_id.complaint_grading_policy_id", readonly=False)
    complaint_policy_ids = fields.Many2many(related="company_id.complaint_policy_ids", readonly=False)
    complaint_calendar = fields.Char(related="company_id.complaint_calendar", readonly=False)
    complaint_alias_name = fields.Char(related="company_id.complaint_alias_name", readonly=False)
    complaint_alias_domain_id = fields.Many2one(related="company_id.alias_domain_id", string="Domain of Complaints")
    complaint_acknowledges = fields.Boolean(related="company_id.complaint_acknowledges", readonly=False)
    complaint_asks_rating = fields.Boolean(related="company_id.complaint_asks_rating", readonly=False)
    complaint_rating_days = fields.Integer(related="company_id.complaint_rating_days", readonly=False)
    complaint_link_days = fields.Integer(related="company_id.complaint_link_days", readonly=False)
