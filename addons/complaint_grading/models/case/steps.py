from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..base.states import ENDED

# How a step is drawn in the line of steps: state -> (class, sign).
DRAWN = {
    "done": ("o_done", "✓"),
    "submitted": ("o_now", "●"),
    "returned": ("o_now", "↺"),
    "ready": ("o_now", "●"),
    "waiting": ("o_ahead", "○"),
}


def bullets(sentences):
    """Sentences as a list; nothing for none."""
    rows = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in sentences)
    return rows and Markup('<ul class="mb-0">{}</ul>').format(rows)


class ComplaintCase(models.Model):
    """The steps of the regulation: done, approved and sent back by those whose turn it is."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    step_ids = fields.One2many("complaint.step", "case_id", "Steps", copy=False, readonly=True)
    present_step_ids = fields.Many2many("complaint.step", compute="_compute_steps")
    former_step_ids = fields.Many2many("complaint.step", string="Former Rounds", compute="_compute_steps")
    turn_ids = fields.Many2many("complaint.step", string="What Is Next", compute="_compute_steps")
    spine_html = fields.Html("Where It Stands", compute="_compute_steps", sanitize=False)
    turn_user_id = fields.Many2one(
        "res.users", "Whose Turn", compute="_compute_turn_user_id", store=True, index="btree_not_null"
    )
    missing_records = KernelJson("Records Missing", compute="_compute_steps")
    has_records = fields.Boolean(compute="_compute_steps")
    to_close_html = fields.Html(
        "Before It May Be Closed", compute="_compute_steps", sanitize=False, help="What still stands against closing."
    )
    to_close_count = fields.Integer(compute="_compute_steps")
    record_rows = KernelJson(compute="_compute_record_rows", help="What the policy wants recorded: title and text.")

    @api.depends(
        "step_ids.state", "step_ids.user_id", "step_ids.is_former", "stage", "assessment", "corrective_ids.is_open"
    )
    @api.depends_context("lang")
    def _compute_steps(self):
        for case in self:
            present = case.step_ids.filtered(lambda step: not step.is_former).sorted("sequence")
            case.present_step_ids = present
            case.former_step_ids = case.step_ids - present
            case.turn_ids = present.filtered("is_turn") if case.stage not in ENDED else present.browse()
            case.spine_html = case._spine(present)
            missing = ((case.assessment or {}).get("records") or {}).get("missing") or []
            case.missing_records = missing + [name for step in case.turn_ids for name in step.missing or ()]
            notes = ((case.assessment or {}).get("closing") or {}).get("missing") or []
            to_close = [*(kernel.note_text(note, self.env.lang) for note in notes), *case._still_open()]
            case.to_close_count = len(to_close)
            case.to_close_html = bullets(to_close)
            case.has_records = bool(case.policy_id and kernel.field_kinds(case.policy_id._edition(), "records"))

    @api.depends("records", "policy_id")
    @api.depends_context("lang")
    def _compute_record_rows(self):
        for case in self:
            asked = kernel.fields(case.policy_id._edition(), "records", self.env.lang) if case.policy_id else []
            # sudo: records of a complaint that the user may read
            made = case.sudo()._fact_values("records")
            case.record_rows = [[field["label"], made.get(field["name"]) or ""] for field in asked]

    @api.depends("step_ids.user_id", "step_ids.is_turn")
    def _compute_turn_user_id(self):
        for case in self:
            case.turn_user_id = case.step_ids.filtered("is_turn").user_id[:1]

    def _spine(self, present):
        """The steps in a line: what is done, what is under way, what is ahead."""
        items = Markup("").join(
            Markup('<li class="{}" title="{}"><span>{}</span> {}</li>').format(
                DRAWN[step.state][0], step._title(), DRAWN[step.state][1], step.label
            )
            for step in present
        )
        return items and Markup('<ol class="o_complaint_spine">{}</ol>').format(items)

    # Over RPC and from the dialog ----------------------------------------------------------------

    def do_step(self, step, at=None, note=None, data=None):
        """Do a step; returns the id of the journal entry. data: what the policy asks of its event, {name: value}.

        Refused with a sentence where it is not its turn or not this user's, and while a record is missing that
        belongs to it.
        """
        found = self._step(step)
        kind, said = kernel.step_event(self.policy_id._edition(), step, "done")
        data = self._with_said(found, kind, data, said)
        self._check_doable(found, kind, data)
        return self.record_event(kind, at=at, data=data, note=note)

    def _do_step(self, step, kind, happened_at, data, note, records):
        """The same from the dialog: by an event of choice, with what is recorded along with it."""
        found = self._step(step)
        usual, said = kernel.step_event(self.policy_id._edition(), step, "done")
        data = self._with_said(found, usual, data, said if kind.code == usual else None)
        # sudo: what is recorded of a complaint that the user may write
        recorded = self.sudo()._fact_values("records")
        changed = {name: text for name, text in records.items() if (text or None) != recorded.get(name)}
        if changed:
            self.write({"records": changed})
        self._check_doable(found, kind.code, data)
        values = {"case_id": self.id, "type": kind.code, "happened_at": happened_at, "data": data, "note": note}
        return self.env["complaint.event"].create(values).id

    def _with_said(self, found, kind, data, said):
        """What an entry says, with what it says in any case to be the one that does the step."""
        given, said = data or {}, said or {}
        if any(str(given.get(name, word)) != word for name, word in said.items()):
            raise UserError(
                self.env._(
                    "%(step)s is recorded with %(said)s.",
                    step=self._step_name(found),
                    said=kernel.data_text(self.policy_id._edition(), kind, said, self.env.lang),
                )
            )
        return {**given, **said} or False

    def approve_step(self, step, note=None):
        """Approve what was done, for the first outstanding party that the user stands for."""
        found = self._step(step)
        return self._record_step(found, "approved", party=self._approving_party(found), note=note)

    def return_step(self, step, reason):
        """Send back what was done, with the reason, to be done again."""
        found = self._step(step)
        party = self._returning_party(step)
        if found["state"] == "waiting" or found["state"] in kernel.STEP_TO_DO_STATES:
            raise UserError(self.env._("%(step)s is not done yet.", step=self._step_name(found)))
        self.env["complaint.event"]._check_said(note=reason)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why %(step)s is sent back.", step=self._step_name(found)))
        return self._record_step(found, "returned", party=party, reason=reason, note=reason)

    def _step(self, step):
        """A step as the last answer has it. Refused for one that the policy does not know, or that does not apply."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        step, edition = str(step), self.policy_id._edition()  # a program may give anything
        found = {one["id"]: one for one in (self.assessment or {}).get("steps") or ()}
        if step in found:
            return found[step]
        if kernel.has_step(edition, step):
            name = kernel.named(edition, "step", step, self.env.lang)
            raise UserError(self.env._("%(step)s does not apply to this complaint.", step=name))
        hint = kernel.unknown_step(edition, step, self.env.lang)
        raise UserError(self.env._("Unknown step %(step)s%(hint)s", step=repr(step), hint=hint))

    def _step_name(self, found):
        return kernel.named(self.policy_id._edition(), "step", found["id"], self.env.lang)

    def _check_doable(self, found, kind, data):
        """Refuse what is not its turn, and what is to be recorded first; whose it is, is said by the journal."""
        if found["state"] not in kernel.STEP_TO_DO_STATES:
            raise UserError(self._not_its_turn(found))
        self._check_actions_done(found["id"], self._step_name(found))
        if self._may_record(self._event_kinds(kind), data) or self._is_administrator() or self.env.su:
            self._check_recorded(found, data)

    def _check_recorded(self, found, data):
        # sudo: what is missing is told to whoever may do the step
        row = self.sudo().step_ids.filtered(lambda step: step.code == found["id"] and not step.is_former)
        missing = [name for name in row.missing or () if not (data or {}).get(name)]
        if missing:
            raise UserError(
                self.env._(
                    "%(step)s is done with its records; record first: %(records)s.",
                    step=self._step_name(found),
                    records=", ".join(self._record_names(missing)),
                )
            )

    def _record_names(self, names):
        return [kernel.named(self.policy_id._edition(), "record", name, self.env.lang) for name in names]

    def _not_its_turn(self, found):
        """Why a step cannot be done now."""
        name = self._step_name(found)
        if found["state"] == "waiting":
            before = next(one for one in self.assessment["steps"] if one["state"] != "done")
            return self.env._(
                "%(before)s comes before %(step)s and is not done.", before=self._step_name(before), step=name
            )
        if found["state"] == "submitted":
            return self.env._("%(step)s is done and awaits its approval.", step=name)
        return self.env._("%(step)s is done already.", step=name)

    def _approving_party(self, found):
        """The party for which the user approves: the first outstanding one that the user stands for."""
        if found["state"] != "submitted":
            raise self._not_approved(found["id"], ())
        outstanding = [one["by"] for one in found["approvals"] if not one["at"]]
        edition = self.policy_id._edition()
        for party in outstanding:
            kind, data = kernel.step_event(edition, found["id"], "approved", party)
            if self._may_record(self._event_kinds(kind), data):
                return party
        if self._is_administrator():
            return outstanding[0]
        raise self._not_approved(found["id"], outstanding)

    def _not_approved(self, step, parties):
        """The refusal to approve a step that says who may."""
        edition = self.policy_id._edition()
        name = kernel.named(edition, "step", step, self.env.lang)
        if not parties:
            return UserError(self.env._("Nothing of %(step)s awaits an approval.", step=name))
        whom = ", ".join(kernel.named(edition, "party", party, self.env.lang) for party in parties)
        return AccessError(self.env._("%(step)s is approved by %(party)s.", step=name, party=whom))

    def _returning_party(self, step):
        """The party for which the user sends a step back: the first one that may and that the user stands for."""
        edition = self.policy_id._edition()
        parties = kernel.return_parties(edition, step)
        for party in parties:
            if self._may_return(step, party):
                return party
        if parties and self._is_administrator():
            return parties[0]
        raise self._not_returned(step)

    def _may_return(self, step, party, people=None):
        kind, data = kernel.step_event(self.policy_id._edition(), step, kernel.StepAct.RETURNED, party)
        return self._may_record(self._event_kinds(kind), data, people)

    def _not_returned(self, step):
        """The refusal to send a step back that says who may."""
        edition = self.policy_id._edition()
        name = kernel.named(edition, "step", step, self.env.lang)
        parties = kernel.return_parties(edition, step)
        if not parties:
            return UserError(
                self.env._(
                    "Nothing of %(step)s awaits anybody's approval, so nobody sends it back; a mistake is withdrawn.",
                    step=name,
                )
            )
        whom = ", ".join(kernel.named(edition, "party", party, self.env.lang) for party in parties)
        return AccessError(self.env._("%(step)s is sent back by %(party)s.", step=name, party=whom))

    def _check_approver_named(self, kind, data):
        """Refuse an approval or a return of a step for a party that does not approve it, whoever records it."""
        if not kernel.names_no_approver(self.policy_id._edition(), kind, data or None):
            return
        step = str((data or {}).get("step"))
        if kind == f"step_{kernel.StepAct.RETURNED}":
            raise self._not_returned(step)
        raise self._not_approved(step, kernel.approvers(self.policy_id._edition(), step))

    def _record_step(self, found, act, note=None, **said):
        kind, data = kernel.step_event(self.policy_id._edition(), found["id"], act, **said)
        return self.record_event(kind, data=data, note=note)
