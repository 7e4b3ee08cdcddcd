"""One walk over the typed tree, and what each reader of it makes of the parts.

`fold(node, algebra)` makes something of a node out of what was made of its parts. Python functions (`lower`), diagrams
of cells (`cells.conditions`), columns (`replay.columns`), thresholds (`policy.thresholds`), sentences
(`explanation.phrases`) and the text of a row to add (`check.proposals`) are algebras.
A node or a function that one of them cannot do stands in its `lacks`, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from .tree import Arith, Call, Compare, In, Junction, Literal, Name, Node, Not

T = TypeVar("T")


class Lacking(Exception):
    """An algebra was asked for a node or a function that it cannot do; the text is the reason it gives."""


class Algebra(Protocol[T]):
    """What is made of each sort of node. Several parts come one by one, each made when it is taken.

    lacks: operators, functions and sorts of node (`node_word`) that it cannot do, with the reason.
    """

    @property
    def lacks(self) -> Mapping[str, str]: ...
    def literal(self, node: Literal) -> T: ...
    def name(self, node: Name) -> T: ...
    def compare(self, node: Compare, left: T, right: T) -> T: ...
    def among(self, node: In, item: T) -> T: ...
    def junction(self, node: Junction, parts: Iterator[T]) -> T: ...
    def negation(self, node: Not, part: T) -> T: ...
    def arith(self, node: Arith, left: T, right: T) -> T: ...
    def call(self, node: Call, arguments: Iterator[T]) -> T: ...


def node_word(node: Node) -> str:
    """What a node is called in `lacks`: its operator or function, else its sort."""
    if isinstance(node, (Compare, Arith, Junction)):
        return node.op
    if isinstance(node, Call):
        return node.function
    return {Literal: "literal", Name: "name", In: "in", Not: "not"}[type(node)]


def fold(node: Node, algebra: Algebra[T]) -> T:
    """What the algebra makes of a tree. Raises Lacking where it cannot do a node."""
    if algebra.lacks and (reason := algebra.lacks.get(node_word(node))):
        raise Lacking(reason)
    made: T = STEPS[type(node)](node, algebra)
    return made


def _each(nodes: tuple[Node, ...], algebra: Algebra[T]) -> Iterator[T]:
    return (fold(node, algebra) for node in nodes)


STEPS: Mapping[type, Callable[[Any, Algebra[Any]], Any]] = {
    Literal: lambda node, algebra: algebra.literal(node),
    Name: lambda node, algebra: algebra.name(node),
    Compare: lambda node, algebra: algebra.compare(node, fold(node.left, algebra), fold(node.right, algebra)),
    In: lambda node, algebra: algebra.among(node, fold(node.item, algebra)),
    Junction: lambda node, algebra: algebra.junction(node, _each(node.parts, algebra)),
    Not: lambda node, algebra: algebra.negation(node, fold(node.part, algebra)),
    Arith: lambda node, algebra: algebra.arith(node, fold(node.left, algebra), fold(node.right, algebra)),
    Call: lambda node, algebra: algebra.call(node, _each(node.arguments, algebra)),
}
"""One step for every sort of node; the tree has no others."""
