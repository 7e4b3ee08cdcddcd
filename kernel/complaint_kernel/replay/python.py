"""The reference engine: every complaint of a file under the edition in force when it came in, in order of receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from ..base.errors import KernelError, ParameterError, Problem, problem_of_complaint
from ..base.locale import words_of
from ..intake.complaint import Complaint, Event, instant, read_facts
from ..judging.duties import assess_duties
from ..judging.grading import settle
from ..judging.history import values_of
from ..judging.penalties import penalize
from ..judging.possible import still_possible
from ..judging.values import History, Values
from ..policy.editions import Editions
from ..policy.model import EventType, Field, Policy
from ..policy.program import GRADE
from ..policy.vocabulary import LISTED
from ..worktime import WorkCalendar, WorktimeError, named_calendar
from .figures import Judged
from .running_measures import RunningMeasures

ProgressCallback = Callable[[int], None]


def merged_schema(policies: Sequence[Policy]) -> Policy:
    """The first policy with the facts, events and listed texts of all, so that one reading serves them all.

    A fact that they declare differently has no default here; each policy gives its own.
    """
    facts: dict[str, Field] = {}
    events: dict[str, EventType] = {}
    listed: dict[str, Any] = {
        section: {name: label for policy in reversed(policies) for name, label in getattr(policy, section).items()}
        for section in LISTED.values()
    }
    for policy in policies:
        for name, fact in policy.facts.items():
            known = facts.setdefault(name, fact)
            if known != fact:
                facts[name] = replace(known, default=None)
        for name, event in policy.events.items():
            known_event = events.setdefault(name, event)
            events[name] = replace(known_event, data={**event.data, **known_event.data})
    return replace(policies[0], facts=facts, events=events, **listed)


class Edition:
    """One edition at work: how it sees a complaint that was read for several, and what it makes of it."""

    def __init__(self, policy: Policy, read: Policy, calendar: WorkCalendar | None, at: datetime) -> None:
        self.policy = policy
        self.calendar = calendar or named_calendar(policy.calendar)
        self.at = at
        self.running = RunningMeasures(policy, self.calendar)
        self.own = {name: field for name, field in policy.facts.items() if read.facts[name] != field}
        self.sees_all = policy.facts == read.facts and policy.events == read.events

    def view(self, complaint: Complaint) -> Complaint:
        """The complaint with the facts and events that this policy knows. Raises ComplaintError for a misfit."""
        if self.sees_all:
            return complaint
        facts = {name: complaint.facts[name] for name in self.policy.facts}
        given = {name: facts[name] for name in self.own if facts[name] is not None}
        facts |= read_facts(self.own, given, f"complaint {complaint.id!r} under {self.policy.id}")
        events = tuple(self._event(event) for event in complaint.events if event.type in self.policy.events)
        return replace(complaint, facts=facts, events=events, history=tuple(map(self.view, complaint.history)))

    def _event(self, event: Event) -> Event:
        declared = self.policy.events[event.type].data
        data = {name: field.default if event.data.get(name) is None else event.data[name]
                for name, field in declared.items()}  # fmt: skip
        return replace(event, data=data)

    def judge(self, complaint: Complaint, history: History | None = None) -> Judged:
        """What `assess` finds, without reasons and without what missing facts could still change.

        history: what came before it, in place of the running measures.
        """
        if complaint.events and instant(complaint.events[-1].at) > instant(self.at):
            complaint = complaint.seen_at(self.at)
        settled = settle(self._values(complaint, history))
        grade, before = (found.id if found else None for found in (settled.grade, settled.before))
        values = settled.values
        if self.policy.duties_follow == "worst" and (undecided := still_possible(values, settled.before)):
            values = values.knowing({GRADE: undecided.worst})
        try:
            duties, _ = assess_duties(values)
            penalties, _ = penalize(duties, values)
        except (ParameterError, WorktimeError) as error:  # the grade stands; what is owed cannot be told
            return Judged(self.policy, grade, before, (settled.raised or settled.found), lacks=words_of(error))
        return Judged(self.policy, grade, before, (settled.raised or settled.found), duties, penalties)

    def _values(self, complaint: Complaint, history: History | None) -> Values:
        if complaint.history:  # a row that brings its own history is taken at its word
            return values_of(self.policy, complaint, self.calendar, self.at)
        return Values(self.policy, complaint, self.calendar, self.at, history or self.running)


class ReplaySide:
    """A policy with all its editions, over one history."""

    def __init__(self, editions: Editions, read: Policy, calendar: WorkCalendar | None, at: datetime) -> None:
        self.editions = editions
        self.zone = calendar or named_calendar(editions.latest.calendar)
        self.at_work: Mapping[str, Edition] = {
            policy.digest: Edition(policy, read, calendar, at) for _, policy in editions.editions
        }

    def judge(self, complaint: Complaint) -> Judged:
        """The complaint under the edition in force on the day on which it came in."""
        edition = self.edition(complaint)
        return edition.judge(edition.view(complaint))

    def edition(self, complaint: Complaint) -> Edition:
        """The edition of that day. Raises KernelError where none was in force."""
        day = self.zone.localize(complaint.received_at).date()
        return self.at_work[self.editions.on(day).digest]

    def remember(self, judged: Sequence[tuple[Complaint, Judged]]) -> None:
        """Let complaints of one moment become earlier ones, for every edition."""
        for edition in self.at_work.values():
            if edition.running.rules:
                running = edition.running
                running.add(
                    [entry for c, j in judged for entry in running.entries(edition.view(c), _given(j, edition))]
                )


def _given(judged: Judged, edition: Edition) -> str | None:
    """The grade that another edition gave; an edition's own is computed when somebody asks."""
    return judged.before if judged.policy is not edition.policy else None


@dataclass(frozen=True)
class Refused:
    """A complaint that could not be judged on some side."""

    problem: Problem


def run(
    sides: Sequence[ReplaySide], complaints: Iterable[Complaint], file: str, progress: ProgressCallback | None = None
) -> Iterator[tuple[Complaint, list[Judged]] | Refused]:
    """Each complaint with what every side makes of it, the earliest first.

    What came in at the same moment is not earlier. A complaint that cannot be judged is told, and nobody's history.
    """
    ordered = sorted(complaints, key=lambda c: (instant(c.received_at), c.id))
    done = 0
    for _, together in groupby(ordered, key=lambda c: instant(c.received_at)):
        found: list[tuple[Complaint, list[Judged]]] = []
        for complaint in together:
            done += 1
            try:
                found.append((complaint, [side.judge(complaint) for side in sides]))
            except (KernelError, WorktimeError) as error:
                yield Refused(problem_of_complaint(file, complaint.id, error))
        for place, side in enumerate(sides):
            side.remember([(complaint, judged[place]) for complaint, judged in found])
        yield from found
        if progress:
            progress(done)
