"""The grading of a policy as one flat program: a node for each name that is computed, after those that it rests on.

Intake class, derived facts, measures, points, the grade by the table of the intake class, uplift: `program_of` lists
them once for each policy, and `make` makes something of a node over an algebra, of what the algebra makes of its
conditions and values. Python (`compiled`), cells (`cells.conditions`) and columns (`replay.columns`) are algebras.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from ..expression import Expression
from .label import Label
from .receipt import RECEIPT
from .rows import Row
from .sections.derive import Derived
from .sections.grades import Grade
from .sections.measures import Measure
from .sections.points import Points
from .sections.uplift import Uplift

if TYPE_CHECKING:
    from .model import Axis, Policy, Tiers

C = TypeVar("C")
T = TypeVar("T")
Result: TypeAlias = "Expression | str | int | bool | Decimal | None"
INTAKE, BEFORE, GRADE = OUTCOMES = ("intake", "grade_before_uplift", "grade")  # what grading finds, in this order


@dataclass(frozen=True, eq=False)
class Branch:
    """A row and the value that it gives where it is met. warn: what is told then."""

    row: Row
    value: Result
    warn: Label | None = None


@dataclass(frozen=True, eq=False)
class Formula:
    """A name that one expression computes."""

    name: str
    value: Expression

    is_silent = True

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return (self.value,)


@dataclass(frozen=True, eq=False)
class First:
    """A name with the value of the first branch that is met; without a value where none is."""

    name: str
    branches: tuple[Branch, ...]

    @cached_property
    def open_branches(self) -> tuple[Branch, ...]:
        """Those that an unset parameter may leave open."""
        return tuple(one for one in self.branches if one.row.when and one.row.when.parameters)

    @cached_property
    def is_silent(self) -> bool:
        """Whether there is never anything to note of it."""
        return not self.open_branches and not any(branch.warn for branch in self.branches)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Every condition and value in the order in which they are read."""
        parts = (part for branch in self.branches for part in (branch.row.when, branch.value))
        return tuple(part for part in parts if isinstance(part, Expression))


@dataclass(frozen=True, eq=False)
class Total:
    """A name that sums: the first branch that is met, and each added one that is; what has no value counts as 0."""

    name: str
    first: First
    added: tuple[First, ...]

    @property
    def is_silent(self) -> bool:
        """Whether there is never anything to note of it."""
        return all(part.is_silent for part in (self.first, *self.added))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(part for one in (self.first, *self.added) for part in one.expressions)


@dataclass(frozen=True, eq=False)
class Measured:
    """A count, sum or run over history or events."""

    name: str
    rule: Measure

    @property
    def is_silent(self) -> bool:
        """Whether there is never anything to note of it: conditions on events may rest on an unset parameter."""
        return self.rule.over_history or not any(condition.parameters for condition in self.rule.conditions)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return self.rule.conditions


@dataclass(frozen=True, eq=False)
class Tables:
    """The grade before uplift: by the table of the intake class, of which the first row that is met gives the grade.

    rest: the table of a complaint of no class, or of a policy without classes.
    """

    name: str
    tables: Mapping[str, First]
    rest: First

    def of(self, intake: str | None) -> First:
        """The table of one intake class."""
        return self.rest if intake is None else self.tables.get(intake, self.rest)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        tables = (*self.tables.values(), self.rest)
        return tuple(dict.fromkeys(part for table in tables for part in table.expressions))


@dataclass(frozen=True, eq=False)
class Raised:
    """The grade: the one before uplift, or where a row of that grade is met, the one to which it is raised."""

    name: str
    rows: Mapping[str, First]  # by the grade that is raised

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(part for first in self.rows.values() for part in first.expressions)


Node: TypeAlias = Formula | First | Total | Measured | Tables | Raised


