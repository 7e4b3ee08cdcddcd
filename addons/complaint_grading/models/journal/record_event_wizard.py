import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge


class ComplaintRecordEvent(models.TransientModel):
    """What happened, and when: one entry of the journal, or one that mends a wrong entry."""

    _name = "complaint.record.event"
    _description = "Record Complaint Event"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"event_type_id", "happened_at", "actor_id", "data", "note"})
    _given_once = frozenset({"case_id", "withdraws_id", "token"})

    case_id = fields.Many2one("complaint.case", "Complaint", required=True)
    policy_id = fields.Many2one(related="case_id.policy_id")
    token = fields.Char(
        default=lambda self: uuid.uuid4().hex, help="One dialog records once, however often it is clicked."
    )
    withdraws_id = fields.Many2one("complaint.event", readonly=True)
    offered_ids = fields.Many2many(related="case_id.event_type_ids")
    event_type_id = fields.Many2one(
        "complaint.event.type",
        "Event",
        domain="[('id', 'in', offered_ids)]",
        help="Leave empty when a wrong entry is withdrawn and nothing takes its place.",
    )
    happened_at = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        help="When it happened, not when it is recorded.",
    )
    actor_ids = fields.Many2many("res.users", compute="_compute_actor_ids")
    is_in_place = fields.Boolean(compute="_compute_actor_ids")
    actor_id = fields.Many2one(
        "res.users",
        "Done By",
        compute="_compute_actor_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', actor_ids)]",
    )
    data = fields.Properties(definition="event_type_id.data_definition")
    note = fields.Text()

    def _kind(self):
        """The kind of event whose people matter: what is recorded, else what is withdrawn."""
        return self.event_type_id or self.case_id._event_kinds(self.withdraws_id.type)

    @api.depends("case_id", "event_type_id", "withdraws_id")
    @api.depends_context("uid")
    def _compute_actor_ids(self):
        for wizard in self:
            kind = wizard._kind()
            wizard.is_in_place = bool(kind) and not wizard.env.su and not wizard.case_id._may_record(kind)
            actors = wizard.case_id._actors(kind) if wizard.case_id else self.env["res.users"]
            wizard.actor_ids = actors | self.env.user if wizard.is_in_place else actors

    @api.depends("case_id", "event_type_id", "withdraws_id")
    def _compute_actor_id(self):
        for wizard in self:
            wizard.actor_id = wizard.case_id._usual_actor(wizard._kind()) if wizard.case_id else self.env.user

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
                "token": self.token,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _given_data(self):
        values = dict(self.data._values or {}) if self.event_type_id and self.data else {}
        return bridge.event_values(self.case_id.policy_id._edition(), self.event_type_id.code, values) or False
