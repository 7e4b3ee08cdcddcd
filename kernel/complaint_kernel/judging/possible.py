"""What facts not given could still bring: the severest grade in reach, and the facts that decide.

The conditions of one complaint over cells (`cells.conditions`): what is given stays as it is, each missing fact is
cut where an answer turns and may also stay not given. So all its values are asked at once, and the answer is exact
for any number of missing facts. Where cells cannot tell (two missing figures compared with each other) a row could
be met: nothing that is possible is passed over in silence.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import Any

from ..base.errors import FigureError
from ..cells import diagram as d
from ..cells.budget import Budget, OutOfBudget
from ..cells.conditions import Conditions, cell_value
from ..cells.interval_arithmetic import UNSURE, Interval, add, figure
from ..cells.variables import Cell, cells_of
from ..expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, fold
from ..policy.analysis import base_facts, name_bases, parts_of, thresholds, trial_values
from ..policy.model import Grade, Measure, Policy
from ..policy.places import figure_of, value_of
from ..policy.thresholds import Figures, Thresholds
from ..policy.vocabulary import Aggregate, Kind
from .values import Values

TRIALS = 100  # combinations that are tried before all are asked at once
STEPS = 50_000  # of diagrams, for one complaint; some hundred are usual
BEYOND = (d.TooLarge, OutOfBudget, RecursionError, ArithmeticError, FigureError)


@dataclass(frozen=True)
class Undecided:
    """What missing facts could still make of it: the severest grade in reach, and the facts that decide."""

    worst: str
    facts: tuple[str, ...]


def still_possible(values: Values, awarded: Grade | None) -> Undecided | None:
    """The severest grade that facts not given could still bring, and which facts those are."""
    missing = frozenset(values.complaint.missing())
    table = values.policy.table(values["intake"])
    above = tuple(takewhile(lambda grade: grade is not awarded, table))
    question = _Question(values, missing)
    reachable = [(grade, deciding) for grade in above if (deciding := question.deciding(grade))]
    if not reachable:
        return None
    facts = {fact for _, deciding in reachable for fact in deciding}
    return Undecided(reachable[0][0].id, tuple(fact for fact in values.policy.facts if fact in facts))


class _Question:
    """Whether rows could still be met, for one complaint."""

    def __init__(self, values: Values, missing: frozenset[str]) -> None:
        self.values = values
        self.missing = missing
        self.questions = row_questions(values.policy)
        self.budget = Budget(STEPS)
        self.possible: Possible | None = None

    def deciding(self, grade: Grade) -> set[str]:
        """The missing facts with which some row of the grade could be met; empty when none could."""
        deciding: set[str] = set()
        for row in grade.rows:
            if row.when is None:
                continue
            question = self.questions[row.path]
            resting = self.missing & question.bases
            if not resting or not question.could.true(self.values, self.missing):
                continue
            if self._tried(row.when, resting) or self.can_be_met(row.when):
                deciding |= resting
        return deciding

    def _tried(self, condition: Expression, names: frozenset[str]) -> bool:
        """Whether one of a few combinations meets it, which settles nearly all rows that can be met."""
        tried = _trials(self.values.policy, names)
        if condition.names.isdisjoint(self.values.policy.program.by_name):  # it reads what is given, nothing computed
            seen = {name: self.values[name] for name in condition.names}
            met = condition.met
            return any(met({**seen, **trial}) for trial in tried)
        return any(self.values.supposing(trial).holds(condition) for trial in tried)

    def can_be_met(self, condition: Expression) -> bool:
        """Whether facts to come could meet it; some of them may stay not given, which `not given(x)` waits for."""
        try:
            possible = self.possible = self.possible or Possible(self.values, self.missing, self.budget)
            met = possible.met(condition)
            if met is possible.diagrams.false or not possible.loose(met):
                return met is not possible.diagrams.false
            closer = Possible(self.values, self.missing, self.budget, _Closer(self.values, self.missing, condition))
            return closer.met(condition) is not closer.diagrams.false
        except BEYOND:
            return True


@lru_cache(maxsize=4096)
def _trials(policy: Policy, names: frozenset[str]) -> tuple[Mapping[str, Any], ...]:
    """A few combinations of values of facts, one of which meets nearly every condition that can be met."""
    ordered = sorted(names)
    choices = ((*trial_values(policy, name), None) for name in ordered)
    few = itertools.islice(itertools.product(*choices), TRIALS)
    return tuple(dict(zip(ordered, one, strict=True)) for one in few)


class Possible(Conditions):
    """The names of one complaint: given ones as they are, missing facts cut into cells, the rest computed of them."""

    def __init__(
        self, values: Values, missing: frozenset[str], budget: Budget, closer: Thresholds | None = None
    ) -> None:
        super().__init__(values.policy, budget)
        self.values = values
        self.missing = missing
        self.closer = closer
        self.supposed = values.supposing({})

    def name(self, name: str, event: str | None = None) -> d.Node:
        if name not in self.known:
            self.known[name] = self._named(name)
        return self.known[name]

    def day_of(self, moment: Interval) -> Interval:
        """The day of a moment by the complaint's calendar."""
        days = (self.values.calendar.localize(value_of(Kind.MOMENT, end)).date() for end in (moment.low, moment.high))
        low, high = (Decimal(day.toordinal()) for day in days)
        return Interval(low, high, whole=True)

    def loose(self, region: d.Node) -> bool:
        """Whether a region rests on a comparison that the cells did not settle."""
        return any(self.variables[level].what == "condition" for level in d.support(region))

    def _named(self, name: str) -> d.Node:
        policy = self.policy
        if name in self.missing:
            return self.add(name, "fact", self._cells(name))
        if not self.missing & name_bases(policy, name):
            return self.diagrams.leaf(cell_value(self.supposed[name]))
        return self.computed(name)

    def _cells(self, name: str) -> tuple[Cell, ...]:
        if self.closer is None or not (found := self.closer.found[name]):
            return _policy_cells(self.policy, name)
        figures = found.union(thresholds(self.policy, name))
        return cells_of(self.policy.facts[name], figures, True, 0)

    def measured(self, rule: Measure) -> d.Node:
        """A measure asked once for every combination of the cells of the missing facts that it rests on."""
        names = sorted(self.missing & name_bases(self.policy, rule.name))
        counted = rule.over_history and rule.this
        met = self.truth(rule.condition) if counted and rule.condition else self.diagrams.true
        own = self.name(str(rule.argument)) if counted and rule.aggregate == Aggregate.SUM else self.diagrams.leaf(None)

        def value(met: bool | None, own: Any, *samples: Any) -> Any:
            return self._measured(rule, met is True, own, dict(zip(names, samples, strict=True)))

        return self.diagrams.lift(value, met, own, *(self._samples(name) for name in names))

    def _samples(self, name: str) -> d.Node:
        """One value of each cell of a missing fact."""
        level = self.name(name).level
        return self.diagrams.variable(level, [cell.samples[0] for cell in self.variables[level].cells])

    def _measured(self, rule: Measure, met: bool, own: Any, facts: Mapping[str, Any]) -> Any:
        """The measure with one value of each missing fact, widened by the cell of what this complaint adds."""
        supposed = self.values.supposing(facts)
        value = supposed[rule.name]
        if not rule.over_history or not rule.this or value is None:
            return cell_value(value)
        if rule.condition is not None and supposed.holds(rule.condition) is not met:
            return UNSURE  # another value of the same cell is not counted
        if not met or own is None or rule.aggregate != Aggregate.SUM:
            return cell_value(value)
        added = supposed[str(rule.argument)] or Decimal(0)
        return add(figure(value - added), own) if isinstance(own, Interval) else UNSURE