class Algebra(Protocol[C, T]):
    """What is made of conditions (C) and of values (T). Branches come one by one, each made when it is taken.

    lacks: sorts of node (by the class's name) that it cannot do, with the key of the sentence that says why.
    """

    @property
    def lacks(self) -> Mapping[str, str]: ...
    def met(self, when: Expression | None) -> C: ...
    def value(self, value: Result) -> T: ...
    def name(self, name: str) -> T: ...
    def first(self, node: First, branches: Iterator[tuple[C, T]], rest: T) -> T: ...
    def by(self, name: str, cases: Iterator[tuple[str, T]], rest: T) -> T: ...
    def total(self, parts: Iterator[T]) -> T: ...
    def measured(self, rule: Measure) -> T: ...


class LackingNode(Exception):
    """An algebra was asked for a sort of node that it cannot do; the text is the key of its reason."""


def make(node: Node, algebra: Algebra[C, T]) -> T:
    """What an algebra makes of a node. Raises LackingNode where it cannot do it."""
    if reason := algebra.lacks.get(type(node).__name__):
        raise LackingNode(reason)
    made: T = STEPS[type(node)](node, algebra)
    return made


def make_first(node: First, algebra: Algebra[C, T], rest: T) -> T:
    """The value of the first branch that is met, else `rest`."""
    branches = ((algebra.met(branch.row.when), algebra.value(branch.value)) for branch in node.branches)
    return algebra.first(node, branches, rest)


def _first(node: First, algebra: Algebra[C, T]) -> T:
    return make_first(node, algebra, algebra.value(None))


def _total(node: Total, algebra: Algebra[C, T]) -> T:
    return algebra.total(_first(one, algebra) for one in (node.first, *node.added))


def _tables(node: Tables, algebra: Algebra[C, T]) -> T:
    rest = _first(node.rest, algebra)
    return algebra.by(INTAKE, ((one, _first(table, algebra)) for one, table in node.tables.items()), rest)


def _raised(node: Raised, algebra: Algebra[C, T]) -> T:
    before = algebra.name(BEFORE)
    return algebra.by(BEFORE, ((one, make_first(rows, algebra, before)) for one, rows in node.rows.items()), before)


STEPS: Mapping[type, Callable[[Any, Algebra[Any, Any]], Any]] = {
    Formula: lambda node, algebra: algebra.value(node.value),
    First: _first,
    Total: _total,
    Measured: lambda node, algebra: algebra.measured(node.rule),
    Tables: _tables,
    Raised: _raised,
}
"""One step for every sort of node; the program has no others."""


