"""What is owed every week, month or year whatever complaints there are, and shares that should be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..base.errors import ComplaintError, Problem, expected
from ..base.locale import Joined, message
from ..base.strict_json import pointer
from ..intake.complaint import Complaint, Event, read_complaint, shown
from ..judging.duties import Duty, assess_duties, iso
from ..judging.grading import settle
from ..judging.history import values_of
from ..judging.measures import matches
from ..judging.notes import Note, merged, unset_note
from ..judging.penalties import Penalty, penalize
from ..judging.values import Reading, Values
from ..policy.model import ATTRIBUTES, LimitRow, Periodic, Policy, Target
from ..policy.vocabulary import Period as PeriodLength
from ..worktime import WorkCalendar, parse_limit, period_around

PERIOD_NAME = re.compile(r"[0-9]{4}(-W[0-9]{2}|-[0-9]{2}|-H[12]|-[0-9]{4})?")
EARLIEST = "2001-01-02T00:00:00+00:00"  # before all that a calendar knows: a done event has no complaint before it
SHARE_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class PeriodicDuty:
    """One duty of one period towards one subject, and what its breach costs."""

    duty: Duty
    span: Period
    subject: str | None
    penalties: tuple[Penalty, ...]

    @property
    def period(self) -> str:
        """The period's name: `2026-W39`, `2026-09`, `2026-H2`, `2026` or `2026-2027`."""
        return self.span.name

    def to_dict(self) -> dict[str, Any]:
        """As a complaint's duty, with period, subject, whether it was broken, and penalties."""
        penalties = [penalty.to_dict() for penalty in self.penalties]
        broken = {"breach": self.duty.broken, "penalties": penalties}
        return {**self.duty.to_dict(), "period": self.period, "subject": self.subject, **broken}


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
    until: date | None = None,
    file: str = "done_events",
) -> PeriodicAnswer:
    """What the policy's periodic work is at a moment.

    done_events: `{"type", "at", "data", "period", "subject"}`; an event counts for the period in which it
    happened, or for the `period` that it names (work done late). complaints: the population that shares are
    measured on. subjects: periodic id → those it is owed to. since: from which moment on, else only the
    period of `at`. until: the last day whose period is asked about, else the day of `at`; the moment is then the
    latest done event of the periods asked about, where that is later than `at`, so that work done late counts as such.
    file: names the done events in faults. Raises ComplaintError for a faulty event, complaint or subject.
    """
    moment = calendar.localize(at)
    events = _done(policy, calendar, done_events, file)
    first = calendar.localize(since).date() if since is not None else moment.date()
    if until is not None:
        moment = max([moment, *_latest(policy, events, first, until)])
    read = (c if isinstance(c, Complaint) else read_complaint(policy, c, calendar) for c in complaints)
    population = [c.seen_at(moment) for c in read if c.received_at <= moment]
    evaluator = _PeriodEvaluator(policy, calendar, moment, events, population, min(until or date.max, moment.date()))
    _check_subjects(policy, subjects or {})
    duties: list[PeriodicDuty] = []
    targets: list[Reached] = []
    for name, rule in policy.periodic.items():
        for period in evaluator.periods(rule, first):
            duties += evaluator.duties(rule, period, (subjects or {}).get(name, [None]))
            targets += evaluator.targets(rule, period)
    return PeriodicAnswer(moment, tuple(duties), tuple(targets), tuple(evaluator.warnings))


def share_text(share: Decimal | None) -> str | None:
    """Four places: `0.9000`."""
    return None if share is None else f"{share.quantize(SHARE_PLACES):f}"


@dataclass(frozen=True)
class Period:
    """One week, month, half year, year or two: its first day, the first day after it, its name."""

    every: str
    start: date
    end: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def name(self) -> str:
        if self.every == PeriodLength.WEEK:
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02}"
        if self.every == PeriodLength.MONTH:
            return self.start.isoformat()[:7]
        if self.every == PeriodLength.HALF_YEAR:
            return f"{self.start.year}-H{1 if self.start.month == 1 else 2}"
        return str(self.start.year) + (f"-{self.start.year + 1}" if self.every == PeriodLength.TWO_YEARS else "")


def period_of(day: date, every: str) -> Period:
    """The period of a day: Monday to Sunday, or by calendar."""
    return Period(every, *period_around(day, every))


@dataclass(frozen=True)
class _Done:
    """A done event, and what it says it was done for."""

    event: Event
    period: str | None
    subject: str | None

    def counts_for(self, period: Period) -> bool:
        """Whether it was done for a period: the one that it names, else the one in which it happened."""
        happened = period.start <= self.event.at.date() < period.end
        return self.period == period.name or (self.period is None and happened)


def _done(policy: Policy, calendar: WorkCalendar, given: Iterable[Any], file: str) -> list[_Done]:
    """Events typed by the policy as those of a complaint are; each is read alone to keep what it was done for."""
    found, problems = [], []
    for index, item in enumerate(given):
        try:
            found.append(_done_event(policy, calendar, item, file))
        except ComplaintError as error:
            problems += [replace(one, path=pointer(index) + one.path) for one in error.problems]
    if problems:
        raise ComplaintError(problems)
    return sorted(found, key=lambda done: done.event.at)


