from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.assigned import NOT_LISTED, OVERDUE, SENT_BACK
from ..base.assigned import TO_DO as RANK_TO_DO
from ..base.kernel_json import KernelJson
from ..base.states import ENDED

TO_DO = kernel.STEP_TO_DO_STATES


class ComplaintStep(models.Model):
    """Where one step of handling stands, as the kernel says it, one row for each round."""

    _name = "complaint.step"
    _description = "Step of a Complaint"
    _inherit = ("complaint.guarded", "complaint.asking", "complaint.assigned", "complaint.claused")
    _order = "case_id, round, sequence, id"
    _raw = frozenset({"code", "party", "turn"})
    _party_field = "turn"

    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    grade_id = fields.Many2one(related="case_id.grade_id")
    code = fields.Char("Step ID", required=True, readonly=True)
    label = fields.Char("Step", compute="_compute_label")
    round = fields.Integer(required=True, default=1, readonly=True, aggregator=None)
    sequence = fields.Integer(readonly=True)
    party = fields.Char("By ID", readonly=True, help="The party who does it, in the policy's words.")
    party_label = fields.Char("By", compute="_compute_label")
    state = fields.Selection(
        lambda self: kernel.words("step_state", self.env.lang),
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    is_former = fields.Boolean("Former Round", readonly=True)
    turn = fields.Char("Turn ID", readonly=True, help="The party whose turn it is, in the policy's words.")
    turn_label = fields.Char("Whose Turn", compute="_compute_label")
    is_turn = fields.Boolean("Under Way", readonly=True, index=True, help="Somebody has to do or approve it now.")
    user_id = fields.Many2one(readonly=True)
    since_at = fields.Datetime("Since", readonly=True, help="From when on it has been this person's turn.")
    begun_at = fields.Datetime("Begun", readonly=True, help="From when on it could be done.")
    done_at = fields.Datetime("Done", readonly=True)
    approved_at = fields.Datetime("Approved", readonly=True, help="When the last approval was given.")
    handling_hours = fields.Float(
        "Handling Time", readonly=True, aggregator="avg", help="Working hours from its beginning until it was done."
    )
    late_hours = fields.Float(
        "Lateness", readonly=True, aggregator="avg", help="Working hours from the due moment until it was done."
    )
    approval_hours = fields.Float(
        "Approval Time", readonly=True, aggregator="avg", help="Working hours from its being done to its last approval."
    )
    done_event_id = fields.Many2one("complaint.event", readonly=True, ondelete="set null")
    done_by_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    last_event_id = fields.Many2one(
        "complaint.event", readonly=True, ondelete="set null", help="The entry that a mistake is mended by withdrawing."
    )
    approvals = KernelJson(readonly=True)
    approvals_text = fields.Char("Approved By", compute="_compute_label")
    missing = KernelJson(readonly=True, help="What has to be recorded with this step and is not.")
    missing_text = fields.Char("Still to Record", compute="_compute_label")
    returned_event_id = fields.Many2one("complaint.event", readonly=True, ondelete="set null")
    returned_text = fields.Char("Why Sent Back", compute="_compute_returned_text")
    duty_ids = fields.One2many("complaint.duty", "step_id", readonly=True)

    _done_idx = models.Index("(done_at) WHERE done_at IS NOT NULL")
    _step_uniq = models.Constraint("UNIQUE(case_id, code, round)", "A complaint has each step once a round.")
    # In the whole order of the list of work, so that a page of it is read and never sorted.
    _listed_idx = models.Index("(work_rank, due_at, since_at, (id * 4)) WHERE work_rank < 9")
    _listed_user_idx = models.Index("(user_id, work_rank, due_at, since_at, (id * 4)) WHERE work_rank < 9")

    @api.depends("code", "party", "turn", "approvals", "missing", "case_id.policy_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for step in self:
            edition = step.case_id.policy_id._edition()
            step.label = kernel.named(edition, "step", step.code, self.env.lang)
            step.party_label = step._party_name(step.party)
            step.turn_label = step._party_name(step.turn)
            step.approvals_text = ", ".join(step._approval_text(row) for row in step.approvals or ())
            step.missing_text = ", ".join(step.case_id._record_names(step.missing or ()))

    def _party_name(self, party):
        return kernel.named(self.case_id.policy_id._edition(), "party", party, self.env.lang)

    def _approval_text(self, row):
        """One approval: who, and when; or that it is outstanding."""
        party = self._party_name(row["by"])
        if not row.get("at"):
            return self.env._("%(party)s: outstanding", party=party)
        moment = bridge.local_text(bridge.naive(row["at"]), self.case_id._calendar_name())
        return ", ".join(filter(None, (f"{party}: {row.get('name') or ''}".rstrip(": "), moment)))

    def _paper_approvals(self):
        """(party, person, moment) of each approval that the step needs; without a moment it is outstanding."""
        return [
            (self._party_name(row["by"]), row.get("name") or "", bridge.naive(row.get("at")))
            for row in self.approvals or ()
        ]

    @api.depends("returned_event_id")
    def _compute_returned_text(self):
        for step in self:
            event = step.returned_event_id
            reason = event.note or (event.data or {}).get("reason") or ""
            step.returned_text = f"{event.actor_id.name}: {reason}" if event else False

    @api.depends("label", "case_id.name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.case_id.name}: {step.label}"

    # What the kernel says ------------------------------------------------------------------------

    @api.model
    def _sync(self, found):
        """Make the rows of each case those of the kernel's answer; found: case -> its steps in each round."""
        # The rows are the kernel's answer, whoever's act asked for it; nobody may write them.
        cases = self.env["complaint.case"].sudo().union(*found)
        rows = {(row.case_id, row.code, row.round): row for row in self.search([("case_id", "in", cases.ids)])}
        new, moved = [], self.browse()
        for case, turns in found.items():
            journal = case.event_ids.filtered(lambda event: event.type and not event.is_withdrawn)
            for sequence, turn in enumerate(turns):
                values = self._prepare_values(case, turn, sequence, journal)
                row = rows.pop((case, turn["id"], turn["round"]), None)
                if row is None:
                    new.append(values)
                elif row._update_from_kernel(values):
                    moved += row
        self.union(*rows.values())._mark_not_owed()
        moved += self._put_new(new)
        present = cases.step_ids.filtered(lambda row: not row.is_former)
        present._take_duties(found)
        present._assign()
        (moved - present)._sync_activities()

    def _prepare_values(self, case, turn, sequence, journal):
        act = kernel.StepAct
        done = self._entry(case, turn, journal, act.DONE, turn["done"])
        approved = {
            row["by"]: self._entry(case, turn, journal, act.APPROVED, row["at"], row["by"]) for row in turn["approvals"]
        }
        sent_back = turn["since"] if turn["state"] == "returned" else None
        last = done.union(*approved.values()).sorted(lambda event: (event.happened_at, event.id))[-1:]
        parties, handling = turn["parties"], turn["handling"] or {}
        return {
            "case_id": case.id,
            "code": turn["id"],
            "round": turn["round"],
            "sequence": sequence,
            "clause": turn["clause"] or False,
            "party": turn["by"] or False,
            "state": turn["state"],
            "is_former": turn["is_former"],
            "is_turn": not turn["is_former"] and turn["state"] in kernel.STEP_IN_TURN_STATES,
            "turn": parties[0] if parties else False,
            "since_at": bridge.naive(turn["since"]),
            "due_at": bridge.naive(turn["due"]),
            "begun_at": bridge.naive(turn["begun"]),
            "done_at": bridge.naive(turn["done"]),
            "approved_at": max((bridge.naive(row["at"]) for row in turn["approvals"] if handling), default=False),
            "handling_hours": handling.get("taken") or 0.0,
            "late_hours": handling.get("late") or 0.0,
            "approval_hours": handling.get("approved") or 0.0,
            "done_event_id": done.id,
            "done_by_id": done.actor_id.id,
            "last_event_id": last.id,
            "returned_event_id": self._entry(case, turn, journal, act.RETURNED, sent_back).id,
            "approvals": [{**row, "name": approved[row["by"]].actor_id.name or None} for row in turn["approvals"]],
            "missing": turn["missing"],
        }

    def _entry(self, case, turn, journal, act, moment, party=None):
        """The journal's entry that is this act on the step at this moment; empty for no moment."""
        if not moment:
            return journal.browse()
        edition, at = case.policy_id._edition(), bridge.naive(moment)
        return journal.filtered(
            lambda event: (
                event.happened_at == at
                and kernel.is_step_entry(edition, turn["id"], act, event.type, event.data, party)
            )
        ).sorted("id")[-1:]

    def _update_from_kernel(self, values):
        """Become what the kernel says; whom it asked until now has done it, or is asked no more."""
        was = (self.state, self.turn, self.is_turn)
        changed = self._put_changes(values)
        asked = self.activity_id.filtered("active")
        if asked and was != (self.state, self.turn, self.is_turn):
            self._put({"activity_id": False})
            if self.state == "waiting":
                asked.unlink()
            else:
                asked.action_feedback(feedback=self._done_feedback())
        return changed

    def _mark_not_owed(self):
        """No longer in the answer: the rows go, and with them what they ask."""
        self._unask()
        self.unlink()

    def _take_duties(self, found):
        """Tie to each step the duties that its being done ends."""
        rows = {(row.case_id, row.code): row for row in self}
        tied = {}
        for case, turns in found.items():
            for turn in turns:
                for duty in turn["duties"]:
                    tied[case, duty["id"], duty["round"]] = rows[case, turn["id"]].id
        for duty in self.case_id.duty_ids:
            duty._put_changes({"step_id": tied.get((duty.case_id, duty.code, duty.round), False)})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_the_server(self):
        if not self.env.su:
            raise UserError(self.env._("Steps follow the policy; they are not deleted."))

    # Whom it asks --------------------------------------------------------------------------------

    @api.depends("state", "is_turn", "case_id.stage", "duty_ids.state")
    def _compute_work_rank(self):
        for step in self:
            step.work_rank = step._rank() if step._is_running() else NOT_LISTED

    def _rank(self):
        if any(duty.state == "overdue" for duty in self.duty_ids):
            return OVERDUE
        return SENT_BACK if self.state == "returned" else RANK_TO_DO

    def _found_people(self):
        """Whose turn it is: who owes the duty that the step ends, else whom the party's work reaches."""
        owing = {step: step._owing()[:1] for step in self}
        turns = self.filtered(lambda step: step.is_turn and not owing[step])
        found = super(ComplaintStep, turns)._found_people()
        return {step: found.get(step) or owing[step]._reached_values() for step in self}

    def _whose(self):
        return self.case_id, self.turn, self.env["res.users"]

    def _whose_label(self):
        return self.turn_label

    def _owing(self):
        """The duties of people who are there that this step ends."""
        return self.duty_ids.filtered(lambda duty: self.state in TO_DO and duty.user_id.active)

    def _asks(self):
        """Where a duty asks the same person for it, the step does not ask again."""
        return self._is_running() and not any(duty.activity_id.active for duty in self.duty_ids)

    def _is_running(self):
        return self.is_turn and self.case_id.stage not in ENDED

    def _was_done(self):
        return self.state == "done"

    def _summary(self):
        return self._reached_summary(self._heading())

    def _heading(self):
        """What is to be done."""
        if self.state == "submitted":
            return self.env._("Approve: %(step)s", step=self.label)
        return self.env._("Again: %(step)s", step=self.label) if self.state == "returned" else self.label

    def _done_feedback(self):
        step = self._in_language_of(self.user_id)
        if self.state == "returned":
            return step.env._("%(step)s: sent back.", step=step.label)
        if self.state == "done" and self.approvals:
            return step.env._("%(step)s: approved.", step=step.label)
        return step.env._("%(step)s: done.", step=step.label)
