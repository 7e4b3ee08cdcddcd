"""A condition in words, built from its typed tree and the labels of the policy.

`established` tells why a condition holds for one complaint, with the values that met it; `stated` tells
what a condition asks for. A chain of `or` tells only the parts that hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..expression import Arith, Call, Compare, Expression, In, Junction, Literal, Name, Node, Not
from ..policy import Field
from ..policy.places import TIMED
from .messages import Messages

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
COMPARED = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least", "==": "is", "!=": "is_not"}
ORDERED_IN_TIME = {"<": "before", "<=": "not_after", ">": "after", ">=": "not_before", "==": "on", "!=": "not_on"}
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def stated(messages: Messages, condition: Expression, data: Mapping[str, Field] = {}) -> str:
    """What a condition asks for."""
    return ConditionText(messages, None, data).render(condition.tree, True)


def refuted(messages: Messages, condition: Expression) -> str:
    """The opposite of what a condition asks for."""
    return ConditionText(messages, None, {}).render(condition.tree, False)


def established(
    messages: Messages, condition: Expression, values: Mapping[str, Any], data: Mapping[str, Field] = {}
) -> str:
    """Why a condition that is met holds, with its values."""
    return ConditionText(messages, values, data).render(condition.tree, True)


@dataclass(frozen=True)
class ConditionText:
    """values None: nothing is known, the condition is stated as it is."""

    messages: Messages
    values: Mapping[str, Any] | None
    data: Mapping[str, Field] = field(default_factory=dict)

    def render(self, node: Node, wanted: bool) -> str:
        """That the node is true, or with wanted=False that it is not."""
        if isinstance(node, Not):
            return self.render(node.part, not wanted)
        if isinstance(node, Junction):
            return self._junction(node, wanted)
        if isinstance(node, Compare):
            return self._compare(node, wanted)
        if isinstance(node, In):
            return self._membership(node, wanted)
        if isinstance(node, Call):
            return self.messages.text("given" if wanted else "not_given", name=self._quoted(node.arguments[0]))
        if isinstance(node, Name):
            return self.messages.text("applies" if wanted else "applies_not", name=self._quoted(node))
        return self.messages.text("always" if isinstance(node, Literal) and node.value is wanted else "never")

    def _junction(self, node: Junction, wanted: bool) -> str:
        all_needed = (node.op == "and") == wanted
        parts = node.parts
        if self.values is not None and not all_needed:
            parts = tuple(part for part in parts if self._holds(part, wanted)) or parts
            all_needed = True
        texts = [self._bracketed(part, wanted, all_needed) for part in parts]
        return self.messages.joined(dict.fromkeys(texts), "and" if all_needed else "or")

    def _bracketed(self, part: Node, wanted: bool, inside_and: bool) -> str:
        """An `or` inside an `and` keeps its brackets; with values it is told as what holds."""
        text = self.render(part, wanted)
        bare = part.part if isinstance(part, Not) else part
        loose = isinstance(bare, Junction) and self.values is None and inside_and
        return f"({text})" if loose else text

    def _holds(self, part: Node, wanted: bool) -> bool:
        assert self.values is not None
        condition = Expression("", part)
        return condition.met(self.values) if wanted else condition.unmet(self.values)

    def _compare(self, node: Compare, wanted: bool) -> str:
        left, op, right = node.left, node.op, node.right
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, op, right = right, FLIPPED[op], left
        op = op if wanted else NEGATED[op]
        if left.type.kind in TIMED:
            return self._timed(op, left, right)
        if left.type.kind == "number":
            return self._compared(op, self.figure(left), self._set_off(self.figure(right, left)))
        if left.type.kind == "bool" and isinstance(right, Literal):
            return self.render(left, (op == "==") == bool(right.value))
        return self._compared(op, self._quoted(left), self._value(right, left))

    def _compared(self, op: str, left: str, right: str) -> str:
        return self.messages.text(f"compare.{COMPARED[op]}", left=left, right=right)

    def _timed(self, op: str, left: Node, right: Node) -> str:
        """Days, times of day and moments, earlier or later than each other."""
        values = [self._timed_value(node, self.values is not None) for node in (left, right)]
        return self.messages.text(f"compare.{ORDERED_IN_TIME[op]}", left=values[0], right=values[1])

    def _timed_value(self, node: Node, known: bool) -> str:
        if isinstance(node, Literal):
            return self.messages.value("", node.value)
        name = node.arguments[0] if isinstance(node, Call) else node
        text = self._quoted(name)
        if not known or self.values is None or not isinstance(name, Name):
            return text
        return self.messages.text("known_moment", name=text, value=self._known(name))

    def _membership(self, node: In, wanted: bool) -> str:
        within = node.negated != wanted
        left = self._quoted(node.item)
        if self.values is not None and within and isinstance(node.item, Name):
            value = self.messages.value(node.item.name, self.values[node.item.name], self.data)
            return self.messages.text("compare.in_known", left=left, value=value)
        listed = self.messages.joined(self._value(Literal(v, node.item.type), node.item) for v in node.values)
        return self.messages.text("compare.in" if within else "compare.not_in", left=left, right=listed)

    def _quoted(self, node: Node) -> str:
        node = node.arguments[0] if isinstance(node, Call) and node.function == "date" else node
        text = self.messages.name(node.name, self.data) if isinstance(node, Name) else self.figure(node)
        return self.messages.quoted(text)

    def _value(self, node: Node, beside: Node) -> str:
        """A choice or text beside the name whose labels it takes."""
        if isinstance(node, Literal):
            return self.messages.value(beside.name if isinstance(beside, Name) else "", node.value, self.data)
        return self._quoted(node)

    def figure(self, node: Node, beside: Node | None = None) -> str:
        """A number in words; a bare one takes the unit of what it is compared with."""
        if isinstance(node, Literal):
            unit = beside.type.unit if beside is not None else node.type.unit
            return self.messages.figure(node.value, unit)  # type: ignore[arg-type]
        if isinstance(node, Name):
            return self._named_figure(node)
        if isinstance(node, Arith):
            sign = {"*": "×", "/": "÷", "-": "−"}.get(node.op, node.op)
            return f"{self._nested(node.left)} {sign} {self._nested(node.right)}"
        assert isinstance(node, Call)
        if node.function == "value":
            return self.figure(node.arguments[0])
        parts = self.messages.joined(self.figure(argument) for argument in node.arguments)
        return self.messages.text(node.function, parts=parts)

    def _nested(self, node: Node) -> str:
        text = self.figure(node)
        return f"({text})" if isinstance(node, Arith) else text

    def _set_off(self, text: str) -> str:
        """A figure after a word, with what its language sets before digits."""
        return self.messages.text("before_digits") + text if text[0].isdigit() else text

    def _named_figure(self, node: Name) -> str:
        name = self.messages.name(node.name, self.data)
        names = {"name": name, "lowered": _lowered(name)}  # as its language writes a name inside a sentence
        if self.values is None:
            return self.messages.text("named_figure", **names)
        text = self.messages.text("known_figure", **names, value=self._known(node))
        return text + self.messages.text("before_digits") if text[-1].isdigit() else text

    def _known(self, node: Name) -> str:
        assert self.values is not None
        return self.messages.value(node.name, self.values[node.name], self.data)


def _lowered(label: str) -> str:
    """A label inside a sentence: `Total cost` becomes `total cost`, `PV modules` stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