@lru_cache(maxsize=4096)
def _policy_cells(policy: Policy, name: str) -> tuple[Cell, ...]:
    """The cells of a fact for every complaint, by the figures of the policy alone."""
    return cells_of(policy.facts[name], thresholds(policy, name), True, 0)


class _Closer(Thresholds):
    """The thresholds of one condition beside what this complaint gives: `x > y` turns at the y that is given."""

    def __init__(self, values: Values, missing: frozenset[str], condition: Expression) -> None:
        super().__init__(values.policy, frozenset((*values.policy.derived, "points")))
        self.values = values.supposing({})
        self.missing = missing
        self._read_all(condition, set())

    def _read_all(self, expression: Expression, seen: set[str]) -> None:
        self.read(expression)
        for name in expression.names - seen:
            seen.add(name)
            for part in parts_of(self.policy, name):
                self._read_all(part, seen)

    def _given(self, name: str) -> bool:
        return not self.missing & name_bases(self.policy, name)

    def _finite_value(self, name: str) -> Figures:
        if not self._given(name):
            return super()._finite_value(name)
        value = self.values[name]
        figure = figure_of(value)
        return frozenset() if figure is None else frozenset({figure})

    def solve(self, name: str, value: Decimal) -> None:
        """A sum over history turns where this complaint's own figure adds up to the value as well."""
        super().solve(name, value)
        rule = self.policy.measures.get(name)
        if rule and rule.aggregate == Aggregate.SUM and not self._given(name) and self.values[name] is not None:
            self.solve(str(rule.argument), value - self.values[name])


