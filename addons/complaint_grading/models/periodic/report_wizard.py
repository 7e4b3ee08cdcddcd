from dateutil.relativedelta import relativedelta
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools import page
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson

# So many complaints are counted while somebody waits; more are counted in the background.
AT_ONCE = 300
# Complaints that are in memory together, with their journals.
TOGETHER = 100


class ComplaintPeriodReport(models.TransientModel):
    """The report of some days under one regulation: periodic work, targets, figures of complaints."""

    _name = "complaint.period.report"
    _description = "Period Report"
    _rec_name = "policy_id"
    _inherit = ("complaint.job.mixin", "complaint.guarded")
    _given = frozenset({"company_id", "policy_id", "first_day", "last_day"})
    _transient_max_hours = 24

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    offered_policy_ids = fields.Many2many("complaint.policy", compute="_compute_offered_policy_ids")
    policy_id = fields.Many2one(
        "complaint.policy",
        required=True,
        domain="[('id', 'in', offered_policy_ids)]",
        default=lambda self: self.env.company.complaint_policy_id,
    )
    first_day = fields.Date(required=True, default=lambda self: self._last_month()[0])
    last_day = fields.Date(required=True, default=lambda self: self._last_month()[1])
    counted = KernelJson(readonly=True, help="What was counted in the background so far: of which days, as of when.")
    is_long = fields.Boolean(
        "Counted in the Background", compute="_compute_report_html", help="There are too many complaints for a click."
    )
    report_html = fields.Html("Report", compute="_compute_report_html", sanitize=False)

    @api.model
    def _last_month(self):
        first = bridge.local_date(fields.Datetime.now(), self.env.company._calendar()).replace(day=1)
        return first - relativedelta(months=1), first - relativedelta(days=1)

    @api.depends("company_id")
    def _compute_offered_policy_ids(self):
        for report in self:
            report.offered_policy_ids = report.company_id._complaint_policies_in_use()

    @api.depends("company_id", "policy_id", "first_day", "last_day", "counted")
    @api.depends_context("lang", "uid")
    def _compute_report_html(self):
        for report in self:
            days = report._days()
            counted = report._counted() if days else None
            report.is_long = bool(days) and not counted and self._is_long(days)
            report.report_html = bool(days) and not report.is_long and self._page(days, counted)

    def _days(self):
        """(company, policy, first day, last day); None while one of them is not given."""
        days = (self.company_id._origin, self.policy_id._origin, self.first_day, self.last_day)
        return days if all(days) and self.first_day <= self.last_day else None

    def _counted(self):
        """What was counted of these very days, once all of it is."""
        counted = self.counted or {}
        return counted if counted.get("is_whole") and counted["of"] == self._key() else None

    def _key(self):
        return [self.company_id.id, self.policy_id.id, str(self.first_day), str(self.last_day)]

    @api.constrains("first_day", "last_day")
    def _check_days(self):
        for report in self:
            if report.last_day < report.first_day:
                raise UserError(self.env._("The last day is before the first; correct one of them."))

    # The page ------------------------------------------------------------------------------------

    @api.model
    def _is_long(self, days):
        return self.env["complaint.case"].search_count(self._received(*days), limit=AT_ONCE + 1) > AT_ONCE

    @api.model
    def _page(self, days, counted=None, table=page.table):
        """The report as HTML, of the complaints that whoever asks may see; counted: in the background, before.

        table: draws a table, another way on paper.
        """
        company, policy, first, last = days
        works = self._works(*days)
        counted = counted or self._count(
            days, self._begun(days), self.env["complaint.case"].search(self._received(*days))
        )
        told = kernel.report_of_days(
            policy._edition(),
            company._calendar(),
            first.isoformat(),
            last.isoformat(),
            counted["at"],
            self.env.lang,
            tally=counted["tally"],
            done=works.entry_ids._for_kernel(),
            owed=[[work.code, work.period, str(work.partner_id.id) if work.partner_id else None] for work in works],
            subjects=self.env["complaint.periodic.subject"]._owed_to(company, policy),
            names=self._names(company, works),
        )
        parts = (
            page.section(
                part["title"], part["lines"], part["points"], part["rows"] and (part["heads"], part["rows"]), table
            )
            for part in told["sections"]
        )
        return Markup("<p class='text-muted'>{}</p>").format(told["lead"]) + Markup("").join(parts)

    @api.model
    def _names(self, company, works):
        """What people call what the kernel is told by code or id."""
        # sudo: departments are called by name to whoever sees their complaints, archived ones too
        departments = self.env["complaint.department"].sudo().with_context(active_test=False)
        return {
            "department": {row.code: row.name for row in departments.search([("company_id", "=", company.id)])},
            "subject": {str(partner.id): partner.name for partner in works.partner_id},
        }

    def _paper(self):
        """The page for print."""
        return self._page(self._days(), self._counted(), page.paper_table)

    # Counting ------------------------------------------------------------------------------------

    @api.model
    def _begun(self, days):
        """Nothing counted yet; as of which moment the days are told."""
        company, policy, first, last = days
        done, now = self._works(*days).entry_ids._for_kernel(), bridge.iso(fields.Datetime.now())
        edition, calendar = policy._edition(), company._calendar()
        at = kernel.moment_of_days(edition, calendar, first.isoformat(), last.isoformat(), now, done)
        return {"at": at, "tally": kernel.tally_of_days(edition, calendar, at, [])}

    @api.model
    def _count(self, days, counted, cases):
        """What was counted, with these complaints; only some are in memory at a time."""
        company, policy, _first, _last = days
        tally = counted["tally"]
        for batch in range(0, len(cases), TOGETHER):
            # sudo: what counts is read whole, of complaints that whoever asks may see
            some = cases[batch : batch + TOGETHER].sudo()
            given = list(some._kernel_complaints(some).values())
            tally = kernel.tally_of_days(policy._edition(), company._calendar(), counted["at"], given, tally)
            some.invalidate_recordset()
        return {**counted, "tally": tally}

    @api.model
    def _received(self, company, policy, first, last):
        """Which complaints are told of: those received in the days and judged by the regulation, cancelled ones not."""
        days = first.isoformat(), (last + relativedelta(days=1)).isoformat()
        begins, ends = (bridge.naive(kernel.day_start(company._calendar(), day)) for day in days)
        return [
            ("company_id", "=", company.id),
            ("policy_code", "=", policy.code),
            ("received_at", ">=", begins),
            ("received_at", "<", ends),
            ("stage", "!=", "cancelled"),
        ]

    @api.model
    def _works(self, company, policy, first, last):
        days = [("last_day", ">=", first), ("first_day", "<=", last)]
        return self.env["complaint.periodic.work"].search(
            [("company_id", "=", company.id), ("policy_code", "=", policy.code), *days]
        )

    def _batch_report(self, job):
        """Count the next complaints; done where the days were changed meanwhile, for the count is of no use then."""
        counted, days = self.counted, self._days()
        if not days or counted["of"] != self._key():
            return False
        cases = job._next_cases(self.env["complaint.case"], self._received(*days), limit=TOGETHER)
        self._put({"counted": {**self._count(days, counted, cases), "is_whole": not cases}})
        return bool(cases)

    def action_count(self):
        """Count the complaints in the background; the page is shown once that is done."""
        self.ensure_one()
        days = self._days()
        count = self.env["complaint.case"].search_count(self._received(*days))
        title = self.env._("Report of %(policy)s", policy=self.policy_id.name)
        job = self.env["complaint.job"]._start(self, "report", title, count, self.company_id)
        self._put({"job_id": job.id, "counted": {**self._begun(days), "of": self._key(), "is_whole": False}})
        return True

    def action_show(self):
        """The page, in the main window."""
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
        """Print the page."""
        self.ensure_one()
        if self.is_long:
            raise UserError(self.env._("The complaints of these days are not counted yet; count them first."))
        return self.env.ref("complaint_grading.report_period").report_action(self)
