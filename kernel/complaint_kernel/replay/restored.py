"""Complaints out of the table again, to be judged by the reference: those that stand for many, and those that nobody
can stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..base.locale import message
from ..intake.complaint import Complaint, Event
from ..judging.values import Reading, Values
from ..policy.model import ATTRIBUTES, Measure
from ..policy.program import Measured
from .columns import RECEIVED
from .complaint_table import COMPLAINTS, Table, Work
from .figures import Judged
from .file_columns import moment_of
from .plan import cannot
from .spool import event_column, input_column, without_data
from .verdicts import MOST_VERDICTS, Verdicts

FETCHED = 1_000


@dataclass(frozen=True)
class Measures:
    """What came before a complaint, as the columns measured it."""

    figures: Mapping[str, Decimal | None]

    def figure(self, rule: Measure, reading: Reading | Values) -> Decimal | None:
        """The figure of a measure over history."""
        return self.figures[rule.name]


class Restored:
    """The complaints of a table by their places, with what every side makes of them.

    A restored complaint has those facts and attributes that the plan reads, and no others: a name that the plan has
    missed would be a KeyError and no wrong answer.
    """

    def __init__(self, table: Table, verdicts: Verdicts, relation: str) -> None:
        self.table = table
        self.relation = relation
        self.measures = [measures_of(work) for work in table.work]
        self.columns = verdicts.columns

    def judged(self, condition: str) -> Iterator[tuple[int, Complaint, list[Judged]]]:
        """Place, complaint and what each side makes of it, for all of which an SQL condition holds over the relation.

        Raises EngineError.
        """
        for row in self._rows(condition):
            works = [int(row[f"v{place}"]) // MOST_VERDICTS for place in range(len(self.table.sides))]
            kept = self.table.journals.get(row["place"]) if row["is_alone"] else None
            complaint = kept or self._complaint(row, self.table.work[works[0]])
            yield row["place"], complaint, [self._judged(row, kept, number) for number in works]

    def _rows(self, condition: str) -> Iterator[dict[str, Any]]:
        measured = [self.columns[n].column(name) for n, names in enumerate(self.measures) for name in names]
        sides = [f"v{place}" for place in range(len(self.table.sides))]
        own = [input_column(name) for name in self.table.inputs] + [event_column(kind) for kind in self.table.events]
        names = ["place", RECEIVED, "id", "is_alone", *(name.strip('"') for name in own), *measured, *sides]
        asked = [f"c.{name}" for name in ("place", RECEIVED, "id", "is_alone", *own)]
        asked += [f'r."{name}"' for name in (*measured, *sides)]
        with self.table.connection.cursor() as cursor:
            found = cursor.execute(
                f"SELECT {', '.join(asked)} FROM {COMPLAINTS} AS c JOIN {self.relation} AS r USING (place) "  # noqa: S608
                f"WHERE {condition} ORDER BY place"
            )
            while rows := found.fetchmany(FETCHED):
                yield from (dict(zip(names, row, strict=True)) for row in rows)

    def _judged(self, row: Mapping[str, Any], kept: Complaint | None, number: int) -> Judged:
        work, columns = self.table.work[number], self.columns[number]
        complaint = work.edition.view(kept) if kept else self._complaint(row, work)
        figures = {name: self.table.encoding.figure(row[columns.column(name)]) for name in self.measures[number]}
        found = work.edition.judge(complaint, Measures(figures))
        if found.lacks:
            raise cannot(work.edition.policy, message("engine.lacking", why=found.lacks))
        return found

    def _complaint(self, row: Mapping[str, Any], work: Work) -> Complaint:
        """A complaint as an edition sees it."""
        policy, table = work.edition.policy, self.table
        facts = {}
        for name in table.inputs:
            if name in policy.facts:
                value = table.encoding.restored(table.policy.facts[name], row[f"i_{name}"])
                facts[name] = policy.facts[name].default if value is None else value
        attributes = {name: row[f"i_{name}"] for name in ATTRIBUTES if name in table.inputs}
        happened = [(row[f"e_{kind}"], kind) for kind in table.events if kind in policy.events]
        events = tuple(
            Event(kind, moment_of(at, table.calendar), without_data(policy, kind))
            for at, kind in sorted((at, kind) for at, kind in happened if at is not None)
        )
        received = moment_of(row[RECEIVED], table.calendar)
        return Complaint(row["id"], received, attributes, facts, events)


def measures_of(work: Work) -> tuple[str, ...]:
    """The measures over history that the columns of an edition hold."""
    return tuple(node.name for node in work.plan.nodes if isinstance(node, Measured))


def at_places(places: Iterable[int]) -> str:
    """The condition for the complaints of some places."""
    listed = ", ".join(map(str, places))
    return f"place IN ({listed})" if listed else "FALSE"
