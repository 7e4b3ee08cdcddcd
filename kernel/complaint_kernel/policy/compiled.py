"""A program as Python: every node one function of names, its conditions compiled together.

`compiled(program)[name].value(names)` is the value of a node, where `names` answers every name that the node reads;
`Evaluation` is a mapping that computes them by the program when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from ..expression import Expression, decide
from ..expression import Node as Tree
from .program import Branch, First, Program, Result, make
from .sections.measures import Measure

NOTHING = Decimal(0)


class Compiled:
    """A node as Python; `value`, a function of its names, is built when it is first asked for.

    constant: what it is for every complaint, as a tuple of one; empty for a function.
    """

    def __init__(self, build: Callable[[], Callable[[Any], Any]], constant: tuple[Any, ...] = ()) -> None:
        self.build = build
        self.constant = constant

    @cached_property
    def value(self) -> Callable[[Any], Any]:
        return self.build()


class _AsPython:
    """The algebra of Python functions: a condition is its tree, to be compiled with those beside it."""

    lacks: Mapping[str, str] = {}

    def met(self, when: Expression | None) -> Tree | None:
        return when.tree if when else None

    def value(self, value: Result) -> Compiled:
        if isinstance(value, Expression):
            return Compiled(lambda: value.value)
        return Compiled(lambda: lambda _: value, (value,))

    def name(self, name: str) -> Compiled:
        return Compiled(lambda: lambda names: names[name])

    def first(self, node: First, branches: Iterator[tuple[Tree | None, Compiled]], rest: Compiled) -> Compiled:
        known = list(branches)
        return Compiled(lambda: _first_met(node, known, rest))

    def by(self, name: str, cases: Iterator[tuple[str, Compiled]], rest: Compiled) -> Compiled:
        known = dict(cases)
        return Compiled(lambda: lambda names: known.get(names[name], rest).value(names)) if known else rest

    def total(self, parts: Iterator[Compiled]) -> Compiled:
        known = list(parts)
        return Compiled(lambda: lambda names: sum((part.value(names) or NOTHING for part in known), NOTHING))

    def measured(self, rule: Measure) -> Compiled:
        return Compiled(lambda: lambda names: names.measured(rule))


def _first_met(node: First, branches: list[tuple[Tree | None, Compiled]], rest: Compiled) -> Callable[[Any], Any]:
    """One function of all conditions; where every result is the same for all complaints it gives that at once."""
    results = [result for _, result in branches]
    if node.is_silent and all(result.constant for result in (*results, rest)):
        return decide([*((when, result.constant[0]) for when, result in branches), (None, rest.constant[0])])
    chosen = decide([*((when, place) for place, (when, _) in enumerate(branches)), (None, -1)])

    def value(names: Evaluation) -> Any:
        place = chosen(names)
        names.note(node, node.branches[place] if place >= 0 else None)
        return (results[place] if place >= 0 else rest).value(names)

    return value


class CompiledProgram:
    """The nodes of a program as Python, each compiled when it is first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.known: dict[str, Compiled] = {}

    def __getitem__(self, name: str) -> Compiled:
        found = self.known.get(name)
        if found is None:
            found = self.known[name] = make(self.program[name], AS_PYTHON)
        return found


AS_PYTHON = _AsPython()


@lru_cache(maxsize=256)
def compiled(program: Program) -> CompiledProgram:
    """A program as Python, compiled once."""
    return CompiledProgram(program)


@lru_cache(maxsize=4096)
def branch_of(node: First) -> Callable[[Any], Branch | None]:
    """A function of names: the first branch that is met, None where none is."""
    return decide([(branch.row.when.tree if branch.row.when else None, branch) for branch in node.branches])


class Evaluation(dict[str, Any]):
    """Given names, and what a program computes of them, each when it is first asked for."""

    __slots__ = ("program",)

    def __init__(self, program: Program, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self.program = program

    def __missing__(self, name: str) -> Any:
        self[name] = value = self.compute(name)
        return value

    def compute(self, name: str) -> Any:
        """What a name comes to that is not given."""
        return compiled(self.program)[name].value(self)

    def measured(self, rule: Measure) -> Any:
        """The figure of a measure; without history and events there is none."""
        return None

    def note(self, node: First, found: Branch | None) -> None:
        """Told of each node of which there may be something to note, with its branch that counts."""
