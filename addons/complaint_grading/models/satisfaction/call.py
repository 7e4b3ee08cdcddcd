from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel

OUTCOME = kernel.CallOutcome


class ComplaintCall(models.TransientModel):
    """One call-back: whom to call about what, how it went in one click, and then the next one of the list."""

    _name = "complaint.call"
    _description = "Call a Customer Back"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"note"})

    # What a call ends may be gone with it: the dialog goes on to the next one.
    step_id = fields.Many2one("complaint.step", readonly=True, ondelete="set null")
    duty_id = fields.Many2one("complaint.duty", readonly=True, ondelete="set null")
    case_id = fields.Many2one("complaint.case", "Complaint", required=True, readonly=True, ondelete="cascade")
    seen_case_ids = fields.Many2many("complaint.case", readonly=True, help="Those that this round has come to.")
    is_mine = fields.Boolean(readonly=True, help="Whether the list is of the own calls.")
    partner_id = fields.Many2one(related="case_id.partner_id")
    phone = fields.Char(related="case_id.partner_id.phone")
    label = fields.Char("What", compute="_compute_label")
    due_at = fields.Datetime("Due", compute="_compute_label")
    description = fields.Text(related="case_id.description")
    calls_text = fields.Text("Calls So Far", compute="_compute_label")
    asks_word = fields.Boolean(compute="_compute_label", help="Whether it is asked if the customer agrees.")
    left_count = fields.Integer("Still to Call", compute="_compute_left_count")
    note = fields.Text()

    @api.model
    def _begin(self, work, seen=None, mine=None):
        """A dialog for a call that is owed, as a row of the list of work has it."""
        work.check_access("read")
        if not work.call_event:
            raise UserError(self.env._("No call is owed here."))
        mine = work.user_id == self.env.user if mine is None else mine
        values = {"step_id": work.step_id.id, "duty_id": work.duty_id.id, "case_id": work.case_id.id, "is_mine": mine}
        seen = (seen or self.env["complaint.case"]) | work.case_id
        return self._put_new([{**values, "seen_case_ids": [Command.set(seen.ids)]}])

    def _row(self):
        return self.step_id or self.duty_id

    def _outcomes(self):
        return kernel.call_outcomes(self.case_id.policy_id._edition(), self._row().call_event)

    @api.depends("step_id", "duty_id")
    @api.depends_context("lang")
    def _compute_label(self):
        for call in self:
            row = call._row()
            call.label, call.due_at, call.calls_text = row.label, row.due_at, call._calls_told()
            call.asks_word = bool(row) and OUTCOME.AGREED in call._outcomes()

    def _calls_told(self):
        """The calls so far, each in a line: when, by whom, how it went."""
        kind = self._row().call_event
        events = self.case_id.event_ids.filtered(lambda event: kind and event.type == kind and not event.is_withdrawn)
        return "\n".join(
            " · ".join(filter(None, (self._moment(event), event.actor_id.name, event.data_text, event.note)))
            for event in events.sorted("happened_at")
        )

    def _moment(self, event):
        return bridge.local_text(event.happened_at, self.case_id._calendar_name())

    @api.depends("seen_case_ids")
    def _compute_left_count(self):
        for call in self:
            call.left_count = self.env["complaint.work"].search_count(call._others())

    def _others(self):
        """The calls of the list that this round has not come to."""
        domain = Domain("call_event", "!=", False) & Domain("case_id", "not in", self.seen_case_ids.ids)
        return domain & Domain("user_id", "=", self.env.uid) if self.is_mine else domain

    # How it went ---------------------------------------------------------------------------------

    def action_agreed(self):
        """The customer was reached, and agrees."""
        return self._record(OUTCOME.AGREED)

    def action_not_agreed(self):
        """The customer was reached, and does not agree: the note says why."""
        if not (self.note or "").strip():
            raise UserError(self.env._("Say in the note what the customer does not agree with."))
        return self._record(OUTCOME.NOT_AGREED)

    def action_reached(self):
        """The customer was called back."""
        return self._record(OUTCOME.REACHED)

    def action_not_reached(self):
        """Nobody answered: the call stays owed."""
        return self._record(OUTCOME.NOT_REACHED)

    def action_next(self):
        """Leave this one as it is."""
        return self._next()

    def _record(self, outcome):
        self.ensure_one()
        entries = self._outcomes().get(outcome) if self._is_owed() else None
        if entries is None:
            raise UserError(self.env._("This call is not owed any more; somebody else may have made it."))
        for entry in entries:
            self.env["complaint.event"].create({"case_id": self.case_id.id, **entry, "note": self.note})
        if not entries:
            self._note_in_vain()
        return self._next()

    def _is_owed(self):
        """Whether it still is; of two who record at once the second is told."""
        self.env.cr.execute(SQL("SELECT id FROM complaint_case WHERE id = %s FOR NO KEY UPDATE", self.case_id.id))
        here = Domain("step_id", "=", self.step_id.id) & Domain("duty_id", "=", self.duty_id.id)
        return bool(self._row()) and bool(self.env["complaint.work"].search_count(here))

    def _note_in_vain(self):
        """The regulation has no event for a call that reached nobody: the chatter tells it."""
        self.case_id.check_access("write")
        said = self.env._("%(customer)s was called, and nobody was reached.", customer=self.partner_id.name or "")
        self.case_id._post_internal(" ".join(filter(None, (said, self.note))))

    def _next(self):
        """The next call of the list; the end of it is told."""
        work = self.env["complaint.work"].search(self._others(), limit=1)
        if work:
            return self._begin(work, self.seen_case_ids, self.is_mine)._shown()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("That was the last call of the list."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _shown(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call Back"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
