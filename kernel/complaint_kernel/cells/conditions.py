"""Conditions over cells: a condition of the policy as a diagram, for every complaint at once.

What cannot be split into cells (a comparison of two figures, a figure computed of several) becomes a variable of its
own that may be anything: whatever is proved then holds all the more for real complaints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

from ..expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, atoms, fold, walk
from ..policy.model import Match, Measure, Policy
from ..policy.places import figure_of
from ..policy.program import First, Result, make
from ..policy.program import Node as ProgramNode
from . import diagram as d
from . import interval_arithmetic as intervals
from .budget import Budget
from .interval_arithmetic import UNSURE, Interval, Unsure, figure
from .variables import NEVER, SOMETHING_ELSE, Cell, Variable

FUNCTIONS = {"floor": intervals.floor, "ceil": intervals.ceil, "min": intervals.least, "max": intervals.most}
ARITHMETIC = {
    "+": intervals.add,
    "-": lambda a, b: intervals.add(a, intervals.negate(b)),
    "*": intervals.multiply,
    "/": intervals.divide,
}


class Conditions:
    """Variables and the diagrams over them. A subclass says in `name` what each name is."""

    def __init__(self, policy: Policy, budget: Budget | None = None) -> None:
        self.policy = policy
        self.diagrams = d.Diagrams(budget)
        self.variables: list[Variable] = []
        self.known: dict[str, d.Node] = {}
        self.conditions: dict[tuple[str | None, Node], d.Node] = {}

    def add(self, name: str, what: str, cells: tuple[Cell, ...], tree: Node | None = None) -> d.Node:
        """One more variable, and the diagram that answers with its cell's value."""
        level = len(self.variables)
        self.variables.append(Variable(name, what, cells, tree))
        self.known[name] = self.diagrams.variable(level, [cell.value for cell in cells])
        return self.known[name]

    def name(self, name: str, event: str | None = None) -> d.Node:
        """The diagram of a name's value, as a condition (on an event of this type) sees it."""
        raise NotImplementedError

    def day_of(self, moment: Interval) -> Interval | Unsure:
        """The day of a moment; nobody knows it without a zone."""
        return UNSURE

    # what the policy's program computes

    def computed(self, name: str) -> d.Node:
        """A computed name looked into."""
        return self.made(self.policy.program[name])

    def made(self, node: ProgramNode) -> d.Node:
        """A node of the program for every complaint."""
        return make(node, _ProgramOverCells(self))

    def measured(self, rule: Measure) -> d.Node:
        """A measure looked into; where it is a variable of its own nobody asks."""
        raise NotImplementedError

    def choose(self, condition: d.Node, then: d.Node, other: d.Node) -> d.Node:
        """`then` where the condition is met, `other` elsewhere."""
        return self.diagrams.lift(lambda met, a, b: a if met is True else b, condition, then, other)

    # conditions

    def met(self, condition: Expression | None, event: str | None = None) -> d.Node:
        """The region in which a condition is met; everywhere for none."""
        if condition is None:
            return self.diagrams.true
        return self.diagrams.where(self.truth(condition, event), lambda value: value is True)

    def both_met(self, region: d.Node, condition: Expression | None, event: str | None = None) -> d.Node:
        """The part of a region in which a condition is met."""
        return self.diagrams.both(region, self.met(condition, event))

    def is_value(self, diagram: d.Node, wanted: Any) -> d.Node:
        """The region in which a value is the wanted one."""
        return self.diagrams.where(diagram, lambda value: value == wanted)

    def matched(self, match: Match) -> d.Node:
        """The region in which an event of the type can be recorded so that its data match."""
        return self.met(match.where, match.event)

    def truth(self, condition: Expression, event: str | None = None) -> d.Node:
        """True, False or None (not known) for every complaint."""
        return self.decided(condition.tree, self.value(condition.tree, event), event)

    def value(self, node: Node, event: str | None = None) -> d.Node:
        """Intervals, keys, True and False, None (not known) or UNSURE for every complaint."""
        return fold(node, _OverCells(self, event))

    def decided(self, node: Node, value: d.Node, event: str | None) -> d.Node:
        """The value of a part where its cells settle it; else a variable of its own, which may be anything."""
        if isinstance(node, (Junction, Not)):
            return value
        plain, negated = canonical(node)
        made = self._settled(plain, self._opposite(value) if negated else value, event)
        return self._opposite(made) if negated else made

    def _settled(self, node: Node, value: d.Node, event: str | None) -> d.Node:
        if event and not any(isinstance(n, Name) and n.name in self.policy.events[event].data for n in walk(node)):
            event = None
        key = (event, node)
        if key in self.conditions:
            return self.conditions[key]
        if UNSURE not in d.leaves(value):
            return value
        cells = tuple(Cell(answer, (answer,), NEVER if answer is None else 5) for answer in (True, False, None))
        made = self.conditions[key] = self.add(f"condition {len(self.conditions)}", "condition", cells, node)
        return made

    def _opposite(self, diagram: d.Node) -> d.Node:
        return self.diagrams.lift(_opposite, diagram)

    def unsettled(self, expression: Expression) -> Iterator[Node]:
        """The atoms of an expression that the cells alone do not settle."""
        for atom in atoms(expression.tree):
            if isinstance(atom, (Compare, In)) and UNSURE in d.leaves(self.value(atom)):
                yield atom


