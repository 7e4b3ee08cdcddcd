"""Counts, sums and runs over the complaints that came before one; a complaint with its history as `Values`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from weakref import ref

from ..intake.complaint import Alike, Complaint
from ..policy.compiled import compiled
from ..policy.model import ATTRIBUTES, Measure, Policy
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


def grade_alone(policy: Policy, complaint: Complaint, calendar: WorkCalendar) -> str | None:
    """The grade before uplift that a complaint has of its facts, with no other one before it."""
    grade: str | None = EarlierValues(
        policy, complaint, calendar, Earlier(_Journal(policy, complaint, calendar, None), 0)
    )["grade"]
    return grade


class EarlierComplaint(dict[str, Any]):
    """The names of an earlier complaint; what is computed of it is computed when somebody asks for it."""

    __slots__ = ("complaint", "journal", "place")

    def __init__(self, journal: _Journal, place: int) -> None:
        self.journal = ref(journal)  # which keeps this one: a circle would wait for the collector
        self.place = place
        self.complaint = journal.complaints[place]
        if self.complaint.glance is None:
            super().__init__(self.complaint.attributes)
            self.update(self.complaint.facts)
        else:  # the others are read when somebody asks for them
            super().__init__(self.complaint.glance)

    def __missing__(self, name: str) -> Any:
        journal = self.journal()
        assert journal is not None
        self[name] = value = journal.values(self.place)[name]
        return value


class _Journal:
    """The earlier complaints, the oldest first; each is made when a measure asks for it."""

    def __init__(self, policy: Policy, complaint: Complaint, calendar: WorkCalendar, counted: set[str] | None) -> None:
        self.policy = policy
        self.complaints = complaint.history
        self.counted_before = complaint.counted
        self.rows: dict[str, tuple[CountedComplaints, ...]] = {}
        self.calendar = calendar
        self.counted = counted
        self.given = {*ATTRIBUTES, *policy.facts}
        self.made: dict[int, EarlierComplaint] = {}
        self.glances: list[Mapping[str, Any]] | None = None
        self.groups: dict[tuple[str, ...], dict[tuple[Any, ...], list[int]]] = {}

    def __getitem__(self, place: int) -> EarlierComplaint:
        found = self.made.get(place)
        if found is None:
            found = self.made[place] = EarlierComplaint(self, place)
        return found

    def looked_at(self, names: Set[str]) -> list[Mapping[str, Any]] | None:
        """Some names of each complaint, where all were only looked at and nothing has to be read or computed."""
        if self.glances is None:
            found = [one.glance for one in self.complaints]
            self.glances = [] if None in found else [glance for glance in found if glance is not None]
        return self.glances if self.glances and names <= self.glances[0].keys() else None

    def values(self, place: int) -> EarlierValues:
        """An earlier complaint with what is computed of it, and the history before it."""
        return EarlierValues(self.policy, self.complaints[place], self.calendar, Earlier(self, place))

    def rows_of(self, measure: str) -> tuple[CountedComplaints, ...] | None:
        """What was counted beforehand for a measure; None where nothing was, and complaints are gone through."""
        if measure not in self.counted_before:
            return None
        rows = self.rows.get(measure)
        if rows is None:
            nothing_before = Earlier(self, 0)
            rows = self.rows[measure] = tuple(
                CountedComplaints(row, EarlierValues(self.policy, row.complaint, self.calendar, nothing_before))
                for row in self.counted_before[measure]
            )
        return rows

    def alike(self, same: tuple[str, ...], wanted: tuple[Any, ...], until: int) -> Iterable[int]:
        """The places before one at which complaints have the wanted values of some names."""
        if not self.given.issuperset(same):
            return (place for place in range(until) if tuple(map(self[place].__getitem__, same)) == wanted)
        groups = self.groups.get(same)
        if groups is None:
            groups = self.groups[same] = {}
            looked_at = self.looked_at({*same})
            for place in range(len(self.complaints)):
                names = looked_at[place] if looked_at else self[place]
                groups.setdefault(tuple([names[name] for name in same]), []).append(place)
        found = groups.get(wanted, [])
        return found[: bisect_left(found, until)]


@dataclass(frozen=True)
class CountedComplaints:
    """Complaints that are alike and were counted beforehand, with the names of each of them."""

    alike: Alike
    names: Mapping[str, Any]


class Earlier:
    """The complaints before one of a journal, all of it for the complaint that is judged."""

    def __init__(self, journal: _Journal, until: int | None = None) -> None:
        self.journal = journal
        self.until = len(journal.complaints) if until is None else until

    def __iter__(self) -> Iterator[EarlierComplaint]:
        return map(self.journal.__getitem__, range(self.until))

    def figure(self, rule: Measure, reading: Reading | Values) -> Decimal | None:
        """The figure of a measure; None where it has no value."""
        rows = self.journal.rows_of(rule.name) if self.until == len(self.journal.complaints) else None
        if rows is not None:
            return _figure_of(rows, rule, reading)
        if self.until < rule.earlier:
            return None
        earlier = self._together(rule, reading)
        if len(earlier) < rule.earlier:
            return None
        if rule.aggregate == Aggregate.RUN:
            return Decimal(_run(earlier, rule))
        met = rule.condition.met if rule.condition else None
        counted: list[Mapping[str, Any]] = [item for item in earlier if met is None or met(item)]
        if rule.this and (met is None or met(reading)):
            counted.append(reading)
        if rule.aggregate == Aggregate.COUNT:
            return Decimal(len(counted))
        name = str(rule.argument)
        if rule.aggregate == Aggregate.DISTINCT:
            return Decimal(len({item[name] for item in counted} - {None}))
        return sum((item[name] or NOTHING for item in counted), NOTHING)

    def _together(self, rule: Measure, reading: Reading | Values) -> Sequence[Mapping[str, Any]]:
        """The earlier complaints that belong together with this one, the oldest first."""
        wanted = tuple(reading[name] for name in rule.same)
        if None in wanted:
            return []
        within, now, counted = rule.within, reading.complaint.received_at, self.journal.counted
        places = self.journal.alike(rule.same, wanted, self.until)
        if within is None and counted is None:
            read = {*(rule.condition.names if rule.condition else ()), *([str(rule.argument)] if rule.argument else [])}
            if looked_at := self.journal.looked_at(read):
                return [looked_at[place] for place in places]
        found = [self.journal[place] for place in places]
        if within is not None:
            found = [item for item in found if reading.calendar.within(item.complaint.received_at, now, within)]
        if counted is not None:
            counted.update(item.complaint.id for item in found)
        return found


def _figure_of(rows: Iterable[CountedComplaints], rule: Measure, reading: Reading | Values) -> Decimal | None:
    """The figure of a measure whose earlier complaints were counted beforehand; the window was applied then."""
    wanted = tuple(reading[name] for name in rule.same)
    found = [] if None in wanted else [row for row in rows if tuple(row.names[n] for n in rule.same) == wanted]
    if sum(row.alike.count for row in found) < rule.earlier:
        return None
    met = rule.condition.met if rule.condition else None
    counted = [row for row in found if met is None or met(row.names)]
    this = rule.this and (met is None or met(reading))
    if rule.aggregate == Aggregate.COUNT:
        return Decimal(sum(row.alike.count for row in counted) + this)
    name = str(rule.argument)
    if rule.aggregate == Aggregate.DISTINCT:
        return Decimal(len({*(row.names[name] for row in counted), *([reading[name]] if this else ())} - {None}))
    own = (reading[name] or NOTHING) if this else NOTHING
    return sum((row.alike.sums.get(name, NOTHING) for row in counted), own)


def _run(earlier: Sequence[Mapping[str, Any]], rule: Measure) -> int:
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
            return program[INTAKE].value(asked)
        return self.complaint.grade or program[BEFORE].value(asked.knowing({INTAKE: self[INTAKE]}))
