from odoo import api, models

from ..tools import kernel_bridge as bridge


class ComplaintPolicy(models.Model):
    _inherit = "complaint.policy"

    @api.model
    def _load_shipped(self):
        """Bring in every policy that the kernel ships, at install and at each update.

        An edition already here, by its digest, stays as it is; a changed one comes in beside it and
        the earlier one is retired, so that complaints keep the edition they were graded by.
        """
        known = {
            (policy.code, policy.digest)
            for policy in self.with_context(active_test=False).search([("company_id", "=", False)])
        }
        for name in bridge.shipped_policies():
            text = bridge.policy_text(name)
            kernel_policy = bridge.edition(text)
            if (kernel_policy.id, kernel_policy.digest) not in known:
                self._load_edition(text)
        return True

    @api.model
    def _load_edition(self, text):
        policy = self._put_new([{"policy_file": text, "is_shipped": True}])
        if not policy.error_count:
            policy._put_in_force()
        return policy

    @api.model
    def _load_defaults(self, code):
        """Give companies without a policy in use the shipped one of this id."""
        default = self.search([("code", "=", code), ("state", "=", "in_force"), ("company_id", "=", False)], limit=1)
        companies = self.env["res.company"].search([("complaint_policy_id", "=", False)])
        if default:
            companies.complaint_policy_id = default
        return True
