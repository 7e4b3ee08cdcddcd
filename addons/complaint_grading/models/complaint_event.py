from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import kernel_bridge as bridge
from .kernel_json import KernelJson


class ComplaintEvent(models.Model):
    """One entry of a complaint's journal, written once and never changed.

    A mistake is mended by a new entry that withdraws the wrong one; both stay visible.
    """

    _name = "complaint.event"
    _description = "Complaint Event"
    _inherit = ("complaint.guarded",)
    _order = "happened_at, id"

    case_id = fields.Many2one("complaint.case", "Complaint", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    type = fields.Char(help="The event's id in the policy; empty where an entry only withdraws another.")
    label = fields.Char("Event", compute="_compute_label")
    happened_at = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        index=True,
        help="When it happened, not when it was recorded.",
    )
    actor_id = fields.Many2one("res.users", "Done By", default=lambda self: self.env.user, help="Who did it.")
    data = KernelJson(help="What the policy wants to know about this kind of event.")
    data_text = fields.Char("Details", compute="_compute_label")
    note = fields.Text()
    recorded_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    recorded_by_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    withdraws_id = fields.Many2one(
        "complaint.event",
        index="btree_not_null",
        ondelete="restrict",
        help="The wrong entry that this one withdraws.",
    )
    withdrawn_by_ids = fields.One2many("complaint.event", "withdraws_id")
    is_withdrawn = fields.Boolean(compute="_compute_is_withdrawn")

    source_id = fields.Char(
        "Source ID", help="The entry's id in the system it was brought over from; unique in its complaint."
    )

    _source_uniq = models.UniqueIndex(
        "(case_id, source_id) WHERE source_id IS NOT NULL", "This entry is already in the journal."
    )
    _withdraws_uniq = models.UniqueIndex(
        "(withdraws_id) WHERE withdraws_id IS NOT NULL",
        "This entry has already been withdrawn.",
    )
    _says_something = models.Constraint(
        "CHECK(type IS NOT NULL OR withdraws_id IS NOT NULL)",
        "An entry names an event or the entry that it withdraws.",
    )

    _given_once = frozenset(
        {"case_id", "type", "happened_at", "actor_id", "data", "note", "withdraws_id", "source_id"}
    )

    @api.depends("type", "data", "withdraws_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for event in self:
            kinds = event.case_id.policy_id._kernel().events if event.case_id else {}
            kind = kinds.get(event.type)
            event.label = bridge.label(kind.label, self.env.lang) if kind else event.type or self.env._("Withdrawn")
            event.data_text = bridge.data_text(event.data, kind, self.env.lang)

    @api.depends("withdrawn_by_ids")
    def _compute_is_withdrawn(self):
        for event in self:
            event.is_withdrawn = bool(event.withdrawn_by_ids)

    @api.depends("label")
    def _compute_display_name(self):
        for event in self:
            event.display_name = event.label

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events.case_id.check_access("write")
        events.case_id._check_open()
        events.case_id._journal_changed()
        return events

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: the journal is append-only."""
        raise UserError(self.env._("The journal is not rewritten; withdraw the wrong entry and record the right one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The journal keeps every entry; withdraw the wrong one instead."))

    @api.constrains("happened_at")
    def _check_happened(self):
        now = fields.Datetime.now()
        for event in self:
            if event.happened_at > now:
                raise ValidationError(
                    self.env._("%(event)s has not happened yet; record it when it has.", event=event.label)
                )

    @api.constrains("withdraws_id", "case_id")
    def _check_withdraws(self):
        for event in self:
            if event.withdraws_id and event.withdraws_id.case_id != event.case_id:
                raise ValidationError(self.env._("An entry withdraws an entry of its own complaint only."))

    def action_withdraw(self):
        """Ask why, and what is right instead."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw"),
            "res_model": "complaint.record.event",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.case_id.id, "default_withdraws_id": self.id},
        }

    def _for_kernel(self):
        """The entries that stand, as the kernel reads them."""
        rows = []
        for event in self:
            if event.type and not event.withdrawn_by_ids:
                row = {"type": event.type, "at": bridge.aware(event.happened_at).isoformat()}
                if event.data:
                    row["data"] = event.data
                rows.append(row)
        return rows
