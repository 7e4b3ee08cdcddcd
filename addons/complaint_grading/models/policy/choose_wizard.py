from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson


class ComplaintPolicyChoose(models.TransientModel):
    """Which of the regulations in force a company grades its complaints by; what it does not use is not offered."""

    _name = "complaint.policy.choose"
    _description = "Regulations in Use"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"sector", "policy_id", "grading_policy_id", "further_policy_ids"})

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    sector = fields.Char("Industry", help="Shows the regulations of this industry only; empty shows all.")
    sector_choices = KernelJson(compute="_compute_sector_choices")
    fitting_policy_ids = fields.Many2many(
        "complaint.policy", string="Regulations of the Industry", compute="_compute_fitting_policy_ids"
    )
    policy_id = fields.Many2one(
        "complaint.policy",
        "Regulation",
        required=True,
        domain="[('id', 'in', fitting_policy_ids)]",
        default=lambda self: self.env.company.complaint_policy_id,
        help="New complaints are graded by it, unless another one is chosen with the complaint.",
    )
    summary = fields.Text(related="policy_id.summary", related_sudo=False)
    grades_html = fields.Html(related="policy_id.grades_html", related_sudo=False, string="Grades")
    asks_grade = fields.Boolean(compute="_compute_asks_grade")
    grading_policy_id = fields.Many2one(
        "complaint.policy",
        "Graded By",
        domain="[('has_grades', '=', True), ('in_force_company_ids', 'in', [company_id]), ('id', '!=', policy_id)]",
        default=lambda self: self.env.company.complaint_grading_policy_id,
        help="The regulation says who does what by when, and takes the grade from another one.",
    )
    further_policy_ids = fields.Many2many(
        "complaint.policy",
        "complaint_policy_choose_rel",
        "wizard_id",
        "policy_id",
        "Further Regulations",
        domain=lambda self: [*self._taking_complaints(self.env.company), ("id", "!=", False)],
        default=lambda self: self.env.company.complaint_policy_ids,
        help="Offered for new complaints beside it, such as for another line of business.",
    )

    @api.model
    def _taking_complaints(self, company):
        return Domain("in_force_company_ids", "in", company.ids) & (
            Domain("has_grades", "=", True) | Domain("has_warnings", "=", True)
        )

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_sector_choices(self):
        for wizard in self:
            policies = self.env["complaint.policy"].search(self._taking_complaints(wizard.company_id))
            named = {policy._sector(): policy.sector for policy in policies}
            wizard.sector_choices = sorted(([key, name] for key, name in named.items() if key), key=lambda one: one[1])

    @api.depends("company_id", "sector")
    def _compute_fitting_policy_ids(self):
        for wizard in self:
            policies = self.env["complaint.policy"].search(self._taking_complaints(wizard.company_id))
            wizard.fitting_policy_ids = policies.filtered(
                lambda policy, sector=wizard.sector: not sector or policy._sector() == sector
            )

    @api.depends("policy_id")
    def _compute_asks_grade(self):
        for wizard in self:
            wizard.asks_grade = bool(wizard.policy_id) and kernel.about(wizard.policy_id._edition())["asks_grade"]

    @api.onchange("sector")
    def _onchange_sector(self):
        """The one regulation of an industry is proposed; one of another industry is no longer."""
        fitting = self.fitting_policy_ids._origin
        if self.policy_id._origin not in fitting:
            self.policy_id = fitting if len(fitting) == 1 else False

    def action_use(self):
        """Let new complaints of the company be graded by these regulations."""
        self.ensure_one()
        self._check_may_choose()
        chosen = {
            "complaint_policy_id": self.policy_id.id,
            "complaint_policy_ids": [fields.Command.set(self.further_policy_ids.ids)],
        }
        if self.asks_grade:
            chosen["complaint_grading_policy_id"] = self.grading_policy_id.id
        if self.policy_id != self.company_id.complaint_policy_id:
            text = self.env._("New complaints of %(company)s are graded by it.", company=self.company_id.name)
            self.policy_id._post_internal(text, company=self.company_id)
        # sudo: managers choose among the regulations in force of their company, after the check above.
        self.company_id.sudo().write(chosen)
        return {"type": "ir.actions.act_window_close"}

    def _check_may_choose(self):
        if not self.env.user.has_group("complaint_grading.group_manager"):
            raise AccessError(self.env._("Complaint managers choose the regulations of their company."))
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("The regulations of another company are chosen by its own managers."))
