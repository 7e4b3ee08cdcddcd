from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel


class ComplaintCase(models.Model):
    """The number under which a complaint is registered: by its regulation, where that has a rule, else by the month."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _next_number(self, company, policy, received_at, run_of):
        """The next number of the days in which the complaint was received; drawn for good, used or not.

        run_of: `_run_of`, or what remembers its answers for complaints that are raised together.
        """
        moment = bridge.iso(received_at)
        days = kernel.serial_days(policy._edition(), moment)
        if days is None:
            return run_of(company, bridge.local_date(received_at, company._calendar()))._next()
        return kernel.number(policy._edition(), moment, int(run_of(company, policy.code, tuple(days))._next()))

    @api.model
    def _run_of(self, company, *by):
        """What draws numbers for a company on a day, or by the rule of a policy: (its code, the days of a run)."""
        # sudo: users do not read sequences; company, policy and day give the number
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        if len(by) == 1:
            return sequences._of_complaints(company)._run_on(*by)
        code, days = by
        sequence = sequences._of_complaint_policy(company, code, bool(days))
        return sequence._open_days(*map(fields.Date.to_date, days)) if days else sequence
