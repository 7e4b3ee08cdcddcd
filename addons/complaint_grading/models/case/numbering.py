from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel


class ComplaintCase(models.Model):
    """The number under which a complaint is registered: by its regulation, where that has a rule, else by the month."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _next_number(self, company, policy, received_at):
        """The next number of the days in which the complaint was received; drawn for good, used or not."""
        moment = bridge.iso(received_at)
        days = kernel.serial_days(policy._edition(), moment)
        # sudo: users do not read sequences; company, policy and day give the number
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        if days is None:
            day = bridge.local_date(received_at, company._calendar())
            return sequences.next_by_code("complaint.case", sequence_date=day)
        sequence = sequences._of_complaint_policy(company, policy.code, bool(days))
        first, last = map(fields.Date.to_date, days or (False, False))
        if days:
            sequence._open_days(first, last)
        return kernel.number(policy._edition(), moment, int(sequence.next_by_id(sequence_date=first)))
