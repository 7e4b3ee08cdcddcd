"""A plan as one SQL text over whole numbers, and the complaints as columns of whole numbers.

Money, quantities and other figures are scaled by a power of ten that leaves no figure a fraction; texts and
choices are numbered; nothing is ever rounded. What is not given is NULL, and SQL's three values are those of
the condition language: a row is met where its condition IS TRUE.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..expression import Arith, Call, Compare, In, Junction, Literal, Name, Node, Not, walk
from ..intake.complaint import Complaint, instant
from ..policy.model import ATTRIBUTES, Measure
from .plan import EngineError, Plan

FIGURES = ("money", "quantity", "count", "number")
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
            if name in self.plan.policy.facts and self.plan.policy.facts[name].kind in FIGURES:
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
        own = f"coalesce(i_{rule.argument}, 0)" if rule.aggregate == "sum" else str(10**self.places)
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
        """A condition as SQL of three values."""
        if isinstance(node, Not):
            return f"NOT ({self.truth(node.part)})"
        if isinstance(node, Junction):
            return f" {node.op.upper()} ".join(f"({self.truth(part)})" for part in node.parts)
        if isinstance(node, Compare):
            op = {"==": "=", "!=": "<>"}.get(node.op, node.op)
            return f"{self._compared(node.left)} {op} {self._compared(node.right)}"
        if isinstance(node, In):
            values = ", ".join(str(self.number(value)) for value in node.values)
            return f"{self._compared(node.item)} {'NOT IN' if node.negated else 'IN'} ({values})"
        if isinstance(node, Call):
            return self._given(node)
        if isinstance(node, Literal):
            return "TRUE" if node.value else "FALSE"
        return f"({self.figure(node)}) = 1"

    def _compared(self, node: Node) -> str:
        if node.type.kind == "bool" and not isinstance(node, (Name, Literal)):
            return f"CAST(({self.truth(node)}) AS INTEGER)"
        return self.figure(node)

    def _given(self, node: Call) -> str:
        name = node.arguments[0]
        assert isinstance(name, Name)
        if name.type.parameter:  # an unset parameter leaves the condition open; it never refutes it
            return "TRUE" if self.plan.policy.parameters[name.name].value is not None else "NULL"
        return f"{self.figure(name)} IS NOT NULL"

    def figure(self, node: Node) -> str:
        """A value as SQL, all figures at one scale."""
        if isinstance(node, Literal):
            return str(self.number(node.value))
        if isinstance(node, Name):
            return self._name(node.name)
        if isinstance(node, Arith) and node.op in "+-":
            return f"({self.figure(node.left)} {node.op} {self.figure(node.right)})"
        if isinstance(node, Call) and node.function in ("min", "max"):
            parts = [self.figure(part) for part in node.arguments]
            known = " AND ".join(f"{part} IS NOT NULL" for part in parts)
            word = "least" if node.function == "min" else "greatest"
            return f"CASE WHEN {known} THEN {word}({', '.join(parts)}) END"
        if isinstance(node, Call) and node.function == "value":
            return f"coalesce({', '.join(self.figure(part) for part in node.arguments)})"
        shown = f"`{node.op}`" if isinstance(node, Arith) else getattr(node, "function", type(node).__name__)
        raise EngineError(f"{self.plan.policy.id} computes with {shown}")

    def _name(self, name: str) -> str:
        if name in self.plan.policy.parameters:
            number = self.number(self.plan.policy.parameters[name].value)
            return "CAST(NULL AS HUGEINT)" if number is None else str(number)
        return f"m_{name}" if name in self.plan.policy.measures else f"i_{name}"


def _places(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _microseconds(complaint: Complaint) -> int:
    moment = instant(complaint.received_at)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
