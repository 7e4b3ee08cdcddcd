"""Counts, sums and runs over the complaints that came before one; a complaint with its history as `Values`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..intake.complaint import Complaint
from ..policy.compiled import compiled
from ..policy.model import Measure, Policy
from ..policy.program import BEFORE, INTAKE, OUTCOMES
from ..policy.vocabulary import Aggregate
from ..worktime import WorkCalendar
from .notes import Noted
from .values import NOTHING_FOUND, History, Reading, Values

NOTHING = Decimal(0)


def values_of(
    policy: Policy,
    complaint: Complaint,
    calendar: WorkCalendar,
    at: datetime,
    counted: set[str] | None = None,
) -> Values:
    """The names of a complaint, ready for every stage.

    counted: takes the ids of the earlier complaints that some measure puts together with this one.
    """
    return Values(policy, complaint, calendar, at, Earlier(_Journal(policy, complaint, calendar, counted)))


class _Journal:
    """The earlier complaints as values of their own, the oldest first; each is made when a measure asks for it."""

    def __init__(self, policy: Policy, complaint: Complaint, calendar: WorkCalendar, counted: set[str] | None) -> None:
        self.policy = policy
        self.complaints = complaint.history
        self.calendar = calendar
        self.counted = counted
        self.made: dict[int, EarlierValues] = {}

    def __getitem__(self, place: int) -> EarlierValues:
        found = self.made.get(place)
        if found is None:
            history = Earlier(self, place)
            found = self.made[place] = EarlierValues(self.policy, self.complaints[place], self.calendar, history)
        return found


class Earlier:
    """The complaints before one of a journal, all of it for the complaint that is judged."""

    def __init__(self, journal: _Journal, until: int | None = None) -> None:
        self.journal = journal
        self.until = len(journal.complaints) if until is None else until

    def __iter__(self) -> Iterator[EarlierValues]:
        return map(self.journal.__getitem__, range(self.until))

    def figure(self, rule: Measure, reading: Reading) -> Decimal | None:
        """The figure of a measure; None where it has no value."""
        earlier = list(self._together(rule, reading))
        if len(earlier) < rule.earlier:
            return None
        if rule.aggregate == Aggregate.RUN:
            return Decimal(_run(earlier, rule))
        counted = [item for item in earlier if rule.condition is None or rule.condition.met(item)]
        if rule.this and (rule.condition is None or rule.condition.met(reading)):
            counted.append(reading)
        if rule.aggregate == Aggregate.COUNT:
            return Decimal(len(counted))
        name = str(rule.argument)
        if rule.aggregate == Aggregate.DISTINCT:
            return Decimal(len({item[name] for item in counted} - {None}))
        return sum((item[name] or NOTHING for item in counted), NOTHING)

    def _together(self, rule: Measure, reading: Reading) -> Iterator[Reading]:
        """The earlier complaints that belong together with this one, the oldest first."""
        wanted = [reading[name] for name in rule.same]
        if None in wanted:
            return
        counted, now = self.journal.counted, reading.complaint.received_at
        for values in self:
            item = values.reading
            if [item[name] for name in rule.same] == wanted and (
                rule.within is None or reading.calendar.within(item.complaint.received_at, now, rule.within)
            ):
                if counted is not None:
                    counted.add(item.complaint.id)
                yield item


def _run(earlier: Sequence[Reading], rule: Measure) -> int:
    """How many in a row meet the condition, counted back from the latest."""
    assert rule.condition is not None
    length = 0
    for item in reversed(earlier):
        if not rule.condition.met(item):
            break
        length += 1
    return length


class EarlierValues(Values):
    """An earlier complaint; its grade (before uplift) is the given one, else computed from its facts."""

    __slots__ = ()

    def __init__(self, policy: Policy, item: Complaint, calendar: WorkCalendar, history: History) -> None:
        super().__init__(policy, item, calendar, item.received_at, history, {})

    def _compute(self, name: str) -> Noted[Any]:
        return (self._found(name), ()) if name in OUTCOMES else super()._compute(name)

    def _found(self, name: str) -> Any:
        """What grading finds, by the compiled program."""
        program = compiled(self.policy.program)
        asked = Values(self.policy, self.complaint, self.calendar, self.at, self.history, NOTHING_FOUND)
        if name == INTAKE:
            return program[INTAKE].value(asked.reading)
        return self.complaint.grade or program[BEFORE].value(asked.knowing({INTAKE: self[INTAKE]}).reading)
