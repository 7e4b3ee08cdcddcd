from odoo import models
from odoo.tools import SQL

from ...tools import kernel_bridge as bridge
from .history import COLUMNS, JUDGES, MOST_READ

# One query for all questions of one shape: each finds its own, of an index, and stops where it is too many to be read.
FOUND = """
    SELECT asked.place, earlier.id
      FROM unnest(%(values)s) AS asked(%(names)s)
     CROSS JOIN LATERAL (
           SELECT complaint_case.id FROM complaint_case WHERE %(conditions)s
            ORDER BY complaint_case.received_at DESC, complaint_case.id DESC LIMIT %(limit)s) earlier
"""


class ComplaintCase(models.Model):
    """The earlier complaints that the questions of many complaints ask for, found together."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    def _found_before(self, asked):
        """For each question the complaints that it asks for; no more of those that can be counted than show that
        there are too many to be read."""
        shapes, parts = {}, []
        for place, one in enumerate(asked):
            shapes.setdefault(_shape(one), []).append((place, one))
        for alike in shapes.values():
            if "employee" in alike[0][1].question["attributes"]:
                parts += [part for place, one in alike for part in self._found_one(place, one)]
            else:
                parts += self._found_alike(alike)
        found = {place: [] for place in range(len(asked))}
        for place, id_ in self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else ():
            found[place].append(id_)
        return [self.browse(dict.fromkeys(ids)) for ids in found.values()]

    def _found_one(self, place, one):
        """An employee is named in either of two columns, so each question is a query of its own."""
        for domain in self._question_domains(one):
            query = self._search(domain, order="received_at DESC, id DESC", limit=_limit(one))
            yield SQL("(%s)", query.select(SQL("%s::int", place), SQL.identifier(query.table, "id")))

    def _found_alike(self, placed):
        """Queries for questions of one shape: the values that they differ by stand in columns."""
        first = placed[0][1]
        columns = {
            "place": (SQL("int"), [place for place, _one in placed]),
            "until": (SQL("timestamp"), [one.case.received_at for _place, one in placed]),
            **({"since": (SQL("timestamp"), [_since(one) for _place, one in placed])} if _since(first) else {}),
        }
        for name in _given(first):
            kind = SQL("int") if self._fields[COLUMNS[name]].type == "many2one" else SQL("text")
            columns[name] = (kind, [one.told["keys"][name] for _place, one in placed])
        for number, name in enumerate(first.question["facts"]):
            forms = [f"[{','.join(one.question['facts'][name]['forms'])}]" for _place, one in placed]
            columns[f"fact_{number}"] = (SQL("jsonb"), forms)
        values = [SQL("%s::%s[]", list(column), kind) for kind, column in columns.values()]
        return [
            SQL(
                f"({FOUND})",
                values=SQL(", ").join(values),
                names=SQL(", ").join(map(SQL.identifier, columns)),
                conditions=SQL(" AND ").join(self._conditions_alike(first, code, facts)),
                limit=_limit(first),
            )
            for _policy, code, facts in JUDGES
        ]

    def _conditions_alike(self, one, code, facts):
        """What an earlier complaint has in common with the one that asks."""

        def column(name):
            return self._field_to_sql(self._table, name)

        received, given = column("received_at"), _given(one)
        yield SQL("%s = %s", column("company_id"), one.case.company_id.id)
        yield SQL("%s <> 'cancelled'", column("stage"))
        yield SQL("%s = %s", column(code), one.policy.code)
        yield SQL("%s < asked.until", received)
        if _since(one):
            yield SQL("%s >= asked.since", received)
        for name in one.question["attributes"]:
            kept = column(COLUMNS[name])
            if name in given:
                yield SQL("%s = %s", kept, SQL.identifier("asked", name))
            elif self._fields[COLUMNS[name]].relational:
                yield SQL("%s IS NULL", kept)
            else:
                yield SQL("COALESCE(%s, '') = ''", kept)
        for number, (name, fact) in enumerate(one.question["facts"].items()):
            value = SQL("COALESCE(NULLIF(%s -> %s, 'null'::jsonb), %s::jsonb)", column(facts), name, fact["default"])
            yield SQL("%s @> jsonb_build_array(%s)", SQL.identifier("asked", f"fact_{number}"), value)


def _shape(one):
    """What the questions have in common that one query answers."""
    question = one.question
    return (
        one.case.company_id,
        one.policy.code,
        tuple(question["attributes"]),
        tuple(_given(one)),
        tuple((name, fact["default"]) for name, fact in question["facts"].items()),
        bool(question["since"]),
        bool(question["counted"]),
    )


def _given(one):
    """The attributes of a question that the complaint has."""
    return [name for name in one.question["attributes"] if one.told["keys"][name] is not None]


def _limit(one):
    return MOST_READ + 1 if one.question["counted"] else None


def _since(one):
    return bridge.naive(one.question["since"])
