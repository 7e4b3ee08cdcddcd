"""The typed tree of a condition, and ways to walk it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import TypeAlias

from ..base.locale import Message, message

Value: TypeAlias = Decimal | int | str | bool | date | time | None


@dataclass(frozen=True)
class Type:
    """What a name or a part of a condition is.

    kind: bool, number, choice, text, date, time (of day) or moment. unit: of a number (CNY, MW, pcs); None is
    a bare figure that fits any unit. choices: the values a choice or a text that the policy names may be compared with;
    None leaves a text open. parameter: a figure of the company's, which may be unset.
    """

    kind: str
    unit: str | None = None
    choices: tuple[str | int, ...] | None = None
    parameter: bool = False

    @property
    def words(self) -> Message:
        """What it is, for a person."""
        if self.kind == "number" and self.unit:
            return message("type.number_in", unit=self.unit)
        return message(f"type.{self.kind}")

    def __str__(self) -> str:
        return str(self.words)


BOOL = Type("bool")
FIGURE = Type("number")
DATE = Type("date")
TIME = Type("time")


@dataclass(frozen=True)
class Literal:
    value: Value
    type: Type


@dataclass(frozen=True)
class Name:
    name: str
    type: Type


@dataclass(frozen=True)
class Compare:
    """One comparison; a chain `a < b < c` is a Junction of two."""

    left: Node
    op: str  # < <= > >= == !=
    right: Node
    type: Type = BOOL


@dataclass(frozen=True)
class In:
    item: Node
    values: tuple[Value, ...]
    negated: bool = False
    type: Type = BOOL


@dataclass(frozen=True)
class Junction:
    op: str  # and, or
    parts: tuple[Node, ...]
    type: Type = BOOL


@dataclass(frozen=True)
class Not:
    part: Node
    type: Type = BOOL


@dataclass(frozen=True)
class Arith:
    left: Node
    op: str  # + - * /
    right: Node
    type: Type


@dataclass(frozen=True)
class Call:
    function: str  # min max floor ceil given value; date, the day of a moment, which nobody writes
    arguments: tuple[Node, ...]
    type: Type


Node: TypeAlias = Literal | Name | Compare | In | Junction | Not | Arith | Call


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, left to right."""
    if isinstance(node, (Compare, Arith)):
        return (node.left, node.right)
    if isinstance(node, In):
        return (node.item,)
    if isinstance(node, Junction):
        return node.parts
    if isinstance(node, Not):
        return (node.part,)
    if isinstance(node, Call):
        return node.arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, outside in."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> frozenset[str]:
    """Every name that the tree reads."""
    return frozenset(n.name for n in walk(node) if isinstance(n, Name))


def atoms(node: Node) -> Iterator[Node]:
    """The parts that are met or not as a whole: comparisons, memberships, bare booleans."""
    if isinstance(node, (Junction, Not)):
        for child in children(node):
            yield from atoms(child)
    else:
        yield node
