from odoo import models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..base.states import ENDED

KIND, PART = kernel.ActionKind, kernel.PlanPart


class ComplaintCorrective(models.Model):
    """What the regulation wants recorded and the 8D says is written there by the 8D, so that nobody types it twice."""

    _inherit = "complaint.corrective"  # pylint: disable=consider-merging-classes-inherited
    _raw = frozenset({"filled"})

    filled = KernelJson(readonly=True, copy=False, help="The records that were last written from here, as they were.")

    def _fill_records(self):
        """Write the parts of the 8D into the records that the regulation asks for; of what ended nothing moves."""
        for corrective in self.filtered(lambda one: one.case_id.stage not in ENDED):
            case = corrective.case_id
            asked = kernel.corrective_records(case.policy_id._edition())
            if asked and (changes := corrective._record_changes(asked)):
                case.write({"records": changes})
                kept = case._fact_values("records")
                ours = [name for name, part in asked.items() if corrective._says(part)]
                corrective._put({"filled": {name: kept[name] for name in ours if kept.get(name)}})

    def _record_changes(self, asked):
        """Which records become what: name -> text, False where what was written from here is no longer said."""
        company_lang = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        here, filled = self.case_id._fact_values("records"), self.filled or {}
        said = {name: company_lang._part_text(part) for name, part in asked.items() if self._says(part)}
        left = {name: False for name in asked.keys() - said.keys() if here.get(name)}
        changes = {name: text or False for name, text in {**said, **left}.items() if (text or None) != here.get(name)}
        # What people recorded before stays until the 8D has something to say in its place.
        return {name: text for name, text in changes.items() if text or here[name] == filled.get(name)}

    def _says(self, part):
        """Whether the 8D has begun to say this part: it is not typed beside it any more."""
        if part == PART.PROBLEM:
            return bool(self.problem)
        if part == PART.ROOT_CAUSE:
            return bool(self._roots("occurrence") | self._roots("escape"))
        kinds = {PART.CONTAINMENT: KIND.CONTAINMENT, PART.PREVENTION: KIND.PREVENTIVE}
        return bool(self._standing(kinds.get(part, KIND.PERMANENT)))

    def _part_text(self, part):
        """A part of the 8D in words; empty while it is not complete."""
        return getattr(self, f"_{part}_text")()

    def _problem_text(self):
        return self.problem

    def _root_cause_text(self):
        told = []
        for side, label in self.env["complaint.why"]._fields["side"]._description_selection(self.env):
            told += [f"{label}: {root.name}" for root in self._roots(side)]
        return "\n".join(told)

    def _containment_text(self):
        return _numbered(action.name for action in self._standing(KIND.CONTAINMENT))

    def _measures_text(self):
        return _numbered(
            f"{action.name} ({action.user_id.name}, {self._local(action.due_at)})"
            for action in self._standing(KIND.PERMANENT)
        )

    def _completion_text(self):
        return self._carried_out_text(KIND.PERMANENT)

    def _prevention_text(self):
        return self._carried_out_text(KIND.PREVENTIVE)

    def _carried_out_text(self, kind):
        actions = self._standing(kind)
        if not all(action.done_at for action in actions):
            return ""
        return _numbered(
            ": ".join(filter(None, (action.name, action.result)))
            + f" ({action.done_by_id.name}, {self._local(action.done_at)})"
            for action in actions
        )

    def _effect_text(self):
        actions = self._standing(KIND.PERMANENT)
        if not all(action.state == "effective" for action in actions):
            return ""
        return _numbered(
            f"{action.name}: {action.effect_note} ({action.judged_by_id.name}, {self._local(action.judged_at)})"
            for action in actions
        )

    def _local(self, moment):
        return bridge.local_text(moment, self._calendar_name())

    def _check_not_typed(self, given):
        """Refuse to type over a record that the 8D writes. given: name -> text, as it is kept."""
        case, here = self.case_id, self.case_id._fact_values("records")
        for name in case._written_by_corrective():
            if name in given and (given[name] or None) != here.get(name):
                raise UserError(
                    self.env._(
                        "%(record)s is written from the corrective action (8D) of %(number)s; change it there.",
                        record=case._record_names([name])[0],
                        number=case.name,
                    )
                )


def _numbered(lines):
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
