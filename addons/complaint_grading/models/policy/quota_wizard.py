from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson

# So many complaints of a year are listed one by one; of more the screen shows how many, and finds them by its filters.
MOST_LISTED = 1000


class ComplaintQuota(models.TransientModel):
    """How much of a year's quotas is used, by grade and department, as the kernel counts it."""

    _name = "complaint.quota"
    _description = "Use of Quotas"
    _rec_name = "policy_id"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"company_id", "policy_id", "year"})

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    policy_id = fields.Many2one(
        "complaint.policy",
        required=True,
        domain="[('has_quotas', '=', True), ('in_force_company_ids', 'in', [company_id])]",
        default=lambda self: self.env.company._complaint_policies().filtered("has_quotas")[:1],
    )
    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year)
    line_ids = fields.One2many("complaint.quota.line", "quota_id", "Quotas", compute="_compute_line_ids", store=True)
    used = fields.Integer(compute="_compute_sums")
    beyond = fields.Integer("Beyond Quota", compute="_compute_sums")

    @api.depends("policy_id", "year", "company_id")
    def _compute_line_ids(self):
        for quota in self:
            rows = quota._lines() if quota.policy_id and 1970 <= quota.year <= 2090 else []
            if quota._origin:
                quota.line_ids = quota.line_ids._put_new([dict(row, quota_id=quota._origin.id) for row in rows])
            else:  # a form not saved yet
                quota.line_ids = [fields.Command.clear(), *map(fields.Command.create, rows)]

    @api.depends("line_ids")
    def _compute_sums(self):
        for quota in self:
            quota.used = sum(quota.line_ids.mapped("used"))
            quota.beyond = sum(quota.line_ids.mapped("beyond"))

    def _lines(self):
        edition, calendar = self.policy_id._edition(), self.company_id._calendar()
        first, following = map(bridge.naive, kernel.year_bounds(calendar, self.year))
        last = bridge.last_second(following)
        # Counted with the rights of whoever asks: of a company not theirs there is nothing to count.
        cases, counted = self.env["complaint.case"], []
        within = cases._counting_domain(self.policy_id, self.company_id, first, last)
        cases = cases.search(within, limit=MOST_LISTED + 1)
        by = len(cases) > MOST_LISTED and kernel.quota_rows(edition)
        if by:
            cases, counted = cases.browse(), cases._count_for_quotas(self.policy_id, within, by)
        elif len(cases) > MOST_LISTED:
            cases = cases.search(within)
        # sudo: what counts is read whole, of complaints that whoever asks may see
        told = [kernel.history_item(edition, case._told()) for case in cases.sudo()]
        found = kernel.quotas(edition, told, calendar, bridge.iso(last), self.env.lang, counted)
        ids = {case.name: case.id for case in cases}
        return [
            {
                "grade": row["grade"],
                "grade_label": row["grade_label"],
                "line": row["line_label"],
                "departments": row["departments_label"],
                "department_codes": row["departments"],
                "clause": kernel.named(edition, "clause", row["clause"], self.env.lang),
                "is_unset": row["quota"] is None,
                "quota": row["quota"] or 0,
                "used": row["used"],
                "left": max(0, (row["quota"] or 0) - row["used"]),
                "beyond": row["beyond"],
                "case_ids": [fields.Command.set([ids[name] for name in row["complaints"]])],
            }
            for row in found
        ]

    def action_show(self):
        """Count again."""
        self.ensure_one()
        if not self.policy_id.has_quotas:
            raise UserError(self.env._("Choose a policy that has quotas, such as that of a printing plant."))
        self._compute_line_ids()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotas"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }


class ComplaintQuotaLine(models.TransientModel):
    _name = "complaint.quota.line"
    _description = "Use of One Quota"
    _inherit = ("complaint.guarded",)
    _order = "grade, id"

    quota_id = fields.Many2one("complaint.quota", required=True, ondelete="cascade", index=True)
    grade = fields.Char("Grade ID", readonly=True)
    grade_label = fields.Char("Grade", readonly=True)
    line = fields.Char("Quota of", readonly=True)
    departments = fields.Char(readonly=True, help="Departments whose complaints count here.")
    department_codes = KernelJson(readonly=True)
    clause = fields.Char("Clause of the Penalty", readonly=True)
    quota = fields.Integer("Allowed", readonly=True)
    is_unset = fields.Boolean("Unset", readonly=True, help="The company has not set the quota.")
    used = fields.Integer(readonly=True)
    left = fields.Integer(readonly=True)
    beyond = fields.Integer(readonly=True)
    case_ids = fields.Many2many("complaint.case", string="Complaints", readonly=True)

    def action_view_cases(self):
        """The complaints that count."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_grading.action_complaint_case")
        return dict(action, domain=list(self._cases_domain()), context={})

    def _cases_domain(self):
        """Those that are kept with the row; where too many were counted, those of its grade, departments and year."""
        quota = self.quota_id
        if self.case_ids or not self.used:
            return Domain("id", "in", self.case_ids.ids)
        first, following = map(bridge.naive, kernel.year_bounds(quota.company_id._calendar(), quota.year))
        cases, last = self.env["complaint.case"], bridge.last_second(following)
        of_departments = (
            Domain("department_id.code", "in", self.department_codes) if self.department_codes else Domain.TRUE
        )
        within = cases._counting_domain(quota.policy_id, quota.company_id, first, last)
        return within & Domain("grade", "=", self.grade) & of_departments
