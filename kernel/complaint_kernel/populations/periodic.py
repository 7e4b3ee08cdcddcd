"""What is owed every week, month or year whatever complaints there are, and shares that should be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..intake.complaint import Complaint, Event, read_complaint
from ..judging.duties import Duty, assess_duties, iso
from ..judging.grading import grade_complaint, values_of
from ..judging.measures import matches
from ..judging.notes import Note, note
from ..judging.penalties import Penalty, penalize
from ..judging.values import Values
from ..policy.model import ATTRIBUTES, LimitRow, Periodic, Policy, Target
from ..worktime import WorkCalendar, parse_limit

SHARE_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class PeriodicDuty:
    """One duty of one period (`2026-W39`, `2026-09`, `2026`) towards one subject, and what its breach costs."""

    duty: Duty
    period: str
    subject: str | None
    penalties: tuple[Penalty, ...]

    def to_dict(self) -> dict[str, Any]:
        """As a complaint's duty, with period, subject and penalties."""
        penalties = [penalty.to_dict() for penalty in self.penalties]
        return {**self.duty.to_dict(), "period": self.period, "subject": self.subject, "penalties": penalties}


@dataclass(frozen=True)
class Reached:
    """A share against its target. share is None while there is nothing to measure; met then too.

    counted of among: how many complaints it was of how many; None where an event's data gave the share.
    """

    periodic: str
    target: Target
    period: str
    share: Decimal | None
    at_least: Decimal | None
    counted: int | None = None
    among: int | None = None

    @property
    def met(self) -> bool | None:
        return None if self.share is None or self.at_least is None else self.share >= self.at_least

    def to_dict(self) -> dict[str, Any]:
        """JSON values, shares as text with four places."""
        return {
            "periodic": self.periodic,
            "target": self.target.id,
            "clause": self.target.clause,
            "period": self.period,
            "share": share_text(self.share),
            "at_least": share_text(self.at_least),
            "met": self.met,
            "counted": self.counted,
            "among": self.among,
        }


@dataclass(frozen=True)
class PeriodicAnswer:
    """The duties and shares of every period from `since` to `at`, the earliest first."""

    at: datetime
    duties: tuple[PeriodicDuty, ...]
    targets: tuple[Reached, ...]
    warnings: tuple[Note, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "at": iso(self.at),
            "duties": [duty.to_dict() for duty in self.duties],
            "targets": [target.to_dict() for target in self.targets],
            "warnings": [note.to_dict() for note in self.warnings],
        }


def periodic_work(
    policy: Policy,
    calendar: WorkCalendar,
    at: datetime | str,
    done_events: Iterable[Mapping[str, Any]] = (),
    *,
    complaints: Iterable[Mapping[str, Any] | Complaint] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
    since: datetime | str | None = None,
) -> PeriodicAnswer:
    """What the policy's periodic work is at a moment.

    done_events: `{"type", "at", "data", "period", "subject"}`; an event counts for the period in which it
    happened, or for the `period` that it names (work done late). complaints: the population that shares are
    measured on. subjects: periodic id → those it is owed to. since: from which moment on, else only the
    period of `at`. Raises ComplaintError for a faulty event or complaint.
    """
    moment = calendar.localize(at)
    read = (c if isinstance(c, Complaint) else read_complaint(policy, c, calendar) for c in complaints)
    population = [c.seen_at(moment) for c in read if c.received_at <= moment]
    evaluator = _PeriodEvaluator(policy, calendar, moment, _done(policy, calendar, done_events), population)
    first = calendar.localize(since) if since is not None else moment
    duties: list[PeriodicDuty] = []
    targets: list[Reached] = []
    for name, rule in policy.periodic.items():
        for period in evaluator.periods(rule, first.date()):
            duties += evaluator.duties(rule, period, (subjects or {}).get(name, [None]))
            targets += evaluator.targets(rule, period)
    return PeriodicAnswer(moment, tuple(duties), tuple(targets), tuple(evaluator.warnings))


def share_text(share: Decimal | None) -> str | None:
    """Four places: `0.9000`."""
    return None if share is None else f"{share.quantize(SHARE_PLACES):f}"


@dataclass(frozen=True)
class Period:
    """One week, month or year: its first day, the first day after it, its name."""

    every: str
    start: date
    end: date

    @property
    def name(self) -> str:
        if self.every == "each week":
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02}"
        return self.start.isoformat()[:7] if self.every == "each month" else str(self.start.year)


def period_of(day: date, every: str) -> Period:
    """The period of a day: Monday to Sunday, or by calendar."""
    if every == "each week":
        monday = day - timedelta(days=day.weekday())
        return Period(every, monday, monday + timedelta(days=7))
    if every == "each month":
        first = day.replace(day=1)
        return Period(every, first, (first + timedelta(days=31)).replace(day=1))
    return Period(every, date(day.year, 1, 1), date(day.year + 1, 1, 1))


@dataclass(frozen=True)
class _Done:
    """A done event, and what it says it was done for."""

    event: Event
    period: str | None
    subject: str | None


