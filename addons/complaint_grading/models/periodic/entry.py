from odoo import fields, models

from ...tools import kernel_bridge as bridge
from ..base.kernel_json import KernelJson


class ComplaintPeriodicEntry(models.Model):
    """That periodic work was done: who signed for it, when, and with which figures. A wrong one is withdrawn."""

    _name = "complaint.periodic.entry"
    _description = "Entry of Periodic Work"
    _inherit = ("complaint.guarded",)
    _order = "happened_at desc, id desc"
    _rec_name = "type"
    _raw = frozenset({"type"})

    work_id = fields.Many2one("complaint.periodic.work", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="work_id.company_id", store=True, precompute=True, index=True)
    type = fields.Char("Event ID", required=True, readonly=True)
    happened_at = fields.Datetime("Done On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Signed By", required=True, readonly=True)
    data = KernelJson(readonly=True)
    note = fields.Text(readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", readonly=True)
    withdrawn_at = fields.Datetime("Withdrawn On", readonly=True)

    def _for_kernel(self):
        """The entries that stand, as the kernel is told of them."""
        return [
            {
                "type": entry.type,
                "at": bridge.iso(entry.happened_at),
                "period": entry.work_id.period,
                "subject": str(entry.work_id.partner_id.id) if entry.work_id.partner_id else None,
                "data": entry.data or {},
            }
            for entry in self.filtered(lambda entry: not entry.withdrawn_at)
        ]

    def action_withdraw(self):
        """Take back what was signed by mistake: the work is owed again."""
        for entry in self.filtered(lambda entry: not entry.withdrawn_at):
            entry.work_id._check_may_sign()
            # sudo: nobody writes entries; who may sign for the work was checked above.
            entry.sudo()._put({"withdrawn_by_id": self.env.uid, "withdrawn_at": fields.Datetime.now()})
            entry.work_id._follow_entries()
        return True
