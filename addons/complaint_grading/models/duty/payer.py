from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.kernel_bridge import kernel


class ComplaintPenalty(models.Model):
    """Who pays: the person who owed what was missed, that person's superior, or whom a manager names instead."""

    _inherit = "complaint.penalty"  # pylint: disable=consider-merging-classes-inherited

    superior_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", help="Heads the department of the person who pays."
    )
    department_id = fields.Many2one(
        "complaint.department", "Payer's Department", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    def _name_payers(self):
        for penalty in self:
            person = penalty._who_pays()
            penalty._put({"user_id": person.id, **penalty._prepare_place(person)})

    def _prepare_place(self, person):
        """Where the person works who pays, and under whom, as it is now."""
        return {"department_id": self._department(person).id, "superior_id": self._superior(person).id}

    def _who_pays(self):
        """Who owed what was missed, or stands for the unit; that person's superior where the supervisor pays.

        Empty where nobody is there: nobody pays in another's place until a manager says so.
        """
        if self.payer not in (kernel.RESPONSIBLE, kernel.SUPERVISOR, self.duty_id.owner):
            return self._who_bears(self.payer)
        person = self._who_owed(self.unit, self.duty_id.given_to_id)
        return self._superior(person) if self.payer == kernel.SUPERVISOR else person

    def _who_bears(self, party):
        """Whom the policy names as a payer beside who owed it, such as the employee whom the complaint is about."""
        if not self.case_id:
            return self._who_owed(party)
        return self.env["complaint.party"]._bearing(self.case_id, party)[:1]

    def _who_owed(self, party, given=None):
        """Who had it when it came due: the one to whom it was given by hand, else whom the party's work reached then,
        in the place of somebody away too. Who is asked because nobody was there owed nothing."""
        nobody = self.env["res.users"]
        due = (self.duty_id or self.work_id).due_at or fields.Datetime.now()
        wanted = {self: (self._source(), party, given or nobody)}
        found = self.env["complaint.party"]._reached(wanted, min(due, fields.Datetime.now()))[self]
        return nobody if found.is_unmanned else found.person

    def _superior(self, person):
        """The head of the department in which somebody works; who heads it has no superior here."""
        return (self._departments(person).head_id - person).filtered("active")[:1]

    def _department(self, person):
        """The department in which somebody works, or which somebody heads; of several the complaint's."""
        found = self._departments(person) or self._departments(person, "head_id")
        return (found & self.case_id.department_id or found)[:1]

    def _departments(self, person, by="member_ids"):
        # sudo: who works in a department, and who heads it, is told whoever asks
        departments = self.env["complaint.department"].sudo()
        return departments.search([(by, "in", person.ids), ("company_id", "=", self.company_id.id)])

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
        if self.env.user in self.user_id | self._payers():
            raise AccessError(
                self.env._("%(name)s is a penalty of your own; another manager decides on it.", name=self.display_name)
            )