def _done(policy: Policy, calendar: WorkCalendar, given: Iterable[Mapping[str, Any]]) -> list[_Done]:
    """Events typed by the policy as those of a complaint are; each is read alone to keep what it was done for."""
    found = []
    for item in given:
        event = {key: value for key, value in item.items() if key not in ("period", "subject")}
        journal: dict[str, Any] = {"id": "periodic work", "received_at": item.get("at"), "facts": {}, "events": [event]}
        read = read_complaint(policy, journal, calendar, "done_events")
        found.append(_Done(read.events[0], item.get("period"), item.get("subject")))
    return sorted(found, key=lambda done: done.event.at)


@dataclass
class _PeriodEvaluator:
    """Periodic work at one moment."""

    policy: Policy
    calendar: WorkCalendar
    at: datetime
    done: list[_Done]
    population: list[Complaint]

    def __post_init__(self) -> None:
        self.warnings: list[Note] = []

    def periods(self, rule: Periodic, first: date) -> Iterator[Period]:
        """Every period from a day to the moment that has a working day; none while its length is not set."""
        parameter = self.policy.parameters.get(rule.every)
        every = str(parameter.on(self.at.date()) or "") if parameter else rule.every
        if not every:
            unset = note("period_unset", rule.rule.clause, names=repr(rule.every), work=repr(rule.rule.id))
            self.warnings.append(unset)
            return
        period = period_of(first, every)
        while period.start <= self.at.date():
            if self.calendar.next_working_day(period.start - timedelta(days=1)) < period.end:
                yield period
            period = period_of(period.end, every)

    def duties(self, rule: Periodic, period: Period, subjects: Sequence[str | None]) -> Iterator[PeriodicDuty]:
        """The duty of a period towards each subject, counted and fined as a complaint's duty is."""
        if not rule.owed:
            return
        limit = LimitRow(rule.rule.clause, None, limit=parse_limit(period.every))
        owed = replace(self.policy, duties={rule.rule.id: replace(rule.rule, limits=(limit,))}, penalties=())
        for subject in subjects:
            events = [done.event for done in self._for(period) if subject is None or done.subject == subject]
            values = self._values(owed, period, [event for event in events if event.at <= self.at])
            duties = assess_duties(values)
            for duty in duties:
                yield PeriodicDuty(duty, period.name, subject, penalize([duty], values))
            self.warnings += values.warnings

    def targets(self, rule: Periodic, period: Period) -> Iterator[Reached]:
        """Every share of a period against its target."""
        for target in rule.targets:
            parameters = {name: p.on(self.at.date()) for name, p in self.policy.parameters.items()}
            at_least = target.at_least.value(parameters)
            if unset := [name for name in sorted(target.at_least.parameters) if parameters[name] is None]:
                named = ", ".join(map(repr, unset))
                self.warnings.append(note("target_unset", target.clause, names=named, target=repr(target.id)))
            share, counted, among = self._share(rule, target, period, parameters)
            goal = at_least if isinstance(at_least, Decimal) else None
            yield Reached(rule.rule.id, target, period.name, share, goal, counted, among)

    def _share(
        self, rule: Periodic, target: Target, period: Period, parameters: Mapping[str, Any]
    ) -> tuple[Decimal | None, int | None, int | None]:
        if target.share is not None:
            kinds = {match.event for match in rule.rule.done}
            found = [d.event for d in self._for(period) if d.event.type in kinds and d.event.at <= self.at]
            share = target.share.value({**parameters, **found[-1].data}) if found else None
            return (share if isinstance(share, Decimal) else None), None, None
        received = [c for c in self.population if period.start <= self._day(c) < period.end]
        among = [values for values in map(self._graded, received) if not target.among or values.holds(target.among)]
        counted = sum(self._happened(target, values) for values in among)
        return (Decimal(counted) / len(among) if among else None), counted, len(among)

    def _happened(self, target: Target, values: Values) -> bool:
        match = target.happened
        return match is not None and any(matches(match, event, values) for event in values.complaint.events)

    def _graded(self, complaint: Complaint) -> Values:
        values = values_of(self.policy, complaint, self.calendar, self.at)
        grade_complaint(values)
        return values

    def _day(self, complaint: Complaint) -> date:
        return self.calendar.localize(complaint.received_at).date()

    def _for(self, period: Period) -> Iterator[_Done]:
        for done in self.done:
            happened = period.start <= done.event.at.date() < period.end
            if done.period == period.name or (done.period is None and happened):
                yield done

    def _values(self, policy: Policy, period: Period, events: Sequence[Event]) -> Values:
        """The period as a journal of its own, which began when the period did."""
        facts = {name: fact.default for name, fact in policy.facts.items()}
        start = self.calendar.start_of_day(period.start)
        journal = Complaint(period.name, start, dict.fromkeys(ATTRIBUTES), facts, tuple(events))
        return values_of(policy, journal, self.calendar, self.at)
