"""Every complaint that a policy can meet, and what a condition means over all of them.

`Space` turns conditions into diagrams. What cannot be split into cells (a comparison of two figures, a
figure computed of several) becomes a variable of its own that may be anything: whatever is proved then
holds all the more for real complaints, and an example is looked for among real complaints before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any, TypeAlias

from ..expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, atoms, walk
from ..policy.model import ATTRIBUTES, Derived, Match, Policy, ValueRow
from ..policy.vocabulary import ClosingName
from . import diagram as d
from . import interval_arithmetic as intervals
from .budget import Budget
from .interval_arithmetic import UNSURE, Interval, figure
from .variables import (
    FIGURES,
    NEVER,
    Cell,
    Thresholds,
    Variable,
    attribute_texts,
    cells_of,
    figure_cells,
    measure_cells,
    parameter_values,
    text_cells,
)

FUNCTIONS = {"floor": intervals.floor, "ceil": intervals.ceil, "min": intervals.least, "max": intervals.most}
READING = 20  # steps that the reading of one condition is counted as
NamedDiagrams: TypeAlias = "Mapping[str, Callable[[Space], d.Node]]"


class Space:
    """The variables of one policy and the diagrams over them."""

    def __init__(
        self,
        policy: Policy,
        inline: frozenset[str],
        more: tuple[Expression, ...] = (),
        named: NamedDiagrams | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.policy = policy
        self.named = named or {}
        self.inline = inline
        self.more = more
        self.diagrams = d.Diagrams(budget)
        self.variables: list[Variable] = []
        self.known: dict[str, d.Node] = {}
        self.conditions: dict[tuple[str | None, Node], d.Node] = {}
        self.thresholds = Thresholds(policy, inline)
        for expression in (*policy.expressions(), *more):
            self.diagrams.budget.spend(READING)
            self.thresholds.read(expression)
        if not self.thresholds.complete:
            raise d.TooLarge
        self._declare()

    def _declare(self) -> None:
        policy, thresholds = self.policy, self.thresholds
        for name, fact in policy.facts.items():
            optional = fact.default is None
            self._add(name, "fact", cells_of(fact, thresholds.found[name], optional, 0 if fact.decision else 4))
        for name in ATTRIBUTES:
            self._add(name, "attribute", text_cells(attribute_texts(policy, name, thresholds.texts[name])))
        for name, measure in policy.measures.items():
            self._add(name, "measure", measure_cells(policy, measure, thresholds.found[name]))
        for name, parameter in policy.parameters.items():
            values = [figure(v) if isinstance(v, Decimal) else v for v in parameter_values(parameter)]
            cells = tuple(Cell(value, (value,), index) for index, value in enumerate(values))
            self._add(name, "parameter", cells)

    def _add(self, name: str, what: str, cells: tuple[Cell, ...], tree: Node | None = None) -> d.Node:
        level = len(self.variables)
        self.variables.append(Variable(name, what, cells, tree))
        self.known[name] = self.diagrams.variable(level, [cell.value for cell in cells])
        return self.known[name]

    # names

    def name(self, name: str, event: str | None = None) -> d.Node:
        """The diagram of a name's value, as a condition (on an event of this type) sees it."""
        if event and name in self.policy.events[event].data:
            return self._data(event, name)
        if name not in self.known:
            self.known[name] = self._computed(name)
        return self.known[name]

    def _data(self, event: str, name: str) -> d.Node:
        key = f"{event}.{name}"
        if key not in self.known:
            field = self.policy.events[event].data[name]
            optional = not field.required and field.kind != "bool"
            self._add(key, "data", cells_of(field, self.thresholds.found[name], optional, 1))
        return self.known[key]

    def _computed(self, name: str) -> d.Node:
        policy = self.policy
        if name in self.inline:
            return self._points() if name == "points" else self._derived(policy.derived[name])
        if name == "points":
            cells = figure_cells(self.thresholds.found[name], -intervals.LARGEST, intervals.LARGEST, False, Decimal(1))
            return self._add(name, "computed", tuple(Cell(c.value, c.samples, 1) for c in cells))
        if name in policy.derived:
            return self._add(name, "computed", cells_of(policy.derived[name], self.thresholds.found[name], True, 4))
        if name in ClosingName.all():  # what is done by the end may be anything, whatever the complaint
            return self._add(name, "computed", (Cell(False, (False,), 1), Cell(True, (True,), 1)))
        if name in self.named:
            return self.named[name](self)
        raise KeyError(name)

    def _derived(self, fact: Derived) -> d.Node:
        if fact.value is not None:
            return self.value(fact.value.tree)
        return self.first_met(fact.rows, self.diagrams.leaf(None))

    def first_met(self, rows: tuple[ValueRow, ...], rest: d.Node) -> d.Node:
        """The value of the first row that is met, else `rest`."""
        for row in reversed(rows):
            value = row.value
            made = self.value(value.tree) if isinstance(value, Expression) else self.diagrams.leaf(_leaf(value))
            rest = made if row.when is None else self.choose(self.truth(row.when), made, rest)
        return rest

    def choose(self, condition: d.Node, then: d.Node, other: d.Node) -> d.Node:
        """`then` where the condition is met, `other` elsewhere."""
        return self.diagrams.lift(lambda met, a, b: a if met is True else b, condition, then, other)

    def _points(self) -> d.Node:
        points = self.policy.points
        nothing = self.diagrams.leaf(figure(Decimal(0)))
        if points is None:
            return self.diagrams.leaf(None)
        parts = [self.first_met(points.first, nothing), *(self.first_met((row,), nothing) for row in points.add)]
        known = [self.diagrams.lift(lambda x: figure(Decimal(0)) if x is None else x, part) for part in parts]
        return reduce(lambda a, b: self.diagrams.lift(lambda x, y: _arith("+", x, y), a, b), known)

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
        return self._truth(condition.tree, event)

    def _truth(self, node: Node, event: str | None) -> d.Node:
        if isinstance(node, Not):
            return self.diagrams.lift(lambda x: None if x is None else not x, self._truth(node.part, event))
        if isinstance(node, Junction):
            stop = node.op == "or"
            parts = [self._truth(part, event) for part in node.parts]
            joined = _either if stop else _both
            return reduce(lambda a, b: self.diagrams.lift(joined, a, b, absorbs=stop), parts)
        return self._atom(node, event)

    def _atom(self, node: Node, event: str | None) -> d.Node:
        plain, negated = canonical(node)
        made = self._opaque(plain, event)
        return self.diagrams.lift(lambda x: None if x is None else not x, made) if negated else made

    def _opaque(self, node: Node, event: str | None) -> d.Node:
        """The atom itself where its cells settle it; else a variable of its own."""
        if event and not any(isinstance(n, Name) and n.name in self.policy.events[event].data for n in walk(node)):
            event = None
        key = (event, node)
        if key in self.conditions:
            return self.conditions[key]
        made = self.value(node, event)
        if UNSURE in d.leaves(made):
            cells = tuple(Cell(value, (value,), NEVER if value is None else 5) for value in (True, False, None))
            made = self._add(f"condition {len(self.conditions)}", "condition", cells, node)
            self.conditions[key] = made
        return made

    def unsettled(self, expression: Expression) -> Iterator[Node]:
        """The atoms of an expression that the cells alone do not settle."""
        for atom in atoms(expression.tree):
            if isinstance(atom, (Compare, In)) and UNSURE in d.leaves(self.value(canonical(atom)[0])):
                yield atom

    # values

    def value(self, node: Node, event: str | None = None) -> d.Node:
        """Intervals, keys, True and False, None (not known) or UNSURE for every complaint."""
        lift = self.diagrams.lift
        if isinstance(node, Literal):
            return self.diagrams.leaf(_leaf(node.value))
        if isinstance(node, Name):
            return self.name(node.name, event)
        if isinstance(node, Compare):
            return lift(
                lambda a, b: _compare(node.op, a, b), self.value(node.left, event), self.value(node.right, event)
            )
        if isinstance(node, In):
            return lift(lambda item: _among(item, node), self.value(node.item, event))
        if isinstance(node, Arith):
            return lift(lambda a, b: _arith(node.op, a, b), self.value(node.left, event), self.value(node.right, event))
        if isinstance(node, Call):
            return self._call(node, event)
        return self._truth(node, event)

    def _call(self, node: Call, event: str | None) -> d.Node:
        parts = [self.value(argument, event) for argument in node.arguments]
        if node.function == "given":
            absent = None if node.arguments[0].type.parameter else False
            return self.diagrams.lift(lambda x: absent if x is None else (x is UNSURE and UNSURE) or True, parts[0])
        if node.function == "value":
            return self.diagrams.lift(lambda x, other: other if x is None else x, *parts)
        function = FUNCTIONS[node.function]
        if len(parts) == 1 and node.function in ("min", "max"):
            return parts[0]
        if len(parts) == 1:
            return self.diagrams.lift(lambda x: _known(function, x), parts[0])
        return reduce(lambda a, b: self.diagrams.lift(lambda x, y: _known(function, x, y), a, b), parts)


