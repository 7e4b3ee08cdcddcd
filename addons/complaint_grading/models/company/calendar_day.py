from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson


class ComplaintCalendarDayMixin(models.AbstractModel):
    """A stretch of days with its name."""

    _name = "complaint.calendar.day.mixin"
    _description = "Days with a Name"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"kind", "date_from", "date_to", "name"})

    kind = fields.Selection([("off", "Day Off"), ("worked", "Worked")], required=True, default="off")
    date_from = fields.Date("First Day", required=True)
    date_to = fields.Date("Last Day", help="Left empty for one day.")
    name = fields.Char(compute="_compute_name", inverse="_inverse_name", help="Such as New Year.")
    names = KernelJson(readonly=True, export_string_translation=False)

    @api.depends("names")
    @api.depends_context("lang")
    def _compute_name(self):
        code = kernel.calendar_language(self.env.lang or "en_US")
        for day in self:
            names = day.names or {}
            day.name = names.get(code) or next(iter(names.values()), False)

    def _inverse_name(self):
        code = kernel.calendar_language(self.env.lang or "en_US")
        for day in self:
            day._put({"names": {**(day.names or {}), code: day.name or ""}})

    @api.constrains("date_from", "date_to")
    def _check_order(self):
        for day in self:
            if day.date_to and day.date_to < day.date_from:
                raise ValidationError(self.env._("The last day lies before the first; correct one of them."))

    @api.model
    def _values_of(self, day):
        """A day as the kernel tells it, as values of a line."""
        return {
            "kind": "worked" if day["worked"] else "off",
            "date_from": date.fromisoformat(day["first"]),
            "date_to": date.fromisoformat(day["last"]) if day["last"] != day["first"] else False,
            "names": day["name"] or False,
        }

    def _for_kernel(self):
        """A line as the kernel is told it."""
        return {
            "first": self.date_from.isoformat(),
            "last": (self.date_to or self.date_from).isoformat(),
            "worked": self.kind == "worked",
            "name": dict(self.names or {}),
        }


class ComplaintCalendarDay(models.Model):
    """A day or a stretch of days of a calendar that its week does not tell; written into its file."""

    _name = "complaint.calendar.day"
    _description = "Day of a Working Calendar"
    _inherit = ("complaint.calendar.day.mixin",)
    _order = "is_yearly, date_from, id"
    _given = frozenset({"is_yearly", "shifts"})
    _given_once = frozenset({"calendar_id"})

    calendar_id = fields.Many2one("complaint.calendar", required=True, ondelete="cascade", index=True)
    is_yearly = fields.Boolean("Every Year", help="The same days of every year.")
    shifts = fields.Char(help="Such as 08:30-12:00, 13:00-17:30; without any, a make-up day has Monday's.")
    notice_year = fields.Integer("Notice of", readonly=True, aggregator=None)

    @api.model
    def _values_of(self, day):
        return {
            **super()._values_of(day),
            "is_yearly": day["yearly"],
            "shifts": day["shifts"] or False,
            "notice_year": day["notice"] or 0,
        }

    def _for_kernel(self):
        shifts = self.shifts or ""
        if self.kind == "worked" and not shifts and not self.notice_year:
            shifts = self.calendar_id.monday or ""
        more = {"yearly": self.is_yearly, "shifts": shifts, "notice": self.notice_year or None}
        return {**super()._for_kernel(), **more}

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        days._write_into_file()
        return days

    def write(self, vals):
        result = super().write(vals)
        self._write_into_file()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        if not self.env.context.get("complaint_calendar_file_read"):
            calendars._write_days()
        return result

    def _write_into_file(self):
        if not self.env.context.get("complaint_calendar_file_read"):
            self.calendar_id._write_days()
