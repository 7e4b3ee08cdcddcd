from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintCalendarChange(models.TransientModel):
    """By which calendar a company counts from now on, what that changes for open complaints, and who signs it off."""

    _name = "complaint.calendar.change"
    _description = "Change of a Working Calendar"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"calendar", "note"})

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    current = fields.Char("Calendar Now", related="company_id.complaint_calendar")
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
        name = (self.calendar or "").strip()
        if not name or name == self.current:
            raise UserError(self.env._("Name another calendar than %(current)s.", current=self.current))
        return name

    def action_show(self):
        """List the open complaints whose due moments or penalties would change."""
        self.ensure_one()
        name = self._name_of_new()
        cases = self.company_id._open_complaints()
        rows = [row for row in cases._impacts(calendar_name=name) if row["is_changed"]]
        self.line_ids.unlink()
        self._put({"shown": name, "open_count": len(cases)})
        self.line_ids._put_new([dict(row, wizard_id=self.id) for row in rows])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of a Working Calendar"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_sign_off(self):
        """Count by the new calendar from now on; open complaints are assessed anew, closed ones stay."""
        self.ensure_one()
        name = self._name_of_new()
        if self.shown != name:
            raise UserError(self.env._("Look first at what %(calendar)s would change.", calendar=name))
        if not (self.note or "").strip():
            raise UserError(self.env._("Write in Sign-off who decided this and why."))
        self.company_id._change_complaint_calendar(name, self.note.strip())
        return {"type": "ir.actions.client", "tag": "reload"}


class ComplaintCalendarChangeLine(models.TransientModel):
    _name = "complaint.calendar.change.line"
    _description = "What Another Calendar Would Change for an Open Complaint"
    _inherit = ("complaint.impact.line",)

    wizard_id = fields.Many2one("complaint.calendar.change", required=True, ondelete="cascade", index=True)
