from odoo import api, fields, models

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel


class ComplaintWarningDuty(models.Model):
    """What is owed once a level is determined."""

    _name = "complaint.warning.duty"
    _description = "Duty of an Early Warning"
    _inherit = ("complaint.guarded", "complaint.claused")
    _policy_paths = ("warning_id.policy_id",)
    _order = "due_at, id"
    _rec_name = "code"
    _raw = frozenset({"code", "owner"})

    warning_id = fields.Many2one("complaint.warning", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="warning_id.company_id", store=True, precompute=True)
    code = fields.Char("Duty ID", required=True, readonly=True)
    label = fields.Char("Duty", compute="_compute_label")
    owner = fields.Char("Owner ID", readonly=True)
    owner_label = fields.Char("Owner", compute="_compute_label")
    starts_at = fields.Datetime("Starts", readonly=True)
    due_at = fields.Datetime("Due", readonly=True)
    done_at = fields.Datetime("Done", readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(
        lambda self: kernel.words("duty_state", self.env.lang),
        required=True,
        readonly=True,
    )

    @api.depends("code", "owner")
    @api.depends_context("lang")
    def _compute_label(self):
        for duty in self:
            edition = duty.warning_id.policy_id._edition()
            duty.label = kernel.named(edition, "duty", duty.code, self.env.lang)
            duty.owner_label = kernel.named(edition, "party", duty.owner, self.env.lang)

    def _update_from_kernel(self, stands):
        if stands is None:
            return
        overdue = stands["state"] == "overdue" and self.state != "overdue"
        if self.state != stands["state"] or self.due_at != bridge.naive(stands["due"]):
            self._put({"state": stands["state"], "due_at": bridge.naive(stands["due"])})
        if overdue:
            self.warning_id._post_internal(
                self.env._("%(duty)s (%(clause)s) is overdue.", duty=self.label, clause=self.clause_label),
                self.warning_id._people(),
                by_system=True,
            )

    def action_done(self):
        """Record that it was done now."""
        self.warning_id._check_may_handle()
        now = fields.Datetime.now()
        # sudo: nobody writes duties; who may handle warnings was checked above
        for duty in self.sudo().filtered(lambda row: not row.done_at):
            duty._put({"done_at": now, "done_by_id": self.env.uid})
            duty.warning_id._ask_duties(now)
        return True
