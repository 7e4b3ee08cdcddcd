from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class ComplaintAbsence(models.Model):
    """What may be entered as an absence: by whom, for which days, and with which deputy."""

    _inherit = "complaint.absence"  # pylint: disable=consider-merging-classes-inherited

    @api.constrains("user_id", "deputy_id", "company_id")
    def _check_people(self):
        for absence in self:
            if absence.deputy_id == absence.user_id:
                raise ValidationError(
                    self.env._("Choose somebody else as the deputy of %(person)s.", person=absence.user_id.name)
                )
            for company in absence._companies():
                (absence.user_id | absence.deputy_id)._check_handles_complaints(company)

    def _companies(self):
        """Where the deputy stands in."""
        # sudo: where somebody works is looked at to check the deputy
        here = self.user_id.sudo().company_ids
        return self.company_id or here.filtered(lambda company: self.user_id._who_handle_complaints(company))

    def _check_whose(self):
        if self.user_id != self.env.user and not (self.env.su or self.manages):
            raise AccessError(self.env._("Enter your own absence; a complaint manager enters those of others."))

    def _check_not_past(self, field):
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError(self.env._("The last day is before the first; correct one of them."))
        if not self[field]:
            return  # what is required is asked for by Odoo
        if self[field] < self._today(self._calendar_company()):
            raise ValidationError(
                self.env._(
                    "%(field)s: %(day)s is past. Work is handed over from today on; give today or a later day.",
                    field=self._fields[field]._description_string(self.env),
                    day=self[field],
                )
            )

    def _check_changeable(self, vals):
        if self.state == "over":
            raise UserError(self.env._("%(absence)s is over; it stays as it was.", absence=self.display_name))
        moved = fields.Date.to_date(vals["first_day"]) if vals.get("first_day") else self.first_day
        if self.state == "away" and moved != self.first_day:
            raise UserError(self.env._("%(absence)s has begun; its first day stays.", absence=self.display_name))

    def _check_free(self):
        """No two absences of a person overlap, and no deputy hands the work back to who is away."""
        for absence in self.filtered(lambda row: row.starts_at and row.ends_at):
            overlapping = absence._overlapping(absence.user_id, absence.starts_at, absence.ends_at)
            if taken := (overlapping - absence._origin)[:1]:
                raise ValidationError(
                    self.env._(
                        "%(person)s is away from %(first)s to %(last)s already; change that absence instead.",
                        person=absence.user_id.name,
                        first=taken.first_day,
                        last=taken.last_day,
                    )
                )
            if back := absence._leading_back(absence.deputy_id, absence.starts_at, absence.ends_at):
                raise ValidationError(
                    self.env._(
                        "%(absence)s: that would hand the work back to %(person)s; choose another deputy.",
                        absence=back._sentence(),
                        person=absence.user_id.name,
                    )
                )

    def _overlapping(self, user, starts_at, ends_at):
        """Absences of a user between two moments, somewhere where this one counts."""
        here = Domain("company_id", "in", [False, self.company_id.id]) if self.company_id else Domain.TRUE
        between = Domain("starts_at", "<", ends_at) & Domain("ends_at", ">", starts_at)
        # sudo: absences of others count whether they may be read or not
        return self.sudo().search(Domain("user_id", "=", user.id) & between & here)

    def _leading_back(self, deputy, starts_at, ends_at, passed=()):
        """The absence by which the work would come back to who is away on some of these days; empty for none."""
        for row in self._overlapping(deputy, starts_at, ends_at):
            if row.deputy_id == self.user_id:
                return row
            if row not in passed:
                part = max(starts_at, row.starts_at), min(ends_at, row.ends_at)
                if found := self._leading_back(row.deputy_id, *part, passed=(*passed, row)):
                    return found
        return self.browse()
