"""Intake class, points, grade, uplift: what sort of complaint it is, and every row that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..policy.model import Grade, Policy, Row
from ..policy.program import BEFORE, GRADE, INTAKE, Branch
from .measures import describe
from .notes import Note, merged
from .possible import Undecided, still_possible
from .values import Reading, Values


@dataclass(frozen=True)
class Reason:
    """A row that was met, and the values that met it."""

    row: Row
    facts: Mapping[str, Any]

    @property
    def clause(self) -> str:
        return self.row.clause

    @property
    def condition(self) -> str:
        """The row's condition as it is written."""
        return self.row.condition

    def to_dict(self) -> dict[str, Any]:
        """JSON values; `default`, where there is one, says why the row is ours."""
        entry = {"clause": self.clause, "condition": self.condition, "facts": dict(self.facts)}
        return {**entry, "default": self.row.default.answered()} if self.row.default else entry


@dataclass(frozen=True)
class Grading:
    """The answer of this stage. grade and before_uplift are None for a policy without grades."""

    intake: str | None
    grade: str | None
    before_uplift: str | None
    points: int | None
    reasons: tuple[Reason, ...]
    participants: tuple[str, ...]
    undecided: Undecided | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Settled:
    """before, grade: before and after uplift; found: the first row that gave the one, raised: that gave the other.

    values: the complaint's once class and grade are known; reading: of the stage that found the last row.
    """

    values: Values
    before: Grade | None
    grade: Grade | None
    found: Row | None
    raised: Row | None
    reading: Reading

    @property
    def rows_before(self) -> Iterable[Row]:
        """Every row that gave the grade before uplift: all rows of it that are met, or the one that took the rest."""
        if self.before is None or self.found is None:
            return ()
        if self.found is self.before.otherwise:
            return (self.found,)
        return (row for row in self.before.rows if self.reading.meets(row))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every row that gave the grade."""
        rows = (self.raised,) if self.raised else self.rows_before
        return tuple(reason(row, self.reading) for row in rows)


def grade_complaint(values: Values) -> tuple[Grading, Values]:
    """Classify, grade and uplift; and the values as every later stage sees them, graded.

    Where the policy says so, duties and what follows go by the worst grade that is still open.
    """
    settled = settle(values)
    grade, before, reading = settled.grade, settled.before, settled.reading
    reasons = settled.reasons
    points = reading["points"] if values.policy.points else None
    undecided = still_possible(settled.values, before)
    grading = Grading(
        intake=reading[INTAKE],
        grade=grade.id if grade else None,
        before_uplift=before.id if before else None,
        points=int(points) if points is not None else None,
        reasons=reasons,
        participants=grade.participants if grade else (),
        undecided=undecided,
        notes=merged(reading.notes),
    )
    worst = undecided is not None and values.policy.duties_follow == "worst"
    return grading, settled.values.knowing({GRADE: undecided.worst}) if undecided and worst else settled.values


def settle(values: Values) -> Settled:
    """Intake class, the grade before uplift and the grade, each by its node of the program."""
    program, notes = values.policy.program, []
    if program.first(INTAKE).branches:
        reading = Reading(values)
        values = values.knowing({INTAKE: value_of(reading.first(program.first(INTAKE)))})
        notes += reading.notes
    reading = Reading(values, notes)
    table = program.tables.of(reading[INTAKE])
    found = reading.first(table)
    before = _grade(values.policy, found)
    values = values.knowing({BEFORE: value_of(found), GRADE: value_of(found)})
    if before is not None and before.id in program.raised.rows:
        raising = Reading(values, reading.notes)
        if raised := raising.first(program.raised.rows[before.id]):
            grade = next(grade for grade in values.policy.grades if grade.id == raised.value)
            return Settled(values.knowing({GRADE: grade.id}), before, grade, row_of(found), raised.row, raising)
        reading.notes = raising.notes
    return Settled(values, before, before, row_of(found), None, reading)


def value_of(found: Branch | None) -> Any:
    """What the branch that counts gives; None where none does."""
    return found.value if found else None


def row_of(found: Branch | None) -> Row | None:
    """The row of the branch that counts."""
    return found.row if found else None


def _grade(policy: Policy, found: Branch | None) -> Grade | None:
    """The grade of a row of a table."""
    return policy.grade_of_row[found.row.path] if found else None


def reason(row: Row, values: Mapping[str, Any]) -> Reason:
    """The row with the values that it read."""
    names = row.when.names if row.when else ()
    return Reason(row, describe({name: values[name] for name in names}))
