"""Every name that a condition can read, for one complaint; what must be computed is computed on demand.

A `Values` answers names as a dict: facts, derived facts, measures, parameters and the complaint's own
texts. A name without a value is None. What is learnt on the way (an unset parameter that a condition
needed, a derived row that warns) is gathered in `warnings`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..expression import Expression
from ..intake.complaint import Complaint
from ..policy.model import Derived, Measure, Points, Policy, Row
from ..policy.receipt import RECEIPT, WEEKDAYS
from ..policy.vocabulary import Receipt
from ..worktime import WorkCalendar
from .notes import Note, note, unset_note


@dataclass(frozen=True)
class LazyFormulas:
    """What the later stages compute when a condition names it: a measure, the points, an earlier complaint's grade."""

    measure: Callable[[Measure, Values], Any]
    points: Callable[[Points, Values], Any]
    grade: Callable[[Values], str | None]


class Values(dict[str, Any]):
    """The names of one complaint under one policy at one moment; `grading.values_of` makes one."""

    def __init__(
        self, policy: Policy, complaint: Complaint, calendar: WorkCalendar, at: datetime, formulas: LazyFormulas
    ) -> None:
        super().__init__(complaint.attributes)
        self.policy = policy
        self.complaint = complaint
        self.calendar = calendar
        self.at = at
        self.formulas = formulas
        self.warnings: list[Note] = []
        self.history: Any = None  # the complaints before, as values of their own; see measures.items
        self.counted: set[str] = set()  # the ids of those that some measure put together with a complaint
        self.update(complaint.facts)
        self.update(intake=None, grade=None, grade_before_uplift=None)

    def __missing__(self, name: str) -> Any:
        self[name] = value = self._compute(name)
        return value

    def _compute(self, name: str) -> Any:
        policy = self.policy
        if name in policy.parameters:
            return policy.parameters[name].on(self.complaint.received_at.date())
        if name in RECEIPT:
            return self._of_receipt(name)
        if name in policy.derived:
            return self._derive(policy.derived[name])
        if name in policy.measures:
            return self.formulas.measure(policy.measures[name], self)
        if name == "points":
            return self.formulas.points(policy.points, self) if policy.points else None
        raise KeyError(name)

    def _of_receipt(self, name: str) -> Any:
        moment = self.calendar.localize(self.complaint.received_at)
        if name == Receipt.AT:
            return moment
        if name == Receipt.DATE:
            return moment.date()
        if name == Receipt.TIME:
            return moment.time()
        if name == Receipt.WEEKDAY:
            return WEEKDAYS[moment.weekday()]
        if self.calendar.announced is not None and moment.year not in self.calendar.announced:
            self.warn(note("receipt_unannounced", about=name, year=moment.year))
            return None
        if name == Receipt.ON_DAY_OFF:
            return not self.calendar.is_working_day(moment)
        return self.calendar.open_at(moment)

    def supposing(self, facts: Mapping[str, Any]) -> Values:
        """The same complaint with other facts; intake class, history and moment stay."""
        complaint = replace(self.complaint, facts={**self.complaint.facts, **facts})
        supposed = self.of(complaint)
        supposed["intake"] = self["intake"]
        supposed.history, supposed.counted = self.history, self.counted
        return supposed

    def of(self, complaint: Complaint) -> Values:
        """The names of another complaint, read and counted in the same way."""
        return Values(self.policy, complaint, self.calendar, self.at, self.formulas)

    def _derive(self, fact: Derived) -> Any:
        if fact.value is not None:
            return fact.value.value(self)
        for row in fact.rows:
            if self.meets(row):
                if row.warn:
                    self.warn(Note("derived", row.clause, words=row.warn, about=fact.name))
                return row.value.value(self) if isinstance(row.value, Expression) else row.value
        return None

    def meets(self, row: Row, values: Mapping[str, Any] | None = None) -> bool:
        """Whether a row is met; a row without a condition takes the rest."""
        return row.when is None or self.holds(row.when, values)

    def holds(self, condition: Expression, values: Mapping[str, Any] | None = None) -> bool:
        """Whether a condition is met. One that only an unset parameter leaves open adds a warning."""
        seen = self if values is None else values
        if condition.met(seen):
            return True
        if condition.parameters:
            self._warn_unset(condition, seen)
        return False

    def _warn_unset(self, condition: Expression, values: Mapping[str, Any]) -> None:
        unset = sorted(name for name in condition.parameters if self[name] is None)
        known = all(values[name] is not None for name in condition.names - condition.parameters)
        if unset and known and not condition.unmet(values):
            self.warn(unset_note("parameter_unset", unset, self.policy))

    def warn(self, note: Note) -> None:
        """Note something the reader of the answer should know, once."""
        if note not in self.warnings:
            self.warnings.append(note)

    def of_event(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The names as a condition on an event sees them: its data stand before the complaint's."""
        return _EventValues(self, data) if data else self


class _EventValues(dict[str, Any]):
    def __init__(self, values: Values, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self._values = values

    def __missing__(self, name: str) -> Any:
        return self._values[name]
