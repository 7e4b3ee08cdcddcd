from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintAnswerQuestion(models.TransientModel):
    """Whether the effect of an 8D holds although the same came again, and why."""

    _name = "complaint.answer.question"
    _description = "Answer Whether an Effect Holds"
    _inherit = ("complaint.guarded",)
    _given = frozenset({"verdict", "reason"})

    corrective_id = fields.Many2one("complaint.corrective", required=True, readonly=True, ondelete="cascade")
    question_text = fields.Char(related="corrective_id.next_text")
    verdict = fields.Selection(
        [("holds", "It holds: this has another cause"), ("fails", "It does not hold: plan again")], "The Effect"
    )
    reason = fields.Text()

    @api.model
    def _begin(self, corrective):
        corrective._check_may_edit()
        return self._put_new([{"corrective_id": corrective.id}])

    def action_answer(self):
        """Record the answer."""
        self.ensure_one()
        if not self.verdict:
            raise UserError(self.env._("Say whether the effect holds."))
        self.corrective_id.answer_question(self.verdict == "holds", self.reason)
        return {"type": "ir.actions.act_window_close"}
