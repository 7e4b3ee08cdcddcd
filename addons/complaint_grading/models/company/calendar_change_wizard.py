from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge


class ComplaintCalendarChange(models.TransientModel):
    """By which calendar a company counts from now on, what that changes for open complaints, and who signs it off."""

    _name = "complaint.calendar.change"
    _description = "Change of a Working Calendar"
    _inherit = ("complaint.job.mixin", "complaint.guarded")
    _given = frozenset({"calendar", "note"})
    _transient_max_hours = 24

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    current = fields.Char("Calendar Now", related="company_id.complaint_calendar", related_sudo=False)
    calendar = fields.Char("New Calendar", help="The name of a calendar, such as cn-office.")
    shown = fields.Char(readonly=True, help="The calendar for which the list below was made.")
    note = fields.Text("Sign-off", help="Who decided it and why, such as a resolution and its number.")
    open_count = fields.Integer("Open Complaints", readonly=True)
    changed_count = fields.Integer("Would Change", compute="_compute_changed_count")
    line_ids = fields.One2many("complaint.calendar.change.line", "wizard_id", "Would Change", readonly=True)

    @api.depends("line_ids")
    def _compute_changed_count(self):
        for wizard in self:
            wizard.changed_count = len(wizard.line_ids)

    def _name_of_new(self):
        """The calendar asked for; an unknown name is refused with the nearest one there is."""
        name = (self.calendar or "").strip()
        if not name or name == self.current:
            raise UserError(self.env._("Choose a calendar other than %(current)s.", current=self.current))
        bridge.calendar(name)
        return name

    def action_show(self):
        """Look, in the background, for the open complaints whose due moments or penalties would change."""
        self.ensure_one()
        self.company_id._check_may_change_calendar()
        name = self._name_of_new()
        count = self.env["complaint.case"].search_count(self.company_id._open_complaints_domain())
        self.line_ids.unlink()
        title = self.env._("What %(calendar)s would change", calendar=name)
        job = self.env["complaint.job"]._start(self, "preview", title, count, self.company_id)
        self._put({"shown": name, "open_count": count, "job_id": job.id})
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
        cases = job._next_cases(self.env["complaint.case"], self.company_id._open_complaints_domain())
        self.env["complaint.calendar.change.line"]._list(cases._impacts(calendar_name=self.shown), wizard_id=self.id)
        return bool(cases)

    def action_sign_off(self):
        """Count by the new calendar from now on; open complaints are assessed anew, closed ones stay."""
        self.ensure_one()
        self.company_id._check_may_change_calendar()
        name = self._name_of_new()
        if self.shown != name or self.job_id.sudo().state != "done":  # sudo: whether the list is whole binds everyone
            raise UserError(self.env._("Look first at what %(calendar)s would change.", calendar=name))
        if not (self.note or "").strip():
            raise UserError(self.env._("Write in Sign-off who decided this and why."))
        self.company_id._change_complaint_calendar(name, self.note.strip())
        return {"type": "ir.actions.client", "tag": "reload"}


class ComplaintCalendarChangeLine(models.TransientModel):
    _name = "complaint.calendar.change.line"
    _description = "What Another Calendar Would Change for an Open Complaint"
    _inherit = ("complaint.impact.line",)
    _transient_max_hours = 24

    wizard_id = fields.Many2one("complaint.calendar.change", required=True, ondelete="cascade", index=True)
