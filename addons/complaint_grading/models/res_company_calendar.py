from odoo import models
from odoo.exceptions import AccessError, UserError


class ResCompany(models.Model):
    """A company with open complaints changes its calendar with a sign-off, not by typing over it."""

    _inherit = "res.company"

    def write(self, vals):
        if "complaint_calendar" in vals and not self.env.context.get("complaint_calendar_signed"):
            for company in self.filtered(lambda one: one.complaint_calendar != vals["complaint_calendar"]):
                company._check_calendar_unused()
        return super().write(vals)

    def _check_calendar_unused(self):
        count = len(self._open_complaints())
        if count:
            raise UserError(
                self.env._(
                    "%(count)s open complaints of %(company)s are counted by this calendar; press Change under"
                    " Settings, where what would change is shown and signed off.",
                    count=count,
                    company=self.name,
                )
            )

    def _open_complaints(self):
        return (
            self.env["complaint.case"]
            .sudo()
            .search(
                [("company_id", "in", self.ids), ("stage", "not in", ("closed", "cancelled"))], order="received_at, id"
            )
        )

    def _change_complaint_calendar(self, name, note):
        """Take the calendar and assess open complaints by it, each with a note of the sign-off."""
        self.ensure_one()
        if not self.env.user.has_group("complaint_grading.group_admin"):
            raise AccessError(self.env._("Only administrators of complaints change the working calendar."))
        before, cases = self.complaint_calendar, self._open_complaints()
        self.sudo().with_context(complaint_calendar_signed=True).complaint_calendar = name
        cases._reassess_each()
        text = self.env._(
            "Counted by %(new)s instead of %(old)s from now on, signed off by %(person)s: %(note)s",
            new=name,
            old=before,
            person=self.env.user.name,
            note=note,
        )
        cases._post_internal(text)
