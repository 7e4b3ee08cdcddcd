"""What a complaint can be, as variables with finitely many cells; inside a cell no answer of the policy turns.

A figure's cells are its thresholds (`policy.thresholds`) and the intervals between them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..expression import Node
from ..policy.analysis import FIGURE_STEP, FINEST
from ..policy.model import ATTRIBUTES, Field, Label, Measure, Policy
from ..policy.places import TIMED, range_of, value_of
from ..policy.receipt import RECEIPT
from ..policy.thresholds import Thresholds, parameter_values
from ..policy.vocabulary import FIGURE_KINDS, Aggregate, Attribute, Kind
from .interval_arithmetic import LARGEST, Interval, figure, whole

FIGURES = FIGURE_KINDS
SOMETHING_ELSE = "something else"
NEVER = 1000  # the cost of what an example shows only where it must


@dataclass(frozen=True)
class Cell:
    """One possibility of a variable: a value (None: not given) or an Interval; samples: figures or values in it.

    cost: how far it is from an ordinary complaint, for choosing the simplest example.
    """

    value: Any
    samples: tuple[Any, ...]
    cost: int


@dataclass(frozen=True)
class Variable:
    """One name with its cells. what: fact, attribute, measure, parameter, data, computed or condition."""

    name: str
    what: str
    cells: tuple[Cell, ...]
    tree: Node | None = None


def cells_of(
    field: Field, thresholds: Iterable[Decimal], optional: bool, missing_cost: int, texts: Iterable[str] = ()
) -> tuple[Cell, ...]:
    """The cells of a typed field; the first is `not given` where it is optional. texts: those it is compared with."""
    missing = (Cell(None, (None,), missing_cost),) if optional else ()
    if field.kind == Kind.BOOL:
        return (*missing, *(Cell(value, (value,), 0 if value is bool(field.default) else 2) for value in (False, True)))
    if field.kind == Kind.CHOICE:
        return (*missing, *(Cell(key, (key,), 0 if key == field.default else 1) for key in field.keys))
    if field.kind in FIGURES:
        return (*missing, *figure_cells(thresholds, *bounds(field), FINEST.get(field.kind, FIGURE_STEP)))
    if field.kind in TIMED:
        return (*missing, *timed_cells(field.kind, thresholds, 1))
    named = (Cell(text, (text,), 1) for text in sorted(texts))
    return (*missing, *named, Cell(SOMETHING_ELSE, (SOMETHING_ELSE,), 1))


def bounds(field: Field) -> tuple[Decimal, Decimal, bool]:
    """Least and largest figure that a complaint may give, and whether only whole ones."""
    return *field.bounds, field.kind == Kind.COUNT


def figure_cells(
    thresholds: Iterable[Decimal], low: Decimal, high: Decimal, integral: bool, step: Decimal
) -> Iterator[Cell]:
    """The thresholds and the intervals between them, in rising order."""
    inside = sorted({low, high, *(b for b in thresholds if low <= b <= high)})
    for first, following in itertools.zip_longest(inside, inside[1:]):
        intervals = [figure(first)] if not integral or first == first.to_integral_value() else []
        if following is not None:
            between = Interval(first, following, True, True)
            intervals.append(whole(between) if integral else between)
        for interval in intervals:
            if not interval.empty:
                yield Cell(interval, interval.figures(Decimal(1) if integral else step) or (interval.low,), 1)


def timed_cells(kind: str, thresholds: Iterable[Decimal], cost: int) -> Iterator[Cell]:
    """Days, times of day or moments: cut as figures, shown as what they are."""
    for cell in figure_cells(thresholds, *range_of(kind), integral=True, step=Decimal(1)):
        yield Cell(cell.value, tuple(value_of(kind, figure) for figure in cell.samples), cost)


def receipt_cells(name: str, thresholds: Iterable[Decimal]) -> tuple[Cell, ...]:
    """When the complaint came in; whether on a day off or in working time may not be known yet."""
    field = RECEIPT[name]
    return cells_of(field, thresholds, field.kind == Kind.BOOL, NEVER)


def text_cells(named: Iterable[str | int]) -> tuple[Cell, ...]:
    """A text that only matters where the policy names it."""
    some = [Cell(text, (text,), 2) for text in named]
    return (Cell(None, (None,), 0), *some, Cell(SOMETHING_ELSE, (SOMETHING_ELSE,), 2))


def measure_cells(
    policy: Policy, measure: Measure, thresholds: Iterable[Decimal], texts: Iterable[str] = ()
) -> tuple[Cell, ...]:
    """A measure as a free figure, choice, text or flag of its own."""
    kind = measure.type.kind
    if kind == Kind.BOOL:
        values = (False, True, None) if measure.aggregate == Aggregate.LAST else (False, True)
        return tuple(Cell(value, (value,), 3 if value else 0) for value in values)
    if kind == Kind.CHOICE:
        return (Cell(None, (None,), 0), *(Cell(key, (key,), 3) for key in measure.type.choices or ()))
    if kind == Kind.TEXT:
        return text_cells(dict.fromkeys((*(measure.type.choices or ()), *sorted(texts))))
    optional = (Cell(None, (None,), 0),) if may_be_missing(measure) else ()
    if kind in TIMED:
        return (*optional, *timed_cells(kind, thresholds, 3))
    integral = measure_is_whole(policy, measure)
    low = Decimal(least_count(measure))
    intervals = list(figure_cells(thresholds, low, LARGEST, integral, FIGURE_STEP))
    return (*optional, *(Cell(c.value, c.samples, 3 + i) for i, c in enumerate(intervals)))


def least_count(measure: Measure) -> int:
    """The least a count can be: this complaint counts itself unless a condition may leave it out."""
    itself = (
        measure.aggregate == Aggregate.COUNT and measure.over_history and measure.this and measure.condition is None
    )
    return (1 + measure.earlier) if itself else 0


def may_be_missing(measure: Measure) -> bool:
    """Whether a measure has no value for some complaints."""
    return measure.aggregate == Aggregate.LAST or measure.earlier > 0


def measure_is_whole(policy: Policy, measure: Measure) -> bool:
    """Whether a measure counts, or sums what is counted."""
    if measure.aggregate in (Aggregate.COUNT, Aggregate.DISTINCT, Aggregate.RUN):
        return True
    field = policy.fields().get(str(measure.argument)) if measure.aggregate == Aggregate.SUM else None
    return field is not None and field.kind == Kind.COUNT


def attribute_texts(policy: Policy, name: str, compared: Iterable[str]) -> tuple[str, ...]:
    """The values of an attribute that a policy names, and those that its conditions compare with."""
    named: dict[str, Mapping[str, Label]] = {
        Attribute.CHANNEL: policy.channels,
        Attribute.CATEGORY: policy.categories,
        Attribute.DEPARTMENT: policy.departments,
    }
    return tuple(dict.fromkeys((*named.get(name, ()), *sorted(compared))))


__all__ = [
    "ATTRIBUTES",
    "Cell",
    "Thresholds",
    "Variable",
    "cells_of",
    "measure_cells",
    "parameter_values",
    "text_cells",
]
