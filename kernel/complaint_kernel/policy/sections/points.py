"""Points: what a nonconformity scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...base.strict_yaml import Path, dotted
from ...expression import Expression
from ..label import Label, Rationale
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, Shape
from .derive import ValueRow


class PointsRow(Shape):
    """Points that a condition gives."""

    clause: Clause
    value: Condition
    when: Condition | None = None
    default: Rationale | None = None


class PointsShape(Shape):
    """Points: the first row met, plus every row of `add` that is met. rounding: said in words."""

    label: Label
    rounding: Label
    first: list[PointsRow]
    add: list[PointsRow] = []


@dataclass(frozen=True)
class Points:
    label: Label
    rounding: Label
    first: tuple[ValueRow, ...]
    add: tuple[ValueRow, ...]

    @property
    def rows(self) -> tuple[ValueRow, ...]:
        return (*self.first, *self.add)


def _link(linker: Linker, given: PointsShape | None) -> Points | None:
    if given is None:
        return None
    first = tuple(_row(linker, ("points", "first", i), row) for i, row in enumerate(given.first))
    add = tuple(_row(linker, ("points", "add", i), row) for i, row in enumerate(given.add))
    return Points(given.label, given.rounding, first, add)


def _row(linker: Linker, path: Path, given: PointsRow) -> ValueRow:
    when = linker.condition((*path, "when"), given.when, linker.known)
    value = linker.condition((*path, "value"), given.value, linker.known, None)
    return ValueRow(given.clause, when, given.default, dotted(path), value)


def _expressions(points: Points | None) -> Iterator[Expression]:
    parts = (part for row in (points.rows if points else ()) for part in (row.when, row.value))
    return (part for part in parts if isinstance(part, Expression))


def _paths(points: Points | None) -> Iterator[str]:
    return (row.path for row in (points.rows if points else ()))


def _table(points: Points | None, teller: Teller) -> Iterator[Cells]:
    for row in points.rows if points else ():
        yield row.clause, teller.row(row), getattr(row.value, "source", str(row.value))


POINTS = Section(
    "points",
    PointsShape | None,
    _link,
    lambda: None,
    expressions=_expressions,
    rows=_paths,
    tables=(Table("points", ("clause", "condition", "points"), _table),),
    answers=True,
)
