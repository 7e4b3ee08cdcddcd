"""What judges a complaint: derived facts, measures, intake classes, points, grades, uplift."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from .basics import Clause, Condition, EventMatch, Identifier, Kind, Label, Otherwise, Row, Shape


class DerivedRow(Shape):
    """One case of a derived fact; the first that is met gives the value. warn: told when it does."""

    clause: Clause
    value: str
    when: Condition | None = None
    default: str | None = None
    warn: Label | None = None


class DerivedShape(Kind):
    """A fact computed from facts: one expression, or rows of which the first met counts."""

    clause: Clause | None = None
    value: Condition | None = None
    rows: list[DerivedRow] = []

    @model_validator(mode="after")
    def _one_way(self) -> DerivedShape:
        if (self.value is None) == (not self.rows):
            raise ValueError("either value or rows computes it")
        return self


class MeasureShape(Shape):
    """A count, sum or run over history, or over the complaint's own events.

    History: one of count (`history`), distinct (a field), sum (a fact), run (a condition; how many
    earlier ones in a row meet it, the latest first). same: fields that must equal this complaint's; one
    that is empty equals nothing. within: a limit, `calendar month` or `calendar year`. earlier: how
    many earlier complaints there must be, else the measure has no value. this: counts this one too.

    Events: events (a type) with count, run or last (a field of its data); where: a condition on the
    data; after: only those after the first or last event of another type.

    Age: older (a limit): true once more time has passed since receipt, or since the first or last event
    named by `after`, unless until (an event) came first.
    """

    label: Label
    clause: Clause | None = None
    count: Literal["history", "events"] | None = None
    distinct: Identifier | None = None
    sum: Identifier | None = None
    run: Condition | None = None
    last: Identifier | None = None
    older: str | None = None
    until: Identifier | None = None
    events: Identifier | None = None
    after: EventMatch | None = None
    take: Literal["first", "last"] = "last"
    same: list[Identifier] = []
    where: Condition | None = None
    within: str | None = None
    earlier: int = 0
    this: bool = True

    @model_validator(mode="after")
    def _one_figure(self) -> MeasureShape:
        given = [k for k in ("count", "distinct", "sum", "run", "last", "older") if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of count, distinct, sum, run, last, older; found {' and '.join(given)}")
        if (self.events is None) != (self.count != "events" and self.last is None) and self.run is None:
            raise ValueError("events names the event type that count: events or last reads")
        return self


class IntakeRow(Shape):
    """An intake class; the first row that is met counts, one without `when` takes the rest."""

    intake: Identifier
    label: Label
    clause: Clause
    when: Condition | None = None
    default: str | None = None


class GradeShape(Shape):
    """One grade of one intake class; the severest stands first in the file."""

    grade: Identifier
    label: Label
    intake: Identifier | None = None
    clause: Clause | None = None
    participants: list[Identifier] = []
    rows: list[Row] = Field(default=[], alias="any")
    otherwise: Otherwise | None = None


class PointsRow(Shape):
    """Points that a condition gives."""

    clause: Clause
    value: Condition
    when: Condition | None = None
    default: str | None = None


class PointsShape(Shape):
    """Points: the first row met, plus every row of `add` that is met. rounding: said in words."""

    label: Label
    rounding: Label
    first: list[PointsRow]
    add: list[PointsRow] = []


class UpliftShape(Shape):
    """A complaint of grade `from` is raised to `to` when the condition is met."""

    clause: Clause
    raised: Identifier = Field(alias="from")
    to: Identifier
    when: Condition
    default: str | None = None
