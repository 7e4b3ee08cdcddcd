from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import kernel_bridge as bridge


class ComplaintRecordEvent(models.TransientModel):
    """What happened, and when: one entry of the journal, or one that mends a wrong entry."""

    _name = "complaint.record.event"
    _description = "Record Complaint Event"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"event_type_id", "happened_at", "actor_id", "data", "note"})
    _given_once = frozenset({"case_id", "withdraws_id"})

    case_id = fields.Many2one("complaint.case", "Complaint", required=True)
    policy_id = fields.Many2one(related="case_id.policy_id")
    withdraws_id = fields.Many2one("complaint.event", readonly=True)
    event_type_id = fields.Many2one(
        "complaint.event.type",
        "Event",
        domain="[('policy_id', '=', policy_id)]",
        help="Leave empty when a wrong entry is withdrawn and nothing takes its place.",
    )
    happened_at = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        help="When it happened, not when it is recorded.",
    )
    actor_id = fields.Many2one("res.users", "Done By", default=lambda self: self.env.user)
    data = fields.Properties(definition="event_type_id.data_definition")
    note = fields.Text()

    def action_record(self):
        """Write the entry; the kernel is asked at once."""
        self.ensure_one()
        if not self.event_type_id and not self.withdraws_id:
            raise UserError(self.env._("Choose what happened."))
        if self.withdraws_id and not (self.note or "").strip():
            raise UserError(self.env._("Say in the note what was wrong with the entry."))
        self.env["complaint.event"].create(
            {
                "case_id": self.case_id.id,
                "type": self.event_type_id.code,
                "happened_at": self.happened_at,
                "actor_id": self.actor_id.id,
                "data": self._given_data(),
                "note": self.note,
                "withdraws_id": self.withdraws_id.id,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _given_data(self):
        kind = self.case_id.policy_id._kernel().events.get(self.event_type_id.code)
        values = dict(self.data._values or {}) if self.event_type_id and self.data else {}
        return bridge.event_data(values, kind) if kind else False
