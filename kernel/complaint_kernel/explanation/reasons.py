"""Why it is what it is: the class of intake, the points and the rows of the grade, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..expression import Expression
from ..judging.assessment import Assessment
from ..judging.grading import Grading
from ..judging.values import Reading, Values
from ..policy.model import Row
from ..policy.program import INTAKE, Total
from .messages import Messages
from .phrases import established, refuted


@dataclass(frozen=True)
class Met:
    """A row that decided something: `grade` (to what grade), `intake`, or `points`."""

    kind: str
    row: Row
    result: str


def deciding_rows(assessment: Assessment, values: Values) -> tuple[Met, ...]:
    """The rows that decided class of intake, points and grade, in this order."""
    return (*_intake(values), *_points(values), *_grade(assessment.grading))


def sentences(messages: Messages, met: Met, values: Values) -> Iterator[str]:
    """A row that decided, and where it is ours, the reason for it."""
    yield reason(messages, met, values)
    if met.row.default:
        yield messages.text("ours", default=met.row.default)


def reason(messages: Messages, met: Met, values: Values) -> str:
    """Why a row decided."""
    row = met.row
    if met.kind == "intake":
        return _class(messages, met, values)
    if met.kind == "points":
        return points_line(messages, met, values)
    if row.when is None:
        return messages.text("otherwise", clause=messages.clause(row.clause))
    return messages.text("because", why=established(messages, row.when, values), clause=messages.clause(row.clause))


def _class(messages: Messages, met: Met, values: Values) -> str:
    intake = messages.intake(met.result)
    if met.row.when is not None:
        why = established(messages, met.row.when, values)
    else:
        others = (known.row.when for known in values.policy.intake if known.row.when)
        why = messages.joined((refuted(messages, when) for when in others), "and")
    return messages.text(
        "class_because", intake=intake, why=why or messages.text("always"), clause=messages.clause(met.row.clause)
    )


def points_line(messages: Messages, met: Met, values: Values) -> str:
    if met.row.when is None:
        return messages.text("points_row", value=met.result, clause=messages.clause(met.row.clause))
    why = established(messages, met.row.when, values)
    return messages.text("points_row_because", value=met.result, why=why, clause=messages.clause(met.row.clause))


def _intake(values: Values) -> Iterator[Met]:
    found = Reading(values).first(values.policy.program.first(INTAKE))
    if found is not None:
        yield Met("intake", found.row, str(found.value))


def _points(values: Values) -> Iterator[Met]:
    if not values.policy.points:
        return
    points = values.policy.program["points"]
    assert isinstance(points, Total)
    for part in (points.first, *points.added):
        found = Reading(values).first(part)
        if found is not None and isinstance(found.value, Expression):
            yield Met("points", found.row, f"{found.value.value(values) or 0}")


def _grade(grading: Grading) -> Iterator[Met]:
    return (Met("grade", reason.row, str(grading.grade)) for reason in grading.reasons)
