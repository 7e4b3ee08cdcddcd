from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.assigned import NOT_LISTED, OVERDUE, TO_DO
from ..base.guarded import ServerValues
from ..base.kernel_json import KernelJson
from ..base.states import BROKEN, DONE, ENDED, OWED

URGENCY = kernel.PRESSING_STATES


class ComplaintDuty(models.Model):
    """What somebody owes because of a complaint, as the kernel says it, one row for each round."""

    _name = "complaint.duty"
    _description = "Complaint Duty"
    _inherit = ("complaint.guarded", "complaint.asking", "complaint.assigned", "complaint.claused")
    _order = "case_id, round, sequence, id"

    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True, index=True)
    code = fields.Char("Duty ID", required=True, readonly=True)
    label = fields.Char("Duty", compute="_compute_label")
    round = fields.Integer(required=True, default=1, readonly=True, aggregator=None)
    sequence = fields.Integer(readonly=True)
    owner = fields.Char("Owner ID", readonly=True, help="The party who owes it, in the policy's words.")
    owner_label = fields.Char("Owner", compute="_compute_label")
    given_to_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="To whom it was given by hand; the mapping of parties no longer changes it while that one is there.",
    )
    given_by_id = fields.Many2one("res.users", readonly=True, help="Who gave it by hand.")
    starts_at = fields.Datetime("Starts", readonly=True)
    is_provisional = fields.Boolean(
        "Provisional",
        readonly=True,
        help="The due moment reaches into a year whose holidays are not announced.",
    )
    done_at = fields.Datetime("Done", readonly=True)
    handling_hours = fields.Float(
        "Handling Time", readonly=True, aggregator="avg", help="Working hours from its start until it was done."
    )
    late_hours = fields.Float(
        "Lateness", readonly=True, aggregator="avg", help="Working hours from the due moment until it was done."
    )
    calendar = fields.Char(
        "Own Calendar", readonly=True, help="The working calendar of this duty, where it is not the complaint's."
    )
    state = fields.Selection(
        lambda self: [*kernel.words("duty_state", self.env.lang), ("void", self.env._("No Longer Owed"))],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    # Rows of a percentage of the working time and the moment by which it is used up, as the kernel says them.
    reminders = KernelJson(readonly=True, export_string_translation=False)
    last_warned = fields.Integer("Reminded at (% of Time)", readonly=True, aggregator=None)
    overdue_flagged = fields.Boolean(readonly=True, help="The breach of this duty has been reported.")
    next_check_at = fields.Datetime(readonly=True, help="When the scheduled action looks at this duty again.")
    stays = fields.Boolean(
        "Owed after Closing",
        readonly=True,
        help="It was owed when the complaint was closed, as the policy allows, and its clock goes on.",
    )
    step_id = fields.Many2one(
        "complaint.step",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The step whose turn it is and that ends this duty: who does the step does the duty.",
    )
    partner_id = fields.Many2one(related="case_id.partner_id")
    grade = fields.Char("Grade Code", related="case_id.grade")
    grade_id = fields.Many2one(related="case_id.grade_id")
    # What is overdue comes first, then what is open; lists are sorted by it.
    urgency = fields.Integer(compute="_compute_urgency", store=True, aggregator=None, export_string_translation=False)

    _given_later = frozenset({"user_id"})
    _raw = frozenset({"code", "grade", "next_check_at", "overdue_flagged", "owner", "reminders", "urgency"})

    _duty_uniq = models.Constraint("UNIQUE(case_id, code, round)", "A complaint has each duty once a round.")
    _check_idx = models.Index("(next_check_at) WHERE next_check_at IS NOT NULL")
    _done_idx = models.Index("(done_at) WHERE done_at IS NOT NULL")
    # In the whole order of the list of work, so that a page of it is read and never sorted.
    _listed_idx = models.Index("(work_rank, due_at, starts_at, (id * 4 + 1)) WHERE work_rank < 9")
    _listed_user_idx = models.Index("(user_id, work_rank, due_at, starts_at, (id * 4 + 1)) WHERE work_rank < 9")

    @api.depends("code", "owner", "case_id.policy_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for duty in self:
            edition = duty.case_id.policy_id._edition()
            duty.label = kernel.named(edition, "duty", duty.code, self.env.lang)
            duty.owner_label = kernel.named(edition, "party", duty.owner, self.env.lang)

    @api.depends("state")
    def _compute_urgency(self):
        for duty in self:
            duty.urgency = URGENCY.index(duty.state) if duty.state in URGENCY else len(URGENCY)

    @api.depends("state", "stays", "step_id", "case_id.stage")
    def _compute_work_rank(self):
        """A duty that a step in turn ends is listed as that step."""
        for duty in self:
            listed = not duty.step_id and duty._asks()
            duty.work_rank = (OVERDUE if duty.state == "overdue" else TO_DO) if listed else NOT_LISTED

    def _calendar_name(self):
        return self.company_id._calendar(self.calendar) if self.calendar else super()._calendar_name()

    @api.depends("label", "case_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for duty in self:
            duty.display_name = f"{duty.case_id.name}: {duty.label}"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("user_id") and not isinstance(vals, ServerValues):
            for company, duties in self.grouped("company_id").items():
                duties.user_id._check_handles_complaints(company)
        if "user_id" in vals and not isinstance(vals, ServerValues):
            by_hand = bool(vals["user_id"])
            self._put({"given_to_id": vals["user_id"], "given_by_id": by_hand and self.env.uid})
            self._assign()
        return result

    @api.model
    def _sync(self, answers, now):
        """Make the rows of each case those of the kernel's answer: answers, case -> (duty, what it keeps beside it).

        A row that is as it was is still looked at where nobody is asked for it or nothing will look at it again.
        """
        # The rows are the kernel's answer, whoever's act asked for it; nobody may write them.
        cases = self.env["complaint.case"].sudo().union(*answers)
        here = self.search([("case_id", "in", cases.ids)])
        rows = {(row.case_id, row.code, row.round): row for row in here}
        new, changed, done = [], self.browse(), here.filtered(lambda duty: duty.state in DONE)
        for case, duties in answers.items():
            for sequence, (duty, beside) in enumerate(duties):
                values = {**self._prepare_values(case, duty, sequence), **beside}
                row = rows.pop((case, duty["id"], values["round"]), None)
                if row is None:
                    # With the company Odoo need not find it out, which takes a record in memory for each.
                    new.append({**values, "company_id": case.company_id.id})
                elif row._put_changes(values):
                    changed += row
        for row in rows.values():
            if row._mark_not_owed([duty for duty, _beside in answers[row.case_id]]):
                changed += row
        created = self._put_new(new)
        changed |= here.filtered(lambda duty: duty._is_idle())
        (created + here.filtered(lambda duty: duty.state in OWED))._assign()
        changed._sync_activities()
        (created + changed)._flag_breaches(now)
        (created + changed)._schedule(now)
        done._tell_owed_again()

    def _tell_owed_again(self):
        """Of these, which were done, those that are owed again; the chatter would go on saying that they are done."""
        for duty in self.filtered(lambda duty: duty.state in OWED):
            duty.case_id._post_internal(self.env._("%(duty)s: owed again.", duty=duty.label), by_system=True)

    def _prepare_values(self, case, duty, sequence):
        return {
            "case_id": case.id,
            "code": duty["id"],
            "round": duty.get("round") or 1,
            "sequence": sequence,
            "clause": duty.get("clause") or False,
            "owner": duty.get("owner") or False,
            "starts_at": bridge.naive(duty.get("starts")),
            "due_at": bridge.naive(duty.get("due")),
            "is_provisional": bool(duty.get("due_provisional")),
            "done_at": bridge.naive(duty.get("done")),
            "state": duty["state"],
            "calendar": duty.get("calendar") or False,
        }

    def _mark_not_owed(self, duties):
        """No longer in the answer: what a later round replaced keeps its end, the rest is not owed."""
        replaced = any(duty["id"] == self.code and (duty.get("round") or 1) > self.round for duty in duties)
        if replaced and self.state in DONE + BROKEN:
            self._cancel_follow_up()
            return False
        return self._put_changes({"state": "void"})

    def _is_idle(self):
        """Whether it is owed, and yet asks nobody, or has a due moment that nothing looks at."""
        if self.state not in OWED:
            return False
        asks = self.user_id.active and self.activity_id.active
        return not asks or (self.state == "open" and self.due_at and not self.next_check_at)

    def _whose(self):
        return self.case_id, self.owner, self.given_to_id

    def _whose_label(self):
        return self.owner_label

    def _asks(self):
        return self.state in OWED and (self.stays or self.case_id.stage not in ENDED)

    def _was_done(self):
        return self.state in DONE

    def _summary(self):
        return self._reached_summary(self.label)

    def _agenda_line(self):
        """What is owed, by whom and until when, in a line."""
        due = self.due_at and bridge.local_text(self.due_at, self._calendar_name())
        return " · ".join(filter(None, (self.label, self.clause_label, self.owner_label, self.user_id.name, due)))

    def _done_feedback(self):
        duty = self._in_language_of(self.user_id)
        if self.state == "late":
            return duty.env._("%(duty)s: done late.", duty=duty.label)
        return duty.env._("%(duty)s: done in time.", duty=duty.label)

    def _stay(self):
        """Of these, what is owed although the complaint is closed; it goes on."""
        owed = self.filtered(lambda duty: duty.state in OWED)
        owed._put({"stays": True})
        return owed

    def _cancel_follow_up(self):
        """The case has ended: nothing is looked at or asked for any more."""
        self.filtered(lambda duty: duty.next_check_at or duty.stays)._put({"next_check_at": False, "stays": False})
        self._unask()

    def _done_events(self):
        """The kinds of event that end this duty."""
        done_by = kernel.done_by(self.case_id.policy_id._edition(), self.code)
        return self.case_id.policy_id.event_type_ids.filtered(lambda kind: kind.code in done_by)

    def _done_event(self):
        """The kind of event that ends this duty, the one that the policy names first; empty where it names none."""
        first = kernel.done_by(self.case_id.policy_id._edition(), self.code)[:1]
        return self._done_events().filtered(lambda kind: kind.code in first)

    def _what_ends_it(self):
        """The sentence for who ticks its activity off, the question that it asks for, and the name of its button."""
        if self.step_id:
            return self.step_id._what_ends_it()
        sentence = self.env._(
            "%(duty)s is done when its event is in the journal; record \u201c%(event)s\u201d and the"
            " activity closes by itself.",
            duty=self.label,
            event=self._done_event().name or self.label,
        )
        return sentence, self.action_record_done(), self.env._("Record Event")

    def action_record_done(self):
        """Ask when the event that ends this duty happened; where it is a step's turn, ask for the step."""
        self.ensure_one()
        if self.step_id:
            return self.step_id.action_do()
        wanted = self._done_event()
        return {
            "type": "ir.actions.act_window",
            "name": wanted.name or self.label,
            "res_model": "complaint.record.event",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.case_id.id, "default_event_type_id": wanted.id},
        }
