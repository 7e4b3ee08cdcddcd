from odoo import api, fields, models

from ...tools.kernel_bridge import kernel


class ComplaintDuty(models.Model):
    """A duty that is done by calling the customer."""

    _inherit = "complaint.duty"  # pylint: disable=consider-merging-classes-inherited
    _raw = frozenset({"call_event"})

    call_event = fields.Char(
        compute="_compute_call_event", store=True, help="The call to the customer that ends it, in the policy's words."
    )

    _calls_idx = models.Index("(work_rank, due_at) WHERE call_event IS NOT NULL AND work_rank < 9")

    @api.depends("code", "case_id.policy_id")
    def _compute_call_event(self):
        for duty in self:
            edition = duty.case_id.policy_id._edition()
            duty.call_event = kernel.call_event(edition, kernel.done_by(edition, duty.code))


class ComplaintStep(models.Model):
    """A step that is done by calling the customer."""

    _inherit = "complaint.step"  # pylint: disable=consider-merging-classes-inherited
    _raw = frozenset({"call_event"})

    call_event = fields.Char(
        compute="_compute_call_event", store=True, help="The call to the customer that does it, in the policy's words."
    )

    _calls_idx = models.Index("(work_rank, due_at) WHERE call_event IS NOT NULL AND work_rank < 9")

    @api.depends("code", "case_id.policy_id")
    def _compute_call_event(self):
        for step in self:
            edition = step.case_id.policy_id._edition()
            step.call_event = kernel.call_event(edition, kernel.done_by_events(edition, step.code))


class ComplaintWork(models.Model):
    """Call-backs that are owed, to be worked through."""

    _inherit = "complaint.work"  # pylint: disable=consider-merging-classes-inherited

    phone = fields.Char(related="partner_id.phone")
    call_count = fields.Integer(
        "Calls", compute="_compute_calls", help="How often the customer has been called so far."
    )
    called_at = fields.Datetime("Last Call", compute="_compute_calls")

    @api.depends("call_event", "case_id")
    def _compute_calls(self):
        for work in self:
            calls = work._calls()
            work.call_count, work.called_at = len(calls), calls[-1:].happened_at

    def _calls(self):
        """The calls that were recorded so far, the last one last."""
        kind = self.call_event
        entries = self.case_id.event_ids.filtered(lambda event: kind and event.type == kind and not event.is_withdrawn)
        return entries.sorted("happened_at")

    def action_call(self):
        """Ask how the call went; then comes the next one."""
        self.ensure_one()
        return self.env["complaint.call"]._begin(self)._shown()
