from functools import cache

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..base.states import ENDED
from .history import JUDGES

# As many later complaints are marked at once; a change that reaches more is told to the rest by the scheduled action.
MARKED_AT_ONCE = 20
BATCH = 1000


class ComplaintCase(models.Model):
    """Which later complaints are asked for again when this one changes: those alone whose measures can."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    _open_policy_idx = models.Index("(company_id, policy_id) WHERE stage NOT IN ('closed', 'cancelled')")
    _open_grading_idx = models.Index(
        "(company_id, grading_policy_id) WHERE grading_policy_id IS NOT NULL AND stage NOT IN ('closed', 'cancelled')"
    )

    def _mark_later_cases(self):
        """Have later complaints that count one of these, or counted it, asked for again by the scheduled action."""
        # sudo: earlier complaints count whoever asks; what is told of them is the kernel's answer
        cases = self.sudo()
        told = {case: case._told() for case in cases}
        changed = {case: now for case, now in told.items() if case.told_to_later != now}
        editions_of = cache(self._later_editions)
        reached = Domain.OR(case._reached_by(case.told_to_later, now, editions_of) for case, now in changed.items())
        # What has just been raised together was asked for together.
        new = [case.id for case in changed if not case.told_to_later]
        waiting = reached & Domain("is_stale", "=", False) & Domain("id", "not in", new)
        later = cases.search(waiting, limit=MARKED_AT_ONCE + 1)
        if len(later) > MARKED_AT_ONCE:
            self.env["complaint.history.change"]._keep(changed)
        later._put({"is_stale": True})
        self._put_unseen({case: {"told_to_later": now} for case, now in changed.items()})

    def _reached_by(self, before, now, editions_of):
        """Open complaints after this one whose measures can change as it changes.

        before: None for a new one. editions_of: `_later_editions`, or what remembers its answers for many.
        """
        reached, calendar = Domain.FALSE, self._calendar_name()
        codes = {code: None for each in (before, now) if each for code in each["facts"]}
        for policy in editions_of(self.company_id, *codes):
            edition = policy._edition()
            told = [each for each in (before, now) if each and each["counts"] and policy.code in each["facts"]]
            if len(told) == 2 and kernel.counts_alike(edition, *told):
                continue
            for each in told:
                for question in kernel.later_questions(edition, each, calendar):
                    reached |= self._later_domain(policy, question, each)
        return _open_in(self.company_id) & reached

    @api.model
    def _later_editions(self, company, *codes):
        """The editions of these policies that look back and by which open complaints of the company are judged."""
        open_with = "SELECT FROM complaint_case WHERE company_id = %s AND {} = policy.id AND stage NOT IN %s"
        by = [SQL(open_with.format(judge), company.id, ENDED) for judge, _code, _facts in JUDGES]
        policies = self.env["complaint.policy"].sudo()  # sudo: which editions there are, whoever changed the complaint
        read = [self._fields["policy_id"], self._fields["grading_policy_id"], self._fields["stage"]]
        found = self.env.execute_query(
            SQL(
                "SELECT id FROM complaint_policy policy WHERE code = ANY(%s) AND (%s)",
                list(codes),
                SQL(" OR ").join(SQL("EXISTS (%s)", one) for one in by),
                to_flush=[*read, policies._fields["code"]],
            )
        )
        editions = policies.browse([id_ for (id_,) in found])
        return editions.filtered(lambda policy: kernel.looks_back(policy._edition()))

    def _later_domain(self, policy, question, told):
        """Complaints judged by an edition that share with the one told of what a question asks for."""
        edition = policy._edition()
        since, until = (bridge.naive(question[end]) for end in ("since", "until"))
        stretch = Domain("received_at", ">", since) & (Domain("received_at", "<=", until) if until else Domain.TRUE)
        return stretch & Domain.OR(
            # The code is that of the edition; the indexes of the history begin with it.
            Domain(judge, "=", policy.id)
            & Domain(code, "=", policy.code)
            & self._shared_domain(edition, question, told, facts)
            for judge, code, facts in JUDGES
        )


class ComplaintHistoryChange(models.Model):
    """A change of a complaint that reaches more later ones than are marked at once; the scheduled action goes on."""

    _name = "complaint.history.change"
    _description = "Change Still to Be Told to Later Complaints"
    _inherit = ("complaint.guarded",)
    _order = "id"

    case_id = fields.Many2one("complaint.case", "Complaint", required=True, index=True, ondelete="cascade")
    told_before = KernelJson(readonly=True, help="The complaint as later ones counted it.")
    told_now = KernelJson(readonly=True, help="The complaint as they are to count it.")
    last_id = fields.Integer("Last Marked", readonly=True)

    @api.model
    def _keep(self, changed):
        """Have the scheduled action tell the rest."""
        rows = [
            {"case_id": case.id, "told_before": case.told_to_later, "told_now": now} for case, now in changed.items()
        ]
        self.sudo()._put_new(rows)  # sudo: nobody writes what the scheduled action has to do
        # sudo: waking the scheduled action is open to whoever changes a complaint
        self.env.ref("complaint_grading.cron_watch").sudo()._trigger()

    @api.model
    def _mark_next(self):
        """Mark the next later complaints; whether any were left to be marked."""
        change = self.search([], limit=1)
        if not change:
            return False
        reached = change.case_id._reached_by(
            change.told_before or None, change.told_now, self.env["complaint.case"]._later_editions
        )
        later = self.env["complaint.case"].search(reached & Domain("id", ">", change.last_id), order="id", limit=BATCH)
        later.filtered(lambda case: not case.is_stale)._put({"is_stale": True})
        if len(later) < BATCH:
            change.unlink()
        else:
            change._put({"last_id": later[-1].id})
        return True


def _open_in(companies):
    return Domain("company_id", "in", companies.ids) & Domain("stage", "not in", ENDED)
