from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """The address to which customers of a company write when they complain: an alias, one for each company."""

    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    complaint_alias_id = fields.Many2one("mail.alias", "Alias of Complaints", copy=False, ondelete="set null")
    complaint_alias_name = fields.Char(
        "Mailbox of Complaints",
        compute="_compute_complaint_alias_name",
        inverse="_inverse_complaint_alias_name",
        help="What is sent to this address becomes a complaint, answers to our mails join theirs.",
    )
    complaint_alias_email = fields.Char("Address of Complaints", compute="_compute_complaint_alias_email")
    complaint_acknowledges = fields.Boolean(
        "Acknowledge Complaints",
        default=True,
        help="Who complains by mail or in the portal is sent the number and until when an answer may be expected.",
    )

    @api.depends("complaint_alias_id.alias_name")
    def _compute_complaint_alias_name(self):
        for company in self:
            # sudo: an address that customers know
            company.complaint_alias_name = company.sudo().complaint_alias_id.alias_name

    @api.depends("complaint_alias_id.alias_name", "complaint_alias_id.alias_domain")
    def _compute_complaint_alias_email(self):
        for company in self:
            # sudo: an address that customers know
            alias = company.sudo().complaint_alias_id
            company.complaint_alias_email = bool(alias.alias_name and alias.alias_domain) and alias.alias_full_name

    def _inverse_complaint_alias_name(self):
        for company in self:
            name = (company.complaint_alias_name or "").strip()
            if name and not company.complaint_policy_id:
                raise ValidationError(
                    self.env._("%(company)s has no complaint policy in use; choose one first.", company=company.name)
                )
            # sudo: the alias follows from the setting, which the user was let change
            alias = company.sudo().complaint_alias_id
            if alias or name:
                values = company._prepare_complaint_alias(name)
                if alias:
                    alias.write(values)
                else:
                    # sudo: the alias follows from the setting, which the user was let change
                    company.sudo().complaint_alias_id = alias.create(values)

    def _prepare_complaint_alias(self, name):
        return {
            "alias_name": name,
            "alias_domain_id": self.alias_domain_id.id,
            "alias_model_id": self.env["ir.model"]._get_id("complaint.case"),
            "alias_contact": "everyone",
            "alias_defaults": repr({"company_id": self.id}),
        }
