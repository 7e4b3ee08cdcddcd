from odoo import models
from odoo.exceptions import ValidationError

from ..base.states import OWED


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_handles_complaints(self, company):
        """Refuse those who are not active internal users of the company with a right to complaints."""
        for user in self - self._who_handle_complaints(company):
            raise ValidationError(
                self.env._(
                    "%(user)s cannot answer for complaints of %(company)s: choose an active internal user of that"
                    " company with a right to complaints.",
                    user=user.sudo().name,  # sudo: a name that was just given
                    company=company.name,
                )
            )

    def _who_handle_complaints(self, company):
        """Of these, the active internal users of the company with a right to complaints; and the system."""

        def handles(user):
            here = user.active and not user.share and company in user.company_ids
            return user._is_superuser() or (here and user.has_group("complaint_grading.group_user"))

        # sudo: the rights of colleagues are looked at, and only whether they suffice is told
        return self.filtered(lambda user: handles(user.sudo()))

    def _who_decide(self, penalty):
        """The managers of the penalty's company who do not pay it themselves."""
        # sudo: who decides does not depend on who asks; they are only told
        managers = self.env.ref("complaint_grading.group_manager").sudo().all_user_ids
        company = penalty.company_id
        return managers.filtered(lambda user: user.active and company in user.company_ids) - penalty._payers()

    def _keeps_shared_records(self):
        """Whether what all companies share may be changed: by system administrators and by who is in every company."""
        self.ensure_one()
        every = self.env["res.company"].sudo().search_count([])  # sudo: only how many there are
        return self.has_group("base.group_system") or len(self.company_ids) == every

    def write(self, vals):
        """What somebody who leaves owed goes to a person who is there."""
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            # Who archives users need not see the complaints; the policy's parties say who follows.
            owed = self.env["complaint.duty"].sudo().search([("user_id", "in", self.ids), ("state", "in", OWED)])
            owed._assign()
            # sudo: likewise for what they had in corrective actions
            self.env["complaint.action"].sudo()._hand_over(self)
            self.env["complaint.corrective"].sudo()._hand_over(self)  # sudo: likewise for those that they led
        return result
