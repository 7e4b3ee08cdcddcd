from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import plaintext2html

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.guarded import ServerValues
from ..base.kernel_json import KernelJson

OPEN = ("planned", "invited")


class ComplaintPanel(models.Model):
    """A meeting about a complaint: whom the grade wants there, agenda, attendance, and what was decided and why."""

    _name = "complaint.panel"
    _description = "Meeting on a Complaint"
    _inherit = ("complaint.guarded", "complaint.chatter", "complaint.of.case")
    _order = "starts_at desc, id desc"
    _mail_post_access = "read"
    _given = frozenset({"starts_at", "hours", "place", "agenda", "attendee_ids", "decision", "reason", "minutes"})
    _raw = frozenset({"fact"})

    case_id = fields.Many2one(
        "complaint.case", "Complaint", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    chair_id = fields.Many2one(
        "res.users", "Called By", required=True, readonly=True, default=lambda self: self.env.user
    )
    starts_at = fields.Datetime("When", tracking=True)
    hours = fields.Float("Duration", default=1.0)
    place = fields.Char("Meeting Place", help="A room, or the link of a video call.")
    agenda = fields.Html(help="What the complaint is about as it stood when the meeting was called.")
    attendee_ids = fields.One2many("complaint.panel.attendee", "panel_id", "Invited")
    state = fields.Selection(
        [("planned", "Planned"), ("invited", "Invited"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        readonly=True,
        tracking=True,
        index=True,
    )
    fact = fields.Char(readonly=True, help="What the regulation has the panel decide.")
    fact_label = fields.Char("Decides", compute="_compute_decision_choices")
    decision_choices = KernelJson(compute="_compute_decision_choices")
    decision = fields.Char(tracking=True, help="Empty where the panel leaves it as it is.")
    decision_label = fields.Char("Decided", compute="_compute_decision_label")
    reason = fields.Text(help="Why the panel decided so.")
    minutes = fields.Text(help="What was agreed.")
    held_at = fields.Datetime("Recorded On", readonly=True)
    may_run = fields.Boolean(compute="_compute_may_run")

    @api.depends("case_id.name", "starts_at")
    def _compute_display_name(self):
        for panel in self:
            panel.display_name = self.env._("Meeting on %(number)s", number=panel.case_id.name)

    @api.depends("fact", "case_id")
    @api.depends_context("lang")
    def _compute_decision_choices(self):
        for panel in self:
            found = panel._panel_fact() or {}
            panel.fact_label, panel.decision_choices = (
                found.get("label", ""),
                [list(choice) for choice in found.get("choices", ())],
            )

    @api.depends("decision", "fact", "case_id")
    @api.depends_context("lang")
    def _compute_decision_label(self):
        for panel in self:
            panel.decision_label = dict(panel.decision_choices or ()).get(panel.decision, "")

    def _panel_fact(self):
        """What the panel decides by the regulation that grades; None where it has no panel."""
        if not self.case_id or not self.fact:
            return None
        edition = self.case_id._fact_policy()._edition()
        found = kernel.panel_facts(edition, self.env.lang)
        return next((fact for fact in found if fact["name"] == self.fact), None)

    @api.depends("chair_id", "state", "case_id.stage")
    @api.depends_context("uid")
    def _compute_may_run(self):
        for panel in self:
            panel.may_run = panel._may_run()

    def _may_run(self):
        """Who called it, quality engineers and managers, as long as they may write the complaint."""
        user = self.env.user
        runs = self.env.su or user == self.chair_id or user.has_group("complaint_grading.group_quality")
        return bool(runs and self.case_id and self.case_id.has_access("write"))

    def _check_may_run(self):
        for panel in self:
            if not panel._may_run():
                raise AccessError(
                    self.env._(
                        "The meeting on %(number)s is run by %(chair)s, quality engineers and managers.",
                        number=panel.case_id.name,
                        chair=panel.chair_id.name,
                    )
                )

    # Calling it ----------------------------------------------------------------------------------

    @api.model
    def _call(self, case):
        """Plan a meeting: whom the grade wants there, found through the parties, and the agenda."""
        case.check_access("write")
        facts = kernel.panel_facts(case._fact_policy()._edition())
        values = {"case_id": case.id, "fact": facts[0]["name"] if facts else False, "agenda": self._agenda_of(case)}
        panel = self._put_new([values])
        attendees = self.env["complaint.panel.attendee"]
        attendees._put_new([{**row, "panel_id": panel.id} for row in attendees._wanted(case)])
        return panel

    @api.model
    def _agenda_of(self, case):
        """Grade, reasons, what was stated and what is owed, in words; no penalty."""
        # sudo: what of the complaint is told to those whom the user invites; the user may write it
        seen = case.sudo()
        duties = seen.duty_ids.filtered(lambda duty: duty._asks())
        parts = [
            (self.env._("Complaint"), [" ".join(filter(None, (case.name, seen.partner_id.name, seen.issue)))]),
            (self.env._("Grade"), [seen.grade_label or self.env._("not graded")]),
            (self.env._("Why this grade"), [Markup("{} {}").format(*reason) for reason in seen._explain()[1]]),
            (self.env._("Not decided"), [seen.undecided_text]),
            (self.env._("What the customer says"), [seen.description]),
            (self.env._("Facts"), [f"{label}: {text}" for label, text in seen._paper_facts()]),
            (self.env._("Open duties"), [duty._agenda_line() for duty in duties]),
        ]
        rows = ((title, [line for line in lines if line]) for title, lines in parts)
        return Markup("").join(
            Markup("<h4>{}</h4><ul>{}</ul>").format(
                title, Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
            )
            for title, lines in rows
            if lines
        )

    def action_invite(self):
        """Ask everybody on the list to come: an activity with the agenda for each."""
        self.ensure_one()
        self._check_may_run()
        if self.state not in OPEN:
            raise UserError(self.env._("This meeting is over."))
        if not self.starts_at or self.starts_at <= fields.Datetime.now():
            raise UserError(self.env._("Say when the meeting will be."))
        if not self.attendee_ids.user_id:
            raise UserError(self.env._("Nobody is on the list; choose at least one person."))
        # sudo: what follows from an invitation by who may run the meeting
        panel = self.sudo()
        panel._put({"state": "invited"})
        panel.attendee_ids._invite()
        panel._follow_meeting()
        people = ", ".join(self.attendee_ids.user_id.mapped("name"))
        said = self.env._(
            "Meeting called for %(moment)s: %(people)s",
            moment=bridge.local_text(self.starts_at, self.case_id._calendar_name()),
            people=people,
        )
        self.case_id._post_internal(said)
        return True

    def action_cancel(self):
        """It does not take place."""
        self.ensure_one()
        self._check_may_run()
        if self.state not in OPEN:
            raise UserError(self.env._("This meeting is over."))
        # sudo: what follows from a word of who may run the meeting
        panel = self.sudo()
        panel._put({"state": "cancelled"})
        panel.attendee_ids._uninvite()
        panel._follow_meeting()
        self.case_id._post_internal(self.env._("The meeting was cancelled."))
        return True

    def _follow_meeting(self):
        """What joins it with a calendar keeps the two alike."""

    def _ends_at(self):
        return self.starts_at + timedelta(hours=self.hours or 1.0)

    # What came of it -----------------------------------------------------------------------------

    def action_record(self):
        """Attendance, decision and reason go into the complaint: the fact by its ordinary door, the rest as a note."""
        self.ensure_one()
        self._check_may_run()
        self._check_complete()
        if self.decision:
            self._record_decision()
        # sudo: what follows from a word of who may run the meeting
        panel = self.sudo()
        panel._put({"state": "held", "held_at": fields.Datetime.now()})
        panel.attendee_ids._was_there()
        self.case_id._post_internal(self._told())
        return True

    def _check_complete(self):
        """What the panel said, and who was there, is all known."""
        if self.state != "invited":
            raise UserError(self.env._("Invite to the meeting first; one that is over is not recorded again."))
        if self.starts_at > fields.Datetime.now():
            raise UserError(self.env._("The meeting has not begun yet."))
        open_ones = self.attendee_ids.filtered(lambda row: row.user_id and not row.attended)
        if open_ones:
            names = ", ".join(open_ones.user_id.mapped("name"))
            raise UserError(self.env._("Say of each whether they were there: %(people)s.", people=names))
        if not self._present():
            raise UserError(self.env._("Nobody was there: cancel the meeting, or say who was."))
        if self.decision and not (self.reason or "").strip():
            raise UserError(self.env._("Say why the panel decided so."))

    def _present(self):
        return self.attendee_ids.filtered(lambda row: row.attended == "yes")

    def _record_decision(self):
        """The fact, and where the regulation wants members and reason recorded, that record; with the user's rights."""
        case, fact = self.case_id, self._panel_fact()
        values = {case._fact_field(): {self.fact: self.decision}}
        if fact["record"] and case._fact_policy() == case.policy_id:
            values["records"] = {fact["record"]: f"{self._members()}: {self.reason}"}
        case.write(values)

    def _members(self):
        return ", ".join(self._present().user_id.mapped("name"))

    def _told(self):
        """What came of it, for the chatter of the complaint."""
        absent = self.attendee_ids.filtered(lambda row: row.attended == "no").user_id.mapped("name")
        lines = [
            self.env._("Meeting held. There: %(people)s.", people=self._members()),
            absent and self.env._("Not there: %(people)s.", people=", ".join(absent)),
            self.decision and self.env._("%(fact)s: %(value)s.", fact=self.fact_label, value=self.decision_label),
            self.reason and self.env._("Reason: %(reason)s", reason=self.reason),
            self.minutes and self.env._("Agreed: %(minutes)s", minutes=self.minutes),
        ]
        return plaintext2html("\n".join(filter(None, lines)))

    # What may be given ---------------------------------------------------------------------------

    def write(self, vals):
        given = not isinstance(vals, ServerValues) and self._named("_given") & vals.keys()
        if given:
            self._check_may_run()
            for panel in self.filtered(lambda one: one.state not in OPEN):
                raise UserError(
                    self.env._("What came of %(meeting)s is recorded and stays.", meeting=panel.display_name)
                )
        result = super().write(vals)
        if given:
            invited = self.filtered(lambda one: one.state == "invited")
            # sudo: what follows from what was given by who may run the meeting
            invited.sudo().attendee_ids._invite()
            invited.sudo()._follow_meeting()  # sudo: as right before
        return result

    @api.constrains("decision", "fact")
    def _check_decision(self):
        for panel in self.filtered("decision"):
            if panel.decision not in dict(panel.decision_choices or ()):
                raise ValidationError(self.env._("Choose one of what the regulation lets the panel decide."))

    @api.constrains("hours")
    def _check_hours(self):
        for panel in self:
            if not 0 < panel.hours <= 24:
                raise ValidationError(self.env._("A meeting takes up to 24 hours."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        if not self.env.su:
            raise UserError(self.env._("Meetings are kept; cancel one instead."))