# a quick look before

Could = Callable[[Values, frozenset[str]], bool]


@dataclass(frozen=True)
class _Part:
    """Whether a part might come out true, or false, with these facts missing: quick, and never too strict."""

    true: Could
    false: Could


@dataclass(frozen=True)
class RowQuestion:
    """What is known of a row for every complaint. bases: the given facts on which it rests."""

    bases: frozenset[str]
    could: _Part


@lru_cache(maxsize=64)
def row_questions(policy: Policy) -> Mapping[str, RowQuestion]:
    """What is known of each row of a grade, by the row's path."""
    rows = [row for grade in policy.grades for row in grade.rows if row.when]
    return {
        row.path: RowQuestion(base_facts(policy, row.when), fold(row.when.tree, _Possibly(policy)))
        for row in rows
        if row.when
    }


class _Possibly:
    """The algebra of what may be. What rests on no missing fact stays as it is; what rests on one may turn even where
    it has a value now, since sums count a missing figure as 0."""

    lacks: Mapping[str, str] = {}

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def junction(self, node: Junction, parts: Iterator[_Part]) -> _Part:
        known = list(parts)
        trues, falses = [part.true for part in known], [part.false for part in known]
        return _Part(_every(trues), _some(falses)) if node.op == "and" else _Part(_some(trues), _every(falses))

    def negation(self, node: Not, part: _Part) -> _Part:
        return _Part(part.false, part.true)

    def literal(self, node: Literal) -> _Part:
        return self._atom(node)

    def name(self, node: Name) -> _Part:
        return self._atom(node)

    def compare(self, node: Compare, left: _Part, right: _Part) -> _Part:
        return self._atom(node)

    def among(self, node: In, item: _Part) -> _Part:
        return self._atom(node)

    def arith(self, node: Arith, left: _Part, right: _Part) -> _Part:
        return self._atom(node)

    def call(self, node: Call, arguments: Iterator[_Part]) -> _Part:
        return self._atom(node)

    def _atom(self, node: Node) -> _Part:
        part = Expression("", node)
        bases = base_facts(self.policy, part)

        def may(missing: frozenset[str], values: Values, now: Callable[[Any], bool]) -> bool:
            if bases.isdisjoint(missing):
                return now(values)
            return all(_may_have_value(name, values) for name in part.names)

        return _Part(
            lambda values, missing: may(missing, values, part.met),
            lambda values, missing: may(missing, values, part.unmet),
        )


def _every(parts: list[Could]) -> Could:
    return lambda values, missing: all(part(values, missing) for part in parts)


def _some(parts: list[Could]) -> Could:
    return lambda values, missing: any(part(values, missing) for part in parts)


def _may_have_value(name: str, values: Values) -> bool:
    measure = values.policy.measures.get(name)
    if measure and measure.earlier and values[name] is None:
        return False  # too few complaints came before; no fact changes that
    return name not in values.policy.parameters or values[name] is not None