def _done_event(policy: Policy, calendar: WorkCalendar, item: Any, file: str) -> _Done:
    """One done event. Raises ComplaintError with the faults, their pointers from the event on."""
    if not isinstance(item, Mapping):
        words = message("asked.object", keys=Joined(("type", "at"), "explain.and"), found=shown(item))
        raise ComplaintError([Problem(file, None, "", words)])
    period, subject = item.get("period"), item.get("subject")
    problems = []
    if period is not None and not (isinstance(period, str) and PERIOD_NAME.fullmatch(period)):
        wanted = "2026-W39, 2026-09, 2026-H2, 2026 or 2026-2027"
        problems.append(Problem(file, None, "/period", message("asked.period", wanted=wanted, found=shown(period))))
    if subject is not None and not isinstance(subject, str):
        problems.append(Problem(file, None, "/subject", message("given.text", found=shown(subject))))
    event = {key: value for key, value in item.items() if key not in ("period", "subject")}
    journal: dict[str, Any] = {"id": "periodic work", "received_at": EARLIEST, "facts": {}, "events": [event]}
    try:
        read = read_complaint(policy, journal, calendar, file)
    except ComplaintError as error:
        within = (replace(one, path=one.path.removeprefix("/events/0")) for one in error.problems)
        raise ComplaintError([*within, *problems]) from None
    if problems:
        raise ComplaintError(problems)
    return _Done(read.events[0], period, subject)


def period_length(policy: Policy, rule: Periodic, day: date) -> str | None:
    """How often work is owed on a day, a word of `Period`; None while the parameter that says so is not set."""
    parameter = policy.parameters.get(rule.every)
    return (str(parameter.on(day) or "") or None) if parameter else rule.every


def _latest(policy: Policy, events: Iterable[_Done], first: date, last: date) -> Iterator[datetime]:
    """The moments of what was done for a period that has a day from the first to the last."""
    for rule in policy.periodic.values():
        every = period_length(policy, rule, last)
        kinds = {match.event for match in rule.rule.done}
        for period in _periods(every, first, last) if every else ():
            yield from (d.event.at for d in events if d.event.type in kinds and d.counts_for(period))


def _periods(every: str, first: date, last: date) -> Iterator[Period]:
    period = period_of(first, every)
    while period.start <= last:
        yield period
        period = period_of(period.end, every)


def _check_subjects(policy: Policy, subjects: Mapping[str, Sequence[str]]) -> None:
    several = [name for name, rule in policy.periodic.items() if rule.per]
    for name in subjects:
        if name not in several:
            words = message("asked.no_work", name=repr(name), hint=expected(name, several))
            raise ComplaintError([Problem("subjects", None, pointer(name), words)])


@dataclass
class _PeriodEvaluator:
    """Periodic work at one moment."""

    policy: Policy
    calendar: WorkCalendar
    at: datetime
    done: list[_Done]
    population: list[Complaint]
    last: date

    def __post_init__(self) -> None:
        self.warnings: list[Note] = []

    def periods(self, rule: Periodic, first: date) -> Iterator[Period]:
        """Every period from a day to the moment that has a working day; none while its length is not set."""
        every = period_length(self.policy, rule, self.at.date())
        if not every:
            unset = unset_note("period_unset", [rule.every], self.policy, rule.rule.clause, work=rule.rule.label)
            self.warnings.append(unset)
            return
        for period in _periods(every, first, self.last):
            if self.calendar.next_working_day(period.start - timedelta(days=1)) < period.end:
                yield period

    def duties(self, rule: Periodic, period: Period, subjects: Sequence[str | None]) -> Iterator[PeriodicDuty]:
        """The duty of a period towards each subject, counted and fined as a complaint's duty is."""
        if not rule.owed:
            return
        limit = LimitRow(rule.rule.clause, None, limit=parse_limit(period.every))
        owed = replace(self.policy, duties={rule.rule.id: replace(rule.rule, limits=(limit,))}, penalties=())
        for subject in subjects:
            events = [done.event for done in self._for(period) if subject is None or done.subject == subject]
            values = self._values(owed, period, [event for event in events if event.at <= self.at])
            duties, notes = assess_duties(values)
            fined = [penalize([duty], values) for duty in duties]
            self.warnings += merged(notes, *(notes for _, notes in fined))
            for duty, (penalties, _) in zip(duties, fined, strict=True):
                yield PeriodicDuty(duty, period, subject, penalties)

    def targets(self, rule: Periodic, period: Period) -> Iterator[Reached]:
        """Every share of a period against its target."""
        for target in rule.targets:
            parameters = {name: p.on(self.at.date()) for name, p in self.policy.parameters.items()}
            at_least = target.at_least.value(parameters)
            if unset := [name for name in sorted(target.at_least.parameters) if parameters[name] is None]:
                self.warnings.append(unset_note("target_unset", unset, self.policy, target.clause, target=target.label))
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

    def _happened(self, target: Target, values: Reading) -> bool:
        match = target.happened
        return match is not None and any(matches(match, event, values) for event in values.complaint.events)

    def _graded(self, complaint: Complaint) -> Reading:
        return Reading(settle(values_of(self.policy, complaint, self.calendar, self.at)).values)

    def _day(self, complaint: Complaint) -> date:
        return self.calendar.localize(complaint.received_at).date()

    def _for(self, period: Period) -> Iterator[_Done]:
        return (done for done in self.done if done.counts_for(period))

    def _values(self, policy: Policy, period: Period, events: Sequence[Event]) -> Values:
        """The period as a journal of its own, which began when the period did."""
        facts = {name: fact.default for name, fact in policy.facts.items()}
        start = self.calendar.start_of_day(period.start)
        journal = Complaint(period.name, start, dict.fromkeys(ATTRIBUTES), facts, tuple(events))
        return values_of(policy, journal, self.calendar, self.at)
