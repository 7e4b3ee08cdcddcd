from odoo import fields, models
from odoo.exceptions import ValidationError

from ...tools import comparison
from ...tools import kernel_bridge as bridge
from ..base.states import ENDED, OWED


class ComplaintCase(models.Model):
    """What another edition or another calendar would make of complaints, without touching them."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _impacts(self, policy=None, calendar_name=None, instead=None):
        """Values of `complaint.impact.line` for each of these cases: as they are, and as they would be.

        instead: calendars that duties and parties name as they would be, by name.
        Both are asked of the kernel at one moment: now, or when the case was closed.
        """
        # sudo: earlier complaints count; callers hand over cases that the user may see
        cases, now = self.sudo(), fields.Datetime.now()
        complaints, graded = self._kernel_complaints(cases), cases._graded_complaints()
        then = {
            judge: asked._histories(judge, policy, calendar_name, graded=not policy)
            for judge, asked in (("policy_id", cases), ("grading_policy_id", cases.filtered("grading_policy_id")))
        }
        return [
            case._impact(complaint, graded.get(case), then, policy, (calendar_name, instead), now)
            for case, complaint in complaints.items()
        ]

    def _impact(self, complaint, graded, then, policy, calendars, now):
        """The values of one case; then: by judge, the earlier complaints that count then."""
        at = self.closed_at or now
        values = {"case_id": self.id, "is_closed": self.stage in ENDED, "grade_before": self.grade}
        own = bridge.calendar(self._calendar_name())
        try:
            before = self._answers(complaint, graded, self.policy_id, self.grading_policy_id, own, at)
            calendar_name, instead = calendars
            calendar = bridge.calendar(calendar_name) if calendar_name else own
            duties_by, graded_by = self.policy_id, self.grading_policy_id
            by_grading = bool(policy) and graded_by.code == policy.code != duties_by.code
            if graded and (by_grading or not policy):
                graded = dict(graded, history=then["grading_policy_id"][self])
            if not by_grading:
                complaint = dict(complaint, history=then["policy_id"][self])
            if by_grading:
                graded, graded_by = self._for_edition(graded, policy, "grading_facts"), policy
            elif policy:
                complaint, duties_by = self._for_edition(complaint, policy, "facts"), policy
            after = self._answers(complaint, graded, duties_by, graded_by, calendar, at, instead)
        except ValidationError as fault:
            return dict(values, fault=str(fault), is_changed=True, direction="unknown")
        return dict(values, **self._compared(before, after))

    def _answers(self, complaint, graded, policy, grading_policy, calendar, at, instead=None):
        """The policy that gives the grade, what it says, the policy of the duties, and what that says."""
        judges = policy._kernel(), (grading_policy if graded else policy)._kernel()
        with self.company_id._knowing(*judges, instead=instead):
            grading = graded and bridge.assess(judges[1], graded, calendar, at)
            answer = bridge.assess(judges[0], self._with_grade(complaint, grading), calendar, at)
        return judges[1], grading or answer, judges[0], answer

    def _for_edition(self, complaint, policy, field):
        """The complaint as the edition would read it: facts that it does not know are dropped, as Odoo would."""
        known = policy._kernel().facts
        own = bridge.facts_from_properties(self._fact_values(field), known)
        facts = {name: value for name, value in own.items() if name in known}
        return {**complaint, "records": {}, "facts": facts, **self._recorded(policy)}

    def _compared(self, before, after):
        was_by, was, own, before = before
        becomes_by, becomes, other, after = after
        lang = self.env.lang
        duties = self._duty_changes(before, after, own, other)
        penalties = self._penalty_changes(before, after)
        ranks = bridge.severity(was_by, was["grade"]), bridge.severity(becomes_by, becomes["grade"])
        (amount, points), (new_amount, new_points) = comparison.sums(before), comparison.sums(after)
        return {
            "grade_before": bridge.grade_label(was_by, was["grade"], lang),
            "grade_after": bridge.grade_label(becomes_by, becomes["grade"], lang),
            "direction": comparison.direction(was, becomes, *ranks),
            "due_before": self._next_due(before),
            "due_after": self._next_due(after),
            "duty_changes": "\n".join(duties),
            "penalty_before": amount,
            "penalty_after": new_amount,
            "points_before": points,
            "points_after": new_points,
            "penalty_changes": "\n".join(penalties),
            "is_changed": bool(duties or penalties or was["grade"] != becomes["grade"]),
        }

    def _next_due(self, answer):
        return bridge.naive(comparison.next_due(answer, OWED))

    def _duty_changes(self, before, after, own, other):
        """A line for each duty that comes, goes, or moves."""
        lines = []
        for duty, was, becomes in comparison.duty_pairs(before, after):
            rule = (other if becomes else own).duties.get(duty)
            name = bridge.label(rule.label, self.env.lang) if rule else duty
            old, new = self._due_cell(was), self._due_cell(becomes)
            if becomes is None:
                lines.append(self.env._("%(duty)s: no longer owed (was %(old)s)", duty=name, old=old))
            elif was is None:
                lines.append(self.env._("%(duty)s: newly owed, %(new)s", duty=name, new=new))
            elif old != new:
                lines.append(self.env._("%(duty)s: %(old)s, then %(new)s", duty=name, old=old, new=new))
        return lines

    def _due_cell(self, row):
        if row is None:
            return ""
        state = dict(self.env["complaint.duty"]._fields["state"]._description_selection(self.env))[row["state"]]
        due = bridge.local_text(bridge.naive(row["due"]), self._calendar_name()) if row["due"] else ""
        return f"{state} {due}".strip()

    def _penalty_changes(self, before, after):
        """A line for each penalty that comes or goes, by clause and payer."""
        gone, new = comparison.penalty_changes(before, after)
        lines = [self.env._("no longer: %(penalty)s", penalty=text) for text in gone]
        return lines + [self.env._("new: %(penalty)s", penalty=text) for text in new]
