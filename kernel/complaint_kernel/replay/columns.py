"""A plan as one SQL text over whole numbers, and the complaints as columns of whole numbers.

Money, quantities and other figures are scaled by a power of ten that leaves no figure a fraction; texts and
choices are numbered; nothing is ever rounded. What is not given is NULL, and SQL's three values are those of
the condition language: a row is met where its condition IS TRUE.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..base.locale import Message, message
from ..expression import Arith, Call, Compare, Expression, In, Junction, Lacking, Literal, Name, Node, Not, fold, walk
from ..intake.complaint import Complaint, instant
from ..policy.model import ATTRIBUTES, Measure
from ..policy.program import Branch, First, LackingNode, Result, make
from ..policy.program import Node as ProgramNode
from ..policy.vocabulary import FIGURE_KINDS, Aggregate
from .plan import Plan, cannot

MOST_PLACES = 12
NULL = "CAST(NULL AS HUGEINT)"
MICROSECONDS = {"hours": 3_600_000_000, "minutes": 60_000_000}
LARGEST = 10**34  # leaves room in 128 bits for a sum of a thousand such figures


class Columns:
    """One plan over one list of complaints: the rows of numbers, and the SQL that gives each its verdict."""

    def __init__(self, plan: Plan, complaints: Sequence[Complaint]) -> None:
        self.plan = plan
        self.complaints = complaints
        self.numbers: dict[Any, int] = {}
        self.verdicts: list[Branch | None] = []
        self.places = max(map(_places, self._figures()), default=0)
        if self.places > MOST_PLACES:
            raise cannot(plan.policy, message("engine.places", most=MOST_PLACES))

    def _figures(self) -> Iterator[Decimal]:
        for name in self.plan.inputs:
            if name in self.plan.policy.facts and self.plan.policy.facts[name].kind in FIGURE_KINDS:
                yield from (c.facts[name] for c in self.complaints if c.facts[name] is not None)
        given = (branch.value for node in self.plan.nodes if isinstance(node, First) for branch in node.branches)
        yield from (value for value in given if isinstance(value, Decimal))
        for node in (node for tree in self.plan.trees for node in walk(tree)):
            if isinstance(node, Literal) and isinstance(node.value, Decimal):
                yield node.value
            elif isinstance(node, In):
                yield from (value for value in node.values if isinstance(value, Decimal))
            elif isinstance(node, Name) and node.name in self.plan.policy.parameters:
                value = self.plan.policy.parameters[node.name].value
                if isinstance(value, Decimal):
                    yield value

    def number(self, value: Any) -> int | None:
        """A value as a whole number: scaled, 0 or 1, or the number of a text or choice."""
        if value is None:
            return None
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, date):
            value = Decimal(value.toordinal())
        if not isinstance(value, Decimal):
            return self.numbers.setdefault(value, len(self.numbers))
        scaled = int(value.scaleb(self.places))
        if abs(scaled) > LARGEST:
            raise cannot(self.plan.policy, message("engine.large", value=value, places=self.places))
        return scaled

    def rows(self) -> Iterator[tuple[int | None, ...]]:
        """Place, moment of receipt in microseconds, and the inputs of each complaint."""
        for place, c in enumerate(self.complaints):
            values = (c.attributes[n] if n in ATTRIBUTES else c.facts[n] for n in self.plan.inputs)
            yield place, _microseconds(c), *map(self.number, values)

    @property
    def names(self) -> list[str]:
        return ["place", "received", *(f"i_{name}" for name in self.plan.inputs)]

    # SQL

    def sql(self, source: str) -> str:
        """One SELECT: place and the number of the verdict, over a relation with the columns `names`.

        Each node of the plan is a column over those before it.
        """
        for node in self.plan.nodes:
            source = f"(SELECT *, {self._made(node, _ProgramAsSql(self))} AS n_{node.name} FROM {source})"  # noqa: S608 - names are checked, values are numbers
        verdict = self._made(self.plan.policy.program.tables, _RowsAsSql(self))
        return f"SELECT place, {verdict} AS verdict FROM {source} ORDER BY place"  # noqa: S608 - as above

    def _made(self, node: ProgramNode, algebra: _ProgramAsSql) -> str:
        try:
            return make(node, algebra)
        except (Lacking, LackingNode) as lacking:
            raise cannot(self.plan.policy, Message(str(lacking))) from None

    def verdict(self, branch: Branch | None) -> str:
        """The number of one more verdict."""
        self.verdicts.append(branch)
        return str(len(self.verdicts) - 1)

    def measure(self, rule: Measure) -> str:
        """A figure over the earlier rows of the group, this one included where the rule says so."""
        met = f"({self.truth(rule.condition.tree)}) IS TRUE" if rule.condition else "TRUE"
        summed = rule.aggregate == Aggregate.SUM
        own = f"coalesce({self.name(str(rule.argument))}, 0)" if summed else str(10**self.places)
        counted = f"CASE WHEN {met} THEN {own} ELSE 0 END"
        keys = ", ".join(map(self.name, rule.same))
        since = f"{self._window(rule)} PRECEDING" if rule.within is not None else "UNBOUNDED PRECEDING"
        by = f"PARTITION BY {keys} " if keys else ""
        over = f"OVER ({by}ORDER BY received RANGE BETWEEN {since} AND 1 PRECEDING)"
        unknown = " OR ".join(f"{self.name(name)} IS NULL" for name in rule.same) or "FALSE"
        before = f"CASE WHEN {unknown} THEN 0 ELSE coalesce(sum({counted}) {over}, 0) END"
        number = f"CASE WHEN {unknown} THEN 0 ELSE count(*) {over} END"
        total = f"{before} + {counted}" if rule.this else before
        return f"CASE WHEN {number} < {rule.earlier} THEN NULL ELSE {total} END" if rule.earlier else f"({total})"

    def _window(self, rule: Measure) -> int:
        assert rule.within is not None and not isinstance(rule.within, str)
        assert rule.within.amount is not None
        return int(rule.within.amount * MICROSECONDS[rule.within.kind])

    def truth(self, node: Node) -> str:
        """A condition as SQL of three values."""
        return fold(node, _AsSql(self)).truth

    def figure(self, node: Node) -> str:
        """A value as SQL: a whole number, all figures at one scale."""
        return fold(node, _AsSql(self)).figure

    def name(self, name: str) -> str:
        if name in self.plan.policy.parameters:
            number = self.number(self.plan.policy.parameters[name].value)
            return NULL if number is None else str(number)
        return f"n_{name}" if name in self.plan.policy.program else f"i_{name}"


@dataclass(frozen=True)
class _Sql:
    """A node as SQL: as a condition of three values, and as a whole number, all figures at one scale."""

    truth: str
    figure: str


class _AsSql:
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

    def literal(self, node: Literal) -> _Sql:
        return _Sql("TRUE" if node.value else "FALSE", str(self.columns.number(node.value)))

    def name(self, node: Name) -> _Sql:
        figure = self.columns.name(node.name)
        return _Sql(f"({figure}) = 1", figure)

    def compare(self, node: Compare, left: _Sql, right: _Sql) -> _Sql:
        op = {"==": "=", "!=": "<>"}.get(node.op, node.op)
        return _condition(f"{left.figure} {op} {right.figure}")

    def among(self, node: In, item: _Sql) -> _Sql:
        values = ", ".join(str(self.columns.number(value)) for value in node.values)
        return _condition(f"{item.figure} {'NOT IN' if node.negated else 'IN'} ({values})")

    def junction(self, node: Junction, parts: Iterator[_Sql]) -> _Sql:
        return _condition(f" {node.op.upper()} ".join(f"({part.truth})" for part in parts))

    def negation(self, node: Not, part: _Sql) -> _Sql:
        return _condition(f"NOT ({part.truth})")

    def arith(self, node: Arith, left: _Sql, right: _Sql) -> _Sql:
        return _figure(f"({left.figure} {node.op} {right.figure})")

    def call(self, node: Call, arguments: Iterator[_Sql]) -> _Sql:
        parts = [part.figure for part in arguments]
        if node.function == "given":
            return _condition(self._given(node.arguments[0], parts[0]))
        if node.function == "value":
            return _figure(f"coalesce({', '.join(parts)})")
        known = " AND ".join(f"{part} IS NOT NULL" for part in parts)
        word = "least" if node.function == "min" else "greatest"
        return _figure(f"CASE WHEN {known} THEN {word}({', '.join(parts)}) END")

    def _given(self, name: Node, figure: str) -> str:
        if isinstance(name, Name) and name.type.parameter:  # an unset one leaves the condition open, never refuted
            return "TRUE" if self.columns.plan.policy.parameters[name.name].value is not None else "NULL"
        return f"{figure} IS NOT NULL"


class _ProgramAsSql:
    """The algebra of columns for the nodes of a program."""

    lacks: Mapping[str, str] = {"Raised": "engine.raised"}

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.name = columns.name
        self.measured = columns.measure

    def met(self, when: Expression | None) -> str:
        return f"({self.columns.truth(when.tree)}) IS TRUE" if when else "TRUE"

    def value(self, value: Result) -> str:
        if isinstance(value, Expression):
            return self.columns.figure(value.tree)
        return NULL if value is None else str(self.columns.number(value))

    def first(self, node: First, branches: Iterator[tuple[str, str]], rest: str) -> str:
        return _case(branches, rest)

    def by(self, name: str, cases: Iterator[tuple[str, str]], rest: str) -> str:
        return _case(((f"{self.name(name)} = {self.columns.number(value)}", made) for value, made in cases), rest)

    def total(self, parts: Iterator[str]) -> str:
        return " + ".join(f"coalesce({part}, 0)" for part in parts)


class _RowsAsSql(_ProgramAsSql):
    """The same with the number of the branch that counts in place of its value."""

    def first(self, node: First, branches: Iterator[tuple[str, str]], rest: str) -> str:
        numbered = [
            (met, self.columns.verdict(branch)) for branch, (met, _) in zip(node.branches, branches, strict=True)
        ]
        return super().first(node, iter(numbered), self.columns.verdict(None))


def _case(branches: Iterator[tuple[str, str]], rest: str) -> str:
    text = "".join(f"WHEN {met} THEN {made} " for met, made in branches)
    return f"(CASE {text}ELSE {rest} END)" if text else rest


def _condition(sql: str) -> _Sql:
    return _Sql(sql, f"CAST(({sql}) AS INTEGER)")


def _figure(sql: str) -> _Sql:
    return _Sql(f"({sql}) = 1", sql)


def _places(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _microseconds(complaint: Complaint) -> int:
    moment = instant(complaint.received_at)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
