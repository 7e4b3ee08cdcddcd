from odoo import api, models
from odoo.exceptions import UserError

from ..base.guarded import ServerValues
from .choices import LISTED

# What the company settles where nobody tells it.
SETTLED = ("policy_id", "grading_policy_id", "received_at", "facts", "grading_facts", "records")


class ComplaintCase(models.Model):
    """The policies of a complaint: which may be chosen, and how it moves to another edition."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _policy_in_use(self, company):
        """The policy by which the complaints of a company are judged where nobody chooses another."""
        if not company.complaint_policy_id:
            raise UserError(
                self.env._(
                    "%(company)s has no complaint policy in use; a complaint manager chooses one under Configuration,"
                    " Regulations in Use.",
                    company=company.name,
                )
            )
        return company.complaint_policy_id

    @api.model
    def _with_settled_defaults(self, vals):
        """What was given, with what a context or a user's own default tells: it is checked and formed like what was
        given, and does not come in behind it."""
        names = LISTED if isinstance(vals, ServerValues) else SETTLED + LISTED
        told = {**self.env["ir.default"]._get_model_defaults(self._name)}
        told |= {name: self.env.context[f"default_{name}"] for name in names if f"default_{name}" in self.env.context}
        return type(vals)({**{name: told[name] for name in names if told.get(name)}, **vals})

    def _check_policy_usable(self):
        alike = self.grouped(lambda case: (case.company_id, case.policy_id, case.grading_policy_id))
        for (company, policy, grading), cases in alike.items():
            # sudo: whether an edition takes complaints is asked of the company, not of the rights to it.
            (policy | grading).sudo()._check_takes_complaints(company)
            cases[0]._check_policy_offered()

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
