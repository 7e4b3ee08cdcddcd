"""Early warning: which level the complaints of a day, a month, a cause have reached, and what is owed then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..base.errors import PolicyError, Problem
from ..base.locale import message
from ..intake.complaint import Complaint, Event, read_complaint
from ..judging.duties import Duty, assess_duties, iso
from ..judging.grading import Reason, reason
from ..judging.history import values_of
from ..judging.measures import describe
from ..judging.notes import Note, merged, unset_note
from ..judging.values import Reading
from ..policy.model import ATTRIBUTES, GroupMeasure, Policy, Warnings, WarningTable
from ..policy.vocabulary import GroupAggregate
from ..worktime import WorkCalendar, named_calendar


@dataclass(frozen=True)
class Level:
    """One group of complaints: its level (None while no condition is met), measures, reasons and duties.

    segment: the part of the complaints, None where a kind has no segments. group: field → value, the
    fields by which the complaints are told apart. complaints: how many there are in the longest window.
    """

    kind: str
    segment: str | None
    group: Mapping[str, Any]
    level: str | None
    complaints: int
    measures: Mapping[str, Any]
    reasons: tuple[Reason, ...]
    duties: tuple[Duty, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "kind": self.kind,
            "segment": self.segment,
            "group": describe(self.group),
            "level": self.level,
            "complaints": self.complaints,
            "measures": describe(self.measures),
            "reasons": [reason.to_dict() for reason in self.reasons],
            "duties": [duty.to_dict() for duty in self.duties],
        }


@dataclass(frozen=True)
class EarlyWarning:
    """The levels of a population at a moment. level: the severest of all, None when there is none."""

    policy: Policy
    at: datetime
    level: str | None
    levels: tuple[Level, ...]
    warnings: tuple[Note, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON values: the levels in the order of the policy's tables, and what was not set."""
        return {
            "policy": {"id": self.policy.id, "digest": self.policy.digest},
            "at": iso(self.at),
            "level": self.level,
            "levels": [level.to_dict() for level in self.levels],
            "warnings": [note.to_dict() for note in self.warnings],
        }


def early_warning(
    policy: Policy,
    complaints: Iterable[Mapping[str, Any] | Complaint],
    calendar: WorkCalendar | None = None,
    at: datetime | str | None = None,
) -> EarlyWarning:
    """The early warning levels of a population at a moment.

    complaints: mappings of the complaint's schema, or complaints that are read already; those after `at`
    have not come in yet. A condition over an unset threshold is not met; a warning names it. Raises
    PolicyError for a policy without `warnings`, ComplaintError for a faulty complaint, TypeError without `at`.
    """
    if at is None:
        raise TypeError("levels() needs at=…, the moment of the warning: the kernel has no clock")
    rules = _rules(policy)
    calendar = calendar or named_calendar(policy.calendar)
    moment = calendar.localize(at)
    read = (c if isinstance(c, Complaint) else read_complaint(policy, c, calendar) for c in complaints)
    came_in = (complaint.seen_at(moment) for complaint in read if complaint.received_at <= moment)
    population = [Reading(values_of(policy, complaint, calendar, moment)) for complaint in came_in]
    evaluator = _LevelEvaluator(policy, rules, calendar, moment)
    found = [level for table in rules.tables for level in evaluator.table(table, population)]
    worst = max((rules.levels.index(level.level) for level in found if level.level), default=None)
    return EarlyWarning(
        policy,
        moment,
        rules.levels[worst] if worst is not None else None,
        tuple(found),
        merged(evaluator.notes, *(reading.notes for reading in population)),
    )


def _rules(policy: Policy) -> Warnings:
    if policy.warnings is None:
        problem = Problem(policy.source.file, None, "warnings", message("asked.no_warnings"))
        raise PolicyError([problem])
    return policy.warnings


