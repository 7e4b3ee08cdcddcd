from odoo import fields, models
from odoo.exceptions import ValidationError

from ...tools import kernel_bridge as bridge
from ..base.states import ENDED


class ComplaintCase(models.Model):
    """What another edition or another calendar would make of complaints, without touching them."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _impacts(self, policy=None, calendar_name=None):
        """Values of `complaint.impact.line` for each of these cases: as they are, and as they would be.

        Both are asked of the kernel at one moment: now, or when the case was closed.
        """
        # sudo: earlier complaints count; callers hand over cases that the user may see
        cases, now = self.sudo(), fields.Datetime.now()
        complaints = self._kernel_complaints(cases) if cases else {}
        histories = cases.filtered("grading_policy_id")._grading_histories() if cases.grading_policy_id else {}
        return [
            case._impact(complaint, histories.get(case), policy, calendar_name, now)
            for case, complaint in complaints.items()
        ]

    def _impact(self, complaint, graded_before, policy, calendar_name, now):
        at = self.closed_at or now
        values = {"case_id": self.id, "is_closed": self.stage in ENDED, "grade_before": self.grade}
        graded = None if graded_before is None else dict(self._for_grading(), history=graded_before)
        own = bridge.calendar(self._calendar_name())
        try:
            before = self._answers(complaint, graded, self.policy_id, self.grading_policy_id, own, at)
            calendar = bridge.calendar(calendar_name) if calendar_name else own
            duties_by, graded_by = self.policy_id, self.grading_policy_id
            if policy and graded_by.code == policy.code != duties_by.code:
                graded, graded_by = self._for_edition(graded, policy, "grading_facts"), policy
            elif policy:
                complaint, duties_by = self._for_edition(complaint, policy, "facts"), policy
            after = self._answers(complaint, graded, duties_by, graded_by, calendar, at)
        except ValidationError as fault:
            return dict(values, fault=str(fault), is_changed=True, direction="unknown")
        return dict(values, **self._compared(before, after))

    def _answers(self, complaint, graded, policy, grading_policy, calendar, at):
        """The policy that gives the grade, what it says, the policy of the duties, and what that says."""
        grading = graded and bridge.assess(grading_policy._kernel(), graded, calendar, at)
        answer = bridge.assess(policy._kernel(), self._with_grade(complaint, grading), calendar, at)
        return (grading_policy if grading else policy)._kernel(), grading or answer, policy._kernel(), answer

    def _for_edition(self, complaint, policy, field):
        """The complaint as the edition would read it: facts that it does not know are dropped, as Odoo would."""
        known = policy._kernel().facts
        own = bridge.facts_from_properties(dict(self[field]._values or {}) if self[field] else {}, known)
        return {
            **complaint,
            "facts": {name: value for name, value in own.items() if name in known},
            "history": [
                {
                    **{key: value for key, value in item.items() if key != "grade"},
                    "facts": {name: value for name, value in item["facts"].items() if name in known},
                }
                for item in complaint["history"]
            ],
        }

    def _compared(self, before, after):
        was_by, was, own, before = before
        becomes_by, becomes, other, after = after
        lang = self.env.lang
        duties = self._duty_changes(before, after, own, other)
        penalties = self._penalty_changes(before, after)
        return {
            "grade_before": bridge.grade_label(was_by, was["grade"], lang),
            "grade_after": bridge.grade_label(becomes_by, becomes["grade"], lang),
            "direction": self._direction(was, becomes, was_by, becomes_by),
            "due_before": self._next_due(before),
            "due_after": self._next_due(after),
            "duty_changes": "\n".join(duties),
            "penalty_before": self._penalty_sum(before),
            "penalty_after": self._penalty_sum(after),
            "points_before": sum(row["points"] or 0 for row in before["penalties"]),
            "points_after": sum(row["points"] or 0 for row in after["penalties"]),
            "penalty_changes": "\n".join(penalties),
            "is_changed": bool(duties or penalties or was["grade"] != becomes["grade"]),
        }

    def _direction(self, before, after, own, other):
        if before["grade"] == after["grade"] and before["intake"] == after["intake"]:
            return "same"
        was, becomes = bridge.severity(own, before["grade"]), bridge.severity(other, after["grade"])
        if not was or not becomes or was == becomes:
            return "other"
        return "raised" if becomes < was else "lowered"

    def _next_due(self, answer):
        owed = [row["due"] for row in answer["duties"] if row["due"] and row["state"] in ("open", "overdue")]
        return min(map(bridge.naive, owed), default=False)

    def _penalty_sum(self, answer):
        return sum(float(row["amount"] or 0) for row in answer["penalties"])

    def _duty_changes(self, before, after, own, other):
        """A line for each duty that comes, goes, or moves."""
        was, becomes = self._by_duty(before), self._by_duty(after)
        lines = []
        for key in [*was, *(key for key in becomes if key not in was)]:
            rule = (other if key in becomes else own).duties.get(key[0])
            name = bridge.label(rule.label, self.env.lang) if rule else key[0]
            old, new = self._due_cell(was.get(key)), self._due_cell(becomes.get(key))
            if key not in becomes:
                lines.append(self.env._("%(duty)s: no longer owed (was %(old)s)", duty=name, old=old))
            elif key not in was:
                lines.append(self.env._("%(duty)s: newly owed, %(new)s", duty=name, new=new))
            elif old != new:
                lines.append(self.env._("%(duty)s: %(old)s, then %(new)s", duty=name, old=old, new=new))
        return lines

    def _by_duty(self, answer):
        return {(row["id"], row.get("round") or 1): row for row in answer["duties"]}

    def _due_cell(self, row):
        if row is None:
            return ""
        state = dict(self.env["complaint.duty"]._fields["state"]._description_selection(self.env))[row["state"]]
        due = bridge.local_text(bridge.naive(row["due"]), self._calendar_name()) if row["due"] else ""
        return f"{state} {due}".strip()

    def _penalty_changes(self, before, after):
        """A line for each penalty that comes or goes, by clause and payer."""
        was, becomes = self._by_penalty(before), self._by_penalty(after)
        lines = [self.env._("no longer: %(penalty)s", penalty=text) for text in was if text not in becomes]
        return lines + [self.env._("new: %(penalty)s", penalty=text) for text in becomes if text not in was]

    def _by_penalty(self, answer):
        return [
            " ".join(
                str(part)
                for part in (
                    row["clause"],
                    row["payer"],
                    row["outcome"],
                    row.get("amount") or row.get("amount_min") or "",
                    row.get("points") or "",
                )
                if part
            )
            for row in answer["penalties"]
        ]
