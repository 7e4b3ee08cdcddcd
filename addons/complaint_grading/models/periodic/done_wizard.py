from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import kernel_bridge as bridge


class ComplaintPeriodicDone(models.TransientModel):
    """Signing for periodic work: the figures that the system made, and what the regulation wants said."""

    _name = "complaint.periodic.done"
    _description = "Sign for Periodic Work"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"happened_at", "data", "note"})
    _given_once = frozenset({"work_id"})

    work_id = fields.Many2one("complaint.periodic.work", required=True)
    event_type_id = fields.Many2one(
        "complaint.event.type", compute="_compute_event_type_id", store=True, precompute=True
    )
    happened_at = fields.Datetime("Done On", required=True, default=fields.Datetime.now)
    may_backdate = fields.Boolean(compute="_compute_may_backdate")
    data = fields.Properties(definition="event_type_id.data_definition")
    note = fields.Text()
    is_long = fields.Boolean(compute="_compute_figures_html", help="There are too many complaints for a dialog.")
    figures_html = fields.Html("Figures", compute="_compute_figures_html", sanitize=False)

    @api.depends("work_id")
    def _compute_event_type_id(self):
        self.event_type_id = False
        for wizard in self.filtered("work_id"):
            rules = {rule["id"]: rule["event"] for rule in wizard.work_id.policy_id._periodic_rules()}
            kinds = wizard.work_id.policy_id.event_type_ids
            wizard.event_type_id = kinds.filtered(lambda kind, event=rules[wizard.work_id.code]: kind.code == event)

    @api.depends("work_id")
    @api.depends_context("uid")
    def _compute_may_backdate(self):
        """An earlier moment may spare a fine: a manager says it, and of no work of one's own."""
        manages = self.env.user.has_group("complaint_grading.group_manager")
        for wizard in self:
            wizard.may_backdate = manages and wizard.work_id.user_id != self.env.user

    @api.depends("work_id")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        reports = self.env["complaint.period.report"]
        self.figures_html = self.is_long = False
        for wizard in self.filtered("work_id"):
            work = wizard.work_id
            days = (work.company_id, work.policy_id, work.first_day, work.last_day)
            wizard.is_long = reports._is_long(days)
            wizard.figures_html = not wizard.is_long and reports._page(days)

    def action_sign(self):
        """Enter the work as done."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.happened_at > now:
            raise UserError(self.env._("Work cannot be done in the future; correct the moment."))
        if (now - self.happened_at).total_seconds() > 60 and not self.may_backdate:
            raise AccessError(self.env._("An earlier moment is entered by another complaint manager."))
        values = dict(self.data._values or {}) if self.data else {}
        given = bridge.event_values(self.work_id.policy_id._edition(), self.event_type_id.code, values)
        self.work_id._sign(self.happened_at, given, self.note)
        return {"type": "ir.actions.act_window_close"}
