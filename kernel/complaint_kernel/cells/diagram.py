"""Decision diagrams: an answer for every complaint at once.

A diagram asks one variable after the other, in a fixed order; every answer leads on, at the end stands
a leaf with the value. Equal parts are one node, so that a policy of millions of combinations takes a
few hundred nodes. `lift` applies an ordinary function to the values of diagrams, everywhere at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

from .budget import Budget

MOST_NODES = 400_000
BOTTOM = 1 << 30
WIDE = 32  # children of a node that are looked at in one step


class TooLarge(Exception):
    """The question has more combinations than the check looks at; its answer is unknown."""


class Node:
    """A leaf (level BOTTOM, with its value), or a question (level of its variable, a child for each cell)."""

    __slots__ = ("children", "level", "value")

    def __init__(self, level: int, children: tuple[Node, ...], value: Any = None) -> None:
        self.level = level
        self.children = children
        self.value = value


class Diagrams:
    """All diagrams over one list of variables, each node built once."""

    def __init__(self, budget: Budget | None = None, most: int = MOST_NODES) -> None:
        self.budget = budget or Budget()
        self.leaves: dict[tuple[type, Any], Node] = {}
        self.nodes: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self.most = most
        self.true = self.leaf(True)
        self.false = self.leaf(False)

    def leaf(self, value: Any) -> Node:
        """The same value for every complaint."""
        key = (type(value), value)
        if key not in self.leaves:
            self.leaves[key] = Node(BOTTOM, (), value)
        return self.leaves[key]

    def node(self, level: int, children: tuple[Node, ...]) -> Node:
        """The question at a level; none where all children are the same."""
        if len(children) > WIDE:
            self.budget.spend(len(children) // WIDE)
        if all(child is children[0] for child in children):
            return children[0]
        found = self.nodes.get((level, children))
        if found is None:
            if len(self.nodes) >= self.most:
                raise TooLarge
            found = self.nodes[level, children] = Node(level, children)
        return found

    def variable(self, level: int, values: Sequence[Any]) -> Node:
        """The diagram that answers with the value of each cell of one variable."""
        return self.node(level, tuple(self.leaf(value) for value in values))

    def lift(self, function: Callable[..., Any], *diagrams: Node, absorbs: Any = None) -> Node:
        """The function of the diagrams' values. absorbs: a value of any argument that settles the result."""
        memo: dict[tuple[Node, ...], Node] = {}
        settled = None if absorbs is None else self.leaf(absorbs)
        spend = self.budget.spend

        def go(args: tuple[Node, ...]) -> Node:
            if settled is not None and settled in args:
                return settled
            if (known := memo.get(args)) is not None:
                return known
            spend()
            level = min(arg.level for arg in args)
            if level == BOTTOM:
                made = self.leaf(function(*(arg.value for arg in args)))
            else:
                width = next(len(arg.children) for arg in args if arg.level == level)
                steps = (tuple(a.children[i] if a.level == level else a for a in args) for i in range(width))
                made = self.node(level, tuple(go(step) for step in steps))
            memo[args] = made
            return made

        return go(diagrams)

    # regions: diagrams of True and False

    def both(self, *regions: Node) -> Node:
        return reduce(lambda a, b: self.lift(lambda x, y: x and y, a, b, absorbs=False), regions, self.true)

    def either(self, *regions: Node) -> Node:
        return reduce(lambda a, b: self.lift(lambda x, y: x or y, a, b, absorbs=True), regions, self.false)

    def without(self, region: Node, *others: Node) -> Node:
        return self.both(region, self.where(self.either(*others), lambda value: not value))

    def where(self, diagram: Node, test: Callable[[Any], bool]) -> Node:
        """The region in which the value passes a test."""
        return self.lift(lambda value: bool(test(value)), diagram)

    def at(self, diagram: Node, level: int, index: int) -> Node:
        """The diagram once the cell of one variable is known."""
        memo: dict[Node, Node] = {}

        def go(node: Node) -> Node:
            if node.level > level:
                return node
            if node.level == level:
                return node.children[index]
            if node not in memo:
                self.budget.spend()
                memo[node] = self.node(node.level, tuple(go(child) for child in node.children))
            return memo[node]

        return go(diagram)

    def cheapest(self, region: Node, cost: Callable[[int, int], int]) -> dict[int, int] | None:
        """Level to cell of the cheapest complaint of a region, only what it depends on; None when it is empty."""
        memo: dict[Node, tuple[float, int]] = {}
        spend = self.budget.spend

        def go(node: Node) -> float:
            if node.level == BOTTOM:
                return 0 if node.value is True else float("inf")
            if node not in memo:
                spend(len(node.children))
                costs = [cost(node.level, i) + go(child) for i, child in enumerate(node.children)]
                best = min(range(len(costs)), key=costs.__getitem__)
                memo[node] = (costs[best], best)
            return memo[node][0]

        if go(region) == float("inf"):
            return None
        path: dict[int, int] = {}
        while region.level != BOTTOM:
            path[region.level] = memo[region][1]
            region = region.children[path[region.level]]
        return path


def support(diagram: Node) -> tuple[int, ...]:
    """The levels on which a diagram depends, in order."""
    return tuple(sorted({node.level for node in _below(diagram) if node.level != BOTTOM}))


def leaves(diagram: Node) -> set[Any]:
    """Every value that a diagram can have."""
    return {node.value for node in _below(diagram) if node.level == BOTTOM}


def _below(diagram: Node) -> Iterator[Node]:
    seen = {diagram}
    stack = [diagram]
    while stack:
        node = stack.pop()
        yield node
        fresh = [child for child in dict.fromkeys(node.children) if child not in seen]
        seen.update(fresh)
        stack += fresh


def value_at(node: Node, path: dict[int, int]) -> Any:
    """The value for one complaint; what the path leaves open takes its first cell."""
    while node.level != BOTTOM:
        node = node.children[path.get(node.level, 0)]
    return node.value
