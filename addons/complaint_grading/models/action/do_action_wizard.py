from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.kernel_bridge import kernel


class ComplaintDoAction(models.TransientModel):
    """One action done, judged, dropped or taken up again: when, by what proof, and why."""

    _name = "complaint.do.action"
    _description = "Carry Out an Action"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"happened_at", "result", "proof_ids", "judge_id", "judge_on", "verdict", "reason"})

    action_id = fields.Many2one("complaint.action", required=True, readonly=True, ondelete="cascade")
    act = fields.Selection(
        [("do", "Do"), ("judge", "Judge"), ("drop", "Drop"), ("again", "Take Up Again")], required=True, readonly=True
    )
    owner_id = fields.Many2one(related="action_id.user_id")
    done_text = fields.Text("What Was Done (So Far)", related="action_id.result")
    shown_proof_ids = fields.Many2many(related="action_id.proof_ids", string="Proof (So Far)")
    is_permanent = fields.Boolean(compute="_compute_is_permanent")
    may_name_judge = fields.Boolean(compute="_compute_is_permanent")
    happened_at = fields.Datetime("Done On", required=True, default=fields.Datetime.now)
    result = fields.Text("What Was Done")
    proof_ids = fields.Many2many("ir.attachment")
    judge_id = fields.Many2one(
        "res.users", domain="[('share', '=', False), ('id', '!=', owner_id)]", help="Judges the effect."
    )
    judge_on = fields.Date("To Be Judged On", help="From when on the effect can be judged.")
    verdict = fields.Selection([("effective", "Effective"), ("ineffective", "Not Effective")])
    reason = fields.Text()

    @api.model
    def _begin(self, action, act):
        """A dialog with what is known so far; who may do what is said by the action when it is done."""
        action.check_access("read")
        wizard = self._put_new([{"action_id": action.id, "act": act}])
        wizard._put(
            {
                "result": action.result if act == "do" else False,
                "proof_ids": action.proof_ids.ids if act == "do" else [],
                "judge_id": (action.judge_id or action._usual_judge()).id,
                "judge_on": action.judge_on,
            }
        )
        return wizard

    @api.depends("action_id")
    @api.depends_context("uid")
    def _compute_is_permanent(self):
        for wizard in self:
            wizard.is_permanent = wizard.action_id.kind == kernel.ActionKind.PERMANENT
            wizard.may_name_judge = wizard.action_id.may_edit

    def action_record(self):
        """Record what was said; the action says what it lacks."""
        self.ensure_one()
        action = self.action_id
        if self.act == "do":
            self._take_over(action)
            action.record_done(at=self.happened_at, result=self.result or None)
        elif self.act == "judge":
            if not self.verdict:
                raise UserError(self.env._("Say whether it was effective."))
            action.record_effect(self.verdict == "effective", self.reason)
        elif self.act == "drop":
            action.drop(self.reason)
        else:
            action.take_up_again(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _take_over(self, action):
        """What is given along with it: the proof, and of who edits the 8D the judge and the day."""
        values = {"proof_ids": [Command.set(self.proof_ids.ids)]}
        if self.is_permanent and action.may_edit:
            values.update(judge_id=self.judge_id.id, judge_on=self.judge_on)
        action.write(values)
