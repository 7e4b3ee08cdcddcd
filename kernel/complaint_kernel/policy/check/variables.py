"""What a complaint can be, as variables with finitely many cells; inside a cell no answer of the policy turns.

A figure's cells are its breaks and the spans between them. A break is a figure at which some condition
turns as this one name changes; `Breaks` finds them by solving each comparison for each name in it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from ...expression import Arith, Call, Compare, Expression, In, Literal, Name, Node, atoms
from ..analysis import FIGURE_STEP, FINEST
from ..model import ATTRIBUTES, Field, Measure, Parameter, Policy
from .spans import LARGEST, Span, figure, whole

FIGURES = ("money", "quantity", "count", "number")
SOMETHING_ELSE = "something else"
MOST_FIGURES = 500
NEVER = 1000  # the cost of what an example shows only where it must


@dataclass(frozen=True)
class Cell:
    """One possibility of a variable: a value (None: not given) or a Span; samples: figures or values in it.

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


def cells_of(field: Field, breaks: Iterable[Decimal], optional: bool, missing_cost: int) -> tuple[Cell, ...]:
    """The cells of a typed field; the first is `not given` where it is optional."""
    missing = (Cell(None, (None,), missing_cost),) if optional else ()
    if field.kind == "bool":
        return (*missing, *(Cell(value, (value,), 0 if value is bool(field.default) else 2) for value in (False, True)))
    if field.kind == "choice":
        return (*missing, *(Cell(key, (key,), 0 if key == field.default else 1) for key in field.keys))
    if field.kind in FIGURES:
        return (*missing, *figure_cells(breaks, *bounds(field), FINEST.get(field.kind, FIGURE_STEP)))
    return (*missing, Cell(SOMETHING_ELSE, (SOMETHING_ELSE,), 1))


def bounds(field: Field) -> tuple[Decimal, Decimal, bool]:
    """Least and largest figure that a complaint may give, and whether only whole ones."""
    least = Decimal(0) if field.kind != "number" else -LARGEST
    low = field.minimum if field.minimum is not None else least
    return low, field.maximum if field.maximum is not None else LARGEST, field.kind == "count"


def figure_cells(
    breaks: Iterable[Decimal], low: Decimal, high: Decimal, integral: bool, step: Decimal
) -> Iterator[Cell]:
    """The breaks and the spans between them, in rising order."""
    inside = sorted({low, high, *(b for b in breaks if low <= b <= high)})
    for first, following in itertools.zip_longest(inside, inside[1:]):
        spans = [figure(first)] if not integral or first == first.to_integral_value() else []
        if following is not None:
            between = Span(first, following, True, True)
            spans.append(whole(between) if integral else between)
        for span in spans:
            if not span.empty:
                yield Cell(span, span.figures(Decimal(1) if integral else step) or (span.low,), 1)


def text_cells(named: Iterable[str | int]) -> tuple[Cell, ...]:
    """A text that only matters where the policy names it."""
    some = [Cell(text, (text,), 2) for text in named]
    return (Cell(None, (None,), 0), *some, Cell(SOMETHING_ELSE, (SOMETHING_ELSE,), 2))


def measure_cells(policy: Policy, measure: Measure, breaks: Iterable[Decimal]) -> tuple[Cell, ...]:
    """A measure as a free figure, choice or flag of its own."""
    kind = measure.type.kind
    if kind == "bool":
        values = (False, True, None) if measure.figure == "last" else (False, True)
        return tuple(Cell(value, (value,), 3 if value else 0) for value in values)
    if kind == "choice":
        return (Cell(None, (None,), 0), *(Cell(key, (key,), 3) for key in measure.type.choices or ()))
    if kind == "text":
        return text_cells(measure.type.choices or ())
    optional = (Cell(None, (None,), 0),) if may_be_missing(measure) else ()
    integral = measure_is_whole(policy, measure)
    low = Decimal(least_count(measure))
    spans = list(figure_cells(breaks, low, LARGEST, integral, FIGURE_STEP))
    return (*optional, *(Cell(c.value, c.samples, 3 + i) for i, c in enumerate(spans)))


def least_count(measure: Measure) -> int:
    """The least a count can be: this complaint counts itself unless a condition may leave it out."""
    itself = measure.figure == "count" and measure.over_history and measure.this and measure.condition is None
    return (1 + measure.earlier) if itself else 0


def may_be_missing(measure: Measure) -> bool:
    """Whether a measure has no value for some complaints."""
    return measure.figure == "last" or measure.earlier > 0


def measure_is_whole(policy: Policy, measure: Measure) -> bool:
    """Whether a measure counts, or sums what is counted."""
    if measure.figure in ("count", "distinct", "run"):
        return True
    field = policy.fields().get(str(measure.argument)) if measure.figure == "sum" else None
    return field is not None and field.kind == "count"


def parameter_values(parameter: Parameter) -> tuple[Any, ...]:
    """Every value that is in force at some time; None where there is none at some time."""
    dated = tuple(value for _, value in parameter.dated)
    return tuple(dict.fromkeys((parameter.value, *dated)))


