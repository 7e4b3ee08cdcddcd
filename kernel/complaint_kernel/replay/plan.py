"""What engines for columns run of a policy's program: the nodes that its grades rest on, or why they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..base.errors import KernelError
from ..base.locale import Message, message
from ..expression import Expression
from ..expression import Node as Tree
from ..policy.model import ATTRIBUTES, Measure, Policy
from ..policy.program import BEFORE, GRADE, Measured, Node
from ..policy.receipt import RECEIPT
from ..policy.sections.measures import CALENDAR_SPANS
from ..policy.vocabulary import Aggregate, Kind

SUMMED = (Aggregate.COUNT, Aggregate.SUM)
WINDOWS = ("hours", "minutes", *CALENDAR_SPANS)


class EngineError(KernelError):
    """An engine that is not there, or that cannot run this policy."""


def cannot(policy: Policy, why: Message) -> EngineError:
    """That an engine cannot run a policy, and what stands in the way."""
    return EngineError(message("engine.of_policy", policy=policy.id, why=why))


@dataclass(frozen=True)
class Plan:
    """inputs: the facts and attributes that are read, in order; nodes: what is computed of them, each after those that
    it rests on, without the grade itself; conditions: those of duties and penalties (`duty_plan`)."""

    policy: Policy
    inputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    conditions: tuple[Expression, ...] = ()

    @property
    def trees(self) -> Iterator[Tree]:
        """Every condition and value."""
        of_nodes = (part for node in (*self.nodes, self.policy.program[BEFORE]) for part in node.expressions)
        return (part.tree for part in (*of_nodes, *self.conditions))


def plan(policy: Policy, graded: bool = True) -> Plan:
    """The plan of a policy's grades; graded: it must have some. Raises EngineError with what stands in the way."""
    if graded and not policy.grades:
        raise cannot(policy, message("engine.no_grades"))
    if policy.program.raised.rows:
        raise cannot(policy, message("engine.raised"))
    program, needed = policy.program, _needed(policy)
    nodes = tuple(node for node in program.nodes if node.name in needed and node.name != BEFORE)
    for node in nodes:
        if isinstance(node, Measured):
            check_measure(policy, node.rule)
    inputs = tuple(name for name in needed if name in policy.facts or name in ATTRIBUTES)
    for name in needed:
        if name in RECEIPT or (name in policy.facts and policy.facts[name].kind == Kind.MOMENT):
            raise cannot(policy, message("engine.moment", name=repr(name)))
        if name in policy.parameters and policy.parameters[name].dated:
            raise cannot(policy, message("engine.dated", name=repr(name)))
    return Plan(policy, inputs, nodes)


def _needed(policy: Policy) -> dict[str, None]:
    """Every name that the grade rests on, the grade first. Raises EngineError where it rests on a grade."""
    needed: dict[str, None] = {BEFORE: None}
    waiting = [BEFORE]
    while waiting:
        name = waiting.pop()
        for read in sorted(policy.program.reads(name)) if name in policy.program else ():
            if read in (BEFORE, GRADE):
                raise cannot(policy, message("engine.computed", name=repr(read)))
            if read not in needed:
                needed[read] = None
                waiting.append(read)
    return needed


def check_measure(policy: Policy, measure: Measure) -> None:
    """A count or sum over all that came before, in hours, in a calendar month or year, or without a window."""
    window = getattr(measure.within, "kind", measure.within)
    if not measure.over_history:
        why = message("engine.reads_events")
    elif measure.aggregate not in SUMMED:
        why = message("engine.no_sum", aggregate=f"`{measure.aggregate}`")
    elif window not in (None, *WINDOWS):
        why = message("engine.window", window=str(measure.within))
    else:
        return
    raise cannot(policy, message("engine.measure", name=repr(measure.name), why=why))
