"""A policy's grading as a few flat nodes, each resting only on those before it; what engines for columns run."""

from __future__ import annotations

from dataclasses import dataclass

from ..base.errors import KernelError
from ..expression import Name, Node, walk
from ..policy.model import ATTRIBUTES, Measure, Policy
from ..policy.receipt import RECEIPT
from ..policy.vocabulary import Aggregate, Kind
from .table import Verdict, rows_of

SUMMED = (Aggregate.COUNT, Aggregate.SUM)
WINDOWS = ("hours", "minutes")


class EngineError(KernelError):
    """An engine that is not there, or that cannot run this policy."""


@dataclass(frozen=True)
class Plan:
    """inputs: the facts and attributes that are read, in order; measures: what is counted over earlier complaints.

    tables: for each intake class its condition, and the rows of its grades; of both the first that is met
    counts, and a condition of None is always met.
    """

    policy: Policy
    inputs: tuple[str, ...]
    measures: tuple[Measure, ...]
    tables: tuple[tuple[Node | None, tuple[tuple[Node | None, Verdict], ...]], ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every condition."""
        tables = [node for condition, rows in self.tables for node in (condition, *(when for when, _ in rows))]
        measured = [measure.condition.tree for measure in self.measures if measure.condition]
        return tuple(node for node in (*tables, *measured) if node is not None)


def plan(policy: Policy) -> Plan:
    """The plan of a policy's grades. Raises EngineError with what stands in the way."""
    if not policy.grades:
        raise EngineError(f"{policy.id} has no grades")
    if policy.uplift:
        raise EngineError(f"{policy.id} raises grades by looking back at grades")
    classes = [(row.row.when.tree if row.row.when else None, row.intake) for row in policy.intake]
    tables = tuple((when, tuple(rows_of(policy, intake))) for when, intake in (*classes, (None, None)))
    found = Plan(policy, (), (), tables)
    names = dict.fromkeys(node.name for tree in found.nodes for node in walk(tree) if isinstance(node, Name))
    measures = tuple(_measure(policy, name) for name in names if name in policy.measures)
    inputs = dict.fromkeys(name for name in names if name not in policy.measures)
    for measure in measures:
        inputs |= dict.fromkeys(
            (*measure.same, *([str(measure.argument)] if measure.aggregate == Aggregate.SUM else []))
        )
        inputs |= dict.fromkeys(sorted(measure.condition.names) if measure.condition else ())
    given = tuple(name for name in inputs if name not in policy.parameters)
    for name in given:
        if name in RECEIPT or (name in policy.facts and policy.facts[name].kind == Kind.MOMENT):
            raise EngineError(f"{policy.id} grades by {name!r}, a moment, which columns do not hold")
        if name not in policy.facts and name not in ATTRIBUTES:
            raise EngineError(f"{policy.id} grades by {name!r}, which is computed")
    for name in inputs:
        if name in policy.parameters and policy.parameters[name].dated:
            raise EngineError(f"{policy.id}: parameter {name!r} changes with the day")
    return Plan(policy, given, measures, tables)


def _measure(policy: Policy, name: str) -> Measure:
    """A count or sum over all that came before, in hours or without a window."""
    measure = policy.measures[name]
    window = getattr(measure.within, "kind", measure.within)
    if not measure.over_history:
        why = "reads events"
    elif measure.aggregate not in SUMMED:
        why = f"is no count or sum but `{measure.aggregate}`"
    elif window not in (None, *WINDOWS):
        why = f"is counted within {measure.within}"
    else:
        return measure
    raise EngineError(f"{policy.id}: the measure {name!r} {why}")
