from odoo import api, models
from odoo.fields import Domain

from ...tools import kernel_bridge as bridge

# Two complaints are told to each other's policy when they share one of these.
TIES = ("commercial_partner_id", "issue_id", "cause_id", "employee", "employee_user_id", "department_id")
READ = (
    "company_id",
    "policy_id",
    "policy_code",
    "name",
    "received_at",
    "channel",
    "category",
    "facts",
    "grade",
    "grade_before_uplift",
    "grading_policy_id",
    *TIES,
)


class ComplaintCase(models.Model):
    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _tied_domain(self):
        """Complaints of the same regulation and company that share a tie with one of these."""
        return (
            Domain("company_id", "in", self.company_id.ids)
            & Domain("policy_code", "in", list({code for code in self.mapped("policy_code") if code}))
            & Domain("stage", "!=", "cancelled")
            & self._shared_ties()
        )

    def _shared_ties(self):
        """Complaints that share a tie with one of these."""
        tied = Domain.FALSE
        for tie in TIES:
            values = [getattr(value, "id", value) for value in {case[tie] for case in self} if value]
            if values:
                tied |= Domain(tie, "in", values)
        return tied

    def _histories(self):
        """Map each case to its earlier complaints, with one query for all."""
        # sudo: earlier complaints count whoever asks; what is told of them is the kernel's answer
        cases = self.sudo()
        domain = cases._tied_domain() & Domain("received_at", "<", max(cases.mapped("received_at")))
        earlier = cases.search_fetch(domain, READ, order="received_at, id")
        told = {other: other._for_history() for other in earlier}
        by_tie = {tie: earlier.grouped(tie) for tie in TIES}
        return {case: [told[other] for other in case._earlier_among(by_tie)] for case in cases}

    def _earlier_among(self, by_tie):
        """Those that share a tie with this case and came before it, in their order."""
        sharing = self.union(*(by_tie[tie].get(self[tie], self.browse()) for tie in TIES if self[tie])) - self
        return sharing.filtered(self._is_tied).sorted(lambda other: (other.received_at, other.id))

    def _is_tied(self, other):
        return other.policy_code == self.policy_code and self._shares_tie(other)

    def _shares_tie(self, other):
        """Whether the other came before this one, in the same company, and shares a tie with it."""
        return (
            other.received_at < self.received_at
            and other.company_id == self.company_id
            and any(self[tie] and self[tie] == other[tie] for tie in TIES)
        )

    def _for_history(self):
        own = not self.grading_policy_id and (self.grade_before_uplift or self.grade)
        return dict(self._for_kernel(), grade=own or None)

    def _for_kernel(self):
        """The complaint as the kernel reads it, without journal and history."""
        self.ensure_one()
        return {
            "id": self.name,
            "received_at": bridge.aware(self.received_at).isoformat(),
            "customer": str(self.commercial_partner_id.id),
            "issue": self.issue_id.key or None,
            "event": self.cause_id.key or None,
            "channel": self.channel or None,
            "category": self.category or None,
            "department": self.department_id.code or None,
            "employee": self.employee or self.employee_user_id.login or None,
            "facts": bridge.facts_from_properties(self._fact_values(), self.policy_id._kernel().facts),
        }

    def _mark_later_cases(self):
        """Complaints received later count this one: have the scheduled action ask for them anew."""
        # sudo: earlier complaints count whoever asks; what is told of them is the kernel's answer
        cases = self.sudo()
        if not cases:
            return
        later = cases.search(
            cases._tied_domain()
            & Domain("received_at", ">", min(cases.mapped("received_at")))
            & Domain("stage", "!=", "closed")
            & Domain("is_stale", "=", False)
            & Domain("id", "not in", cases.ids)
        )
        later.filtered(lambda other: any(other._is_tied(case) for case in cases))._put({"is_stale": True})

    @api.model
    def _kernel_complaints(self, cases):
        """The whole input of the kernel for many cases."""
        histories = cases._histories()
        return {
            case: dict(case._for_kernel(), events=case.event_ids._for_kernel(), history=histories[case])
            for case in cases
        }