@dataclass
class _LevelEvaluator:
    """One moment at which the tables are read."""

    policy: Policy
    rules: Warnings
    calendar: WorkCalendar
    at: datetime

    def __post_init__(self) -> None:
        self.notes: list[Note] = []
        day = self.at.date()
        self.parameters = {name: p.on(day) for name, p in self.policy.parameters.items()}

    def table(self, table: WarningTable, population: Sequence[Reading]) -> list[Level]:
        """A level for every group that has complaints in some window of the table."""
        self._note_unset(table)
        names = {name for row in table.rows if row.when for name in row.when.names}
        measures = [measure for name, measure in self.rules.measures.items() if name in names]
        inside = [v for v in population if table.segment is None or v.meets(table.segment.row)]
        windows = {measure.within for measure in measures}
        members = _grouped(table, inside)
        recent = _grouped(table, (v for v in inside if any(self._periods_ago(v, window) == 0 for window in windows)))
        groups = list(recent) if table.per else [()]
        return [self._level(table, key, measures, members.get(key, []), len(recent.get(key, []))) for key in groups]

    def _level(
        self,
        table: WarningTable,
        key: tuple[Any, ...],
        measures: Iterable[GroupMeasure],
        members: Sequence[Reading],
        recent: int,
    ) -> Level:
        figures = {measure.name: self._figure(measure, members) for measure in measures}
        values = {**self.parameters, **figures}
        met = [row for row in table.rows if row.when is None or row.when.met(values)]
        level = max((row.level for row in met), key=self.rules.levels.index, default=None)
        reasons = tuple(reason(row, values) for row in met if row.level == level)
        group = dict(zip(table.per, key, strict=True))
        duties = self._duties(table, level, group, members) if level else ()
        segment = table.segment.id if table.segment else None
        return Level(table.kind, segment, group, level, recent, figures, reasons, duties)

    def _figure(self, measure: GroupMeasure, members: Iterable[Reading]) -> Any:
        """One measure over a group: a Decimal; growth in percent is None when there was nothing before."""
        counted = [v for v in members if measure.where is None or v.holds(measure.where)]
        now = [v for v in counted if self._periods_ago(v, measure.within) == 0]
        name = str(measure.argument)
        if measure.aggregate == GroupAggregate.SUM:
            return sum(_figures(measure, now), Decimal(0))
        if measure.aggregate == GroupAggregate.DISTINCT:
            return Decimal(len({v[name] for v in now} - {None}))
        if measure.aggregate == GroupAggregate.COUNT:
            return Decimal(len(now))
        before = sum(self._periods_ago(v, measure.within) == 1 for v in counted)
        return (Decimal(len(now)) - before) * 100 / before if before else None

    def _periods_ago(self, values: Reading, window: str) -> int:
        """How many days, months or years before this one the complaint came in."""
        received = self.calendar.localize(values.complaint.received_at).date()
        today = self.at.date()
        if window == "calendar day":
            return (today - received) // timedelta(days=1)
        if window == "calendar month":
            return (today.year - received.year) * 12 + today.month - received.month
        return today.year - received.year

    def _note_unset(self, table: WarningTable) -> None:
        used = [name for row in table.rows if row.when for name in sorted(row.when.parameters)]
        unset = [name for name in dict.fromkeys(used) if self.parameters[name] is None]
        if unset:
            kind = self.rules.kinds[table.kind]
            where = (kind, table.segment.label) if table.segment else (kind,)
            self.notes.append(unset_note("level_unset", unset, self.policy, where=where))

    # what is owed

    def _duties(
        self, table: WarningTable, level: str, group: Mapping[str, Any], members: Iterable[Reading]
    ) -> tuple[Duty, ...]:
        """The table's duties, from the moment at which this level was determined: recorded, else now."""
        rules = {name: self.policy.duties[name] for name in table.duties}
        events = [event for v in members for event in v.complaint.events]
        determined = self._determined(table.kind, level, events)
        after = [e for e in events if e.type != self.rules.determined_by and e.at >= determined.at]
        journal = (determined, *sorted(after, key=lambda event: event.at))
        attributes = {name: group.get(name) for name in ATTRIBUTES}
        facts = {name: group.get(name, fact.default) for name, fact in self.policy.facts.items()}
        whole = Complaint(f"{table.kind} {level}", determined.at, attributes, facts, journal)
        values = values_of(replace(self.policy, duties=rules), whole, self.calendar, self.at)
        duties, notes = assess_duties(values)
        self.notes += notes
        return duties

    def _determined(self, kind: str, level: str, events: Iterable[Event]) -> Event:
        said = {"kind": kind, "level": level}
        name = self.rules.determined_by
        declared = self.policy.events[name].data
        wanted = {key: said.get(key) for key in declared}
        recorded = [
            event
            for event in events
            if event.type == name
            and event.at.date() == self.at.date()
            and all(event.data.get(key) == value for key, value in wanted.items() if key in said)
        ]
        return min(recorded, key=lambda event: event.at, default=Event(name, self.at, wanted))


def _figures(measure: GroupMeasure, members: Iterable[Reading]) -> Iterable[Decimal]:
    """What is summed: each complaint's figure, or of those that tell of one thing the greatest alone."""
    told: dict[tuple[Any, ...], Decimal] = {}
    for number, values in enumerate(members):
        key = tuple(values[name] for name in measure.once) or (number,)
        told[key] = max(told.get(key, Decimal(0)), values[str(measure.argument)] or Decimal(0))
    return told.values()


def _grouped(table: WarningTable, population: Iterable[Reading]) -> dict[tuple[Any, ...], list[Reading]]:
    """The complaints by the fields that tell them apart; one in which such a field is empty is in no group."""
    groups: dict[tuple[Any, ...], list[Reading]] = {}
    for values in population:
        key = tuple(values[name] for name in table.per)
        if None not in key:
            groups.setdefault(key, []).append(values)
    return groups
