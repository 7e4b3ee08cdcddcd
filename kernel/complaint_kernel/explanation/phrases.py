"""A condition in words, built from its typed tree and the labels of the policy.

`established` tells why a condition holds for one complaint, with the values that met it; `stated` tells
what a condition asks for. A chain of `or` tells only the parts that hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not, Type, fold
from ..policy import Field
from ..policy.places import TIMED
from .messages import Messages

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
COMPARED = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least", "==": "is", "!=": "is_not"}
ORDERED_IN_TIME = {"<": "before", "<=": "not_after", ">": "after", ">=": "not_before", "==": "on", "!=": "not_on"}
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def stated(messages: Messages, condition: Expression, data: Mapping[str, Field] = {}) -> str:
    """What a condition asks for."""
    return fold(condition.tree, Words(messages, None, data)).told(True)


def refuted(messages: Messages, condition: Expression) -> str:
    """The opposite of what a condition asks for."""
    return fold(condition.tree, Words(messages)).told(False)


def established(
    messages: Messages, condition: Expression, values: Mapping[str, Any], data: Mapping[str, Field] = {}
) -> str:
    """Why a condition that is met holds, with its values."""
    return fold(condition.tree, Words(messages, values, data)).told(True)


@dataclass(frozen=True)
class Words:
    """The algebra of sentences. values None: nothing is known, the condition is stated as it is."""

    messages: Messages
    values: Mapping[str, Any] | None = None
    data: Mapping[str, Field] = field(default_factory=dict)

    @property
    def lacks(self) -> Mapping[str, str]:
        return {}

    def literal(self, node: Literal) -> Said:
        return SaidLiteral(self, node)

    def name(self, node: Name) -> Said:
        return SaidName(self, node)

    def compare(self, node: Compare, left: Said, right: Said) -> Said:
        return SaidComparison(self, node, left, right)

    def among(self, node: In, item: Said) -> Said:
        return SaidMembership(self, node, item)

    def junction(self, node: Junction, parts: Iterator[Said]) -> Said:
        return SaidJunction(self, node, tuple(parts))

    def negation(self, node: Not, part: Said) -> Said:
        return SaidOpposite(self, node, part)

    def arith(self, node: Arith, left: Said, right: Said) -> Said:
        return SaidArith(self, node, left, right)

    def call(self, node: Call, arguments: Iterator[Said]) -> Said:
        return SaidCall(self, node, tuple(arguments))

    # what the parts share

    def text(self, key: str, **parts: Any) -> str:
        return self.messages.text(key, **parts)

    def known(self, name: str) -> str:
        """The value of a name."""
        assert self.values is not None
        return self.messages.value(name, self.values[name], self.data)

    def set_off(self, text: str) -> str:
        """A figure after a word, with what its language sets before digits."""
        return self.text("before_digits") + text if text[0].isdigit() else text


@dataclass(frozen=True)
class Said:
    """A part of a condition, told where it is used: from the outside in, since a negation is told where it applies."""

    words: Words
    node: Node

    is_loose = False
    """Whether it keeps brackets inside an `and`."""

    def told(self, wanted: bool) -> str:
        """That it is true, or with wanted=False that it is not."""
        return self.words.text("never")

    def figure(self, beside: Type | None = None) -> str:
        """As a number; a bare one takes the unit of what it is compared with."""
        raise AssertionError("a condition is no figure; the parser lets none through")

    def quoted(self) -> str:
        """As a name, set off from the sentence."""
        return self.words.messages.quoted(self.figure())

    def value(self, beside: Said) -> str:
        """As what another part is compared with, by whose labels it is told."""
        return self.quoted()

    def timed(self) -> str:
        """As a day, a time of day or a moment."""
        return self.quoted()


@dataclass(frozen=True)
class SaidLiteral(Said):
    node: Literal

    def told(self, wanted: bool) -> str:
        return self.words.text("always" if self.node.value is wanted else "never")

    def figure(self, beside: Type | None = None) -> str:
        return self.words.messages.figure(self.node.value, (beside or self.node.type).unit)  # type: ignore[arg-type]

    def value(self, beside: Said) -> str:
        name = beside.node.name if isinstance(beside.node, Name) else ""
        return self.words.messages.value(name, self.node.value, self.words.data)

    def timed(self) -> str:
        return self.words.messages.value("", self.node.value)


@dataclass(frozen=True)
class SaidName(Said):
    node: Name

    def told(self, wanted: bool) -> str:
        return self.words.text("applies" if wanted else "applies_not", name=self.quoted())

    def figure(self, beside: Type | None = None) -> str:
        words = self.words
        names = {"name": self.label(), "lowered": _lowered(self.label())}  # as its language writes it in a sentence
        if words.values is None:
            return words.text("named_figure", **names)
        text = words.text("known_figure", **names, value=words.known(self.node.name))
        return text + words.text("before_digits") if text[-1].isdigit() else text

    def label(self) -> str:
        return self.words.messages.name(self.node.name, self.words.data)

    def quoted(self) -> str:
        return self.words.messages.quoted(self.label())

    def timed(self) -> str:
        if self.words.values is None:
            return self.quoted()
        return self.words.text("known_moment", name=self.quoted(), value=self.words.known(self.node.name))


@dataclass(frozen=True)
class SaidComparison(Said):
    node: Compare
    left: Said
    right: Said

    def told(self, wanted: bool) -> str:
        left, op, right = self.left, self.node.op, self.right
        if isinstance(left.node, Literal) and not isinstance(right.node, Literal):
            left, op, right = right, FLIPPED[op], left
        op, kind = op if wanted else NEGATED[op], left.node.type.kind
        if kind in TIMED:
            return self.words.text(f"compare.{ORDERED_IN_TIME[op]}", left=left.timed(), right=right.timed())
        if kind == "number":
            return self._compared(op, left.figure(), self.words.set_off(right.figure(left.node.type)))
        if kind == "bool" and isinstance(right.node, Literal):
            return left.told((op == "==") == bool(right.node.value))
        return self._compared(op, left.quoted(), right.value(left))

    def _compared(self, op: str, left: str, right: str) -> str:
        return self.words.text(f"compare.{COMPARED[op]}", left=left, right=right)


@dataclass(frozen=True)
class SaidMembership(Said):
    node: In
    item: Said

    def told(self, wanted: bool) -> str:
        within, left, item = self.node.negated != wanted, self.item.quoted(), self.item
        if self.words.values is not None and within and isinstance(item.node, Name):
            return self.words.text("compare.in_known", left=left, value=self.words.known(item.node.name))
        values = (SaidLiteral(self.words, Literal(value, item.node.type)) for value in self.node.values)
        listed = self.words.messages.joined(value.value(item) for value in values)
        return self.words.text("compare.in" if within else "compare.not_in", left=left, right=listed)


@dataclass(frozen=True)
class SaidJunction(Said):
    node: Junction
    parts: tuple[Said, ...]

    is_loose = True

    def told(self, wanted: bool) -> str:
        all_needed, parts = (self.node.op == "and") == wanted, self.parts
        if self.words.values is not None and not all_needed:
            parts = tuple(part for part in parts if self._holds(part.node, wanted)) or parts
            all_needed = True
        texts = [self._bracketed(part, wanted, all_needed) for part in parts]
        return self.words.messages.joined(dict.fromkeys(texts), "and" if all_needed else "or")

    def _bracketed(self, part: Said, wanted: bool, inside_and: bool) -> str:
        """An `or` inside an `and` keeps its brackets; with values it is told as what holds."""
        loose = part.is_loose and self.words.values is None and inside_and
        return f"({part.told(wanted)})" if loose else part.told(wanted)

    def _holds(self, part: Node, wanted: bool) -> bool:
        assert self.words.values is not None
        condition = Expression("", part)
        return condition.met(self.words.values) if wanted else condition.unmet(self.words.values)


@dataclass(frozen=True)
class SaidOpposite(Said):
    part: Said

    @property
    def is_loose(self) -> bool:  # type: ignore[override]
        return isinstance(self.part, SaidJunction)

    def told(self, wanted: bool) -> str:
        return self.part.told(not wanted)


@dataclass(frozen=True)
class SaidArith(Said):
    node: Arith
    left: Said
    right: Said

    def figure(self, beside: Type | None = None) -> str:
        sign = {"*": "×", "/": "÷", "-": "−"}.get(self.node.op, self.node.op)
        return f"{_nested(self.left)} {sign} {_nested(self.right)}"


@dataclass(frozen=True)
class SaidCall(Said):
    node: Call
    arguments: tuple[Said, ...]

    def told(self, wanted: bool) -> str:
        return self.words.text("given" if wanted else "not_given", name=self.arguments[0].quoted())

    def figure(self, beside: Type | None = None) -> str:
        if self.node.function == "value":
            return self.arguments[0].figure()
        parts = self.words.messages.joined(argument.figure() for argument in self.arguments)
        return self.words.text(self.node.function, parts=parts)

    def quoted(self) -> str:
        """The day of a moment goes by the moment's name."""
        return self.arguments[0].quoted() if self.node.function == "date" else super().quoted()

    def timed(self) -> str:
        return self.arguments[0].timed()


def _nested(part: Said) -> str:
    return f"({part.figure()})" if isinstance(part, SaidArith) else part.figure()


def _lowered(label: str) -> str:
    """A label inside a sentence: `Total cost` becomes `total cost`, `PV modules` stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
