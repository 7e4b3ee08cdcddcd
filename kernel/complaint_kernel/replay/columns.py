"""The plan of a policy as columns: one relational expression that every SQL engine takes, in the dialect of each.

The typed conditions become expressions of sqlglot, which writes them for DuckDB and for Spark alike. What is not given
is NULL, and SQL's three values are those of the condition language: a row is met where its condition IS TRUE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ..base.locale import Message
from ..expression import Arith, Call, Compare, Expression, In, Junction, Lacking, Literal, Name, Node, Not, fold
from ..policy.model import Measure
from ..policy.program import BEFORE, GRADE, Branch, First, LackingNode, Measured, Result, make
from ..policy.program import Node as ProgramNode
from ..policy.vocabulary import Aggregate
from ..worktime import Limit
from .encoding import Encoding
from .plan import Plan, cannot

MICROSECONDS = {"hours": 3_600_000_000, "minutes": 60_000_000}
RECEIVED = "received"
COMPARED = {"==": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
RECKONED = {"+": exp.Add, "-": exp.Sub}


class Columns:
    """One plan over a relation with the inputs of complaints.

    number: sets its columns apart from those of other plans over the same relation. defaults: what an input is where
    it is not given, by its name, where this policy and not the reading of the file says so.
    turns: of each window by the calendar, the moments at which a month or year begins after the first receipt.
    verdicts: the branch that each verdict stands for.
    """

    def __init__(
        self,
        plan: Plan,
        encoding: Encoding,
        number: int = 0,
        defaults: Mapping[str, Any] = {},
        turns: Mapping[str, Sequence[int]] = {},
    ) -> None:
        self.plan = plan
        self.encoding = encoding
        self.number = number
        self.defaults = defaults
        self.turns = turns
        self.verdicts: list[Branch | None] = []

    def over(self, source: exp.Select) -> exp.Select:
        """The relation with a column for each node; those that rest on no other stand side by side."""
        for nodes in self._levels():
            made = [
                exp.alias_(self._made(node, _ProgramAsColumns(self)), self.column(node.name), quoted=True)
                for node in nodes
            ]
            source = exp.select("*", *made).from_(source.subquery("below"))
        return source

    def judged_over(self, source: exp.Select) -> exp.Select:
        """The relation of `over` with the verdict (`verdict_column`) and the grade."""
        verdict = exp.alias_(self.verdict(), self.verdict_column)
        source = exp.select("*", verdict).from_(source.subquery("below"))
        numbered = enumerate(self.verdicts)
        grades = [
            (exp.EQ(this=column(self.verdict_column), expression=whole(number)), self.literal(branch.value))
            for number, branch in numbered
            if branch
        ]
        grade = exp.alias_(case(grades, exp.cast(exp.null(), "VARCHAR")), self.column(GRADE), quoted=True)
        return exp.select("*", grade).from_(source.subquery("below"))

    @property
    def verdict_column(self) -> str:
        """The name of the column of the verdict."""
        return f"w{self.number}"

    def met(self, condition: Expression) -> exp.Expression:
        """Whether a condition is met, over `judged_over`."""
        return is_true(self._tried(lambda: self.part(condition.tree).truth))

    def verdict(self) -> exp.Expression:
        """The number of the branch that gives the grade, in `verdicts`."""
        return self._made(self.plan.policy.program.tables, _RowsAsColumns(self))

    def column(self, name: str) -> str:
        """The name of the column of a node."""
        return f"n{self.number}_{name}"

    def _levels(self) -> Iterator[list[ProgramNode]]:
        """Nodes that rest only on those of the levels before."""
        program, levels = self.plan.policy.program, dict[str, int]()
        for node in self.plan.nodes:
            below = [levels[read] for read in program.reads(node.name) if read in levels]
            levels[node.name] = max(below, default=-1) + 1
        for level in range(max(levels.values(), default=-1) + 1):
            yield [node for node in self.plan.nodes if levels[node.name] == level]

    def _made(self, node: ProgramNode, algebra: _ProgramAsColumns) -> exp.Expression:
        return self._tried(lambda: make(node, algebra))

    def _tried(self, made: Callable[[], exp.Expression]) -> exp.Expression:
        try:
            return made()
        except (Lacking, LackingNode) as lacking:
            raise cannot(self.plan.policy, Message(str(lacking))) from None

    def literal(self, value: Any) -> exp.Expression:
        """A value of the policy as a column holds it."""
        stored = self.encoding.stored(value)
        if stored is None:
            return exp.null()
        return exp.Literal.string(stored) if isinstance(stored, str) else whole(stored)

    def name(self, name: str) -> exp.Expression:
        """The value of a name."""
        if name in self.plan.policy.parameters:
            value = self.plan.policy.parameters[name].value
            return self.literal(str(value) if isinstance(value, Limit) else value)  # of a limit one asks if it is set
        if name in (BEFORE, GRADE):
            return column(self.column(GRADE))
        if name in self.plan.policy.program:
            node = self.plan.policy.program[name]
            if isinstance(node, Measured) and not node.rule.over_history:
                return self.literal(nothing_happened(node.rule))
            return column(self.column(name))
        given = column(f"i_{name}")
        return exp.func("coalesce", given, self.literal(self.defaults[name])) if name in self.defaults else given

    def measure(self, rule: Measure) -> exp.Expression:
        """A figure over the earlier rows of the group, this one included where the rule says so."""
        nothing = whole(0)
        own = self.name(str(rule.argument)) if rule.aggregate == Aggregate.SUM else whole(10**self.encoding.places)
        counted = exp.func("coalesce", own, whole(0)) if rule.aggregate == Aggregate.SUM else own
        if rule.condition:
            counted = case([(is_true(self.part(rule.condition.tree).truth), counted)], nothing)
        keys = [self.name(name) for name in rule.same]
        before = exp.func("coalesce", self._before(rule, exp.Sum(this=counted), keys), whole(0))
        known = every([given(key) for key in keys])
        before = case([(known, before)], nothing) if keys else before
        total = exp.Paren(this=exp.Add(this=before, expression=counted.copy())) if rule.this else before
        if not rule.earlier:
            return total
        number = self._before(rule, exp.Count(this=exp.Star()), keys)
        enough: exp.Expression = exp.GTE(this=number, expression=whole(rule.earlier))
        return case([(every([known, enough]) if keys else enough, total)], self.literal(None))

    def _before(self, rule: Measure, figure: exp.Expression, keys: Sequence[exp.Expression]) -> exp.Expression:
        """A figure over what came in before this moment, inside the window."""
        span = _span(rule.within) if isinstance(rule.within, Limit) else None
        together = [key.copy() for key in keys]
        if isinstance(rule.within, str):
            together.append(self._period(rule.within))
        spec = exp.WindowSpec(
            kind="RANGE",
            start="UNBOUNDED" if span is None else whole(span),
            start_side="PRECEDING",
            end=whole(1),
            end_side="PRECEDING",
        )
        order = exp.Order(expressions=[exp.Ordered(this=column(RECEIVED), nulls_first=False)])
        return exp.Window(this=figure, partition_by=together, order=order, spec=spec)

    def _period(self, window: str) -> exp.Expression:
        """The number of the calendar month or year of the receipt."""
        turns = self.turns[window]
        ends = [(exp.LT(this=column(RECEIVED), expression=whole(turn)), whole(n)) for n, turn in enumerate(turns)]
        return case(ends, whole(len(turns)))

    def part(self, node: Node) -> _Part:
        """A condition or value as columns."""
        return fold(node, _AsColumns(self))


def nothing_happened(rule: Measure) -> Decimal | bool | None:
    """A measure over events, or the age since one, where none of them has happened."""
    if rule.aggregate == Aggregate.OLDER:
        return False
    return None if rule.aggregate == Aggregate.LAST else Decimal(0)


def column(name: str) -> exp.Expression:
    """A column by its name."""
    return exp.column(name, quoted=True)


def whole(number: int) -> exp.Expression:
    """A whole number."""
    return exp.Literal.number(number) if number >= 0 else exp.Paren(this=exp.Neg(this=exp.Literal.number(-number)))


def given(figure: exp.Expression) -> exp.Expression:
    """Whether a value is given."""
    return exp.Not(this=exp.Paren(this=exp.Is(this=figure.copy(), expression=exp.null())))


def every(conditions: Sequence[exp.Expression]) -> exp.Expression:
    """That all conditions hold."""
    return exp.and_(*conditions)


def is_true(condition: exp.Expression) -> exp.Expression:
    """Whether a condition is known to hold."""
    return exp.Is(this=exp.Paren(this=condition), expression=exp.true())


def case(branches: Sequence[tuple[exp.Expression, exp.Expression]], rest: exp.Expression) -> exp.Expression:
    """The value of the first branch whose condition holds."""
    if not branches:
        return rest
    made = [exp.If(this=met, true=value.copy()) for met, value in branches]
    return exp.Case(ifs=made, default=rest.copy())


def _span(window: Limit) -> int:
    assert window.amount is not None
    return int(window.amount * MICROSECONDS[window.kind])


@dataclass(frozen=True)
class _Part:
    """A node as a condition of three values, and as a value, all figures at one scale."""

    truth: exp.Expression
    figure: exp.Expression


class _AsColumns:
    """The algebra of columns. What would leave the whole numbers is beyond it."""

    lacks: Mapping[str, str] = {
        "*": "engine.product",
        "/": "engine.ratio",
        "floor": "engine.floor",
        "ceil": "engine.ceil",
        "date": "engine.day_of",
    }

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def literal(self, node: Literal) -> _Part:
        return _Part(exp.true() if node.value else exp.false(), self.columns.literal(node.value))

    def name(self, node: Name) -> _Part:
        return _figure(self.columns.name(node.name))

    def compare(self, node: Compare, left: _Part, right: _Part) -> _Part:
        return _condition(COMPARED[node.op](this=left.figure, expression=right.figure))

    def among(self, node: In, item: _Part) -> _Part:
        found = exp.In(this=item.figure, expressions=[self.columns.literal(value) for value in node.values])
        return _condition(exp.Not(this=exp.Paren(this=found)) if node.negated else found)

    def junction(self, node: Junction, parts: Iterator[_Part]) -> _Part:
        joined = exp.and_ if node.op == "and" else exp.or_
        return _condition(joined(*(exp.Paren(this=part.truth) for part in parts)))

    def negation(self, node: Not, part: _Part) -> _Part:
        return _condition(exp.Not(this=exp.Paren(this=part.truth)))

    def arith(self, node: Arith, left: _Part, right: _Part) -> _Part:
        return _figure(exp.Paren(this=RECKONED[node.op](this=left.figure, expression=right.figure)))

    def call(self, node: Call, arguments: Iterator[_Part]) -> _Part:
        parts = [part.figure for part in arguments]
        if node.function == "given":
            return _condition(self._given(node.arguments[0], parts[0]))
        if node.function == "value":
            return _figure(exp.func("coalesce", *parts))
        word = exp.Least if node.function == "min" else exp.Greatest
        extreme = word(this=parts[0].copy(), expressions=[part.copy() for part in parts[1:]])
        return _figure(case([(every([given(part) for part in parts]), extreme)], self.columns.literal(None)))

    def _given(self, name: Node, figure: exp.Expression) -> exp.Expression:
        if isinstance(name, Name) and name.type.parameter:  # an unset one leaves the condition open, never refuted
            unset = self.columns.plan.policy.parameters[name.name].value is None
            return exp.cast(exp.null(), "BOOLEAN") if unset else exp.true()
        return given(figure)


class _ProgramAsColumns:
    """The algebra of columns for the nodes of a program."""

    lacks: Mapping[str, str] = {"Raised": "engine.raised"}

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.name = columns.name
        self.measured = columns.measure

    def met(self, when: Expression | None) -> exp.Expression:
        return is_true(self.columns.part(when.tree).truth) if when else exp.true()

    def value(self, value: Result) -> exp.Expression:
        return self.columns.part(value.tree).figure if isinstance(value, Expression) else self.columns.literal(value)

    def first(
        self, node: First, branches: Iterator[tuple[exp.Expression, exp.Expression]], rest: exp.Expression
    ) -> exp.Expression:
        return case([*branches], rest)

    def by(self, name: str, cases: Iterator[tuple[str, exp.Expression]], rest: exp.Expression) -> exp.Expression:
        same = ((exp.EQ(this=self.name(name), expression=self.columns.literal(one)), made) for one, made in cases)
        return case([*same], rest)

    def total(self, parts: Iterator[exp.Expression]) -> exp.Expression:
        counted = [exp.func("coalesce", part, whole(0)) for part in parts]
        total = counted[0]
        for part in counted[1:]:
            total = exp.Add(this=total, expression=part)
        return total


class _RowsAsColumns(_ProgramAsColumns):
    """The same with the number of the branch that counts in place of its value."""

    def first(
        self, node: First, branches: Iterator[tuple[exp.Expression, exp.Expression]], rest: exp.Expression
    ) -> exp.Expression:
        numbered = ((met, self._verdict(branch)) for branch, (met, _) in zip(node.branches, branches, strict=True))
        return super().first(node, numbered, self._verdict(None))

    def _verdict(self, branch: Branch | None) -> exp.Expression:
        self.columns.verdicts.append(branch)
        return whole(len(self.columns.verdicts) - 1)


def _condition(condition: exp.Expression) -> _Part:
    return _Part(condition, exp.cast(exp.Paren(this=condition.copy()), "INT"))


def _figure(figure: exp.Expression) -> _Part:
    return _Part(exp.EQ(this=exp.Paren(this=figure.copy()), expression=whole(1)), figure)
