"""Where each step of handling stands, whose turn it is, and in which round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..intake.complaint import Event
from ..policy.model import StepRule
from ..policy.vocabulary import BuiltInEvent, StepState
from .duties import iso
from .values import Values


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
    """

    rule: StepRule
    state: str
    round: int
    done: datetime | None
    approvals: tuple[Approval, ...]

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


def assess_steps(values: Values) -> tuple[Step, ...]:
    """The steps that apply, in the policy's order."""
    rules = [rule for rule in values.policy.steps if rule.when is None or values.holds(rule.when)]
    steps: list[Step] = []
    before_done = True
    for rule, (number, since) in zip(rules, _rounds(rules, values), strict=True):
        step = _step(rule, values.complaint.events[since:], number, before_done)
        before_done = before_done and step.state == StepState.DONE
        steps.append(step)
    return tuple(steps)


def _rounds(rules: list[StepRule], values: Values) -> Iterator[tuple[int, int]]:
    """For each step the number of its round, and the place in the journal at which that began."""
    number, since = 1, 0
    for rule in rules:
        if rule.again_from:
            places = [i for i, event in enumerate(values.complaint.events) if event.type == rule.again_from]
            number, since = number + len(places), max([since, *(place + 1 for place in places)])
        yield number, since


def _step(rule: StepRule, events: tuple[Event, ...], number: int, before_done: bool) -> Step:
    done, returned, after = _last_try(rule, events)
    approvals = tuple(Approval(party, _approved(rule, party, after)) for party in rule.approved_by)
    if done is None:
        state = StepState.RETURNED if returned else StepState.READY if before_done else StepState.WAITING
        return Step(rule, state, number, None, tuple(Approval(party, None) for party in rule.approved_by))
    outstanding = any(approval.at is None for approval in approvals)
    return Step(rule, StepState.SUBMITTED if outstanding else StepState.DONE, number, done.at, approvals)


def _last_try(rule: StepRule, events: tuple[Event, ...]) -> tuple[Event | None, bool, tuple[Event, ...]]:
    """The event that did it, unless it was sent back since; whether it was; and what happened after it."""
    done, returned, after = None, False, events
    for place, event in enumerate(events):
        if done is None and _is(event, rule.done_by, BuiltInEvent.STEP_DONE, rule.id):
            done, after = event, events[place + 1 :]
        elif done and _is(event, (rule.returned_by,) if rule.returned_by else (), BuiltInEvent.STEP_RETURNED, rule.id):
            done, returned = None, True
    return done, returned, after


def _approved(rule: StepRule, party: str, events: tuple[Event, ...]) -> datetime | None:
    """When a party approved what was done last."""
    own = rule.approved_with.get(party)
    for event in events:
        if event.type == own:
            return event.at
        if _is(event, (), BuiltInEvent.STEP_APPROVED, rule.id) and event.data.get("by") == party:
            return event.at
    return None


def _is(event: Event, named: tuple[str, ...], built_in: str, step: str) -> bool:
    """Whether an event is one that the policy names, or the built-in one for this step."""
    return event.type in named or (event.type == built_in and event.data.get("step") == step)