class Breaks:
    """The figures at which answers turn, by name. inline: computed names that are looked into."""

    def __init__(self, policy: Policy, inline: frozenset[str]) -> None:
        self.policy = policy
        self.inline = inline
        self.found: defaultdict[str, set[Decimal]] = defaultdict(set)
        self.texts: defaultdict[str, set[str]] = defaultdict(set)
        self.done: set[tuple[str, Decimal]] = set()

    def read(self, expression: Expression) -> None:
        """Note the breaks of one condition or value."""
        for atom in atoms(expression.tree):
            if isinstance(atom, Compare):
                self._compare(atom.left, atom.right)
                self._compare(atom.right, atom.left)
            elif isinstance(atom, In):
                for value in atom.values:
                    self._value(atom.item, value)

    def _compare(self, side: Node, other: Node) -> None:
        for value in self.finite(other) or ():
            self._value(side, value)

    def _value(self, node: Node, value: Any) -> None:
        if isinstance(value, Decimal):
            self.solve(node, value)
        elif isinstance(node, Name) and isinstance(value, str):
            self.texts[node.name].add(value)

    def solve(self, node: Node, value: Decimal) -> None:
        """Note for each name of a figure where the figure becomes the value."""
        if isinstance(node, Name):
            self._solve_name(node.name, value)
        elif isinstance(node, Arith):
            for known in self.finite(node.right) or ():
                self._solve_left(node, known, value)
            for known in self.finite(node.left) or ():
                self._solve_right(node, known, value)
        elif isinstance(node, Call) and node.function in ("floor", "ceil"):
            low, high = value.to_integral_value(ROUND_FLOOR), value.to_integral_value(ROUND_CEILING)
            for turn in {low, high, low + 1, high - 1}:
                self.solve(node.arguments[0], turn)
        elif isinstance(node, Call):
            for argument in node.arguments:
                self.solve(argument, value)

    def _solve_left(self, node: Arith, known: Decimal, value: Decimal) -> None:
        if node.op == "+":
            self.solve(node.left, value - known)
        elif node.op == "-":
            self.solve(node.left, value + known)
        elif node.op == "*" and known:
            self.solve(node.left, value / known)
        elif node.op == "/":
            self.solve(node.left, value * known)

    def _solve_right(self, node: Arith, known: Decimal, value: Decimal) -> None:
        if node.op == "+":
            self.solve(node.right, value - known)
        elif node.op == "-":
            self.solve(node.right, known - value)
        elif node.op == "*" and known:
            self.solve(node.right, value / known)
        elif node.op == "/" and value:
            self.solve(node.right, known / value)

    def _solve_name(self, name: str, value: Decimal) -> None:
        if (name, value) in self.done:
            return
        self.done.add((name, value))
        if name not in self.inline:
            self.found[name].add(value)
            return
        for part in figure_parts(self.policy, name):
            self.solve(part.tree, value)

    def finite(self, node: Node) -> frozenset[Decimal] | None:
        """Every figure that a part can be, where these are few and known; None where it varies freely."""
        if isinstance(node, Literal):
            return frozenset({node.value}) if isinstance(node.value, Decimal) else None
        if isinstance(node, Name):
            return self._finite_name(node.name)
        if isinstance(node, Arith):
            sides = self.finite(node.left), self.finite(node.right)
            return _combined(node.op, *sides)
        if isinstance(node, Call) and node.function in ("min", "max", "value"):
            parts = [self.finite(argument) for argument in node.arguments]
            return None if None in parts else frozenset().union(*(part for part in parts if part))
        return None

    def _finite_name(self, name: str) -> frozenset[Decimal] | None:
        if name in self.policy.parameters:
            values = parameter_values(self.policy.parameters[name])
            return frozenset(value for value in values if isinstance(value, Decimal))
        if name not in self.inline or name == "points":
            return None
        parts = [self.finite(part.tree) for part in figure_parts(self.policy, name)]
        return None if None in parts else frozenset().union(*(part for part in parts if part))


def _combined(op: str, left: frozenset[Decimal] | None, right: frozenset[Decimal] | None) -> frozenset[Decimal] | None:
    if left is None or right is None or len(left) * len(right) > MOST_FIGURES:
        return None
    pairs = list(itertools.product(left, right))
    if op == "/":
        return frozenset(a / b for a, b in pairs if b)
    return frozenset(a + b if op == "+" else a - b if op == "-" else a * b for a, b in pairs)


def figure_parts(policy: Policy, name: str) -> list[Expression]:
    """The expressions that can be the value of a computed figure."""
    if name == "points" and policy.points:
        return [e for row in (*policy.points.first, *policy.points.add) if isinstance(e := row.value, Expression)]
    derived = policy.derived[name]
    values = [derived.value, *(row.value for row in derived.rows)]
    return [value for value in values if isinstance(value, Expression)]


def attribute_texts(policy: Policy, name: str, compared: Iterable[str]) -> tuple[str, ...]:
    """The values of an attribute that a policy names, and those that its conditions compare with."""
    named = {"channel": policy.channels, "category": policy.categories, "department": policy.departments}
    return tuple(dict.fromkeys((*named.get(name, ()), *sorted(compared))))


__all__ = ["ATTRIBUTES", "Breaks", "Cell", "Variable", "cells_of", "measure_cells", "text_cells"]
