from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson


class ComplaintPanelAttendee(models.Model):
    """Somebody whom a meeting asks to come: for which parties, and whether they were there."""

    _name = "complaint.panel.attendee"
    _description = "Invited to a Meeting on a Complaint"
    _inherit = ("complaint.guarded",)
    _order = "id"
    _rec_name = "user_id"
    _given = frozenset({"user_id", "attended", "remark"})
    _given_once = frozenset({"panel_id"})
    _raw = frozenset({"parties"})

    panel_id = fields.Many2one("complaint.panel", "Meeting", required=True, ondelete="cascade", index=True)
    case_id = fields.Many2one(related="panel_id.case_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="panel_id.company_id", store=True, precompute=True)
    parties = KernelJson(readonly=True, help="The parties of the regulation for which the person comes.")
    parties_text = fields.Char("For", compute="_compute_parties_text")
    gap_text = fields.Char("Who Is Missing", compute="_compute_gap_text", help="Why nobody is there for the party.")
    user_id = fields.Many2one("res.users", "Participant", index=True, domain="[('share', '=', False)]")
    attended = fields.Selection([("yes", "There"), ("no", "Not There")], "Attendance")
    remark = fields.Char(help="Such as who came in the person's place.")
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null", index="btree_not_null")

    @api.depends("parties", "panel_id")
    @api.depends_context("lang")
    def _compute_parties_text(self):
        for row in self:
            edition = row.panel_id.case_id._fact_policy()._edition() if row.panel_id.case_id else None
            names = (kernel.named(edition, "party", code, self.env.lang) for code in row.parties or ())
            row.parties_text = ", ".join(names)

    @api.depends("user_id", "parties", "panel_id")
    @api.depends_context("lang")
    def _compute_gap_text(self):
        nobody = self.env["res.users"]
        # sudo: who stands for a party does not depend on who asks
        missing = self.sudo().filtered(lambda row: row.panel_id.case_id and row.parties and not row.user_id)
        wanted = {row.id: (row.panel_id.case_id, row.parties[0], nobody) for row in missing}
        because = self.env["complaint.party"]._why_unmanned(wanted)
        for row in self:
            row.gap_text = because.get(row.id, False)

    @api.model
    def _wanted(self, case):
        """The values of a row for each person whom the grade wants there, and for each party without one."""
        answer = case.grading_assessment or case.assessment or {}
        codes = answer.get("participants") or []
        nobody = self.env["res.users"]
        wanted = {code: (case, code, nobody) for code in codes}
        reached = self.env["complaint.party"]._reached(wanted)
        by_person, rows = {}, []
        for code in codes:
            if reached[code].is_unmanned:
                rows.append({"parties": [code]})
            else:
                by_person.setdefault(reached[code].person, []).append(code)
        return [{"parties": parties, "user_id": user.id} for user, parties in by_person.items()] + rows

    @api.constrains("user_id")
    def _check_user(self):
        for row in self:
            row.user_id._check_handles_complaints(row.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_may_change()
        return rows

    def write(self, vals):
        if self._named("_given") & vals.keys():
            self._check_may_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invited(self):
        self._check_may_change()
        self._uninvite()

    def _check_may_change(self):
        self.panel_id._check_may_run()
        for panel in self.panel_id.filtered(lambda one: one.state not in ("planned", "invited")):
            raise UserError(self.env._("What came of %(meeting)s is recorded and stays.", meeting=panel.display_name))

    # What asks them ------------------------------------------------------------------------------

    def _invite(self):
        """An activity for each, with time, place and agenda; those who are asked already have theirs moved."""
        for row in self.filtered("user_id"):
            values = row._prepare_activity()
            asked = row.activity_id.filtered("active")
            if asked and asked.user_id == row.user_id:
                asked.write({key: values[key] for key in ("summary", "note", "date_deadline")})
                continue
            asked.unlink()
            row._put({"activity_id": self.env["mail.activity"].create(values).id})
        (self - self.filtered("user_id"))._uninvite()

    def _prepare_activity(self):
        panel, person = self.panel_id, self.user_id
        told = panel.with_context(lang=person.lang or self.env.lang)
        moment = bridge.local_text(panel.starts_at, panel.case_id._calendar_name())
        when = told.env._("Meeting on %(moment)s", moment=moment)
        return {
            "res_model_id": self.env["ir.model"]._get_id("complaint.case"),
            "res_id": panel.case_id.id,
            "activity_type_id": self.env.ref("complaint_grading.activity_type_panel").id,
            "summary": " · ".join(filter(None, (when, panel.place))),
            "note": panel.agenda,
            "date_deadline": bridge.local_date(panel.starts_at, panel.case_id._calendar_name(), person.tz),
            "user_id": person.id,
            "automated": True,
        }

    def _uninvite(self):
        # sudo: what asks colleagues goes with their rows
        self.sudo().activity_id.filtered("active").unlink()

    def _was_there(self):
        """What asked them is done."""
        for row in self.filtered("activity_id.active"):
            told = row.with_context(lang=row.user_id.lang or self.env.lang)
            said = dict(told._fields["attended"]._description_selection(told.env)).get(row.attended, "")
            row.activity_id.action_feedback(feedback=said)
