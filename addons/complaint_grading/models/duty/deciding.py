from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..base.states import STANDING


class ComplaintPenalty(models.Model):
    """What a manager decides on penalties: to confirm, waive or reverse them, and on appeals."""

    _inherit = "complaint.penalty"  # pylint: disable=consider-merging-classes-inherited

    def _decide(self, state, reason, amount=None, payer=None, shares=()):
        """Settle these penalties; the wizard asks for reason and amount, and for another payer or several.

        shares: (person, amount, points) of each of several payers, for one penalty that is confirmed.
        """
        if not self.env.user.has_group("complaint_grading.group_manager"):
            raise AccessError(self.env._("Only a complaint manager decides on penalties."))
        self.check_access("read")
        if not (reason or "").strip() and (state != "confirmed" or any(penalty.is_unstated for penalty in self)):
            raise UserError(self.env._("Give the reason, so that it can be understood later."))
        for penalty in self:
            penalty._check_decision(state)
            penalty._check_not_payer()
        if shares:
            self._check_may_split(state, reason, payer)
        for penalty in self:
            decided = penalty._prepare_decision(state, reason, amount)
            if shares:
                penalty._check_shares(shares, decided.get("amount", penalty.amount))
            else:
                decided.update(penalty._prepare_payer(state, reason, payer))
            # A penalty is nobody's to write: it was checked that a manager decides, and what.
            settled = penalty.sudo()
            person = settled.env["res.users"].browse(decided.get("user_id")) or settled.user_id
            settled._put({**decided, **settled._prepare_place(person)})
            settled._split(shares, reason)
        # sudo: the ledger is nobody's to write; that a manager decided was checked above
        self.env["complaint.ledger.entry"].sudo()._settle(self.sudo())
        for penalty in self:
            penalty._tell_payers()
        return True

    def _prepare_decision(self, state, reason, amount):
        now = fields.Datetime.now()
        answered = self._prepare_answer(reason, now) if self.state == "appealed" else {}
        if state == "decided":
            return {"state": state, **answered}
        values = {"state": state, "reason": reason, "approver_id": self.env.uid, "decided_at": now, **answered}
        if state == "confirmed":
            values["appeal_until"] = self._appeal_until(now)
        if state == "confirmed" and (self.amount_min or self.amount_max):
            if amount is None or not self.amount_min <= amount <= self.amount_max:
                raise UserError(
                    self.env._(
                        "Settle an amount from %(least)s to %(most)s.", least=self.amount_min, most=self.amount_max
                    )
                )
            values["amount"] = self.currency_id.round(amount)
        return values

    def _check_decision(self, state):
        allowed = {
            "confirmed": ("proposed",),
            "waived": ("proposed",),
            "decided": ("appealed",),
            "reversed": STANDING,
        }
        if self.state not in allowed[state]:
            raise UserError(
                self.env._(
                    "Penalty %(name)s is %(state)s: a proposed one is confirmed or waived, an appeal upheld or granted,"
                    " a confirmed one reversed.",
                    name=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )

        if state == "confirmed" and self.awaits == "time":
            raise UserError(
                self.env._(
                    "The duty of %(name)s is still not done: the penalty is confirmed when it is, or waived now.",
                    name=self.display_name,
                )
            )

    def action_confirm(self):
        """Ask to confirm these; of several, those whose breach goes on are left out, as the row's button is."""
        ready = self.filtered(lambda penalty: penalty.awaits != "time")
        return (ready or self)._ask("confirmed", self.env._("Confirm Penalty"))

    def action_waive(self):
        return self._ask("waived", self.env._("Waive Penalty"))

    def action_reverse(self):
        return self._ask("reversed", self.env._("Reverse Penalty"))

    def action_uphold(self):
        return self._ask("decided", self.env._("Uphold Penalty"))

    def _ask(self, state, title):
        for penalty in self:
            penalty._check_decision(state)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "complaint.decide.penalty",
            "view_mode": "form",
            "target": "new",
            "context": {"default_penalty_ids": self.ids, "default_decision": state},
        }
