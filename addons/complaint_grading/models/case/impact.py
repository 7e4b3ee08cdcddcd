from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import ENDED

# What of two answers is held side by side.
COMPARED = ("intake", "grade", "duties", "penalties")


class ComplaintCase(models.Model):
    """What another edition or another calendar would make of complaints, without touching them."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _impacts(self, policy=None, calendar_name=None, instead=None):
        """Values of `complaint.impact.line` for each of these cases: as they are, and as they would be.

        instead: calendars that duties and parties name as they would be, by name.
        Both are as of one moment: now, or when the case was closed. What is stored is what the kernel would say of a
        case as it is, where nothing has come between.
        """
        # sudo: earlier complaints count; callers hand over cases that the user may see
        cases, now = self.sudo(), fields.Datetime.now()
        answers = cases._standing_answers(now)
        standing = cases.filtered(lambda case: case.id in answers)
        complaints, graded = self._kernel_complaints(cases - standing), (cases - standing)._graded_complaints()
        complaints |= {case: dict(case._for_kernel(), events=case.event_ids._for_kernel()) for case in standing}
        then = {
            judge: asked._before(judge, policy, calendar_name, graded=not policy)
            for judge, asked in (("policy_id", cases), ("grading_policy_id", cases.filtered("grading_policy_id")))
        }
        calendars = (calendar_name, instead)
        return [
            case._impact(complaints[case], graded.get(case), then, policy, calendars, now, answers.get(case.id))
            for case in cases
        ]

    def _standing_answers(self, now):
        """Of the stored answers that are the ones that the kernel would give now, what is compared; by id of the case.

        A case that a second policy grades is asked about again: what counts before it is told to that one too.
        """
        told_later = self.env["complaint.history.change"].sudo().search_count([], limit=1)  # sudo: only whether any is
        known = [row for row in self._judged_alike() if not kernel.own_calendars(row[0]._edition())]
        if told_later or not known:
            return {}
        judged = Domain.OR(
            Domain("policy_id", "=", policy.id)
            & Domain("company_id", "=", company.id)
            & Domain("policy_digest", "=", kernel.about(policy._edition())["digest"])
            & Domain("calendar_edition", "=", kernel.calendar_about(company._calendar())["edition"])
            for policy, company in known
        )
        unchanged = Domain("is_stale", "=", False) & Domain("assessment_fault", "=", False)
        waiting = Domain("next_look_at", "=", False) | Domain("next_look_at", ">", now)
        open_alone = Domain("stage", "not in", ENDED) & Domain("grading_policy_id", "=", False)
        query = self._search(Domain("id", "in", self.ids) & judged & unchanged & waiting & open_alone)
        answer = self._field_to_sql(query.table, "assessment", query)
        parts = SQL(", ").join(SQL("%s, %s -> %s", part, answer, part) for part in COMPARED)
        return dict(self.env.execute_query(query.select("id", SQL("jsonb_build_object(%s)", parts))))

    def _judged_alike(self):
        """Each edition with each company whose cases it judges here."""
        return dict.fromkeys((case.policy_id, case.company_id) for case in self if case.assessed_at)

    def _impact(self, complaint, graded, then, policy, calendars, now, stored):
        """The values of one case; then: by judge, the earlier complaints that count then; stored: its answer, if it
        stands."""
        at = self.closed_at or now
        values = {"case_id": self.id, "is_closed": self.stage in ENDED, "grade_before": self.grade}
        own = self._calendar_name()
        try:
            if stored:
                before = ((self.policy_id._edition(), stored),) * 2
            else:
                before = self._answers(complaint, graded, self.policy_id, self.grading_policy_id, own, at)
            calendar_name, instead = calendars
            calendar = calendar_name or own
            duties_by, graded_by = self.policy_id, self.grading_policy_id
            by_grading = bool(policy) and graded_by.code == policy.code != duties_by.code
            if graded and (by_grading or not policy):
                graded = _told_before(graded, then["grading_policy_id"][self])
            if not by_grading:
                complaint = _told_before(complaint, then["policy_id"][self])
            if by_grading:
                graded, graded_by = self._for_edition(graded, policy, "grading_facts"), policy
            elif policy:
                complaint, duties_by = self._for_edition(complaint, policy, "facts"), policy
            after = self._answers(complaint, graded, duties_by, graded_by, calendar, at, instead)
        except ValidationError as fault:
            return dict(values, fault=str(fault), is_changed=True, direction="unknown")
        return dict(values, **self._compared(before, after))

    def _answers(self, complaint, graded, policy, grading_policy, calendar, at, instead=None):
        """The edition that gives the grade with what it says, and the edition of the duties with what that says."""
        moment, lang, judges = bridge.iso(at), self.env.lang, policy | (grading_policy if graded else policy)
        others = self.company_id._own_calendars(judges, instead)
        grading = graded and kernel.outcome(grading_policy._edition(), graded, calendar, moment, lang, others)
        answer = kernel.outcome(policy._edition(), self._with_grade(complaint, grading), calendar, moment, lang, others)
        own = (policy._edition(), answer)
        return (grading_policy._edition(), grading) if grading else own, own

    def _for_edition(self, complaint, policy, field):
        """The complaint as the edition would read it: facts that it does not know are dropped, as Odoo would."""
        known = kernel.field_kinds(policy._edition(), "facts")
        own = {name: value for name, value in self._fact_values(field).items() if name in known}
        facts = bridge.facts_given(policy._edition(), own)
        return {**complaint, "records": {}, "facts": facts, **self._recorded(policy)}

    def _compared(self, before, after):
        found = kernel.compare(*before, *after, self.env.lang)
        duties = [self._duty_change(change) for change in found["duties"]]
        gone = [self.env._("no longer: %(penalty)s", penalty=text) for text in found["penalties_gone"]]
        new = [self.env._("new: %(penalty)s", penalty=text) for text in found["penalties_new"]]
        (_by, was), (_by, becomes) = before[0], after[0]
        return {
            "grade_before": found["grade_before"],
            "grade_after": found["grade_after"],
            "direction": found["direction"],
            "due_before": bridge.naive(found["due_before"]),
            "due_after": bridge.naive(found["due_after"]),
            "duty_changes": "\n".join(duties),
            "penalty_before": found["amount_before"],
            "penalty_after": found["amount_after"],
            "points_before": found["points_before"],
            "points_after": found["points_after"],
            "penalty_changes": "\n".join(gone + new),
            "is_changed": bool(duties or gone or new or was["grade"] != becomes["grade"]),
        }

    def _duty_change(self, change):
        """A line for a duty that comes, goes, or moves."""
        duty, old, new = change["duty"], self._due_cell(change["before"]), self._due_cell(change["after"])
        if change["after"] is None:
            return self.env._("%(duty)s: no longer owed (was %(old)s)", duty=duty, old=old)
        if change["before"] is None:
            return self.env._("%(duty)s: newly owed, %(new)s", duty=duty, new=new)
        return self.env._("%(duty)s: %(old)s, then %(new)s", duty=duty, old=old, new=new)

    def _due_cell(self, row):
        if row is None:
            return ""
        state = dict(kernel.words("duty_state", self.env.lang))[row["state"]]
        due = bridge.local_text(bridge.naive(row["due"]), self._calendar_name()) if row["due"] else ""
        return f"{state} {due}".strip()


def _told_before(complaint, before):
    """The complaint with other complaints before it."""
    return {**{name: value for name, value in complaint.items() if name != "counted"}, **before}
