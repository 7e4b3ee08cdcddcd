from odoo import models
from odoo.exceptions import UserError


class ComplaintCase(models.Model):
    """The policies of a complaint: which may be chosen, and how it moves to another edition."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _check_policy_usable(self):
        for case in self:
            # sudo: whether an edition takes complaints is asked of the company, not of the rights to it.
            (case.policy_id | case.grading_policy_id).sudo()._check_takes_complaints(case.company_id)
            case._check_policy_offered()

    def _check_policy_offered(self):
        """Complaints go to a policy that takes them; a salesperson's to one that the company has chosen."""
        policy = self.policy_id
        if not (policy.has_grades or policy.has_warnings):
            raise UserError(
                self.env._(
                    "Policy %(policy)s takes no complaints; choose one that grades them or has duties.",
                    policy=policy.display_name,
                )
            )
        free = self.env.su or self.env.user.has_group("complaint_grading.group_quality")
        if not free and policy.code not in self.company_id._complaint_policies().mapped("code"):
            raise UserError(
                self.env._(
                    "%(company)s does not use policy %(policy)s; choose one of its policies in use.",
                    company=self.company_id.name,
                    policy=policy.display_name,
                )
            )

    def _move_to_edition(self, edition):
        """Let these open cases be graded by another edition; one that it cannot grade stays and says why."""
        told = self.env._("From now on graded by %(policy)s.", policy=edition.display_name)
        if self._at_once(lambda cases: cases._write_edition(edition)):
            self._log_internal(told)
            return
        for case in self:
            try:
                with self.env.cr.savepoint():
                    case._write_edition(edition)
                case._post_internal(told)
            except UserError as fault:
                case._post_internal(
                    self.env._(
                        "Not moved to %(policy)s, and still graded by the edition before: %(fault)s",
                        policy=edition.display_name,
                        fault=fault,
                    )
                )

    def _write_edition(self, edition):
        by_code = {"policy_id": self.filtered(lambda case: case.policy_code == edition.code)}
        by_code["grading_policy_id"] = self - by_code["policy_id"]
        for field, cases in by_code.items():
            if cases:
                cases.write({field: edition.id})
