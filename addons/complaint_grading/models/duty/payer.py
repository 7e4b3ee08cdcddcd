from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.kernel_bridge import kernel


class ComplaintPenalty(models.Model):
    """Who pays: the person who owed what was missed, that person's superior, or whom a manager names instead."""

    _inherit = "complaint.penalty"  # pylint: disable=consider-merging-classes-inherited

    def _name_payers(self):
        for penalty in self:
            penalty._put({"user_id": penalty._who_pays().id})

    def _who_pays(self):
        """Who owed what was missed, or stands for the unit; that person's superior where the supervisor pays.

        Empty where nobody is mapped: nobody pays in another's place until a manager says so.
        """
        if self.payer not in (kernel.RESPONSIBLE, kernel.SUPERVISOR):
            return self._standing_for(self.payer)
        given = self.duty_id.user_id if self.duty_id.is_reassigned else self.env["res.users"]
        person = given or self._standing_for(self.unit)
        return self._superior(person) if self.payer == kernel.SUPERVISOR else person

    def _standing_for(self, party):
        """Who stands for a party where the penalty comes from."""
        parties = self.env["complaint.party"]
        if self.work_id:
            return parties._standing_in(self.company_id, party)[:1]
        return parties._standing_for(self.case_id, party)[:1]

    def _superior(self, person):
        """The head of the department in which somebody works; who heads it has no superior here."""
        # sudo: who heads a department is told whoever asks
        heads = self.env["complaint.department"].sudo()
        departments = heads.search([("member_ids", "in", person.ids), ("company_id", "=", self.company_id.id)])
        return (departments.head_id - person)[:1]

    def _prepare_payer(self, state, reason, payer):
        """Let a manager name who pays: somebody where nobody was found, another with a reason."""
        payer = payer or self.user_id
        if state == "confirmed" and not payer:
            raise UserError(
                self.env._(
                    "Nobody is mapped for %(penalty)s; name who pays before confirming.", penalty=self.display_name
                )
            )
        if payer == self.user_id:
            return {}
        if self.user_id and not (reason or "").strip():
            raise UserError(self.env._("Say why another person pays."))
        self._check_may_pay(payer)
        return {"user_id": payer.id}

    def _check_may_pay(self, person):
        if person == self.env.user:
            raise AccessError(self.env._("Nobody decides on a penalty of their own."))
        if person.share or not person.active or self.company_id not in person.company_ids:
            raise UserError(self.env._("%(person)s does not work in this company.", person=person.name))

    def _check_not_payer(self):
        # sudo: a share of one's own counts whether one may read it or not.
        if self.env.user in self.user_id | self.sudo()._payers():
            raise AccessError(
                self.env._("%(name)s is a penalty of your own; another manager decides on it.", name=self.display_name)
            )
