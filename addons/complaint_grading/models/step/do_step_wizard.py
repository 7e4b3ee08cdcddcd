from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson

BUILT_IN = f"step_{kernel.StepAct.DONE}"


class ComplaintDoStep(models.TransientModel):
    """One step done, approved or sent back: when, what is recorded with it, and why."""

    _name = "complaint.do.step"
    _description = "Do a Step"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"event_type_id", "happened_at", "data", "records", "note"})

    step_id = fields.Many2one("complaint.step", required=True, readonly=True, ondelete="cascade")
    case_id = fields.Many2one(related="step_id.case_id")
    policy_id = fields.Many2one("complaint.policy", required=True, readonly=True)
    act = fields.Selection(
        [("do", "Do"), ("approve", "Approve"), ("return", "Send Back")], required=True, readonly=True
    )
    returned_text = fields.Char(related="step_id.returned_text")
    offered_ids = fields.Many2many("complaint.event.type", compute="_compute_offered_ids")
    event_type_id = fields.Many2one(
        "complaint.event.type", "How", domain="[('id', 'in', offered_ids)]", help="By which of its events it is done."
    )
    has_data = fields.Boolean(compute="_compute_offered_ids")
    is_in_place = fields.Boolean(compute="_compute_offered_ids")
    happened_at = fields.Datetime("Done On", required=True, default=fields.Datetime.now)
    data = fields.Properties(definition="event_type_id.data_definition")
    records = fields.Properties(definition="policy_id.records_definition")
    asked = KernelJson("Records of This Step", readonly=True)
    missing = KernelJson(readonly=True)
    corrective_text = fields.Char(compute="_compute_corrective_text")
    note = fields.Text()

    @api.model
    def _begin(self, step, act):
        """A dialog for the step, with what is recorded so far."""
        case = step.case_id
        edition = case.policy_id._edition()
        # sudo: whoever may do the step may see what is recorded with it
        recorded = case.sudo()._fact_values("records")
        # sudo: what has happened decides what is asked for, whoever asks
        happened = {event["type"] for event in case.sudo().event_ids._for_kernel()}
        asked = kernel.records_of_step(edition, step.code, happened) if act != "return" else []
        wizard = self._put_new(
            [
                {
                    "step_id": step.id,
                    "policy_id": case.policy_id.id,
                    "act": act,
                    "event_type_id": case._event_kinds(kernel.done_by_events(edition, step.code)[0]).id,
                    "asked": asked,
                    "missing": step.missing or [],
                }
            ]
        )
        wizard._put({"records": {name: recorded[name] for name in asked if recorded.get(name)}})
        kind, said = kernel.step_event(edition, step.code, "done")
        if act == "do" and said and kind != BUILT_IN:
            wizard._put({"data": said})
        return wizard

    @api.depends("step_id", "event_type_id")
    @api.depends_context("uid")
    def _compute_offered_ids(self):
        for wizard in self:
            step = wizard.step_id
            kinds = kernel.done_by_events(wizard.policy_id._edition(), step.code) if step else ()
            wizard.offered_ids = wizard.policy_id.event_type_ids.filtered_domain([("code", "in", kinds)])
            own = wizard.event_type_id.code != BUILT_IN
            wizard.has_data = wizard.act == "do" and bool(wizard.event_type_id.data_definition) and own
            wizard.is_in_place = bool(step) and not self.env.su and not step._is_mine()

    @api.depends("step_id", "asked")
    @api.depends_context("lang")
    def _compute_corrective_text(self):
        """Which of these records the 8D writes, and so need no typing here."""
        for wizard in self:
            case = wizard.step_id.case_id
            written = [name for name in case._written_by_corrective() if name in (wizard.asked or ())] if case else []
            names = ", ".join(case._record_names(written))
            wizard.corrective_text = names and self.env._(
                "Written from the corrective action (8D): %(names)s", names=names
            )

    def action_do(self):
        """Record what is recorded with it, then do, approve or send it back; the kernel is asked at once."""
        self.ensure_one()
        case, code = self.step_id.case_id, self.step_id.code
        if self.act == "approve":
            case.approve_step(code, note=self.note)
        elif self.act == "return":
            case.return_step(code, self.note)
        else:
            self._do(case, code)
        return {"type": "ir.actions.act_window_close"}

    def _do(self, case, code):
        if self.event_type_id not in self.offered_ids:
            raise UserError(self.env._("Choose how it was done."))
        given = dict(self.records._values or {}) if self.records else {}
        records = {name: given.get(name) for name in self.asked or ()}
        case._do_step(code, self.event_type_id, self.happened_at, self._given_data(), self.note, records)

    def _given_data(self):
        values = dict(self.data._values or {}) if self.has_data and self.data else {}
        return bridge.event_values(self.policy_id._edition(), self.event_type_id.code, values) or False
