import base64

from markupsafe import Markup
from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...tools.kernel_bridge import kernel

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LARGEST_FILE = 256 * 1024  # as much as is read of a calendar file


def _hours(number):
    """The shifts of a weekday, read from the file. Each computed by itself: what is written with one is not lost."""

    @api.depends("content")
    def compute(self):
        for calendar in self:
            found = calendar._fields_of_file()
            calendar[WEEKDAYS[number]] = found["week"][number] if found else False

    return fields.Char(compute=compute, inverse="_inverse_week")


class ComplaintCalendar(models.Model):
    """A company's own working calendar. The text of its file is the truth; the other fields read and write it.

    What is counted by is the text that was signed off last, so that nothing moves while it is being written.
    """

    _name = "complaint.calendar"
    _description = "Working Calendar"
    _inherit = ("complaint.guarded",)
    _order = "name, id"
    _given = frozenset({"content", "title", "day_ids", "upload", "hours_from", *WEEKDAYS})
    _given_once = frozenset({"name", "based_on", "company_id"})
    _raw = frozenset({"counted", "content"})

    name = fields.Char(
        required=True,
        index=True,
        help="Small letters, digits and hyphens, such as our-office; policies name the calendar by it.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    based_on = fields.Selection("_selection_based_on", "Made From", default=lambda self: self._default_based_on())
    title = fields.Char(compute="_compute_title", inverse="_inverse_title", help="What people call it.")
    content = fields.Text("Calendar File", prefetch=False)
    counted = fields.Text("File in Use", readonly=True, copy=False, prefetch=False)
    upload = fields.Binary(
        "Import a File", compute="_compute_upload", inverse="_inverse_upload", help="A calendar file (YAML)."
    )
    day_ids = fields.One2many("complaint.calendar.day", "calendar_id", "Days", copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("changed", "Changes Not in Use"), ("in_use", "Signed Off")],
        compute="_compute_state",
        store=True,
    )
    is_company_calendar = fields.Boolean("Company's Calendar", compute="_compute_is_company_calendar")
    is_plain = fields.Boolean(compute="_compute_is_plain", help="Whether the hours of the weekdays are all there is.")
    zone = fields.Char("Time Zone", compute="_compute_is_plain")
    problem_count = fields.Integer(compute="_compute_problems")
    problems_html = fields.Html("Check", compute="_compute_problems", sanitize=False)
    years_html = fields.Html("Years", compute="_compute_years_html", sanitize=False)
    signed_off_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_off_at = fields.Datetime("Signed Off", readonly=True, copy=False)
    sign_off_note = fields.Text("Sign-off", readonly=True, copy=False)
    hours_from = fields.Date(
        compute="_compute_hours_from",
        inverse="_inverse_week",
        help="The day from which these hours count. A later day leaves what counted before as it was; empty: always.",
    )
    monday = _hours(0)
    tuesday = _hours(1)
    wednesday = _hours(2)
    thursday = _hours(3)
    friday = _hours(4)
    saturday = _hours(5)
    sunday = _hours(6)

    _name_company_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "Another calendar of this company has the same name; choose another name."
    )

    @api.model
    def _selection_based_on(self):
        return [(name, kernel.calendar_title(name, self._language())) for name in kernel.shipped_calendars()]

    @api.model
    def _default_based_on(self):
        name = self.env.company.complaint_calendar
        return name if name in kernel.shipped_calendars() else kernel.DEFAULT_CALENDAR

    def _language(self):
        return self.env.lang or "en_US"

    # what the file says

    def _problems(self):
        self.ensure_one()
        return kernel.calendar_problems(self.content or "", self._language())

    @api.depends("content")
    @api.depends_context("lang")
    def _compute_problems(self):
        row = Markup('<tr class="text-danger"><td class="text-end pe-3">{}</td><td>{}</td></tr>')
        table = Markup('<table class="table table-sm"><tbody>{}</tbody></table>')
        for calendar in self:
            problems = calendar._problems()
            calendar.problem_count = len(problems)
            rows = Markup("").join(
                row.format(one["line"] or "", f"{one['path']}: {one['message']}" if one["path"] else one["message"])
                for one in problems
            )
            calendar.problems_html = table.format(rows) if rows else False

    def _fields_of_file(self):
        """The plain fields of the file; None while it has faults."""
        return None if not self.content or self._problems() else kernel.calendar_fields(self.content)

    @api.depends("content")
    def _compute_is_plain(self):
        for calendar in self:
            found = calendar._fields_of_file()
            calendar.is_plain = bool(found and found["plain"])
            calendar.zone = found["zone"] if found else False

    @api.depends("content")
    def _compute_hours_from(self):
        for calendar in self:
            found = calendar._fields_of_file()
            calendar.hours_from = found["since"] if found else False

    @api.depends("content", "name")
    @api.depends_context("lang")
    def _compute_title(self):
        for calendar in self:
            readable = calendar.content and not calendar._problems()
            calendar.title = kernel.calendar_title(calendar.content, self._language()) if readable else calendar.name

    @api.depends("title", "name")
    def _compute_display_name(self):
        for calendar in self:
            calendar.display_name = calendar.title or calendar.name

    @api.depends("content")
    @api.depends_context("lang")
    def _compute_years_html(self):
        """How many days are worked this year and in the two that follow, where their holidays are announced."""
        this_year = fields.Date.context_today(self).year
        for calendar in self:
            if not calendar._fields_of_file():
                calendar.years_html = False
                continue
            rows = [kernel.calendar_year(calendar.content, this_year + ahead) for ahead in range(3)]
            calendar.years_html = Markup("<br/>").join(calendar._year_text(row) for row in rows)

    def _year_text(self, row):
        if not row["announced"]:
            return self.env._("%(year)s: holidays not announced yet", year=row["year"])
        return self.env._("%(year)s: %(days)s working days", year=row["year"], days=row["working_days"])

    @api.depends("content", "counted")
    def _compute_state(self):
        for calendar in self:
            changed = calendar.content != calendar.counted
            calendar.state = "draft" if not calendar.counted else "changed" if changed else "in_use"

    @api.depends("name", "company_id.complaint_calendar")
    def _compute_is_company_calendar(self):
        for calendar in self:
            calendar.is_company_calendar = calendar.name == calendar.company_id.complaint_calendar

    def _compute_upload(self):
        self.upload = False

    # what is written goes into the file

    def _inverse_title(self):
        for calendar in self.filtered("content"):
            titles = kernel.calendar_fields(calendar.content)["title"]
            code = kernel.calendar_language(self._language())
            calendar._put({"content": kernel.calendar_with(calendar.content, title={**titles, code: calendar.title})})

    def _inverse_week(self):
        for calendar in self.filtered("content"):
            week = [calendar[name] or "" for name in WEEKDAYS]
            told = kernel.calendar_fields(calendar.content)
            if week == told["week"]:
                continue
            if not told["plain"]:
                raise UserError(
                    self.env._("The hours of this calendar change by season or by week; change them in its file.")
                )
            since = str(calendar.hours_from) if calendar.hours_from else None
            text = kernel.calendar_with(calendar.content, week=week, since=since)
            calendar._put({"content": calendar._checked(text)})

    def _inverse_upload(self):
        for calendar in self.filtered("upload"):
            raw = base64.b64decode(calendar.upload)
            if len(raw) > LARGEST_FILE:
                raise ValidationError(self.env._("A calendar file has at most 256 KiB."))
            try:
                calendar.content = raw.decode("utf-8")
            except UnicodeDecodeError as fault:
                raise ValidationError(self.env._("This is no calendar file: it holds no UTF-8 text.")) from fault

    def _checked(self, text):
        """The text, where it can be used. Raises ValidationError with each of its faults."""
        if problems := kernel.calendar_problems(text, self._language()):
            raise ValidationError("\n".join(f"{one['path']}: {one['message']}" for one in problems))
        return text

    @api.model_create_multi
    def create(self, vals_list):
        calendars = super().create([dict(vals, content=self._first_content(vals)) for vals in vals_list])
        calendars._read_days()
        self.env.registry.clear_cache()
        return calendars

    @api.model
    def _first_content(self, vals):
        """The file that is given or uploaded, else that of the calendar it is made from, under its own name."""
        name = (vals.get("name") or "").strip()
        if name in kernel.shipped_calendars():
            raise ValidationError(self.env._("%(name)s is a shipped calendar; choose another name.", name=name))
        if vals.get("content") or vals.get("upload"):
            return vals.get("content")
        base = kernel.calendar_text(vals.get("based_on") or self._default_based_on())
        code = kernel.calendar_language(self._language())
        return kernel.calendar_copy(base, name, {code: vals.get("title") or name})

    def write(self, vals):
        result = super().write(vals)
        if {"content", "upload"} & vals.keys() and not self.env.context.get("complaint_calendar_file_read"):
            self._read_days()
        if {"content", "counted", "company_id", "name"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed_off(self):
        if any(calendar.counted for calendar in self):
            raise UserError(self.env._("What was once signed off is kept: complaints were counted by it."))

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _read_days(self):
        """Make the lines those of the file; while it has faults, they stay as they were."""
        for calendar in self:
            if found := calendar._fields_of_file():
                lines = calendar.day_ids.with_context(complaint_calendar_file_read=True)
                lines.unlink()
                lines._put_new([dict(lines._values_of(day), calendar_id=calendar.id) for day in found["days"]])

    def _write_days(self, references=None):
        """Write the lines into the file. Raises ValidationError where the file could not be used then."""
        for calendar in self:
            if calendar._problems():
                raise UserError(self.env._("The file has faults; mend them first, and then the days."))
            told = {**kernel.calendar_fields(calendar.content)["references"], **(references or {})}
            days = [line._for_kernel() for line in calendar.day_ids]
            text = kernel.calendar_with(calendar.content, days=days, references=told)
            # The lines are what is written: they are not read anew of what they make.
            calendar.with_context(complaint_calendar_file_read=True)._put({"content": calendar._checked(text)})

    # use

    @api.model
    @tools.ormcache("company_id", "name")
    def _counted_text(self, company_id, name):
        """The text of a company's own calendar that was signed off, empty where it has none of this name."""
        # sudo: by which calendar a company counts binds everybody whose complaints it counts
        found = self.sudo().search([("company_id", "=", company_id), ("name", "=", name)])
        return found.counted or ""

    def _check_can_be_used(self):
        self.ensure_one()
        self._checked(self.content or "")
        named = kernel.calendar_fields(self.content)["name"]
        if named != self.name:
            raise UserError(
                self.env._(
                    "The file is of a calendar called %(named)s, and this one is %(name)s; correct its first line.",
                    named=named,
                    name=self.name,
                )
            )

    def _sign_off(self, note):
        """Count by the file as it is now; who calls it has looked at what that changes."""
        self.ensure_one()
        self._check_can_be_used()
        now = fields.Datetime.now()
        signed = {"signed_off_by_id": self.env.uid, "signed_off_at": now, "sign_off_note": note}
        # sudo: after the sign-off, which administrators of complaints give
        self.sudo()._put({"counted": self.content, **signed})

    def action_sign_off(self):
        """Show what the file would change for open complaints, and have it signed off."""
        return self._action_change(False)

    def action_count_by(self):
        """The same, and count the company's complaints by this calendar from then on."""
        return self._action_change(True)

    def _action_change(self, for_company):
        self.ensure_one()
        self.company_id._check_may_change_calendar()
        self._check_can_be_used()
        values = {"company_id": self.company_id.id, "calendar_id": self.id, "for_company": for_company}
        wizard = self.env["complaint.calendar.change"]._put_new([dict(values, calendar=self.name)])
        return wizard.action_show()

    def action_add_notice(self):
        """Enter the holidays of a year."""
        self.ensure_one()
        self.check_access("write")
        this_year = fields.Date.context_today(self).year
        years = (this_year + ahead for ahead in range(10))
        year = next((y for y in years if not kernel.calendar_year(self.content, y)["announced"]), this_year + 1)
        wizard = self.env["complaint.calendar.notice"].create({"calendar_id": self.id, "year": year})
        return wizard._reopened()
