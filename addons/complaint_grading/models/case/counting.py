import json
from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from .history import COLUMNS, JUDGES, Asked
from .stretches import Stretches

# Attributes whose columns hold another record, with the field of it that the kernel compares.
TEXT_OF = {"issue": "key", "event": "key", "department": "code"}
TEXTS = {*COLUMNS, "employee"}


class ComplaintCase(models.Model):
    """Many earlier complaints are counted by the database, together those alike in all that is read of them."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _count_each(self, asked, graded=True):
        """For each question the rows of what it asks for, as the kernel reads them.

        Those that ask for the same, each up to its own receipt, are counted together.
        graded: with the grades that the earlier ones have, else the policy grades them itself.
        """
        together, rows = defaultdict(list), {}
        for place, one in enumerate(asked):
            together[_asks_for(one)].append((place, one, (bridge.naive(one.question["since"]), one.case.received_at)))
        for placed in together.values():
            counted = self._counted_together(placed[0][1], Stretches([stretch for *_one, stretch in placed]), graded)
            for place, _one, stretch in sorted(placed, key=lambda each: each[2][1]):
                rows[place] = counted.of(*stretch)
        return [rows[place] for place in range(len(asked))]

    def _counted_together(self, one, stretches, graded):
        """Count what a question asks for in several stretches of time."""
        longest = one._replace(question={**one.question, "since": bridge.iso(stretches.earliest)})
        domains = self._question_domains(longest, until=stretches.moments[-1])
        between = () if stretches.is_one else stretches.moments
        for domain, (_policy, _code, facts_field) in zip(domains, JUDGES, strict=True):
            rows = self._rows_alike(domain, one, facts_field, graded, between)
            stretches.add(one.policy._edition(), rows, one.question["counted"])
        return stretches

    def _count_for_quotas(self, policy, domain, counted):
        """The rows of the complaints of a domain that whoever asks may see, counted for a policy's quotas."""
        edition, rows = policy._edition(), []
        for _policy, code, facts_field in JUDGES:
            asked = Asked(self.browse(), policy, {"counted": counted}, {})
            rows += self._rows_alike(domain & Domain(code, "=", policy.code), asked, facts_field, graded=True)
        return [kernel.counted_row(edition, row, counted) for row in rows]

    def _rows_alike(self, domain, asked, facts_field, graded, moments=()):
        """In the kernel's words. A complaint without a grade of the policy is told apart by what its grade rests on;
        to look for such ones again is worth it only where there are any."""
        grades = asked.question["counted"]["grades"]
        if grades is None:
            return self._grouped(domain, asked, facts_field, moments)
        rows = self._grouped(domain, asked, facts_field, moments, by_grade=True) if graded else []
        known = [row for row in rows if row["grade"] in grades]
        if graded and len(known) == len(rows):
            return known
        return known + self._grouped(domain, asked, facts_field, moments, without=grades if graded else ())

    def _grouped(self, domain, asked, facts_field, moments=(), by_grade=False, without=None):
        """One row for all complaints of a domain that have in common what the question says.

        moments: between which they are counted apart. without: only those to which the policy gave none of these
        grades, each with what the policy grades it by.
        """
        query = self._search(domain)
        if query.is_empty():
            return []
        counted = asked.question["counted"]
        names = [*counted["attributes"], *counted["facts"]]
        if without is not None:
            names = [*dict.fromkeys([*names, *counted["graded_by"]])]
        shared, sums = self._columns_alike(query, names, counted["sums"], facts_field)
        grade = _grade_given(self, query, asked.policy.code)
        if by_grade:
            shared["grade"] = grade
        if without is not None:
            query.add_where(SQL("(%(grade)s IS NULL OR %(grade)s <> ALL(%(known)s))", grade=grade, known=[*without]))
            if counted["graded_whole"]:
                shared |= {name: self._field_to_sql(query.table, name, query) for name in (facts_field, "received_at")}
        if moments:
            received = self._field_to_sql(query.table, "received_at", query)
            shared["between"] = SQL("width_bucket(%s, %s::timestamp[])", received, list(moments))
        if shared:
            query.groupby = SQL(", ").join(SQL("%s", place) for place in range(1, len(shared) + 1))
        else:
            query.having = SQL("count(*) > 0")
        selected = {**shared, "count": SQL("count(*)"), **sums}
        named = [SQL("%s AS %s", value, SQL.identifier(name)) for name, value in selected.items()]
        found = self.env.execute_query_dict(query.select(*named))
        customers = self._customers_alike(asked, found)
        return [self._row_alike(row, names, counted["sums"], facts_field, customers) for row in found]

    def _customers_alike(self, asked, rows):
        """How the regulation names the customers of rows, looked up together: {id: text}."""
        ids = {row.get(COLUMNS["customer"]) for row in rows} - {None}
        company = asked.case.company_id or self.env.company
        return self.env["res.partner"].browse(ids)._name_in_regulations(company)

    def _columns_alike(self, query, names, summed, facts_field):
        """What complaints have in common, and what is summed over them: column -> SQL."""
        facts = self._field_to_sql(query.table, facts_field, query)
        columns = [COLUMNS[name] for name in names if name in COLUMNS]
        columns += ["employee", "employee_user_id"] if "employee" in names else []
        shared = {column: self._field_to_sql(query.table, column, query) for column in columns}
        shared |= {f"fact_{place}": SQL("%s -> %s", facts, name) for place, name in _facts_of(names)}
        return shared, {f"sum_{place}": _sum(facts, row) for place, row in enumerate(summed)}

    def _row_alike(self, row, names, summed, facts_field, customers):
        """A row of the database in the kernel's words."""
        facts = {name: row[f"fact_{place}"] for place, name in _facts_of(names)}
        told = {
            "count": row["count"],
            "facts": row.get(facts_field) or facts,
            "sums": {one["fact"]: row[f"sum_{place}"] or 0 for place, one in enumerate(summed)},
            **{name: self._text_alike(name, row, customers) for name in names if name in TEXTS},
        }
        told |= {name: row[name] for name in ("grade", "between") if name in row}
        if "received_at" in row:
            told["received_at"] = bridge.iso(row["received_at"])
        return told

    def _text_alike(self, name, row, customers):
        """The text that the kernel compares, of what the column holds."""
        if name == "employee":
            return row["employee"] or self.env["res.users"].browse(row["employee_user_id"] or []).login or None
        kept = row[COLUMNS[name]]
        if name == "customer":
            return customers.get(kept)
        if name in TEXT_OF:
            other = self.env[self._fields[COLUMNS[name]].comodel_name].browse(kept or [])
            return other[TEXT_OF[name]] or None
        return kept