def canonical(node: Node) -> tuple[Node, bool]:
    """A comparison by < or == or in, and whether it stands for the opposite."""
    if isinstance(node, Compare) and node.op in (">", "<="):
        return Compare(node.right, "<", node.left), node.op == "<="
    if isinstance(node, Compare) and node.op in (">=", "!="):
        return Compare(node.left, "<" if node.op == ">=" else "==", node.right), True
    if isinstance(node, In) and node.negated:
        return In(node.item, node.values), True
    return node, False


def _leaf(value: Any) -> Any:
    return figure(value) if isinstance(value, Decimal) else value


def _both(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _either(a: bool | None, b: bool | None) -> bool | None:
    return True if a is True or b is True else None if a is None or b is None else False


def _known(function: Any, *values: Any) -> Any:
    if None in values:
        return None
    return UNSURE if UNSURE in values else function(*values)


def _compare(op: str, a: Any, b: Any) -> Any:
    if isinstance(a, Interval) and isinstance(b, Interval):
        return intervals.less(a, b) if op == "<" else intervals.equal(a, b)
    return _known(lambda x, y: x == y, a, b)


def _among(item: Any, node: In) -> Any:
    if item is None or item is UNSURE:
        return item
    answers = [_compare("==", item, _leaf(value)) for value in node.values]
    return True if True in answers else UNSURE if UNSURE in answers else False


def _arith(op: str, a: Any, b: Any) -> Any:
    if op == "-":
        return _known(lambda x, y: intervals.add(x, intervals.negate(y)), a, b)
    return _known({"+": intervals.add, "*": intervals.multiply, "/": intervals.divide}[op], a, b)


def settled_space(policy: Policy, more: tuple[Expression, ...], named: NamedDiagrams, budget: Budget) -> Space:
    """The space of a policy, and of more conditions; figures that cells do not settle are variables of their own."""
    figures = {name for name, fact in policy.derived.items() if fact.kind in FIGURES}
    inline = frozenset(policy.derived) | ({"points"} if policy.points else set())
    while True:
        space = Space(policy, inline, more, named, budget)
        free = _unsettled_names(space) & inline & (figures | {"points"})
        if not free:
            return space
        inline -= free


def _unsettled_names(space: Space) -> set[str]:
    found: set[str] = set()
    try:
        for expression in (*space.policy.expressions(with_events=False), *space.more):
            for atom in space.unsettled(expression):
                found |= Expression("", atom).names
    except d.TooLarge:
        return set(space.inline)
    return found
