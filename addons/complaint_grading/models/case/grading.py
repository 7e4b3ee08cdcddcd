from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson


class ComplaintCase(models.Model):
    """A policy of duties may ask for the grade that another policy, the grading policy in use, gives."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _given = frozenset({"grading_policy_id", "grading_facts"})

    asks_grade = fields.Boolean(compute="_compute_asks_grade")
    grading_policy_id = fields.Many2one(
        "complaint.policy",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('in_force_company_ids', 'in', [company_id])]",
        help="Gives the grade where the policy itself has duties and no grades of its own.",
    )
    grading_facts = fields.Properties(
        definition="grading_policy_id.facts_definition",
        copy=True,
        help="What the grading policy wants to know.",
    )
    supplied_facts = KernelJson(
        compute="_compute_supplied_facts", help="Facts that the grading policy gives, with what it gave."
    )
    derived_names = KernelJson(
        compute="_compute_derived_names", help="The facts that goods and costs give, under the field that holds them."
    )
    grading_assessment = KernelJson(readonly=True, copy=False, help="The kernel's whole answer by the grading policy.")

    @api.depends("policy_id")
    def _compute_asks_grade(self):
        for case in self:
            case.asks_grade = bool(case.policy_id) and kernel.about(case.policy_id._edition())["asks_grade"]

    @api.depends("policy_id", "grading_policy_id", "grading_assessment", "company_id.complaint_grading_policy_id")
    def _compute_supplied_facts(self):
        for case in self:
            # sudo: which policy gives the grade, and the grade that it gave; no text of it is told
            case = case.sudo()
            coming = not case._origin and case.company_id.complaint_grading_policy_id
            if case.asks_grade and (case.grading_policy_id or coming):
                case.supplied_facts = kernel.supplied_facts((case.grading_assessment or {}).get("grade"))
            else:
                case.supplied_facts = {}

    @api.depends("derived_ids.fact", "grading_policy_id")
    def _compute_derived_names(self):
        for case in self:
            case.derived_names = {case._fact_field(): case.derived_ids.mapped("fact")}

    def _fact_policy(self):
        """The policy to which the facts of the goods belong: the grading policy, where there is one."""
        # sudo: which policy asks for the facts, not what it says
        return self.sudo().grading_policy_id or self.policy_id

    def _fact_field(self):
        # sudo: which policy asks for the facts, not what it says
        return "grading_facts" if self.sudo().grading_policy_id else "facts"

    def _graded_complaints(self):
        """Map each case that has a grading policy to the complaint as that policy is given it."""
        # sudo: an answer does not depend on who asks
        cases = self.sudo().filtered("grading_policy_id")
        before = cases._before("grading_policy_id")
        return {case: {**case._for_grading(), **before[case]} for case in cases}

    def _gradings(self, graded, now):
        """Map each case that has a grading policy to that policy's answer."""
        return {
            case: kernel.assess(
                case.grading_policy_id._edition(), complaint, case._calendar_name(), bridge.iso(now), self.env.lang
            )
            for case, complaint in graded.items()
        }

    def _with_grade(self, complaint, grading):
        """The complaint with the grade that the grading policy gave, unless a person has stated one."""
        return kernel.with_grade(complaint, grading["grade"]) if grading else complaint

    def _for_grading(self):
        """The complaint as the grading policy reads it; the journal is the other policy's."""
        facts = bridge.facts_given(self.grading_policy_id._edition(), self._fact_values("grading_facts"))
        return {**self._attributes(), "facts": facts}
