from odoo import api, fields, models

from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson


class ComplaintPeriodicSubject(models.Model):
    """One of those to whom a regulation owes periodic work, such as a key customer to be visited each year."""

    _name = "complaint.periodic.subject"
    _description = "Subject of Periodic Work"
    _inherit = ("complaint.guarded",)
    _order = "company_id, policy_code, code, partner_id"
    _given = frozenset({"policy_code", "code", "partner_id", "active"})
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    policy_id = fields.Many2one("complaint.policy", "Edition", compute="_compute_policy_id")
    policy_code = fields.Char("Policy", required=True, help="The policy whose work it is.")
    policy_choices = KernelJson(compute="_compute_choices")
    code = fields.Char("Work", required=True, help="The work that is owed to each of them.")
    code_choices = KernelJson(compute="_compute_choices")
    partner_id = fields.Many2one("res.partner", "Owed To", required=True, ondelete="restrict", index=True)
    active = fields.Boolean(default=True)

    _one_uniq = models.Constraint(
        "UNIQUE(company_id, policy_code, code, partner_id)", "This work is owed to this partner already."
    )

    @api.depends("company_id", "policy_code")
    def _compute_policy_id(self):
        for subject in self:
            policies = subject.company_id._complaint_policies()
            subject.policy_id = policies.filtered(lambda policy, row=subject: policy.code == row.policy_code)[:1]

    @api.depends("company_id", "policy_code")
    @api.depends_context("lang")
    def _compute_choices(self):
        for subject in self:
            several = {
                policy: [[rule["id"], rule["label"]] for rule in policy._periodic_rules() if rule["per"]]
                for policy in subject.company_id._complaint_policies()
            }
            subject.policy_choices = [[policy.code, policy.name] for policy, works in several.items() if works]
            subject.code_choices = several.get(subject.policy_id) or []

    @api.depends("code", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for subject in self:
            name = subject.code or ""
            if subject.policy_id:
                name = kernel.named(subject.policy_id._edition(), "periodic", subject.code, self.env.lang)
            subject.display_name = f"{name}: {subject.partner_id.name or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        subjects = super().create(vals_list)
        self.env["complaint.periodic.work"]._refresh_soon()
        return subjects

    @api.model
    def _owed_to(self, company, policy):
        """Work -> the keys of those to whom it is owed; a partner's key is the id, which no renaming changes."""
        found = {}
        for subject in self.search([("company_id", "=", company.id), ("policy_code", "=", policy.code)]):
            found.setdefault(subject.code, []).append(str(subject.partner_id.id))
        return found
