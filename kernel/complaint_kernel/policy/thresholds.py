"""The figures at which conditions turn, found by solving each comparison for each name in it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeAlias

from ..base.bounds import MOST_BREAKS
from ..expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, fold
from .model import Parameter, Policy
from .places import figure_of

MOST_FIGURES = 500
Figures: TypeAlias = "frozenset[Decimal] | None"


def parameter_values(parameter: Parameter) -> tuple[Any, ...]:
    """Every value that is in force at some time; None where there is none at some time."""
    dated = tuple(value for _, value in parameter.dated)
    return tuple(dict.fromkeys((parameter.value, *dated)))


class Thresholds:
    """The figures at which answers turn, by name. inline: computed names that are looked into."""

    def __init__(self, policy: Policy, inline: frozenset[str]) -> None:
        self.policy = policy
        self.inline = inline
        self.found: defaultdict[str, set[Decimal]] = defaultdict(set)
        self.texts: defaultdict[str, set[str]] = defaultdict(set)
        self.done: set[tuple[str, Decimal]] = set()
        self.known: dict[str, Figures] = {}

    @property
    def complete(self) -> bool:
        """Whether no figure was left out because there are too many."""
        return len(self.done) < MOST_BREAKS

    def read(self, expression: Expression) -> None:
        """Note the thresholds of one condition or value."""
        self.side(expression.tree)

    def side(self, node: Node) -> Side:
        """A part of a condition as what its comparisons turn on; those inside it are noted."""
        return fold(node, _Turning(self))

    def text(self, name: str, value: Any) -> None:
        """Note a text with which a name is compared."""
        if isinstance(value, str):
            self.texts[name].add(value)

    def solve(self, name: str, value: Decimal) -> None:
        """Note where a name becomes a figure: at the figure itself, or where what it is computed of makes it so."""
        if (name, value) in self.done or not self.complete:
            return
        self.done.add((name, value))
        if name not in self.inline:
            self.found[name].add(value)
            return
        for part in figure_parts(self.policy, name):
            self.side(part.tree).solve(value)

    def finite(self, name: str) -> Figures:
        """Every figure that a name can be."""
        if name not in self.known:
            self.known[name] = self._finite_value(name)
        return self.known[name]

    def _finite_value(self, name: str) -> Figures:
        if name in self.policy.parameters:
            values = parameter_values(self.policy.parameters[name])
            return frozenset(value for value in values if isinstance(value, Decimal))
        if name not in self.inline or name == "points":
            return None
        return _united(self.side(part.tree) for part in figure_parts(self.policy, name))


def _nothing(value: Any) -> None:
    """What cannot become a figure, and is compared with no text."""


@dataclass(frozen=True)
class Side:
    """A part of a condition. finite: every figure that it can be, where these are few and known; None where it varies.

    solve: notes, for each name in it, where the part becomes a figure; text: notes a text that it is compared with.
    literal: the value of a plain one.
    """

    finite: Callable[[], Figures] = lambda: None
    solve: Callable[[Decimal], None] = _nothing
    text: Callable[[Any], None] = _nothing
    literal: Any = None


class _Turning:
    """The algebra of thresholds: a comparison is noted where it stands, figures are solved for their names."""

    lacks: Mapping[str, str] = {}

    def __init__(self, thresholds: Thresholds) -> None:
        self.thresholds = thresholds

    def literal(self, node: Literal) -> Side:
        figure = figure_of(node.value)
        return Side(lambda: None if figure is None else frozenset({figure}), literal=node.value)

    def name(self, node: Name) -> Side:
        of, name = self.thresholds, node.name
        return Side(lambda: of.finite(name), lambda value: of.solve(name, value), lambda text: of.text(name, text))

    def compare(self, node: Compare, left: Side, right: Side) -> Side:
        for side, other in ((left, right), (right, left)):
            for value in other.finite() or ():
                side.solve(value)
            side.text(other.literal)
        return Side()

    def among(self, node: In, item: Side) -> Side:
        for value in node.values:
            figure = figure_of(value)
            item.text(value) if figure is None else item.solve(figure)
        return Side()

    def junction(self, node: Junction, parts: Iterator[Side]) -> Side:
        for _ in parts:
            continue
        return Side()

    def negation(self, node: Not, part: Side) -> Side:
        return Side()

    def arith(self, node: Arith, left: Side, right: Side) -> Side:
        def solve(value: Decimal) -> None:
            for known in right.finite() or ():
                _solve_left(node.op, left, known, value)
            for known in left.finite() or ():
                _solve_right(node.op, right, known, value)

        return Side(lambda: _combined(node.op, left.finite(), right.finite()), solve)

    def call(self, node: Call, arguments: Iterator[Side]) -> Side:
        parts = list(arguments)
        if node.function in ("floor", "ceil"):
            return Side(solve=lambda value: _solve_whole(parts[0], value))
        if node.function not in ("min", "max", "value"):  # where a day begins is a matter of the zone
            return Side()

        def solve(value: Decimal) -> None:
            for part in parts:
                part.solve(value)

        return Side(lambda: _united(parts), solve)


def _solve_left(op: str, left: Side, known: Decimal, value: Decimal) -> None:
    if op == "+":
        left.solve(value - known)
    elif op == "-":
        left.solve(value + known)
    elif op == "*" and known:
        left.solve(value / known)
    elif op == "/":
        left.solve(value * known)


def _solve_right(op: str, right: Side, known: Decimal, value: Decimal) -> None:
    if op == "+":
        right.solve(value - known)
    elif op == "-":
        right.solve(known - value)
    elif op == "*" and known:
        right.solve(value / known)
    elif op == "/" and value:
        right.solve(known / value)


def _solve_whole(part: Side, value: Decimal) -> None:
    low, high = value.to_integral_value(ROUND_FLOOR), value.to_integral_value(ROUND_CEILING)
    for turn in {low, high, low + 1, high - 1}:
        part.solve(turn)


def _united(sides: Iterable[Side]) -> Figures:
    parts = [side.finite() for side in sides]
    return None if None in parts else frozenset().union(*(part for part in parts if part))


def _combined(op: str, left: Figures, right: Figures) -> Figures:
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
