from dateutil.relativedelta import relativedelta
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools import page
from ...tools.kernel_bridge import kernel


class ComplaintPeriodReport(models.TransientModel):
    """The report of some days under one regulation: periodic work, targets, payable fines, figures of complaints."""

    _name = "complaint.period.report"
    _description = "Period Report"
    _rec_name = "policy_id"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"company_id", "policy_id", "first_day", "last_day"})

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    offered_policy_ids = fields.Many2many("complaint.policy", compute="_compute_offered_policy_ids")
    policy_id = fields.Many2one(
        "complaint.policy",
        required=True,
        domain="[('id', 'in', offered_policy_ids)]",
        default=lambda self: self.env.company.complaint_policy_id,
    )
    first_day = fields.Date("From", required=True, default=lambda self: self._last_month()[0])
    last_day = fields.Date("To", required=True, default=lambda self: self._last_month()[1])
    report_html = fields.Html("Report", compute="_compute_report_html", sanitize=False)

    @api.model
    def _last_month(self):
        first = bridge.local_date(fields.Datetime.now(), self.env.company._calendar()).replace(day=1)
        return first - relativedelta(months=1), first - relativedelta(days=1)

    @api.depends("company_id")
    def _compute_offered_policy_ids(self):
        for report in self:
            report.offered_policy_ids = report.company_id._complaint_policies_in_use()

    @api.depends("company_id", "policy_id", "first_day", "last_day")
    @api.depends_context("lang", "uid")
    def _compute_report_html(self):
        for report in self:
            first, last = report.first_day, report.last_day
            asked = report.policy_id and first and last and first <= last
            report.report_html = asked and self._page(report.company_id, report.policy_id, first, last)

    @api.constrains("first_day", "last_day")
    def _check_days(self):
        for report in self:
            if report.last_day < report.first_day:
                raise UserError(self.env._("The last day is before the first; correct one of them."))

    @api.model
    def _page(self, company, policy, first, last):
        """The report as HTML, of the complaints that whoever asks may see."""
        told = kernel.report_of_days(
            policy._edition(),
            company._calendar(),
            first.isoformat(),
            last.isoformat(),
            self.env.lang,
            complaints=self._complaints(company, policy, first, last),
            done=self._works(company, policy, first, last).entry_ids._for_kernel(),
            subjects=self.env["complaint.periodic.subject"]._owed_to(company, policy),
        )
        parts = (
            page.section(part["title"], part["lines"], part["points"], part["rows"] and (part["heads"], part["rows"]))
            for part in told["sections"]
        )
        return Markup("<p class='text-muted'>{}</p>").format(told["lead"]) + Markup("").join(parts)

    def _complaints(self, company, policy, first, last):
        cases = self.env["complaint.case"]
        days = first.isoformat(), (last + relativedelta(days=1)).isoformat()
        begins, ends = (bridge.naive(kernel.day_start(company._calendar(), day)) for day in days)
        received = [("received_at", ">=", begins), ("received_at", "<", ends), ("stage", "!=", "cancelled")]
        found = cases.search([("company_id", "=", company.id), ("policy_code", "=", policy.code), *received])
        # sudo: what counts is read whole, of complaints that whoever asks may see
        return list(cases._kernel_complaints(found.sudo()).values())

    def _works(self, company, policy, first, last):
        days = [("last_day", ">=", first), ("first_day", "<=", last)]
        return self.env["complaint.periodic.work"].search(
            [("company_id", "=", company.id), ("policy_code", "=", policy.code), *days]
        )

    def action_show(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Period Report"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_print(self):
        return self.env.ref("complaint_grading.report_period").report_action(self)
