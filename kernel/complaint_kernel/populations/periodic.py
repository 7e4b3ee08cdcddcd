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
from ..judging.history import values_of
from ..judging.notes import Note, merged, unset_note
from ..judging.penalties import Penalty, penalize
from ..judging.values import Values
from ..policy.model import ATTRIBUTES, LimitRow, Periodic, Policy, Target
from ..worktime import WorkCalendar, parse_limit
from .spans import Span, period_length, spans
from .tally import Tally
from .targets import Reached, target_counts

PERIOD_NAME = re.compile(r"[0-9]{4}(-W[0-9]{2}|-[0-9]{2}|-H[12]|-[0-9]{4})?")
EARLIEST = "2001-01-02T00:00:00+00:00"  # before all that a calendar knows: a done event has no complaint before it


@dataclass(frozen=True)
class PeriodicDuty:
    """One duty of one period towards one subject, and what its breach costs."""

    duty: Duty
    span: Span
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
    tally: Tally | None = None,
    subjects: Mapping[str, Sequence[str]] | None = None,
    since: datetime | str | None = None,
    until: date | None = None,
    file: str = "done_events",
) -> PeriodicAnswer:
    """What the policy's periodic work is at a moment.

    done_events: `{"type", "at", "data", "period", "subject"}`; an event counts for the period in which it
    happened, or for the `period` that it names (work done late). complaints: the population that shares are
    measured on, or tally, what was counted of it. subjects: periodic id → those it is owed to. since: from which
    moment on, else only the period of `at`. until: the last day whose period is asked about, else the day of `at`;
    the moment is then the latest done event of the periods asked about, where that is later than `at`, so that work
    done late counts as such.
    file: names the done events in faults. Raises ComplaintError for a faulty event, complaint or subject.
    """
    moment = calendar.localize(at)
    events = _done(policy, calendar, done_events, file)
    first = calendar.localize(since).date() if since is not None else moment.date()
    if until is not None:
        moment = max([moment, *_latest(policy, events, first, until)])
    if tally is None:
        tally = Tally()
        for given in complaints:
            read = given if isinstance(given, Complaint) else read_complaint(policy, given, calendar)
            for key, holds in target_counts(policy, read, calendar, moment):
                tally.add_target(key, holds)
    evaluator = _PeriodEvaluator(policy, calendar, moment, events, tally, min(until or date.max, moment.date()))
    _check_subjects(policy, subjects or {})
    duties: list[PeriodicDuty] = []
    targets: list[Reached] = []
    for name, rule in policy.periodic.items():
        for period in evaluator.periods(rule, first):
            duties += evaluator.duties(rule, period, (subjects or {}).get(name, [None]))
            targets += evaluator.targets(rule, period)
    return PeriodicAnswer(moment, tuple(duties), tuple(targets), tuple(evaluator.warnings))


@dataclass(frozen=True)
class _Done:
    """A done event, and what it says it was done for."""

    event: Event
    period: str | None
    subject: str | None

    def counts_for(self, period: Span) -> bool:
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


def _latest(policy: Policy, events: Iterable[_Done], first: date, last: date) -> Iterator[datetime]:
    """The moments of what was done for a period that has a day from the first to the last."""
    for rule in policy.periodic.values():
        every = period_length(policy, rule, last)
        kinds = {match.event for match in rule.rule.done}
        for period in spans(every, first, last) if every else ():
            yield from (d.event.at for d in events if d.event.type in kinds and d.counts_for(period))


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
    tally: Tally
    last: date

    def __post_init__(self) -> None:
        self.warnings: list[Note] = []

    def periods(self, rule: Periodic, first: date) -> Iterator[Span]:
        """Every period from a day to the moment that has a working day; none while its length is not set."""
        every = period_length(self.policy, rule, self.at.date())
        if not every:
            unset = unset_note("period_unset", [rule.every], self.policy, rule.rule.clause, work=rule.rule.label)
            self.warnings.append(unset)
            return
        for period in spans(every, first, self.last):
            if self.calendar.next_working_day(period.start - timedelta(days=1)) < period.end:
                yield period

    def duties(self, rule: Periodic, period: Span, subjects: Sequence[str | None]) -> Iterator[PeriodicDuty]:
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

    def targets(self, rule: Periodic, period: Span) -> Iterator[Reached]:
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
        self, rule: Periodic, target: Target, period: Span, parameters: Mapping[str, Any]
    ) -> tuple[Decimal | None, int | None, int | None]:
        if target.share is not None:
            kinds = {match.event for match in rule.rule.done}
            found = [d.event for d in self._for(period) if d.event.type in kinds and d.event.at <= self.at]
            share = target.share.value({**parameters, **found[-1].data}) if found else None
            return (share if isinstance(share, Decimal) else None), None, None
        key = (rule.rule.id, target.id, period.name)
        counted, among = self.tally.counted[key], self.tally.among[key]
        return (Decimal(counted) / among if among else None), counted, among

    def _for(self, period: Span) -> Iterator[_Done]:
        return (done for done in self.done if done.counts_for(period))

    def _values(self, policy: Policy, period: Span, events: Sequence[Event]) -> Values:
        """The period as a journal of its own, which began when the period did."""
        facts = {name: fact.default for name, fact in policy.facts.items()}
        start = self.calendar.start_of_day(period.start)
        journal = Complaint(period.name, start, dict.fromkeys(ATTRIBUTES), facts, tuple(events))
        return values_of(policy, journal, self.calendar, self.at)
