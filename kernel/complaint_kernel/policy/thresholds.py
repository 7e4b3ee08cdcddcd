"""The figures at which conditions turn, found by solving each comparison for each name in it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from ..base.bounds import MOST_BREAKS
from ..expression import Arith, Call, Compare, Expression, In, Literal, Name, Node, atoms
from .model import Parameter, Policy
from .places import figure_of

MOST_FIGURES = 500


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
        self.known: dict[str, frozenset[Decimal] | None] = {}

    @property
    def complete(self) -> bool:
        """Whether no figure was left out because there are too many."""
        return len(self.done) < MOST_BREAKS

    def read(self, expression: Expression) -> None:
        """Note the thresholds of one condition or value."""
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
        if isinstance(other, Literal):
            self._text(side, other.value)

    def _value(self, node: Node, value: Any) -> None:
        figure = figure_of(value)
        if figure is not None:
            self.solve(node, figure)
        else:
            self._text(node, value)

    def _text(self, node: Node, value: Any) -> None:
        if isinstance(node, Name) and isinstance(value, str):
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
        elif isinstance(node, Call) and node.function != "date":  # where a day begins is a matter of the zone
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
        if (name, value) in self.done or not self.complete:
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
            figure = figure_of(node.value)
            return None if figure is None else frozenset({figure})
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
        if name not in self.known:
            self.known[name] = self._finite_value(name)
        return self.known[name]

    def _finite_value(self, name: str) -> frozenset[Decimal] | None:
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
