"""Intake class, points, grade, uplift: what sort of complaint it is, and every row that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..intake.complaint import Complaint
from ..policy.label import Multilingual
from ..policy.model import Grade, Policy, Row, Uplift
from ..worktime import WorkCalendar
from .measures import describe, measure
from .possible import Undecided, still_possible
from .values import LazyFormulas, Values


@dataclass(frozen=True)
class Reason:
    """A row that was met: its clause, its condition as written, and the values that met it."""

    clause: str
    condition: str
    facts: dict[str, Any]
    default: Multilingual | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values; `default`, where there is one, says why the row is ours."""
        entry: dict[str, Any] = {"clause": self.clause, "condition": self.condition, "facts": self.facts}
        return {**entry, "default": self.default.answered()} if self.default else entry


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


def grade_complaint(values: Values) -> Grading:
    """Classify, grade and uplift. Sets intake, grade and grade_before_uplift among the values."""
    before, grade, reasons = settle(values)
    points = values["points"] if values.policy.points else None
    return Grading(
        intake=values["intake"],
        grade=grade.id if grade else None,
        before_uplift=before.id if before else None,
        points=int(points) if points is not None else None,
        reasons=reasons,
        participants=grade.participants if grade else (),
        undecided=still_possible(values, before),
    )


def settle(values: Values) -> tuple[Grade | None, Grade | None, tuple[Reason, ...]]:
    """The grade before uplift, the grade, and its reasons; all three names are set among the values."""
    values["intake"] = intake_class(values)
    before, reasons = award(values)
    values["grade_before_uplift"] = values["grade"] = before.id if before else None
    grade = before
    if uplift := uplift_of(values):
        grade = next(grade for grade in values.policy.grades if grade.id == uplift.to)
        reasons = (reason(uplift.row, values),)
        values["grade"] = grade.id
    return before, grade, reasons


def values_of(policy: Policy, complaint: Complaint, calendar: WorkCalendar, at: datetime) -> Values:
    """The names of a complaint, ready for every stage."""
    return Values(policy, complaint, calendar, at, LAZY_FORMULAS)


def intake_class(values: Values) -> str | None:
    """The intake class of the first row that is met."""
    return next((row.intake for row in values.policy.intake if values.meets(row.row)), None)


def count_points(points: Any, values: Values) -> Decimal:
    """Points of the first row met and of every added row met; a figure not given counts as 0."""
    first = next((row for row in points.first if values.meets(row)), None)
    rows = [row for row in (first, *(row for row in points.add if values.meets(row))) if row]
    return sum((row.value.value(values) or Decimal(0) for row in rows), Decimal(0))


def award(values: Values) -> tuple[Grade | None, tuple[Reason, ...]]:
    """The severest grade with a row met, and all its rows met; else the default row's."""
    table = values.policy.table(values["intake"])
    for grade in table:
        met = [row for row in grade.rows if values.meets(row)]
        if met:
            return grade, tuple(reason(row, values) for row in met)
    default = next((grade for grade in table if grade.otherwise), None)
    return (default, (reason(default.otherwise, values),)) if default and default.otherwise else (None, ())


def grade_before_uplift(values: Values) -> str | None:
    """The grade alone, for an item of history."""
    values["intake"] = intake_class(values)
    grade, _ = award(values)
    return grade.id if grade else None


def reason(row: Row, values: Mapping[str, Any]) -> Reason:
    """The row with the values that it read."""
    names = row.when.names if row.when else ()
    return Reason(row.clause, row.condition, describe({name: values[name] for name in names}), row.default)


def uplift_of(values: Values) -> Uplift | None:
    """The first uplift whose condition is met, for the grade before uplift."""
    before = values["grade_before_uplift"]
    return next((u for u in values.policy.uplift if u.raised == before and values.meets(u.row)), None)


LAZY_FORMULAS = LazyFormulas(measure, count_points, grade_before_uplift)
