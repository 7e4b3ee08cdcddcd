"""The tables in which complaints that are alike in what they owe come together.

`graded` has conditions and starts beside each complaint; `owing` due moments and the numbers of outcomes
(`duty_columns`) beside each that others can stand for; `cells` counts those that are alike in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..policy.vocabulary import Attribute
from .columns import RECEIVED
from .complaint_table import COMPLAINTS, Table
from .due_table import DueTable
from .duty_columns import DutyColumns, PartColumns, start_column, start_value
from .restored import measures_of
from .spool import event_column, input_column, micros
from .verdicts import Verdicts

GRADED, OWING, CELLS = "graded", "owing", "cells"


class DutyCells:
    """The cells of a table. works: the columns of each edition; sides: of the verdicts, by the places of the sides.

    with_due: keep the due moments, by which two sides are compared. Raises CalendarRangeError where one lies beyond
    the years of its calendar.
    """

    def __init__(self, table: Table, verdicts: Verdicts, with_due: bool) -> None:
        self.table = table
        self.execute = table.connection.execute
        self.sides = [f"v{place}" for place in range(len(table.sides))]
        self.works = [
            DutyColumns(work.duties, columns, micros(table.at))
            for work, columns in zip(table.work, verdicts.columns, strict=True)
            if work.duties
        ]
        self.happened = self._happened()
        starts = list(dict.fromkeys(start for one in self.works for start in one.starts))
        self._grade(verdicts, starts)
        terms = [term for one in self.works for term in one.terms]
        looked_up = [start for one in self.works for start in one.looked_up if not start or self.happened & {*start}]
        self.due = DueTable(table.connection, terms, [*dict.fromkeys(map(start_column, looked_up))], GRADED)
        self._count(with_due)

    def _happened(self) -> set[str]:
        """The events that stand in the journal of any complaint."""
        counts = ", ".join(f"count({event_column(kind)})" for kind in self.table.events)
        found = self.execute(f"SELECT {counts} FROM {COMPLAINTS}").fetchone() if counts else ()  # noqa: S608
        return {kind for kind, number in zip(self.table.events, found, strict=True) if number}

    def _grade(self, verdicts: Verdicts, starts: Sequence[tuple[str, ...]]) -> None:
        alone = " OR ".join(["is_alone", *(f"({one.alone})" for one in self.works)])
        has_department = Attribute.DEPARTMENT in self.table.inputs
        department = input_column(Attribute.DEPARTMENT) if has_department else "NULL::VARCHAR"
        own = ["place", RECEIVED, f"{alone} AS alone", f"{department} AS department", *self.sides]
        at = micros(self.table.at)
        for kind in self.table.events:
            event = event_column(kind)
            moment = f"CASE WHEN {event} <= {at} THEN {event} END" if kind in self.happened else "NULL::BIGINT"
            own.append(f"{moment} AS {event}")
        for work, columns in zip(self.table.work, verdicts.columns, strict=True):
            own += [f'"{columns.column(name)}"' for name in measures_of(work)]
        own += [condition for one in self.works for condition in one.of_complaint]
        relation = verdicts.whole_relation().sql(dialect="duckdb")
        begun = "".join(f", {start_value(kinds)} AS {start_column(kinds)}" for kinds in starts if kinds)
        kind = "TABLE" if any(map(measures_of, self.table.work)) else "VIEW"  # what looks at other rows is done once
        self.execute(f"CREATE {kind} {GRADED} AS SELECT *{begun} FROM (SELECT {', '.join(own)} FROM ({relation}))")  # noqa: S608

    def _count(self, with_due: bool) -> None:
        numbers = [number for one in self.works for number in one.numbers]
        due = [term.due for one in self.works for part in one.parts for term in part.terms]
        kept = [*(due if with_due else []), "place", "department", *self.sides, *numbers]
        owing = f"SELECT {', '.join(kept)} FROM ({self._stated('NOT t.alone')})"  # noqa: S608
        self.execute(f"CREATE {'TABLE' if with_due else 'VIEW'} {OWING} AS {owing}")
        keys = [*self.sides, "department", *(part.number for one in self.works for part in one.parts)]
        counted = f"SELECT {', '.join(keys)}, count(*) AS complaints, min(place) AS place FROM {OWING} GROUP BY ALL"  # noqa: S608
        self.execute(f"CREATE TABLE {CELLS} AS {counted}")

    def _stated(self, condition: str) -> str:
        """The graded complaints of a condition with due moments and states."""
        due = ", ".join(["t.*", *(made for one in self.works for made in one.with_due(self.due))])
        states = ", ".join(["*", *(made for one in self.works for made in one.states)])
        return f"SELECT {states} FROM (SELECT {due} FROM {GRADED} AS t{self.due.joins} WHERE {condition})"  # noqa: S608

    # asked

    def counts(self, part: PartColumns, condition: str) -> list[tuple[int, str | None, int, int]]:
        """Number of outcome, department, how many complaints, and the place of one of them, for one part."""
        found: list[tuple[int, str | None, int, int]] = self.execute(
            f"SELECT {part.number}, department, sum(complaints)::BIGINT, min(place) FROM {CELLS} WHERE {condition} "  # noqa: S608
            f"GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return found

    def verdicts(self) -> list[tuple[int, ...]]:
        """The verdict of each side, and how many complaints have them."""
        keys = ", ".join(self.sides)
        found: list[tuple[int, ...]] = self.execute(
            f"SELECT {keys}, sum(complaints)::BIGINT FROM {CELLS} GROUP BY {keys}"  # noqa: S608
        ).fetchall()
        return found

    def stated(self, condition: str) -> dict[int, dict[str, Any]]:
        """Due moments and states of some complaints as the columns have them, by place and name of the column."""
        terms = [term for one in self.works for part in one.parts for term in part.terms]
        names = ["place", *(name for term in terms for name in (term.due, term.provisional, term.state))]
        found = self.execute(f"SELECT {', '.join(names)} FROM ({self._stated(condition)})").fetchall()  # noqa: S608
        return {row[0]: dict(zip(names, row, strict=True)) for row in found}
