from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson
from ..base.states import ENDED

# Where the texts of a complaint that policies compare are kept; the employee's are kept in two places.
COLUMNS = {
    "customer": "commercial_partner_id",
    "issue": "issue_id",
    "event": "cause_id",
    "channel": "channel",
    "category": "category",
    "department": "department_id",
}
# A complaint may be judged by two policies, each with facts of its own.
JUDGES = (
    ("policy_id", "policy_code", "facts"),
    ("grading_policy_id", "grading_policy_code", "grading_facts"),
)
READ = (
    "name",
    "company_id",
    "stage",
    "received_at",
    "employee",
    "employee_user_id",
    "grade",
    "grade_before_uplift",
    *COLUMNS.values(),
    *(name for judge in JUDGES for name in judge),
)


class ComplaintCase(models.Model):
    """Which earlier complaints count: the policy says what is asked for, the database finds it."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _raw = frozenset({"grading_policy_code"})

    grading_policy_code = fields.Char("Grading Policy Code", related="grading_policy_id.code", store=True)
    told_to_later = KernelJson(
        "Told to Later Complaints",
        readonly=True,
        copy=False,
        prefetch=False,
        groups=".",  # Odoo's word for: the server alone
        help="The complaint as later ones count it; when it changes, they are asked for again.",
    )

    _employee_history_idx = models.Index("(company_id, policy_code, employee, received_at) WHERE employee IS NOT NULL")
    _cause_history_idx = models.Index("(company_id, policy_code, cause_id, received_at) WHERE cause_id IS NOT NULL")
    _customer_history_idx = models.Index("(company_id, policy_code, commercial_partner_id, issue_id, received_at)")
    _graded_history_idx = models.Index(
        "(company_id, grading_policy_code, received_at) WHERE grading_policy_code IS NOT NULL"
    )

    # The complaint as the kernel reads it

    def _for_kernel(self):
        """The complaint as its policy reads it, without journal and history."""
        self.ensure_one()
        values = bridge.facts_given(self.policy_id._edition(), self._fact_values())
        return {**self._attributes(), "facts": values, **self._recorded(self.policy_id)}

    def _recorded(self, policy):
        """What of the records this edition asks for; nothing where it asks for none."""
        made = bridge.facts_readable(policy._edition(), self._fact_values("records"), "records")
        return {"records": made} if made else {}

    def _attributes(self):
        return {
            "id": self.name,
            "received_at": bridge.iso(self.received_at),
            "customer": str(self.commercial_partner_id.id) if self.commercial_partner_id else None,
            "issue": self.issue_id.key or None,
            "event": self.cause_id.key or None,
            "channel": self.channel or None,
            "category": self.category or None,
            "department": self.department_id.code or None,
            "employee": self.employee or self.employee_user_id.login or None,
        }

    def _told(self):
        """All of a complaint that may count for later ones, as JSON values.

        keys: the texts as the columns hold them. facts: by the code of the policy that asks for them, as stored.
        grade: before uplift, by the policy `graded_by`. counts: whether it is a complaint at all.
        """
        complaint = self._attributes()
        # A many2one is kept by its id, a text as it is.
        keys = {name: getattr(self[column], "id", self[column]) or None for name, column in COLUMNS.items()}
        return {
            "complaint": complaint,
            "keys": {**keys, "employee": complaint["employee"]},
            "facts": {self[code]: self._fact_values(facts) for _policy, code, facts in JUDGES if self[code]},
            "graded_by": self.grading_policy_code or self.policy_code,
            "grade": self.grade_before_uplift or self.grade or None,
            "counts": self.stage != "cancelled",
        }

    @api.model
    def _kernel_complaints(self, cases):
        """The whole input of the kernel for many cases."""
        histories = cases._histories()
        return {
            case: dict(case._for_kernel(), events=case.event_ids._for_kernel(), history=histories[case])
            for case in cases
        }

    # Those before

    def _histories(self, judge="policy_id", policy=None, calendar_name=None, graded=True):
        """Map each case to the earlier complaints that its policy asks for, with one query for all.

        judge: the field of the policy. policy, calendar_name: another edition or calendar in place of the case's own.
        graded: with the grades that the earlier ones have, else the policy grades them itself.
        """
        # sudo: earlier complaints count whoever asks; what is told of them is the kernel's answer
        cases = self.sudo()
        editions = {case: policy or case[judge] for case in cases}
        asked = {case: case._earlier_domain(editions[case], calendar_name) for case in cases}
        earlier = cases.search_fetch(Domain.OR(asked.values()), READ, order="received_at, id")
        items = {}
        for case, domain in asked.items():
            found = case._with_their_own(earlier.filtered_domain(domain), editions[case], calendar_name, graded)
            items[case] = [kernel.history_item(editions[case]._edition(), other._told(), graded) for other in found]
        return items

    def _earlier_domain(self, policy, calendar_name=None):
        """Complaints before this one that a measure of the policy can count."""
        told, calendar, edition = self._told(), calendar_name or self._calendar_name(), policy._edition()
        questions = kernel.earlier_questions(edition, told, calendar)
        return self._judged_in(self.company_id) & Domain.OR(
            Domain(code, "=", policy.code)
            & self._shared_domain(edition, question, told, facts)
            & Domain("received_at", "<", self.received_at)
            & (Domain("received_at", ">=", bridge.naive(question["since"])) if question["since"] else Domain.TRUE)
            for question in questions
            for _policy, code, facts in JUDGES
        )

    def _with_their_own(self, found, policy, calendar_name, graded):
        """Those with the ones that they count in turn, where the policy reads what is measured of an earlier one."""
        reads_on, edition, asking = kernel.reads_own_history, policy._edition(), found
        while asking := asking.filtered(lambda other: reads_on(edition, other._told(), graded)):
            domain = Domain.OR(other._earlier_domain(policy, calendar_name) for other in asking)
            asking = self.search_fetch(domain, READ) - found
            found |= asking
        return found.sorted(lambda other: (other.received_at, other.id))

    @api.model
    def _judged_in(self, companies):
        return Domain("company_id", "in", companies.ids) & Domain("stage", "!=", "cancelled")

    @api.model
    def _counting_domain(self, policy, company, first, last):
        """The complaints of a stretch of time, both ends included, that can count for one another by a policy."""
        judged = Domain.OR(Domain(code, "=", policy.code) for _policy, code, _facts in JUDGES)
        stretch = Domain("received_at", ">=", first) & Domain("received_at", "<=", last)
        return self._judged_in(company) & judged & stretch

    @api.model
    def _shared_domain(self, edition, question, told, facts_field):
        """Complaints that share with the one told of what a question asks for."""
        shared = [self._key_domain(name, told["keys"][name]) for name in question["attributes"]]
        shared += [_fact_domain(edition, facts_field, name, fact) for name, fact in question["facts"].items()]
        return Domain.AND(shared)

    @api.model
    def _key_domain(self, name, value):
        if name == "employee":
            user = Domain("employee", "=", False) & Domain("employee_user_id.login", "=", value)
            return Domain("employee", "=", value) | user
        return Domain(COLUMNS[name], "=", value)

    # Those after

    def _mark_later_cases(self):
        """Have later complaints that count one of these, or counted it, asked for again by the scheduled action."""
        # sudo: earlier complaints count whoever asks; what is told of them is the kernel's answer
        cases = self.sudo()
        told = {case: case._told() for case in cases}
        changed = {case: now for case, now in told.items() if case.told_to_later != now}
        reached = Domain.FALSE
        editions = self._later_editions(changed) if changed else {}
        for case, now in changed.items():
            for each in (case.told_to_later, now):
                reached |= case._later_domain(each, editions.get(case.company_id, ())) if each else Domain.FALSE
        # What has just been raised together was asked for together.
        new = [case.id for case in changed if not case.told_to_later]
        later = cases.search(reached & Domain("is_stale", "=", False) & Domain("id", "not in", new))
        later._put({"is_stale": True})
        for case, now in changed.items():
            case._put({"told_to_later": now})

    def _later_editions(self, cases):
        """The editions by which open complaints of these companies are judged: company -> policies."""
        companies = self.env["res.company"].union(*(case.company_id for case in cases))
        groups = self.sudo()._read_group(  # sudo: later complaints are asked for again whoever changed this one
            _open_in(companies), ["company_id", "policy_id", "grading_policy_id"]
        )
        found = {}
        for company, policy, grading in groups:
            found[company] = found.get(company, policy.browse()) | policy | grading
        return found

    def _later_domain(self, told, editions):
        """Open complaints after this one whose measures can count it as it is told of."""
        calendar, reached = self._calendar_name(), Domain.FALSE
        for policy in editions:
            if not told["counts"] or policy.code not in told["facts"]:
                continue
            edition = policy._edition()
            for question in kernel.later_questions(edition, told, calendar):
                since, until = (bridge.naive(question[end]) for end in ("since", "until"))
                for judge, _code, facts in JUDGES:
                    reached |= (
                        Domain(judge, "=", policy.id)
                        & self._shared_domain(edition, question, told, facts)
                        & Domain("received_at", ">", since)
                        & (Domain("received_at", "<=", until) if until else Domain.TRUE)
                    )
        return _open_in(self.company_id) & reached


def _open_in(companies):
    return Domain("company_id", "in", companies.ids) & Domain("stage", "not in", ENDED)


def _fact_domain(edition, field, name, shared):
    """Complaints whose fact, as it is stored or by its default, is the shared one; figures are compared exactly."""

    def to_sql(model, alias, query):
        stored = model._field_to_sql(alias, field, query)
        given = SQL("COALESCE(NULLIF(%s -> %s, 'null'::jsonb), %s::jsonb)", stored, name, shared["default"])
        return SQL("%s = ANY(%s::jsonb[])", given, shared["forms"])

    def kept(case):
        return kernel.shares_fact(edition, name, case._fact_values(field).get(name), shared)

    return Domain.custom(to_sql=to_sql, predicate=kept)
