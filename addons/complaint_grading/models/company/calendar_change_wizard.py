from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.kernel_bridge import kernel
from ..base.held import hold


class ComplaintCalendarChange(models.TransientModel):
    """By which calendar a company counts from now on, what that changes for open complaints, and who signs it off."""

    _name = "complaint.calendar.change"
    _description = "Change of a Working Calendar"
    _inherit = ("complaint.job.mixin", "complaint.guarded")
    _given = frozenset({"calendar", "note"})
    _transient_max_hours = 24

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    current = fields.Char("Calendar Now", related="company_id.complaint_calendar", related_sudo=False)
    current_label = fields.Char("Counted By Now", compute="_compute_current_label")
    calendar = fields.Char("New Calendar", help="The name of a calendar, such as cn-office.")
    calendar_id = fields.Many2one("complaint.calendar", "Revised Calendar", readonly=True, ondelete="cascade")
    for_company = fields.Boolean(readonly=True, help="Whether the company's complaints are counted by it from then on.")
    is_shown = fields.Boolean(compute="_compute_is_shown")
    shown = fields.Text(readonly=True, help="The calendar for which the list below was made.")
    shown_against = fields.Text(readonly=True, help="The calendar by which complaints were counted until then.")
    note = fields.Text("Sign-off", help="Who decided it and why, such as a resolution and its number.")
    open_count = fields.Integer("Open Complaints", readonly=True)
    changed_count = fields.Integer("Would Change", compute="_compute_changed_count")
    line_ids = fields.One2many("complaint.calendar.change.line", "wizard_id", "What Would Change", readonly=True)

    @api.depends("current")
    @api.depends_context("lang")
    def _compute_current_label(self):
        for wizard in self:
            calendar = wizard.company_id._calendar()
            wizard.current_label = kernel.calendar_about(calendar, self.env.lang)["title"] or wizard.current

    @api.depends("line_ids")
    def _compute_changed_count(self):
        for wizard in self:
            wizard.changed_count = len(wizard.line_ids)

    @api.depends("calendar", "calendar_id.content", "shown", "shown_against", "current")
    def _compute_is_shown(self):
        """What is signed off is what was looked at, whoever changed a calendar meanwhile."""
        for wizard in self:
            is_same = wizard.shown == wizard._reference() and wizard.shown_against == wizard.company_id._calendar()
            wizard.is_shown = bool(wizard.shown) and is_same

    def _reference(self):
        """The calendar that is looked at, as the kernel is asked for it."""
        name = (self.calendar or "").strip()
        return self.calendar_id.content if self.calendar_id else name and self.company_id._calendar(name)

    def _name_of_new(self):
        """The calendar asked for; an unknown name is refused with the nearest one there is."""
        if self.calendar_id:
            self.calendar_id._check_can_be_used()
            return self.calendar_id.name
        name = (self.calendar or "").strip()
        if not name or name == self.current:
            raise UserError(self.env._("Choose a calendar other than %(current)s.", current=self.current))
        kernel.calendar_about(self.company_id._calendar(name))
        return name

    def action_show(self):
        """Look, in the background, for the open complaints whose due moments or penalties would change."""
        self.ensure_one()
        self.company_id._check_may_change_calendar()
        name = self._name_of_new()
        count = self.env["complaint.case"].search_count(self.company_id._open_complaints_domain())
        self.line_ids.unlink()
        called = (
            self.calendar_id.display_name
            or kernel.calendar_about(self.company_id._calendar(name), self.env.lang)["title"]
        )
        title = self.env._("What %(calendar)s would change", calendar=called or name)
        job = self.env["complaint.job"]._start(self, "preview", title, count, self.company_id)
        looked_at = {"shown": self._reference(), "shown_against": self.company_id._calendar()}
        self._put({**looked_at, "open_count": count, "job_id": job.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of a Working Calendar"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _batch_preview(self, job):
        """Look at the next open complaints."""
        cases = job._next_looked_at(self.env["complaint.case"], self.company_id._open_complaints_domain())
        self.env["complaint.calendar.change.line"]._list(cases._impacts(**self._asked()), wizard_id=self.id)
        return bool(cases)

    def _asked(self):
        """By which calendars complaints would be counted: the company's, or one that only duties and parties name."""
        if not self.calendar_id:
            return {"calendar_name": self.shown}
        revised = {"instead": {self.calendar_id.name: self.shown}}
        by_company = self.for_company or self.calendar_id.is_company_calendar
        return {**revised, "calendar_name": self.shown} if by_company else revised

    def action_sign_off(self):
        """Count by the new calendar from now on; open complaints are assessed again, closed ones stay."""
        self.ensure_one()
        self.company_id._check_may_change_calendar()
        # One change of a company at a time: each rests on the calendars that the company's complaints are counted by.
        hold(self.company_id)
        name = self._name_of_new()
        if not self.is_shown or self.job_id.sudo().state != "done":  # sudo: whether the list is whole binds everyone
            raise UserError(self.env._("Look first at what %(calendar)s would change.", calendar=name))
        if not (self.note or "").strip():
            raise UserError(self.env._("Write in Sign-off who decided this and why."))
        self._count_from_now_on(name, self.note.strip())
        return {"type": "ir.actions.client", "tag": "reload"}

    def _count_from_now_on(self, name, note):
        if self.calendar_id:
            self.calendar_id._sign_off(note)
        if not self.calendar_id or (self.for_company and name != self.current):
            self.company_id._change_complaint_calendar(name, note)
        else:
            self.company_id._count_by_revised_calendar(self.calendar_id, note)


class ComplaintCalendarChangeLine(models.TransientModel):
    _name = "complaint.calendar.change.line"
    _description = "What Another Calendar Would Change for an Open Complaint"
    _inherit = ("complaint.impact.line",)
    _transient_max_hours = 24

    wizard_id = fields.Many2one("complaint.calendar.change", required=True, ondelete="cascade", index=True)
