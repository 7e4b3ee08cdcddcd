from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.kernel_bridge import kernel
from ..base.states import ENDED


class ResCompany(models.Model):
    """A company with open complaints changes its calendar with a sign-off, not by typing over it."""

    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    def _calendar(self, name=None):
        """The calendar of this name, or the company's, as the kernel is asked for it: the text of an own one."""
        self.ensure_one()
        name = name or self.complaint_calendar
        return self.env["complaint.calendar"]._counted_text(self.id, name) or name

    def _own_calendars(self, policies, instead=None):
        """The company's calendars that duties and parties of these policies name: name -> as the kernel is told of it.

        instead: calendars as they would be, by name.
        """
        names = {name for policy in policies for name in kernel.own_calendars(policy._edition())}
        return {name: (instead or {}).get(name) or self._calendar(name) for name in names}

    def _check_calendar_changeable(self, name):
        if not self.env.context.get("complaint_calendar_signed"):
            for company in self.filtered(lambda one: one.complaint_calendar != name):
                company._check_calendar_unused()

    def _check_calendar_unused(self):
        # sudo: that a company has open complaints binds whoever changes it; only the number is told.
        count = self.env["complaint.case"].sudo().search_count(self._open_complaints_domain())
        if count:
            raise UserError(
                self.env._(
                    "This calendar counts open complaints of %(company)s (%(count)s); press Change under Settings,"
                    " where what would change is shown and signed off.",
                    count=count,
                    company=self.name,
                )
            )

    def _open_complaints_domain(self):
        return [("company_id", "in", self.ids), ("stage", "not in", ENDED)]

    def _check_may_change_calendar(self):
        if not self.env.su and not self.env.user.has_group("complaint_grading.group_admin"):
            raise AccessError(self.env._("Only administrators of complaints change the working calendar."))
        if not self.env.su and self - self.env.user.company_ids:
            raise AccessError(self.env._("The calendar of another company is changed by its own administrators."))

    def _change_complaint_calendar(self, name, note):
        """Take the calendar at once; open complaints are assessed by it in the background, each with a note."""
        self.ensure_one()
        self._check_may_change_calendar()
        before = self.complaint_calendar
        # sudo: administrators of complaints change this one setting of their company, after the check above.
        self.sudo().with_context(complaint_calendar_signed=True).complaint_calendar = name
        text = self.env._(
            "Counted by %(new)s instead of %(old)s from now on, signed off by %(person)s: %(note)s",
            new=name,
            old=before,
            person=self.env.user.name,
            note=note,
        )
        return self._start_counting(text)

    def _count_by_revised_calendar(self, calendar, note):
        """Count open complaints by a calendar of the company's own as it has been signed off."""
        self.ensure_one()
        self._check_may_change_calendar()
        text = self.env._(
            "Counted by %(calendar)s as revised, signed off by %(person)s: %(note)s",
            calendar=calendar.display_name,
            person=self.env.user.name,
            note=note,
        )
        return self._start_counting(text, every_one=not calendar.is_company_calendar)

    def _start_counting(self, text, only_provisional=False, every_one=False):
        """Assess open complaints of this company by its calendars as they now are, a batch at a time."""
        # sudo: counting is begun only by a sign-off and by the scheduled action, never by hand.
        work = (
            self.env["complaint.calendar.count"]
            .sudo()
            ._put_new(
                [{"company_id": self.id, "text": text, "only_provisional": only_provisional, "every_one": every_one}]
            )
        )
        # sudo: all open complaints of the company are counted by its calendar; only how many is told
        count = self.env["complaint.case"].sudo().search_count(work._domain())
        name = self.env._(
            "Count open complaints of %(company)s by %(name)s", company=self.name, name=self.complaint_calendar
        )
        work._put({"job_id": self.env["complaint.job"]._start(work, "count", name, count, self).id})
        return work.job_id

    @api.model
    def _cron_recount_provisional(self):
        """Where holidays were announced since, look again at the moments that were provisional."""
        cases = self.env["complaint.case"]
        for (company,) in cases._read_group([("duty_ids.is_provisional", "=", True)], ["company_id"]):
            if cases.search_count(company._provisional_domain(), limit=1):
                company._start_counting(self.env._("Counted by the calendar as it is announced now."), True)
        return True

    def _provisional_domain(self):
        """Open complaints with a provisional moment that another edition of the calendar counted."""
        edition = kernel.calendar_about(self._calendar())["edition"]
        return list(
            Domain(self._open_complaints_domain())
            & Domain("duty_ids.is_provisional", "=", True)
            & Domain("calendar_edition", "!=", edition)
        )


class ComplaintCalendarCount(models.Model):
    """Why open complaints of a company are counted again, and the work on it."""

    _name = "complaint.calendar.count"
    _description = "Counting by Another Calendar"
    _inherit = ("complaint.job.mixin", "complaint.guarded")
    _order = "id desc"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    text = fields.Text(required=True, readonly=True, help="What is noted on each complaint.")
    every_one = fields.Boolean(
        readonly=True, help="Also those of the company's calendar as it is: duties name another."
    )
    only_provisional = fields.Boolean(readonly=True, help="Whether only provisional moments are looked at again.")

    def _domain(self):
        company = self.company_id
        return company._provisional_domain() if self.only_provisional else company._open_complaints_domain()

    def _batch_count(self, job):
        """Assess the next open complaints; one counted twice says the same."""
        cases = job._next_cases(self.env["complaint.case"], self._domain())
        edition = kernel.calendar_about(self.company_id._calendar())["edition"]
        behind = cases if self.every_one else cases.filtered(lambda case: case.calendar_edition != edition)
        behind._reassess_each()._post_internal(self.text)
        return bool(cases)
