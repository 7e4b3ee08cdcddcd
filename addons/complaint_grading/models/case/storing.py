from odoo import models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import OWED

# Of an answer, what is kept to compute it again and to know when to ask again.
UNSEEN = {
    "assessment",
    "assessed_at",
    "calendar_edition",
    "calendar_edition_id",
    "grading_assessment",
    "is_stale",
    "next_look_at",
    "policy_digest",
    "verdict_basis",
}
# What of an answer has a column of its own.
SHOWN = ("intake", "grade", "grade_before_uplift", "points")


class ComplaintCase(models.Model):
    """What the kernel answered of many complaints, written together."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _store_answers(self, answers, beside, now, gradings, bases, looks):
        keep = self.env["complaint.calendar.edition"]._keep
        editions = {name: keep(name) for name in {case._calendar_name() for case in answers}}
        unseen, shown = {}, {}
        for case, answer in answers.items():
            values = case._prepare_answer(answer, now, gradings.get(case))
            edition = editions[case._calendar_name()]
            based_on = {"verdict_basis": bases[case], "calendar_edition_id": edition.id, "next_look_at": looks[case]}
            unseen[case] = {**{name: values.pop(name) for name in UNSEEN & values.keys()}, **based_on}
            shown[case] = values
        self._put_unseen(unseen)
        self._put_each(shown)
        duties = {case: list(zip(answer["duties"], beside[case], strict=True)) for case, answer in answers.items()}
        # sudo: duties and penalties are the kernel's; nobody writes them
        self.env["complaint.duty"].sudo()._sync(duties, now)
        # sudo: penalties are the kernel's until a manager decides; nobody writes them
        self.env["complaint.penalty"].sudo()._sync({case: answer["penalties"] for case, answer in answers.items()})

    def _shows_its_answer(self):
        """Whether grade, class and points, by which lists and statistics go, are those of the stored answer."""
        graded = self.grading_assessment or self.assessment or {}
        return all((self[name] or None) == (graded.get(name) or None) for name in SHOWN)

    def _prepare_answer(self, answer, now, grading):
        graded = grading or answer
        owed = [duty for duty in answer["duties"] if duty["state"] in OWED and duty.get("due")]
        return {
            "assessment": answer,
            "assessed_at": now,
            "assessment_fault": False,
            "is_stale": False,
            "grading_assessment": grading,
            "intake": graded["intake"] or False,
            "grade": graded["grade"] or False,
            "grade_severity": kernel.severity(self._fact_policy()._edition(), graded["grade"]),
            "grade_before_uplift": graded["grade_before_uplift"] or False,
            "points": graded["points"] or 0,
            "policy_digest": answer["policy"]["digest"],
            "calendar_edition": kernel.calendar_about(self._calendar_name())["edition"],
            "next_due_at": min((bridge.naive(duty["due"]) for duty in owed), default=False),
            "is_overdue": any(duty["state"] == "overdue" for duty in owed),
            "round": max((duty.get("round") or 1 for duty in answer["duties"]), default=1),
        }
