from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import kernel_bridge as bridge
from .action import KIND


class ComplaintAction(models.Model):
    """An action is done with its proof, judged by somebody else, dropped with a reason, or taken up again."""

    _inherit = "complaint.action"  # pylint: disable=consider-merging-classes-inherited

    # What people press ---------------------------------------------------------------------------

    def action_done(self):
        """Ask what was done, and for the proof."""
        return self._ask("do")

    def action_judge(self):
        """Ask whether it had its effect."""
        return self._ask("judge")

    def action_drop(self):
        """Ask why it is not carried out."""
        return self._ask("drop")

    def action_again(self):
        """Ask why it is taken up again."""
        return self._ask("again")

    def _ask(self, act):
        self.ensure_one()
        wizard = self.env["complaint.do.action"]._begin(self, act)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_corrective(self):
        """Open the 8D that it belongs to."""
        return self.corrective_id.ensure_one()._action_open()

    # Over RPC and from the dialog ----------------------------------------------------------------

    def record_done(self, at=None, result=None):
        """Record that it is done; returns True. at: as for `record_event`; now without it.

        A permanent action needs its proof attached, and who judges its effect from which day on. Refused with a
        sentence.
        """
        self.ensure_one()
        self._check_may_do()
        done_at = bridge.moment_given(at, self._calendar_name()) or fields.Datetime.now()
        self._check_done_at(done_at)
        if result is not None:
            self.write({"result": result})
        is_permanent = self.kind == KIND.PERMANENT
        if is_permanent:
            self._check_can_be_judged()
        self._move("to_judge" if is_permanent else "done", done_at=done_at, done_by_id=self.env.uid)
        return True

    def _check_may_do(self):
        self.check_access("read")
        self.corrective_id._check_open()
        if self.state != "to_do":
            raise UserError(self.env._("“%(action)s” is not to be done any more.", action=self.name))
        if not self.may_do:
            raise AccessError(
                self.env._(
                    "“%(action)s” is %(owner)s's to do, or of who edits the 8D.",
                    action=self.name,
                    owner=self.user_id.name,
                )
            )

    def _check_done_at(self, moment):
        if moment > fields.Datetime.now():
            raise ValidationError(self.env._("“%(action)s” cannot be done in the future.", action=self.name))
        if moment < self.planned_at.replace(second=0):
            raise ValidationError(
                self.env._("“%(action)s” cannot be done before it was planned; correct the moment.", action=self.name)
            )

    def _check_can_be_judged(self):
        if not self.proof_ids:
            raise UserError(
                self.env._("Attach what proves “%(action)s”, such as a photo or a record.", action=self.name)
            )
        if not self.judge_id or not self.judge_on:
            raise UserError(
                self.env._("Say who judges the effect of “%(action)s”, and from which day on.", action=self.name)
            )

    def record_effect(self, effective, note):
        """Record whether it had its effect, and by what that was judged; returns True. Refused with a sentence."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "to_judge":
            raise UserError(self.env._("The effect of “%(action)s” is not to be judged now.", action=self.name))
        if not self._may_judge(self.env.user):
            raise AccessError(
                self.env._(
                    "The effect of “%(action)s” is judged by %(judge)s, or by a complaint manager who did not carry it"
                    " out.",
                    action=self.name,
                    judge=self.judge_id.name,
                )
            )
        self._check_judged_late_enough()
        self._check_said(effect_note=note)
        if not (note or "").strip():
            raise UserError(self.env._("Say by what the effect was judged."))
        state = "effective" if effective else "ineffective"
        self._move(state, judged_at=fields.Datetime.now(), judged_by_id=self.env.uid, effect_note=note)
        return True

    def _check_judged_late_enough(self):
        if bridge.local_date(fields.Datetime.now(), self._calendar_name()) < self.judge_on:
            raise UserError(
                self.env._(
                    "The effect of “%(action)s” is judged from %(day)s on; who edits the 8D may set another day.",
                    action=self.name,
                    day=self.judge_on,
                )
            )

    def drop(self, reason):
        """Do without it, for a reason; returns True."""
        return self._set_aside(("to_do",), "dropped", reason)

    def take_up_again(self, reason):
        """Have it done again, for a reason; returns True."""
        return self._set_aside(("to_judge", "done", "dropped"), "to_do", reason)

    def _set_aside(self, states, state, reason):
        self.ensure_one()
        self.corrective_id._check_may_edit()
        self.corrective_id._check_open()
        if self.state not in states:
            raise UserError(self.env._("This is not possible with “%(action)s” as it stands.", action=self.name))
        self._check_said(drop_reason=reason)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        cleared = {"done_at": False, "done_by_id": False} if state == "to_do" else {}
        self._move(state, drop_reason=reason if state == "dropped" else False, **cleared)
        self._post_internal(reason)
        return True

    def _move(self, state, **values):
        """Become this, whoever was asked until now is asked no more, and what follows from it."""
        # sudo: that the user may was checked by whoever calls
        action = self.sudo()
        asked = action.activity_id.filtered("active")
        action._put({"state": state, "activity_id": False, **values})
        if state in ("to_do", "dropped"):
            asked.unlink()
        else:
            asked.action_feedback(feedback=action._done_feedback())
        action._follow()
        action.case_id._post_internal(f"8D: {action._done_feedback()}")
