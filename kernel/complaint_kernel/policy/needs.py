"""Which earlier complaints can count for a policy: what a database is asked for, and no more.

Each measure over history says its keys, window, figure and condition. A caller that keeps complaints gives the
kernel those that meet one of the needs, or counts by itself what is only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..expression import Expression
from ..worktime import Limit
from .sections.derive import Derived
from .sections.measures import Measure
from .vocabulary import Aggregate, Attribute

GRADES = ("grade", "grade_before_uplift")


@dataclass(frozen=True)
class HistoryNeed:
    """What one measure over history asks for.

    attributes, facts: the keys that an earlier complaint shares with this one, by where they are kept; derived: keys
    that are computed of facts, and grade: whether the grade is a key, which only the kernel can compare. within: the
    window (a `Limit`, `calendar month`, `calendar year`; None is all that came before). aggregate: a word of
    `Aggregate`; argument: the fact summed or the field counted. condition: what an earlier complaint must meet to
    count, None where each does. reads: every name of an earlier complaint that the answer rests on. shared: those that
    complaints have in common which may be counted together; what is only summed is none of them.
    """

    measure: str
    attributes: tuple[str, ...]
    facts: tuple[str, ...]
    derived: tuple[str, ...]
    grade: bool
    within: Limit | str | None
    aggregate: str
    argument: str | None
    condition: Expression | None
    reads: frozenset[str]
    shared: frozenset[str]

    @property
    def by_key(self) -> bool:
        """Whether a database can find the complaints by their keys alone."""
        return not self.derived and not self.grade

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "measure": self.measure,
            "same": [*self.attributes, *self.facts, *self.derived, *(["grade"] if self.grade else [])],
            "within": str(self.within) if self.within is not None else None,
            "aggregate": str(self.aggregate),
            "argument": self.argument,
            "condition": self.condition.source if self.condition else None,
        }


def history_needs(measures: Mapping[str, Measure], derived: Mapping[str, Derived]) -> tuple[HistoryNeed, ...]:
    """The needs of every measure over history, in the policy's order."""
    return tuple(_need(measure, derived) for measure in measures.values() if measure.over_history)


def _need(measure: Measure, derived: Mapping[str, Derived]) -> HistoryNeed:
    known = {*Attribute.all(), *GRADES}
    names = {*measure.same, *(measure.condition.names if measure.condition else ())}
    summed = {measure.argument} if measure.argument and measure.aggregate == Aggregate.SUM else set()
    counted = {measure.argument} if measure.argument and not summed else set()
    return HistoryNeed(
        measure=measure.name,
        attributes=tuple(name for name in measure.same if name in Attribute.all()),
        facts=tuple(name for name in measure.same if name not in known and name not in derived),
        derived=tuple(name for name in measure.same if name in derived),
        grade="grade" in measure.same,
        within=measure.within,
        aggregate=measure.aggregate,
        argument=measure.argument,
        condition=measure.condition,
        reads=frozenset(_bases(names | counted | summed, derived)),
        shared=frozenset(_bases(names | counted, derived)),
    )


def _bases(names: set[str], derived: Mapping[str, Derived]) -> Iterator[str]:
    """The names with what they are computed of in place of what is computed."""
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in derived:
            names |= {base for part in derived[name].expressions for base in part.names}
        else:
            yield name
