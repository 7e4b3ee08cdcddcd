"""A plan as one SQL text over whole numbers, and the complaints as columns of whole numbers.

Money, quantities and other figures are scaled by a power of ten that leaves no figure a fraction; texts and
choices are numbered; nothing is ever rounded. What is not given is NULL, and SQL's three values are those of
the condition language: a row is met where its condition IS TRUE.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..expression import Arith, Call, Compare, In, Junction, Lacking, Literal, Name, Node, Not, fold, walk
from ..intake.complaint import Complaint, instant
from ..policy.model import ATTRIBUTES, Measure
from ..policy.vocabulary import FIGURE_KINDS, Aggregate
from .plan import EngineError, Plan

MOST_PLACES = 12
MICROSECONDS = {"hours": 3_600_000_000, "minutes": 60_000_000}
LARGEST = 10**34  # leaves room in 128 bits for a sum of a thousand such figures


class Columns:
    """One plan over one list of complaints: the rows of numbers, and the SQL that gives each its verdict."""

    def __init__(self, plan: Plan, complaints: Sequence[Complaint]) -> None:
        self.plan = plan
        self.complaints = complaints
        self.numbers: dict[Any, int] = {}
        self.verdicts = [verdict for _, rows in plan.tables for _, verdict in rows]
        self.places = max(map(_places, self._figures()), default=0)
        if self.places > MOST_PLACES:
            raise EngineError(f"{plan.policy.id}: a figure has more than {MOST_PLACES} places")

    def _figures(self) -> Iterator[Decimal]:
        for name in self.plan.inputs:
            if name in self.plan.policy.facts and self.plan.policy.facts[name].kind in FIGURE_KINDS:
                yield from (c.facts[name] for c in self.complaints if c.facts[name] is not None)
        for node in (node for tree in self.plan.nodes for node in walk(tree)):
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
            raise EngineError(f"{self.plan.policy.id}: the figure {value} is too large beside {self.places} places")
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
        """One SELECT: place and the number of the verdict, over a relation with the columns `names`."""
        measures = "".join(f", {self._measure(m)} AS m_{m.name}" for m in self.plan.measures)
        return f"SELECT place, {self._verdict()} AS verdict FROM (SELECT *{measures} FROM {source}) ORDER BY place"  # noqa: S608 - names are checked, values are numbers

    def _verdict(self) -> str:
        position = 0
        tables = []
        for condition, rows in self.plan.tables:
            whens = []
            for when, _ in rows:
                whens.append((when, str(position)))
                position += 1
            tables.append((condition, self._first(whens)))
        return self._first(tables)

    def _first(self, branches: Iterable[tuple[Node | None, str]]) -> str:
        text = ""
        for condition, answer in branches:
            if condition is None:
                return f"CASE {text}ELSE {answer} END" if text else answer
            text += f"WHEN ({self.truth(condition)}) IS TRUE THEN {answer} "
        return f"CASE {text}END"

    def _measure(self, rule: Measure) -> str:
        """A figure over the earlier rows of the group, this one included where the rule says so."""
        met = f"({self.truth(rule.condition.tree)}) IS TRUE" if rule.condition else "TRUE"
        own = f"coalesce(i_{rule.argument}, 0)" if rule.aggregate == Aggregate.SUM else str(10**self.places)
        counted = f"CASE WHEN {met} THEN {own} ELSE 0 END"
        keys = ", ".join(f"i_{name}" for name in rule.same)
        since = f"{self._window(rule)} PRECEDING" if rule.within is not None else "UNBOUNDED PRECEDING"
        by = f"PARTITION BY {keys} " if keys else ""
        over = f"OVER ({by}ORDER BY received RANGE BETWEEN {since} AND 1 PRECEDING)"
        unknown = " OR ".join(f"i_{name} IS NULL" for name in rule.same) or "FALSE"
        before = f"CASE WHEN {unknown} THEN 0 ELSE coalesce(sum({counted}) {over}, 0) END"
        number = f"CASE WHEN {unknown} THEN 0 ELSE count(*) {over} END"
        total = f"{before} + {counted}" if rule.this else before
        return f"CASE WHEN {number} < {rule.earlier} THEN NULL ELSE {total} END" if rule.earlier else f"({total})"

    def _window(self, rule: Measure) -> int:
        assert rule.within is not None and not isinstance(rule.within, str)
        assert rule.within.amount is not None
        return int(rule.within.amount * MICROSECONDS[rule.within.kind])

    def truth(self, node: Node) -> str:
        """A condition as SQL of three values. Raises EngineError where it computes with what SQL is not asked to do."""
        try:
            return fold(node, _AsSql(self)).truth
        except Lacking as lacking:
            raise EngineError(f"{self.plan.policy.id} computes with {lacking}") from None

    def name(self, name: str) -> str:
        if name in self.plan.policy.parameters:
            number = self.number(self.plan.policy.parameters[name].value)
            return "CAST(NULL AS HUGEINT)" if number is None else str(number)
        return f"m_{name}" if name in self.plan.policy.measures else f"i_{name}"


@dataclass(frozen=True)
class _Sql:
    """A node as SQL: as a condition of three values, and as a whole number, all figures at one scale."""

    truth: str
    figure: str


class _AsSql:
    """The algebra of columns. What would leave the whole numbers is beyond it."""

    lacks: Mapping[str, str] = {"*": "`*`", "/": "`/`", "floor": "floor", "ceil": "ceil", "date": "the day of a moment"}

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
