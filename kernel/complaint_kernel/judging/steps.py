"""Where each step of handling stands, whose turn it is, and in which round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from ..intake.complaint import Event
from ..policy.model import Policy, StepRule
from ..policy.vocabulary import BuiltInEvent, StepState
from .duties import Duty, iso
from .measures import any_of
from .notes import Noted
from .values import Reading, Values


@dataclass(frozen=True)
class Approval:
    """Who approves a step, and when that happened; None while it is outstanding."""

    by: str
    at: datetime | None


@dataclass(frozen=True)
class Step:
    """One step in its present round.

    state: a word of `StepState`: waiting (a step before it is not done), ready, submitted (done, an approval is
    outstanding), returned (sent back, to be done again), done. done: when it was done, an aware moment or None.
    returned: when it was sent back, None unless it is to be done again. begun: when its round began, None in the first.
    former: the same step in earlier rounds in which it was done.
    """

    rule: StepRule
    state: str
    round: int
    done: datetime | None
    approvals: tuple[Approval, ...]
    returned: datetime | None = None
    begun: datetime | None = None
    former: tuple[Step, ...] = ()

    @property
    def id(self) -> str:
        return self.rule.id

    def to_dict(self) -> dict[str, Any]:
        """The assessment's entry."""
        return {
            "id": self.id,
            "clause": self.rule.clause,
            "by": self.rule.by,
            "state": str(self.state),
            "round": self.round,
            "done": iso(self.done),
            "approvals": [{"by": approval.by, "at": iso(approval.at)} for approval in self.approvals],
        }


def assess_steps(values: Values) -> Noted[tuple[Step, ...]]:
    """The steps that apply, in the policy's order."""
    reading = Reading(values)
    rules = [rule for rule in values.policy.steps if rule.when is None or reading.holds(rule.when)]
    untouched = _untouched(values.policy)
    steps: list[Step] = []
    before_done = True
    for rule, rounds in zip(rules, _rounds(rules, reading), strict=True):
        if len(rounds) == 1:
            present = rounds[0]
            step = _step(rule, present, 1, before_done, reading) if _is_touched(rule, present) else None
            steps.append(step or untouched[rule.id, before_done])
        else:
            earlier = (_step(rule, part, number, True, reading) for number, part in enumerate(rounds[:-1], start=1))
            step = _step(rule, rounds[-1], len(rounds), before_done, reading)
            steps.append(replace(step, former=tuple(one for one in earlier if one.done)))
        before_done = before_done and steps[-1].state == StepState.DONE
    return tuple(steps), tuple(reading.notes)


@lru_cache(maxsize=64)
def _untouched(policy: Policy) -> Mapping[tuple[str, bool], Step]:
    """Each step of which nothing has happened yet in its first round, by whether the steps before it are done."""
    return {
        (rule.id, before_done): Step(
            rule,
            StepState.READY if before_done else StepState.WAITING,
            1,
            None,
            tuple(Approval(party, None) for party in rule.approved_by),
        )
        for rule in policy.steps
        for before_done in (False, True)
    }


@lru_cache(maxsize=64)
def steps_that_end(policy: Policy) -> Mapping[str, frozenset[str]]:
    """For each duty that ends when a step is done, the ids of those steps."""
    found = {
        duty.id: frozenset(step.id for step in policy.steps if any(match.event in step.done_by for match in duty.done))
        for duty in policy.duties.values()
    }
    return {duty: steps for duty, steps in found.items() if steps}


def ends(step: Step, duty: Duty) -> bool:
    """Whether the step's being done ends the duty."""
    return any(match.event in step.rule.done_by for match in duty.rule.done)


def former_rounds(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The same steps as they were done in rounds before the present one, by round and then in the policy's order."""
    return tuple(sorted((one for step in steps for one in step.former), key=lambda step: step.round))


@dataclass(frozen=True)
class _Round:
    """begun: the moment of the event that began it, None for the first. events: what happened in it.

    kinds: the types of all that happened in the journal.
    """

    begun: datetime | None
    events: tuple[Event, ...]
    kinds: frozenset[str]


def _rounds(rules: Sequence[StepRule], reading: Reading) -> Iterator[list[_Round]]:
    """For each step its rounds, the present one last: an event that begins again does so for all later steps.

    Of several that begin again at one moment the last begins the one round.
    """
    events = reading.complaint.events
    begins: set[int] = set()
    kinds = frozenset(reading.complaint.events_by_type)
    if kinds.isdisjoint(match.event for rule in rules for match in rule.again):
        whole = [_Round(None, tuple(events), kinds)]
        yield from (whole for _ in rules)
        return
    for rule in rules:
        begins |= {place for place, event in enumerate(events, start=1) if any_of(rule.again, event, reading)}
        last = {events[place - 1].instant: place for place in sorted(begins)}
        edges = [0, *last.values(), len(events)]
        yield [
            _Round(events[first - 1].at if first else None, tuple(events[first:last]), kinds)
            for first, last in pairwise(edges)
        ]


def _step(rule: StepRule, present: _Round, number: int, before_done: bool, reading: Reading) -> Step:
    done, returned, after = _last_try(rule, present, reading)
    if done is None:
        state = StepState.RETURNED if returned else StepState.READY if before_done else StepState.WAITING
        approvals = tuple(Approval(party, None) for party in rule.approved_by)
        return Step(rule, state, number, None, approvals, returned.at if returned else None, present.begun)
    approvals = tuple(Approval(party, _approved(rule, party, after)) for party in rule.approved_by)
    outstanding = any(approval.at is None for approval in approvals)
    state = StepState.SUBMITTED if outstanding else StepState.DONE
    return Step(rule, state, number, done.at, approvals, begun=present.begun)


def _last_try(
    rule: StepRule, present: _Round, reading: Reading
) -> tuple[Event | None, Event | None, tuple[Event, ...]]:
    """The event that did it, unless it was sent back since; the one that sent it back; and what happened after it."""
    events = present.events
    done, returned, after = None, None, events
    if not _is_touched(rule, present):
        return None, None, events
    sent_back_by = (rule.returned_by,) if rule.returned_by else ()
    for place, event in enumerate(events):
        if done is None and (any_of(rule.done, event, reading) or is_event(event, (), BuiltInEvent.STEP_DONE, rule.id)):
            done, after = event, events[place + 1 :]
        elif done and is_event(event, sent_back_by, BuiltInEvent.STEP_RETURNED, rule.id):
            done, returned = None, event
    return done, returned, after


def _is_touched(rule: StepRule, present: _Round) -> bool:
    """Whether an event has happened that could do the step."""
    return BuiltInEvent.STEP_DONE in present.kinds or not present.kinds.isdisjoint(rule.done_by)


def _approved(rule: StepRule, party: str, events: tuple[Event, ...]) -> datetime | None:
    """When a party approved what was done last."""
    own = rule.approved_with.get(party)
    for event in events:
        if event.type == own:
            return event.at
        if is_event(event, (), BuiltInEvent.STEP_APPROVED, rule.id) and event.data.get("by") == party:
            return event.at
    return None


def is_event(event: Event, named: tuple[str, ...], built_in: str, step: str) -> bool:
    """Whether an event is one that the policy names, or the built-in one for this step."""
    return event.type in named or (event.type == built_in and event.data.get("step") == step)
