from functools import cache, partial
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.kernel_json import KernelJson

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
# Earlier complaints that a question finds are read one by one up to this many; of more, figures are counted.
MOST_READ = 20


class Asked(NamedTuple):
    """What the policy asks for before it judges a case; told: the case as earlier ones are compared with it."""

    case: models.Model
    policy: models.Model
    question: dict
    told: dict


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

    # With what a year's quota counts by, so that it is counted of the index alone.
    _history_idx = models.Index(
        "(company_id, policy_code, received_at)"
        " INCLUDE (stage, grade, grade_before_uplift, grading_policy_code, department_id, channel, category)"
    )
    _issue_history_idx = models.Index("(company_id, policy_code, issue_id, received_at)")
    _employee_history_idx = models.Index("(company_id, policy_code, employee, received_at) WHERE employee IS NOT NULL")
    _employee_user_history_idx = models.Index(
        "(company_id, policy_code, employee_user_id, received_at) WHERE employee IS NULL"
    )
    _cause_history_idx = models.Index("(company_id, policy_code, cause_id, received_at) WHERE cause_id IS NOT NULL")
    _customer_history_idx = models.Index("(company_id, policy_code, commercial_partner_id, issue_id, received_at)")
    _graded_history_idx = models.Index(
        "(company_id, grading_policy_code, received_at) WHERE grading_policy_code IS NOT NULL"
    )

    @api.private
    def init(self):
        """Keep answers apart from the rows: a list, a count or a sum over many complaints reads none of them."""
        result = super().init()
        self.env.cr.execute("ALTER TABLE complaint_case SET (toast_tuple_target = 512)")
        self.env.cr.execute("ALTER TABLE complaint_case ALTER COLUMN facts SET STORAGE MAIN")
        return result

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
        customer = self.commercial_partner_id
        return {
            "id": self.name,
            "received_at": bridge.iso(self.received_at),
            "customer": customer._name_in_regulations(self.company_id).get(customer.id),
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
        before = cases._before()
        return {case: dict(case._for_kernel(), events=case.event_ids._for_kernel(), **before[case]) for case in cases}

    # Those before

    def _before(self, judge="policy_id", policy=None, calendar_name=None, graded=True):
        """Map each case to what its policy is told of the complaints before it: `history`, and what is `counted`.

        judge: the field of the policy. policy, calendar_name: another edition or calendar in place of the case's own.
        graded: with the grades that the earlier ones have, else the policy grades them itself.
        """
        # sudo: earlier complaints count whoever asks; what is told of them is the kernel's answer
        cases, looks_back = self.sudo(), kernel.looks_back
        before = {case: {"history": []} for case in cases}
        judged = {case: policy or case[judge] for case in cases}
        judged = {case: edition for case, edition in judged.items() if looks_back(edition._edition())}
        told_of = cache(lambda case: case._told())  # many later ones count the same earlier one
        asked = [
            one for case, edition in judged.items() for one in case._asked_before(edition, calendar_name, told_of(case))
        ]
        read, many = dict.fromkeys(judged, self.browse()), []
        for one, found in zip(asked, cases._found_before(asked), strict=True):
            if one.question["counted"] and len(found) > MOST_READ:
                many.append(one)
            else:
                read[one.case] |= found
        for one, rows in zip(many, cases._count_each(many, graded), strict=True):
            group = {"measures": one.question["measures"], "rows": rows}
            before[one.case].setdefault("counted", []).append(group)
        cases.browse().union(*read.values()).fetch(READ)
        item_of = cache(lambda edition, one: kernel.history_item(edition._edition(), told_of(one), graded))
        reads_on = cache(lambda edition, one: kernel.reads_own_history(edition._edition(), told_of(one), graded))
        for case, found in read.items():
            edition = judged[case]
            whole = case._with_their_own(found, edition, calendar_name, partial(reads_on, edition))
            before[case]["history"] = [item_of(edition, one) for one in whole]
        return before

    def _asked_before(self, policy, calendar_name, told):
        """What a policy asks about the complaints before this one; told: this one, as `_told` has it."""
        questions = kernel.earlier_questions(policy._edition(), told, calendar_name or self._calendar_name())
        return [Asked(self, policy, question, told) for question in questions]

    def _earlier_domain(self, policy, calendar_name=None):
        """Complaints before this one that a measure of the policy can count."""
        asked = self._asked_before(policy, calendar_name, self._told())
        return Domain.OR(domain for one in asked for domain in self._question_domains(one))

    @api.model
    def _question_domains(self, asked, until=None):
        """What a question asks for: of the complaints that the policy judges itself, and of those that it grades.

        until: another end in place of the complaint's own receipt.
        """
        case, policy, question, told = asked
        edition = policy._edition()
        stretch = Domain("received_at", "<", until or case.received_at)
        if question["since"]:
            stretch &= Domain("received_at", ">=", bridge.naive(question["since"]))
        return [
            self._judged_in(case.company_id)
            & Domain(code, "=", policy.code)
            & self._shared_domain(edition, question, told, facts)
            & stretch
            for _policy, code, facts in JUDGES
        ]

    def _with_their_own(self, found, policy, calendar_name, reads_on):
        """Those with the ones that they count in turn, where the policy reads what is measured of an earlier one.

        reads_on: whether it does so of one of them.
        """
        asking = found
        while asking := asking.filtered(reads_on):
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
        if name != "employee":
            return Domain(COLUMNS[name], "=", value)
        named = Domain("employee", "=", value)
        # By id, since a condition on another table and one on this one together use no index.
        # sudo: only whose login the text is
        users = self.env["res.users"].sudo().with_context(active_test=False).search([("login", "=", value)])
        by_user = Domain("employee", "=", False) & Domain("employee_user_id", "in", users.ids)
        return named | by_user if users else named


def _fact_domain(edition, field, name, shared):
    """Complaints whose fact, as it is stored or by its default, is the shared one; figures are compared exactly."""

    def to_sql(model, alias, query):
        stored = model._field_to_sql(alias, field, query)
        given = SQL("COALESCE(NULLIF(%s -> %s, 'null'::jsonb), %s::jsonb)", stored, name, shared["default"])
        return SQL("%s = ANY(%s::jsonb[])", given, shared["forms"])

    def kept(case):
        return kernel.shares_fact(edition, name, case._fact_values(field).get(name), shared)

    return Domain.custom(to_sql=to_sql, predicate=kept)