class _OverCells:
    """The algebra of cells: every part is a diagram of values, and nothing is beyond it but what stays UNSURE."""

    lacks: Mapping[str, str] = {}

    def __init__(self, conditions: Conditions, event: str | None) -> None:
        self.conditions = conditions
        self.event = event
        self.lift = conditions.diagrams.lift

    def literal(self, node: Literal) -> d.Node:
        return self.conditions.diagrams.leaf(cell_value(node.value))

    def name(self, node: Name) -> d.Node:
        return self.conditions.name(node.name, self.event)

    def compare(self, node: Compare, left: d.Node, right: d.Node) -> d.Node:
        plain, negated = canonical(node)
        assert isinstance(plain, Compare)
        sides = (left, right) if plain.left is node.left else (right, left)
        made = self.lift(lambda a, b: compared(plain.op, a, b), *sides)
        return self.lift(_opposite, made) if negated else made

    def among(self, node: In, item: d.Node) -> d.Node:
        made = self.lift(lambda value: _among(value, node), item)
        return self.lift(_opposite, made) if node.negated else made

    def junction(self, node: Junction, parts: Iterator[d.Node]) -> d.Node:
        stop = node.op == "or"
        joined = _either if stop else _both
        pairs = zip(node.parts, parts, strict=True)
        decided = [self.conditions.decided(part, made, self.event) for part, made in pairs]
        return reduce(lambda a, b: self.lift(joined, a, b, absorbs=stop), decided)

    def negation(self, node: Not, part: d.Node) -> d.Node:
        return self.lift(_opposite, self.conditions.decided(node.part, part, self.event))

    def arith(self, node: Arith, left: d.Node, right: d.Node) -> d.Node:
        return self.lift(lambda a, b: _arith(node.op, a, b), left, right)

    def call(self, node: Call, arguments: Iterator[d.Node]) -> d.Node:
        parts = list(arguments)
        if node.function == "given":
            absent = None if node.arguments[0].type.parameter else False  # an unset parameter leaves it open
            return self.lift(lambda x: absent if x is None else UNSURE if x is UNSURE else True, *parts)
        if node.function == "date":
            return self.lift(lambda x: _known(self.conditions.day_of, x), parts[0])
        if node.function == "value":
            return self.lift(lambda x, other: other if x is None else x, *parts)
        function = FUNCTIONS[node.function]
        if len(parts) == 1 and node.function in ("min", "max"):
            return parts[0]
        if len(parts) == 1:
            return self.lift(lambda x: _known(function, x), parts[0])
        return reduce(lambda a, b: self.lift(lambda x, y: _known(function, x, y), a, b), parts)


class _ProgramOverCells:
    """The algebra of cells for the nodes of a program: conditions are regions, values are diagrams."""

    lacks: Mapping[str, str] = {}

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self.met = conditions.met
        self.name = conditions.name
        self.measured = conditions.measured

    def value(self, value: Result) -> d.Node:
        if isinstance(value, Expression):
            return self.conditions.value(value.tree)
        return self.conditions.diagrams.leaf(cell_value(value))

    def first(self, node: First, branches: Iterator[tuple[d.Node, d.Node]], rest: d.Node) -> d.Node:
        for met, made in reversed(list(branches)):
            rest = self.conditions.choose(met, made, rest)
        return rest

    def by(self, name: str, cases: Iterator[tuple[str, d.Node]], rest: d.Node) -> d.Node:
        for value, made in cases:
            rest = self.conditions.choose(self.conditions.is_value(self.name(name), value), made, rest)
        return rest

    def total(self, parts: Iterator[d.Node]) -> d.Node:
        lift, nothing = self.conditions.diagrams.lift, figure(Decimal(0))
        known = [lift(lambda x: nothing if x is None else x, part) for part in parts]
        return reduce(lambda a, b: lift(lambda x, y: _arith("+", x, y), a, b), known)


def canonical(node: Node) -> tuple[Node, bool]:
    """A comparison by < or == or in, and whether it stands for the opposite."""
    if isinstance(node, Compare) and node.op in (">", "<="):
        return Compare(node.right, "<", node.left), node.op == "<="
    if isinstance(node, Compare) and node.op in (">=", "!="):
        return Compare(node.left, "<" if node.op == ">=" else "==", node.right), True
    if isinstance(node, In) and node.negated:
        return In(node.item, node.values), True
    return node, False


def cell_value(value: Any) -> Any:
    """A value as cells have it: a figure is the interval of itself."""
    found = figure_of(value)
    return value if found is None else figure(found)


def _opposite(value: Any) -> Any:
    return value if value is None or value is UNSURE else not value


def _both(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _either(a: bool | None, b: bool | None) -> bool | None:
    return True if a is True or b is True else None if a is None or b is None else False


def _known(function: Any, *values: Any) -> Any:
    if None in values:
        return None
    return UNSURE if UNSURE in values else function(*values)


def compared(op: str, a: Any, b: Any) -> Any:
    """Whether one value is below (or equal to) another: True, False, None or UNSURE."""
    if isinstance(a, Interval) and isinstance(b, Interval):
        return intervals.less(a, b) if op == "<" else intervals.equal(a, b)
    if a == b == SOMETHING_ELSE:
        return UNSURE  # two texts that the policy does not name may be one or two
    return _known(lambda x, y: x == y, a, b)


def _among(item: Any, node: In) -> Any:
    if item is None or item is UNSURE:
        return item
    answers = [compared("==", item, cell_value(value)) for value in node.values]
    return True if True in answers else UNSURE if UNSURE in answers else False


def _arith(op: str, a: Any, b: Any) -> Any:
    return _known(ARITHMETIC[op], a, b)
