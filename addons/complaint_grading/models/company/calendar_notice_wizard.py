import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.kernel_bridge import kernel

MOST_BYTES = 256 * 1024
EARLIEST, LATEST = 2002, 2049  # whole years of the table that calendars are counted in


class ComplaintCalendarNotice(models.TransientModel):
    """The holidays of one year as its notice has them, entered or taken from a file, and added to a calendar."""

    _name = "complaint.calendar.notice"
    _description = "Notice of a Year's Holidays"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"year", "reference", "line_ids", "file", "file_name", "worked_word"})
    _given_once = frozenset({"calendar_id"})

    calendar_id = fields.Many2one("complaint.calendar", required=True, ondelete="cascade")
    year = fields.Integer(required=True)
    reference = fields.Char(help="The number of the notice.")
    line_ids = fields.One2many("complaint.calendar.notice.line", "wizard_id", "Days")
    file = fields.Binary("iCalendar File", help="A file of days (.ics), such as one that somebody publishes.")
    file_name = fields.Char()
    worked_word = fields.Char(
        "Worked Days Say",
        default="班",
        help="What stands in the name of a day of the file that is worked; all others are days off.",
    )

    @api.constrains("year")
    def _check_year(self):
        for wizard in self:
            if not EARLIEST <= wizard.year <= LATEST:
                raise ValidationError(
                    self.env._("Give a year from %(first)s to %(last)s.", first=EARLIEST, last=LATEST)
                )

    def _reopened(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("A Year's Notice"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _fill(self, days):
        """Show these days in place of those that stand there."""
        lines = self.env["complaint.calendar.notice.line"]
        # sudo: what the file or the expectation says is put down by the server; people change it afterwards
        self.line_ids.unlink()
        lines._put_new([dict(lines._values_of(day), wizard_id=self.id) for day in days])
        return self._reopened()

    def action_expect(self):
        """Put down what is expected of the year, to be compared with the notice."""
        self.ensure_one()
        country = kernel.calendar_fields(self.calendar_id.content)["country"]
        days = kernel.expected_notice(country or "", self.year, self.env.lang or "en_US")
        if not days:
            raise UserError(self.env._("Nothing is known of this calendar's country; enter the days by hand."))
        return self._fill(days)

    def action_read_file(self):
        """Put down the days of the iCalendar file that lie in the year."""
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose an iCalendar file first."))
        raw = base64.b64decode(self.file)
        if len(raw) > MOST_BYTES:
            raise ValidationError(self.env._("An iCalendar file has at most 256 KiB."))
        text = raw.decode("utf-8", "replace")
        days = kernel.notice_of_icalendar(text, self.year, (self.worked_word or "").strip(), self.env.lang or "en_US")
        if not days:
            raise UserError(self.env._("The file has no day in %(year)s; correct the year.", year=self.year))
        return self._fill(days)

    def action_add(self):
        """Write the notice into the calendar's file; it counts once it is signed off."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Enter the days off and the make-up workdays of the notice first."))
        calendar = self.calendar_id
        calendar.check_access("write")
        earlier = calendar.day_ids.filtered(lambda day: day.notice_year == self.year)
        lines = calendar.day_ids.with_context(complaint_calendar_file_read=True)
        earlier.with_context(complaint_calendar_file_read=True).unlink()
        rows = [
            {
                "calendar_id": calendar.id,
                "notice_year": self.year,
                **{name: line[name] for name in ("kind", "date_from", "date_to", "names")},
            }
            for line in self.line_ids
        ]
        lines._put_new(rows)
        calendar.invalidate_recordset(["day_ids"])
        calendar._write_days({self.year: (self.reference or "").strip()})
        return {"type": "ir.actions.act_window_close"}


class ComplaintCalendarNoticeLine(models.TransientModel):
    _name = "complaint.calendar.notice.line"
    _description = "Days of a Year's Notice"
    _inherit = ("complaint.calendar.day.mixin",)
    _order = "kind, date_from, id"
    _given_once = frozenset({"wizard_id"})

    wizard_id = fields.Many2one("complaint.calendar.notice", required=True, ondelete="cascade", index=True)