class Program:
    """The nodes of one policy, each after those that it rests on, and by name."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.by_name: Mapping[str, Node] = {node.name: node for node in nodes}
        self.nodes: tuple[Node, ...] = tuple(self.by_name[name] for name in self._order())

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def __getitem__(self, name: str) -> Node:
        return self.by_name[name]

    def get(self, name: str) -> Node | None:
        """A node, None for a name that is not computed."""
        return self.by_name.get(name)

    def first(self, name: str) -> First:
        """A node of which the first branch counts."""
        node = self.by_name[name]
        assert isinstance(node, First)
        return node

    def reads(self, name: str) -> frozenset[str]:
        """The names that a node reads itself."""
        node = self.by_name[name]
        names = frozenset().union(*(part.names for part in node.expressions)) if node.expressions else frozenset()
        if isinstance(node, Measured):
            names |= {*node.rule.same, *((str(node.rule.argument),) if node.rule.argument else ())}
        if isinstance(node, Tables) and node.tables:
            names |= {INTAKE}
        return names | {BEFORE} if isinstance(node, Raised) else names

    def bases(self, name: str) -> frozenset[str]:
        """What a name rests on in the end: facts, attributes, parameters, and what grading finds."""
        if name not in self._bases:
            self._bases[name] = frozenset({name})  # for a name that comes back to itself
            if name in self.by_name and name not in OUTCOMES:
                below = [self.bases(read) for read in sorted(self.reads(name))]
                self._bases[name] = frozenset().union(*below) if below else frozenset()
        return self._bases[name]

    @property
    def tables(self) -> Tables:
        """The tables of the grades."""
        node = self.by_name[BEFORE]
        assert isinstance(node, Tables)
        return node

    @property
    def raised(self) -> Raised:
        """What raises a grade."""
        node = self.by_name[GRADE]
        assert isinstance(node, Raised)
        return node

    @cached_property
    def silent(self) -> frozenset[str]:
        """The computed names of which there is never anything to note, nor of what they rest on."""
        silent = {name for name, node in self.by_name.items() if name not in OUTCOMES and node.is_silent}  # type: ignore[union-attr]
        for node in self.nodes:  # those below stand before it
            if any(name in RECEIPT or (name in self and name not in silent) for name in self.reads(node.name)):
                silent.discard(node.name)
        return frozenset(silent)

    @cached_property
    def after(self) -> frozenset[str]:
        """The computed names that rest on what grading finds."""
        return frozenset(name for name in self.by_name if self.bases(name) & {*OUTCOMES})

    @cached_property
    def _bases(self) -> dict[str, frozenset[str]]:
        return {}

    def _order(self) -> Iterator[str]:
        """The names, each after those that it reads; the grade that a measure reads is that of earlier complaints."""
        done: set[str] = set()

        def below(name: str) -> Iterator[str]:
            if name not in done and name in self.by_name:
                done.add(name)
                measured = isinstance(self.by_name[name], Measured)
                for read in sorted(self.reads(name) - ({*OUTCOMES} if measured else set())):
                    yield from below(read)
                yield name

        for name in self.by_name:
            yield from below(name)


def program_of(policy: Policy) -> Program:
    """The program of a policy's grading."""
    nodes: list[Node] = [*_derived(policy.derived), *_measured(policy.measures)]
    nodes.append(First(INTAKE, tuple(Branch(row.row, row.intake) for row in policy.intake)))
    nodes += [_points(policy.points)] if policy.points else []
    tables = {intake: _table(policy.table(intake)) for intake in policy.intakes}
    return Program((*nodes, Tables(BEFORE, tables, _table(policy.table(None))), Raised(GRADE, _raises(policy.uplift))))


def program_of_customers(tiers: Tiers) -> Program:
    """The program by which customers are sorted: computed facts, and by `axis_name` the tier of each axis."""
    axes = (
        First(axis_name(axis), tuple(Branch(row, tier.id) for tier in axis.tiers for row in tier.rows))
        for axis in tiers.axes
    )
    return Program((*_derived(tiers.derived), *axes))


def axis_name(axis: Axis) -> str:
    """The name of an axis in the program; no condition can read it."""
    return f"axis {axis.id}"


def _derived(derived: Mapping[str, Derived]) -> Iterator[Node]:
    """The nodes of computed facts."""
    for fact in derived.values():
        rows = tuple(Branch(row, row.value, row.warn) for row in fact.rows)
        yield Formula(fact.name, fact.value) if fact.value is not None else First(fact.name, rows)


def _table(table: tuple[Grade, ...]) -> First:
    """The rows of one table, the severest grade first, and what takes the rest."""
    rows = [Branch(row, grade.id) for grade in table for row in grade.rows]
    rest = [Branch(grade.otherwise, grade.id) for grade in table if grade.otherwise]
    return First(BEFORE, (*rows, *rest[:1]))


def _measured(measures: Mapping[str, Measure]) -> Iterator[Node]:
    return (Measured(measure.name, measure) for measure in measures.values())


def _points(points: Points) -> Total:
    added = tuple(First("points", (Branch(row, row.value),)) for row in points.add)
    return Total("points", First("points", tuple(Branch(row, row.value) for row in points.first)), added)


def _raises(uplift: tuple[Uplift, ...]) -> Mapping[str, First]:
    raised = dict.fromkeys(one.raised for one in uplift)
    return {
        grade: First(GRADE, tuple(Branch(one.row, one.to) for one in uplift if one.raised == grade)) for grade in raised
    }
