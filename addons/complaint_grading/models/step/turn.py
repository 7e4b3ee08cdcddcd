from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import ENDED
from ..case.acting import People
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
        for case, steps in self.grouped("case_id").items():
            people = People(case, steps._parties())
            for step in steps:
                step._look_what_may_be_done(people)

    def _look_what_may_be_done(self, people):
        """people: who stands for the parties of the complaint."""
        under_way = self._is_running()
        mine = under_way and self._is_mine(people)
        self.may_do = mine and self.state in TO_DO
        self.may_approve = mine and self.state == "submitted"
        self.may_return = under_way and self.state == "submitted" and self._may_return(people)
        self.may_stand_in = under_way and not mine and self.case_id._is_administrator()
        self.may_withdraw = self._may_withdraw(people)

    def _parties(self):
        """The parties on whom it hangs what may be done to these."""
        running = self.filtered(lambda step: step._is_running())
        asked = {party for step in running for _act, party in step._acts()}
        done = self.filtered(lambda step: step._may_be_withdrawn()).last_event_id
        return asked.union(*(event.case_id._parties(event._kind(), event.data) for event in done))

    def _is_mine(self, people=None):
        """Whether the user may do it, or give one of the outstanding approvals."""
        return any(self._may(act, party, people) for act, party in self._acts())

    def _acts(self):
        """What may be done to it now: (act, party)."""
        if self.state in TO_DO:
            return [(kernel.StepAct.DONE, self.party)]
        outstanding = [row["by"] for row in self.approvals or () if not row.get("at")]
        return [(kernel.StepAct.APPROVED, party) for party in outstanding]

    def _may(self, act, party, people):
        kind, data = kernel.step_event(self.case_id.policy_id._edition(), self.code, act, party)
        return self.case_id._may_record(self.case_id._event_kinds(kind), data, people)

    def _may_return(self, people):
        """Whether the user may send it back."""
        parties = kernel.return_parties(self.case_id.policy_id._edition(), self.code)
        return any(self.case_id._may_return(self.code, party, people) for party in parties)

    def _may_be_withdrawn(self):
        """Whether there is an entry that did or approved it, and that may still be taken back by somebody."""
        return bool(self.last_event_id) and not self.is_former and self.case_id.stage not in ENDED

    def _may_withdraw(self, people):
        case, event = self.case_id, self.last_event_id
        if not self._may_be_withdrawn():
            return False
        return case._is_administrator() or case._may_record(event._kind(), event.data, people)

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
