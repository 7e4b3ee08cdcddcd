from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel


class ComplaintPenalty(models.Model):
    """Who is fined may appeal, within the time that the regulation gives; a manager who does not pay decides."""

    _inherit = "complaint.penalty"  # pylint: disable=consider-merging-classes-inherited

    appeal_until = fields.Datetime(
        readonly=True, help="Until when one may appeal; empty where the regulation sets no limit."
    )
    appeal_reason = fields.Text("Appeal", readonly=True, help="Why it should not stand, in the payer's words.")
    appealed_by_id = fields.Many2one("res.users", readonly=True, tracking=True)
    appealed_at = fields.Datetime("Appealed On", readonly=True)
    appeal_answer = fields.Char("Answer to the Appeal", readonly=True, help="Why the appeal was granted or not.")
    appeal_decided_by_id = fields.Many2one("res.users", readonly=True)
    appeal_decided_at = fields.Datetime("Appeal Decided On", readonly=True)
    may_appeal = fields.Boolean(compute="_compute_may_appeal")

    @api.depends("state", "user_id", "appeal_until")
    @api.depends_context("uid")
    def _compute_may_appeal(self):
        now = fields.Datetime.now()
        for penalty in self:
            in_time = not penalty.appeal_until or now <= penalty.appeal_until
            penalty.may_appeal = penalty.state == "confirmed" and in_time and penalty._is_own()

    def _is_own(self):
        return self.env.user in self._payers()

    def _appeal_until(self, decided_at):
        """Until when one may appeal against a decision of that moment; False where nothing sets a limit."""
        calendar = self.company_id._calendar()
        return bridge.naive(kernel.appeal_until(self._policy()._edition(), bridge.iso(decided_at), calendar))

    def action_appeal(self):
        """Ask whoever pays why it should not stand."""
        self.ensure_one()
        self._check_may_appeal()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Appeal against Penalty"),
            "res_model": "complaint.appeal.penalty",
            "view_mode": "form",
            "target": "new",
            "context": {"default_penalty_id": self.id},
        }

    def _appeal(self, reason):
        """Let a manager look at it again."""
        self._check_may_appeal()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the penalty should not stand."))
        # sudo: a penalty is nobody's to write; that it is one's own, and in time, was checked above
        self.sudo()._put(
            {
                "state": "appealed",
                "appeal_reason": reason,
                "appealed_by_id": self.env.uid,
                "appealed_at": fields.Datetime.now(),
            }
        )
        self._post_internal(
            self.env._("Appeal: %(reason)s", reason=reason), people=self.env["res.users"]._who_decide(self)
        )

    def _check_may_appeal(self):
        self.check_access("read")
        if not self._is_own():
            raise AccessError(self.env._("Only who pays a penalty appeals against it."))
        if self.state != "confirmed":
            raise UserError(
                self.env._(
                    "%(name)s is not confirmed, or an appeal was decided already: one appeals once, against a"
                    " confirmed penalty.",
                    name=self.display_name,
                )
            )
        if not self.may_appeal:
            raise UserError(
                self.env._(
                    "The time to appeal against %(name)s ended on %(until)s; ask a manager, who may still reverse it.",
                    name=self.display_name,
                    until=bridge.local_text(self.appeal_until, self.company_id._calendar()),
                )
            )

    def _prepare_answer(self, reason, now):
        return {"appeal_answer": reason, "appeal_decided_by_id": self.env.uid, "appeal_decided_at": now}

    def _tell_payers(self):
        """Tell those who pay what was decided; each finds the own amount in the penalty."""
        # sudo: who pays is told whoever may read of it; the note itself names nobody
        settled = self.sudo()
        if told := settled._decision_text():
            settled.with_env(self.env)._post_internal(told, people=settled._payers())

    def _decision_text(self):
        until = bridge.local_text(self.appeal_until, self.company_id._calendar())
        texts = {
            "confirmed": self.env._("Confirmed. You may appeal until %(until)s.", until=until)
            if until
            else self.env._("Confirmed. You may appeal with a reason."),
            "decided": self.env._("The appeal was not granted: %(reason)s", reason=self.appeal_answer),
            "reversed": self.env._("Reversed, nothing is to be paid: %(reason)s", reason=self.reason),
        }
        return texts.get(self.state)

    def _decided_appeal(self):
        """What became of an appeal, for the dossier; nothing where there was none."""
        if not self.appealed_at:
            return {}
        return {
            "appeal": {
                "reason": self.appeal_reason,
                "at": bridge.iso(self.appealed_at),
                "answer": self.appeal_answer or None,
                "decided_by": self.appeal_decided_by_id.name or None,
                "decided_at": bridge.iso(self.appeal_decided_at),
            }
        }
