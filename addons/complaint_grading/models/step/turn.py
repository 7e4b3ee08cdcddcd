from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import ENDED
from .step import TO_DO


class ComplaintStep(models.Model):
    """The one thing that a step offers to the person whose turn it is, and nothing to the others."""

    _inherit = "complaint.step"  # pylint: disable=consider-merging-classes-inherited

    may_do = fields.Boolean(compute="_compute_may")
    may_approve = fields.Boolean(compute="_compute_may")
    may_return = fields.Boolean(compute="_compute_may")
    may_stand_in = fields.Boolean(compute="_compute_may", help="An administrator may, with a reason, and it shows.")
    may_withdraw = fields.Boolean(compute="_compute_may")
    headline = fields.Char(compute="_compute_headline")
    where = fields.Char(compute="_compute_headline", help="Whose turn it is, since when, and how much time is left.")

    @api.depends("state", "is_turn", "turn", "case_id.stage", "user_id")
    @api.depends_context("uid")
    def _compute_may(self):
        for step in self:
            under_way = step._is_running()
            mine = under_way and step._is_mine()
            step.may_do = mine and step.state in TO_DO
            step.may_approve = mine and step.state == "submitted"
            step.may_return = under_way and step.state == "submitted" and step._may_return()
            step.may_stand_in = under_way and not mine and step.case_id._is_administrator()
            step.may_withdraw = step._may_withdraw()

    def _is_mine(self):
        """Whether the user may do it, or give one of the outstanding approvals."""
        return any(self._may(act, party) for act, party in self._acts())

    def _acts(self):
        """What may be done to it now: (act, party)."""
        if self.state in TO_DO:
            return [(kernel.StepAct.DONE, self.party)]
        outstanding = [row["by"] for row in self.approvals or () if not row.get("at")]
        return [(kernel.StepAct.APPROVED, party) for party in outstanding]

    def _may(self, act, party):
        kind, data = kernel.step_event(self.case_id.policy_id._edition(), self.code, act, party)
        return self.case_id._may_record(self.case_id._event_kinds(kind), data)

    def _may_return(self):
        """Whether the user may send it back."""
        parties = kernel.return_parties(self.case_id.policy_id._edition(), self.code)
        return any(self.case_id._may_return(self.code, party) for party in parties)

    def _may_withdraw(self):
        event, case = self.last_event_id, self.case_id
        if not event or self.is_former or case.stage in ENDED:
            return False
        return case._is_administrator() or case._may_record(event._kind(), event.data)

    @api.depends("label", "state", "turn", "user_id", "stands_in_for_id", "is_unmanned", "since_at", "due_at", "clause")
    @api.depends_context("lang", "tz")
    def _compute_headline(self):
        for step in self:
            step.headline = step._heading()
            step.where = " · ".join(filter(None, step._where())) if step.is_turn else ""

    def _title(self):
        """What is said of it in the line of steps: who did it and when, or whose turn it is."""
        if self.state == "done" and self.done_at:
            moment = bridge.local_text(self.done_at, self.case_id._calendar_name())
            return " · ".join(filter(None, (self.done_by_id.name, moment, self.approvals_text)))
        return self.where or self.party_label

    def _where(self):
        """Who, as what, since when, until when, and the working time left."""
        calendar = self.case_id._calendar_name()
        yield self._who()
        yield self.turn_label
        yield self.since_at and self.env._("since %(moment)s", moment=bridge.local_text(self.since_at, calendar))
        if self.due_at:
            yield self.env._("due %(moment)s", moment=bridge.local_text(self.due_at, calendar))
            yield self._time_left()

    def _who(self):
        """Whose turn it is, and in whose place."""
        person, away = self.user_id.name, self.stands_in_for_id.name
        if away:
            return self.env._("%(person)s for %(away)s", person=person, away=away)
        if self.is_unmanned and person:
            return self.env._("nobody is there: %(manager)s acts as a complaint manager", manager=person)
        return person or self.env._("nobody is there: a complaint manager acts")

    def _time_left(self):
        if self.due_at < fields.Datetime.now():
            return self.env._("overdue")
        minutes = round(self.remaining_hours * 60)
        return self.env._("%(time)s working hours left", time=f"{minutes // 60}:{minutes % 60:02d}")

    # What people press ---------------------------------------------------------------------------

    def action_do(self):
        """Ask when it was done and what is recorded with it; where it awaits approval, ask whether it is approved."""
        return self._ask("approve" if self.state == "submitted" else "do")

    def action_approve(self):
        """Approve what was done."""
        self.case_id.approve_step(self.code)
        return True

    def action_return(self):
        """Ask why it is sent back."""
        self.ensure_one()
        self.case_id._returning_party(self.code)
        return self._ask("return")

    def action_withdraw(self):
        """Ask what was wrong with the entry that did or approved it."""
        self.ensure_one()
        if not self.last_event_id:
            raise UserError(self.env._("%(step)s is not done yet.", step=self.label))
        return self.last_event_id.action_withdraw()

    def _what_ends_it(self):
        """The sentence for who ticks its activity off, the question that it asks for, and the name of its button."""
        sentence = self.env._("Do the step “%(step)s”; its activity then closes by itself.", step=self.label)
        return sentence, self.action_do(), self.env._("Do the Step")

    def _ask(self, act):
        self.ensure_one()
        self.case_id._check_open()
        names = {"do": self.label, "approve": self.label, "return": self.env._("Send Back")}
        wizard = self.env["complaint.do.step"]._begin(self, act)
        return {
            "type": "ir.actions.act_window",
            "name": names[act],
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
