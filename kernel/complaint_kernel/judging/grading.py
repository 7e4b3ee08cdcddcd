"""Intake class, points, grade, uplift: what sort of complaint it is, and every row that says so."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ..expression import Expression, Junction, Node, Not
from ..intake.complaint import Complaint
from ..policy.analysis import base_facts, trial_values
from ..policy.model import Grade, Policy, Row, Uplift
from ..worktime import WorkCalendar
from .measures import describe, measure
from .values import LazyFormulas, Values

MOST_TRIALS = 20_000


@dataclass(frozen=True)
class Reason:
    """A row that was met: its clause, its condition as written, and the values that met it."""

    clause: str
    condition: str
    facts: dict[str, Any]
    default: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values; `default`, where there is one, says why the row is ours."""
        entry: dict[str, Any] = {"clause": self.clause, "condition": self.condition, "facts": self.facts}
        return {**entry, "default": self.default} if self.default else entry


@dataclass(frozen=True)
class Undecided:
    """What missing facts could still make of it: the severest grade in reach, and the facts that decide."""

    worst: str
    facts: tuple[str, ...]


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


# what missing facts could still change


def still_possible(values: Values, awarded: Grade | None) -> Undecided | None:
    """The severest grade that facts not given could still bring, and which facts those are."""
    missing = frozenset(values.complaint.missing())
    table = values.policy.table(values["intake"])
    above = table[: table.index(awarded)] if awarded in table else table
    reachable = [(grade, deciding) for grade in above if (deciding := _deciding(grade, values, missing))]
    if not reachable:
        return None
    facts = {fact for _, deciding in reachable for fact in deciding}
    return Undecided(reachable[0][0].id, tuple(fact for fact in values.policy.facts if fact in facts))


def _deciding(grade: Grade, values: Values, missing: frozenset[str]) -> set[str]:
    """The missing facts with which some row of the grade could be met; empty when none could."""
    deciding: set[str] = set()
    for row in grade.rows:
        if row.when is None or not _could(row.when.tree, values, missing):
            continue
        open_facts = sorted(missing & base_facts(values.policy, row.when))
        if open_facts and _can_be_met(row.when, values, open_facts):
            deciding.update(open_facts)
    return deciding


def _could(node: Node, values: Values, missing: frozenset[str], wanted: bool = True) -> bool:
    """Whether a part might come out as wanted: quick, and never too strict. What rests on no missing fact stays
    as it is; what rests on one may turn even where it has a value now, since sums count a missing figure as 0."""
    if isinstance(node, Junction):
        parts = (_could(part, values, missing, wanted) for part in node.parts)
        return all(parts) if (node.op == "and") == wanted else any(parts)
    if isinstance(node, Not):
        return _could(node.part, values, missing, not wanted)
    part = _part(node)
    if missing & base_facts(values.policy, part):
        return all(_may_have_value(name, values) for name in part.names)
    return part.met(values) if wanted else part.unmet(values)


@lru_cache(maxsize=4096)
def _part(node: Node) -> Expression:
    return Expression("", node)


def _may_have_value(name: str, values: Values) -> bool:
    measure = values.policy.measures.get(name)
    if measure and measure.earlier and values[name] is None:
        return False  # too few complaints came before; no fact changes that
    return values[name] is not None or not values.policy.parameters.get(name)


def _can_be_met(condition: Expression, values: Values, names: list[str]) -> bool:
    """Whether facts to come could meet it; some of them may stay not given, which `not given(x)` waits for."""
    trials = itertools.product(*((*trial_values(values.policy, name), None) for name in names))
    return any(
        condition.met(values.supposing(dict(zip(names, trial, strict=True))))
        for trial in itertools.islice(trials, MOST_TRIALS)
    )
