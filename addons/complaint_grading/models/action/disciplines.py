from odoo import api, fields, models

from ...tools.kernel_bridge import kernel
from ..base.states import ACTION_OPEN

KIND = kernel.ActionKind
# The discipline in which the actions of a kind are carried out.
DISCIPLINE_OF = {KIND.CONTAINMENT.value: "d3", KIND.PERMANENT.value: "d6", KIND.PREVENTIVE.value: "d7"}
DISCIPLINES = [
    ("d1", "D1 Team"),
    ("d2", "D2 Problem"),
    ("d3", "D3 Containment"),
    ("d4", "D4 Root Cause"),
    ("d5", "D5 Actions Chosen"),
    ("d6", "D6 Carried Out and Validated"),
    ("d7", "D7 Prevention"),
    ("d8", "D8 Closing"),
    ("closed", "Closed"),
]


class ComplaintCorrective(models.Model):
    """Where an 8D stands, the one thing that comes next, and what is still missing."""

    _inherit = "complaint.corrective"  # pylint: disable=consider-merging-classes-inherited

    discipline = fields.Selection(
        DISCIPLINES,
        "Where It Stands",
        compute="_compute_discipline",
        store=True,
        index=True,
        group_expand=True,
        help="The first of the eight disciplines that is not complete.",
    )
    awaits_leader = fields.Boolean(
        compute="_compute_discipline", store=True, help="Something of it is the leader's to do, and nobody else's."
    )
    is_open = fields.Boolean(
        "Stands against Closing",
        compute="_compute_discipline",
        store=True,
        help="An action is open, an effect is not judged or in question: the complaint is not closed meanwhile.",
    )
    next_text = fields.Char("Next", compute="_compute_next")
    shown = fields.Char(compute="_compute_next", export_string_translation=False)
    shows_all = fields.Boolean("Show All Disciplines", store=False)

    @api.depends(
        "state",
        "question_case_id",
        "user_id",
        "team_ids",
        "team_others",
        "problem",
        "no_containment",
        "no_escape",
        "no_prevention",
        "why_ids.side",
        "why_ids.verdict",
        "action_ids.kind",
        "action_ids.state",
        "action_ids.judged_at",
        "action_ids.replaced_by_id",
    )
    def _compute_discipline(self):
        for corrective in self:
            to_plan, to_do = [*corrective._to_plan()], [*corrective._to_do()]
            first = min((discipline for discipline, _text in to_plan + to_do), default="d8")
            is_closed = corrective.state == "closed"
            corrective.discipline = "closed" if is_closed else first
            goes_on = not is_closed and (to_plan or not to_do)
            corrective.awaits_leader = bool(goes_on or corrective.question_case_id)
            corrective.is_open = bool(corrective._stands_against_closing())

    @api.depends("discipline", "awaits_leader", "action_ids.due_at", "action_ids.judge_on", "action_ids.user_id")
    @api.depends_context("lang")
    def _compute_next(self):
        for corrective in self:
            corrective.next_text = corrective._next()
            corrective.shown = " ".join(corrective._shown_disciplines())

    def _next(self):
        """The one thing that comes next, as a sentence; empty once the 8D is closed."""
        if self.question_case_id:
            return self._question_text()
        if self.state == "closed":
            return ""
        waiting = [*self._to_plan(), *self._to_do()]
        return waiting[0][1] if waiting else self.env._("Close the 8D and thank the team.")

    def _to_plan(self):
        """What is still to be found out or planned: (discipline, sentence), in the order of the disciplines."""
        if not self.user_id:
            yield "d1", self.env._("Say who leads the 8D.")
        elif not self.team_ids and not self.team_others:
            yield "d1", self.env._("Say who works on it.")
        if not self.problem:
            yield "d2", self.env._("Describe the problem: what is wrong with what.")
        if not self._standing(KIND.CONTAINMENT) and not self.no_containment:
            yield "d3", self.env._("Plan what protects the customer meanwhile, or say why nothing is needed.")
        if not self._roots("occurrence"):
            yield "d4", self.env._("Ask why it came about, until the root cause is found.")
        elif not self._roots("escape") and not self.no_escape:
            yield "d4", self.env._("Ask why it was not found in time, or say why it did not escape.")
        if again := self._to_replace():
            yield "d5", self.env._("“%(action)s” was not effective: choose another action.", action=again[0].name)
        elif not self._standing(KIND.PERMANENT):
            yield "d5", self.env._("Choose the action that takes the root cause away.")
        if not self._standing(KIND.PREVENTIVE) and not self.no_prevention:
            yield "d7", self.env._("Check similar products, lots and processes, or say why none can have it.")

    def _to_do(self):
        """What people are still to do or to judge: (discipline, sentence), what is due first comes first."""
        for action in self.action_ids.filtered(lambda one: one.state in ACTION_OPEN).sorted(
            lambda one: (one.state == "to_judge", one.due_at or fields.Datetime.now())
        ):
            yield DISCIPLINE_OF[action.kind], action._open_text()

    def _not_done(self):
        """Sentences about all that is missing before the 8D can be closed."""
        question = [self._question_text()] if self.question_case_id else []
        return question + [text for _discipline, text in sorted([*self._to_plan(), *self._to_do()])]

    def _stands_against_closing(self):
        """Sentences about what stands against closing the complaint: each said once."""
        found = [self._question_text()] if self.question_case_id else []
        found += [text for _discipline, text in self._to_do()]
        if again := self._to_replace():
            found.append(self.env._("“%(action)s” was not effective: choose another action.", action=again[0].name))
        return found

    def _standing(self, kind):
        """The actions of a kind that count: planned, done or effective."""
        return self.action_ids.filtered(lambda one: one.kind == kind and one.state not in ("dropped", "ineffective"))

    def _to_replace(self):
        """The actions that were judged not effective and in whose place nothing was planned since."""
        return self.action_ids.filtered(
            lambda one: one.state == "ineffective" and (not one.replaced_by_id or one.replaced_by_id.state == "dropped")
        )

    def _roots(self, side):
        return self.why_ids.filtered(lambda one: one.side == side and one.verdict == "root")

    def _shown_disciplines(self):
        """The disciplines that have something to show, and the one that comes next."""
        yield from ("d1", "d2", "d3")
        following = next((discipline for discipline, _text in self._to_plan()), "d8")
        permanent = self.action_ids.filtered(lambda one: one.kind == KIND.PERMANENT)
        content = {
            "d4": self.why_ids or self.no_escape,
            "d5": permanent,
            "d6": permanent.filtered(lambda one: one.state != "dropped"),
            "d7": self._standing(KIND.PREVENTIVE) or self.no_prevention,
            "d8": self.thanks or self.state == "closed",
        }
        yield from (discipline for discipline, there in content.items() if there or discipline == following)
