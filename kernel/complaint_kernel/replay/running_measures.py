"""What came before a complaint of the same file, kept as running figures: each complaint is looked at once.

A measure over history asks for a count, sum or run over the earlier complaints with the same values of
some fields, inside a window. `RunningMeasures` keeps that figure for every combination of the values. Windows open in
the order in which complaints came in, so what leaves one never comes back.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Context, Decimal
from typing import Any

from ..intake.complaint import Complaint
from ..judging.history import EarlierValues
from ..judging.values import Reading, Values
from ..policy.model import Measure, Policy
from ..policy.vocabulary import Aggregate
from ..worktime import WorkCalendar

EXACT = Context(prec=120)  # sums run up and down without ever losing a digit
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Entry:
    """One earlier complaint in one group: when it came in, whether it counts, and the figure or text it brings."""

    received_at: datetime
    counts: bool
    value: Any


@dataclass
class Group:
    """The earlier complaints that belong together. inside: those in the window, only kept where there is one."""

    inside: deque[Entry] = field(default_factory=deque)
    number: int = 0
    counted: int = 0
    run: int = 0
    total: Decimal = NOTHING
    different: Counter[Any] = field(default_factory=Counter)


class RunningMeasures:
    """The earlier complaints as one policy measures them."""

    def __init__(self, policy: Policy, calendar: WorkCalendar) -> None:
        self.policy = policy
        self.calendar = calendar
        self.rules = {name: rule for name, rule in policy.measures.items() if rule.over_history}
        self.groups: dict[str, dict[tuple[Any, ...], Group]] = {name: {} for name in self.rules}

    # a complaint asks

    def figure(self, rule: Measure, values: Reading | Values) -> Decimal | None:
        """What `history.Earlier` gives for the complaint with all earlier ones of the file as its history."""
        group = self._group(rule, values)
        if group.number < rule.earlier:
            return None
        if rule.aggregate == Aggregate.RUN:
            return Decimal(group.run)
        this = rule.this and (rule.condition is None or rule.condition.met(values))
        if rule.aggregate == Aggregate.COUNT:
            return Decimal(group.counted + this)
        own = values[str(rule.argument)] if this else None
        if rule.aggregate == Aggregate.DISTINCT:
            return Decimal(len(group.different) + (own is not None and own not in group.different))
        return +EXACT.add(group.total, own or NOTHING)

    def _group(self, rule: Measure, values: Reading | Values) -> Group:
        key = tuple(values[name] for name in rule.same)
        group = self.groups[rule.name].get(key) if None not in key else None
        if group is None:
            return Group()
        if rule.within is not None:
            self._close(group, rule, values.complaint.received_at)
        return group

    def _close(self, group: Group, rule: Measure, now: datetime) -> None:
        """Let go what is no longer inside the window."""
        assert rule.within is not None
        while group.inside and not self.calendar.within(group.inside[0].received_at, now, rule.within):
            gone = group.inside.popleft()
            group.number -= 1
            group.run = min(group.run, group.number)
            if gone.counts:
                _count(rule, group, gone.value, -1)

    # a complaint becomes an earlier one

    def entries(self, complaint: Complaint, grade: str | None = None) -> Iterator[tuple[Measure, Any, Entry]]:
        """What a complaint will be to later ones; grade: before uplift, where another edition graded it."""
        if not self.rules:
            return
        graded = complaint if grade is None else replace(complaint, grade=grade)
        values = EarlierValues(self.policy, graded, self.calendar, self)
        for rule in self.rules.values():
            key = tuple(values[name] for name in rule.same)
            if None not in key:
                counts = rule.condition is None or rule.condition.met(values)
                value = values[str(rule.argument)] if counts and rule.argument else None
                yield rule, key, Entry(complaint.received_at, counts, value)

    def add(self, entries: Iterable[tuple[Measure, Any, Entry]]) -> None:
        """Take in complaints that all came in at one moment, in the order of their ids."""
        for rule, key, entry in entries:
            group = self.groups[rule.name].setdefault(key, Group())
            group.number += 1
            group.run = group.run + 1 if entry.counts else 0
            if rule.within is not None:
                group.inside.append(entry)
            if entry.counts:
                _count(rule, group, entry.value, 1)


def _count(rule: Measure, group: Group, value: Any, sign: int) -> None:
    group.counted += sign
    if value is None:
        return
    if rule.aggregate == Aggregate.SUM:
        group.total = EXACT.add(group.total, value.copy_negate() if sign < 0 else value)
    elif rule.aggregate == Aggregate.DISTINCT:
        group.different[value] += sign
        if not group.different[value]:
            del group.different[value]
