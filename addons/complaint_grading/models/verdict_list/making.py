import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import SUPERUSER_ID, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..case.verdict import NO_ACCESS
from ..work.job import OPEN

_logger = logging.getLogger(__name__)
# What was being closed when the month ended is saved by then.
AFTER_THE_MONTH = timedelta(hours=1)


class ComplaintVerdictList(models.Model):
    """Lists are made by themselves, month after month, each in the background and in batches."""

    _inherit = "complaint.verdict.list"  # pylint: disable=consider-merging-classes-inherited

    job_id = fields.Many2one("complaint.job", "Work", readonly=True, groups=NO_ACCESS, ondelete="set null")
    fault = fields.Text(related="job_id.error", string="Why It Stopped")

    @api.model
    def _cron_list(self):
        """Go on with the lists of each company, up to the last month that is over."""
        progress, companies = self.env["ir.cron"], self.env["res.company"].search([("active", "=", True)])
        progress._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._go_on(company)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception:  # what is wrong in one company holds up the lists of no other
                _logger.exception("The verdicts of company %s could not be listed", company.name)
            if not progress._commit_progress(1):
                break
        return True

    @api.model
    def _go_on(self, company):
        """Begin the list of the first month that lacks one, or again the one that was left half made."""
        making = self.search([("company_id", "=", company.id), ("state", "=", "making")], limit=1)
        if not making:
            following = self._prepare_following(company)
            making = self._put_new([following] if following else [])
        if making and making.job_id.state not in OPEN:
            making._start_making()

    def _prepare_following(self, company):
        """The list after the company's last one, or its first; None before its month is over."""
        last = self.search([("company_id", "=", company.id)], limit=1)
        month = last.month + relativedelta(months=1) if last else self._first_month(company)
        if not month:
            return None
        calendar = company._calendar()
        begins, ends = (
            bridge.naive(kernel.day_start(calendar, day.isoformat()))
            for day in (month, month + relativedelta(months=1))
        )
        if ends + AFTER_THE_MONTH > fields.Datetime.now():
            return None
        # Where the company has come to another time zone nothing falls between two lists, and nothing into both.
        return {"company_id": company.id, "month": month, "begins_at": last.ends_at or begins, "ends_at": ends}

    def _first_month(self, company):
        """The month of the company's first complaint that ended here, or was brought over after its end."""
        [(first,)] = self.env.execute_query(
            SQL(
                "SELECT min(greatest(closed_at, imported_at)) FROM complaint_case"
                " WHERE company_id = %s AND closed_at IS NOT NULL",
                company.id,
            )
        )
        return first and bridge.local_date(first, company._calendar()).replace(day=1)

    def _start_making(self):
        name = self.env._("List the verdicts of %(month)s", month=self.display_name)
        count = self.env["complaint.case"].search_count(self._listed_cases())
        job = self.env["complaint.job"]._start(self, "list", name, count, self.company_id)
        self._put({"job_id": job.id, "content": False})

    def _batch_list(self, job):
        """Take the next verdicts into the list; after the last one seal it, and go on with the next month.

        The server lists, whoever goes on with the work: no person may write a list, or read all that stands in it.
        """
        served = self.with_user(SUPERUSER_ID)
        cases = job._next_looked_at(served.env["complaint.case"], served._listed_cases())
        if cases:
            lines = "".join(f"{kernel.canonical(entry)}\n" for entry in served._prepare_entries(cases))
            served._put({"content": served._prepare_content(lines, served.content)})
            return True
        served._seal()
        served._go_on(served.company_id)
        return False

    def _prepare_entries(self, cases):
        entries = [
            {"complaint": case.name, "ended_at": bridge.iso(case.closed_at), "digests": case._verdict_digests()}
            for case in cases._fetch_verdicts()
        ]
        cases.invalidate_recordset()  # so that a long list holds one batch at a time
        return entries

    def _seal(self):
        entries = [kernel.read_canonical(line) for line in self._text().split("\n") if line]
        before = self._neighbour(-1)
        listed = kernel.verdict_list(self.company_id.name, self._month_name(), entries, before.digest or None)
        self._put(
            {
                "state": "sealed",
                "made_at": fields.Datetime.now(),
                "count": len(entries),
                "content": self._prepare_content(kernel.canonical(listed)),
                "digest": listed["digest"],
                "previous_digest": before.digest,
            }
        )
        self._put({"seal": self._sealed()})