def _facts_of(names):
    """Those of the names that are facts, each with its place."""
    return [(place, name) for place, name in enumerate(names) if name not in TEXTS]


def _asks_for(one):
    """All that a question asks for but the stretch of time, as a text."""
    question = {name: value for name, value in one.question.items() if name not in ("since", "until")}
    keys = {name: one.told["keys"][name] for name in question["attributes"]}
    return json.dumps([one.policy.id, one.case.company_id.id, question, keys], sort_keys=True)


def _grade_given(cases, query, code):
    """The grade before uplift, where the policy of that code gave it."""
    before, after, grading, own = (
        cases._field_to_sql(query.table, name, query)
        for name in ("grade_before_uplift", "grade", "grading_policy_code", "policy_code")
    )
    return SQL("CASE WHEN COALESCE(%s, %s) = %s THEN COALESCE(%s, %s) END", grading, own, code, before, after)


def _sum(facts, row):
    """The exact sum of a fact over complaints; what is not a value of its field counts as nothing."""
    value = SQL("%s -> %s", facts, row["fact"])
    figure = SQL("(%s)::numeric", value)
    is_right = SQL("%s BETWEEN %s::numeric AND %s::numeric", figure, row["least"], row["largest"])
    if row["whole"]:
        is_right = SQL("%s AND trunc(%s) = %s", is_right, figure, figure)
    is_number = SQL("jsonb_typeof(%s) = 'number'", value)
    return SQL("sum(CASE WHEN %s THEN CASE WHEN %s THEN %s END END)", is_number, is_right, figure)
