from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..base.states import OWED

# What decides whether somebody is there for complaints.
PRESENCE = {"active", "group_ids", "company_ids"}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_handles_complaints(self, company):
        """Refuse those who are not active internal users of the company with a right to complaints."""
        for user in self - self._who_handle_complaints(company):
            raise ValidationError(
                self.env._(
                    "%(user)s cannot answer for complaints of %(company)s: choose an active internal user of that"
                    " company with a right to complaints.",
                    user=user.sudo().name,  # sudo: a name that was just given
                    company=company.name,
                )
            )

    def _check_works_in(self, company):
        """Refuse customers and people of other companies; who has left since worked there."""
        # sudo: of people who were just given, where they belong
        for user in self.sudo().filtered(lambda user: user.share or company not in user.company_ids):
            raise ValidationError(self.env._("%(person)s does not work in this company.", person=user.name))

    def _who_handle_complaints(self, company):
        """Of these, the active internal users of the company with a right to complaints; and the system."""

        def handles(user):
            here = user.active and not user.share and company in user.company_ids
            return user._is_superuser() or (here and user.has_group("complaint_grading.group_user"))

        # sudo: the rights of colleagues are looked at, and only whether they suffice is told
        return self.filtered(lambda user: handles(user.sudo()))

    def _who_decide(self, penalty):
        """The managers of the penalty's company who do not pay it themselves."""
        # sudo: who decides does not depend on who asks; they are only told
        managers = self.env.ref("complaint_grading.group_manager").sudo().all_user_ids
        company = penalty.company_id
        return managers.filtered(lambda user: user.active and company in user.company_ids) - penalty._payers()

    def _keeps_shared_records(self):
        """Whether what all companies share may be changed: by system administrators and by who is in every company."""
        self.ensure_one()
        every = self.env["res.company"].sudo().search_count([])  # sudo: only how many there are
        return self.has_group("base.group_system") or len(self.company_ids) == every

    def _why_not_there(self, company):
        """Of these, those who cannot act for complaints of a company now: a part of a sentence about each, by name."""
        there = self._who_handle_complaints(company)
        absences = self.env["complaint.absence"]._present(self, company)
        told = []
        for user in self.sudo():  # sudo: the names of colleagues, archived ones too
            if not user.active:
                told.append(self.env._("%(person)s is archived", person=user.name))
            elif user not in there:
                told.append(
                    self.env._(
                        "%(person)s has no right to complaints of %(company)s", person=user.name, company=company.name
                    )
                )
            elif absence := absences.get(user):
                told.append(absence._sentence())
        return told

    def _work_besides(self, field):
        """A domain over work that a colleague is asked for and that this user may do as well: it is the user's own
        while away, or that of a party for which any of several users acts. field: the one that holds the party."""
        # sudo: for whom the user acts decides what the user may read
        parties = self.env["complaint.party"].sudo().search([("assignee", "=", "users"), ("user_ids", "in", self.ids)])
        return list(Domain("stands_in_for_id", "=", self.id) | parties._owed_as(field))

    def _complaints_besides(self, path):
        """A domain over complaints with such work to do. path: what leads to them, "" or "case_id."."""
        steps = Domain("is_turn", "=", True) & Domain(self._work_besides("turn"))
        duties = Domain("state", "in", OWED) & Domain(self._work_besides("owner"))
        return list(Domain(f"{path}step_ids", "any", steps) | Domain(f"{path}duty_ids", "any", duties))

    def write(self, vals):
        """What somebody who leaves or loses the right has to do goes to who follows; what waits for who comes, too."""
        if not PRESENCE & vals.keys():
            return super().write(vals)
        parties, before = self.env["complaint.party"], self._places()
        concerned = parties._work_of(self)
        parties._tell_passed(concerned)
        result = super().write(vals)
        if self._places() != before:
            parties._move_work(concerned)
            # Somebody who came, or came back, may be the one for whom work waits.
            parties._move_work(parties._work_unmanned(self.sudo().company_ids))  # sudo: as above
        if not vals.get("active", True):
            # sudo: who archives users need not see the complaints; what they had in corrective actions follows
            self.env["complaint.action"].sudo()._hand_over(self)
            self.env["complaint.corrective"].sudo()._hand_over(self)  # sudo: likewise for those that they led
        return result

    def _places(self):
        """Where each of these is there for complaints: {(user, company)}."""
        # sudo: whoever manages users need not see every company
        here = self.sudo().company_ids
        return {(user, company) for company in here for user in self._who_handle_complaints(company)}
