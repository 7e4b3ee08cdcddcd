"""An assessment -> whose turn it is at each step: who acts, since when, until when, and what is recorded with it.

The assessment tells where each step stands; this tells what a person at the step has to know. Rounds before the
present one stand first, as they were done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from ..intake.complaint import instant
from ..policy.model import RecordRule
from ..policy.vocabulary import OWED, StepState
from .assessment import Assessment
from .duties import Duty, iso
from .records import unmade
from .steps import Step, ends, former_rounds

TO_DO = (StepState.READY, StepState.RETURNED)


@dataclass(frozen=True)
class Turn:
    """One step in one round.

    parties: who may act now: whoever does it, or those whose approval is outstanding; empty while it waits, and
    afterwards. since: from when on it is theirs, an aware moment or None. begun: from when on it could be done,
    whatever has happened to it since. duties: those that whoever does it owes and that end when it is done. ended:
    those that ended when it was done. missing: what has to be recorded with it and is not. is_former: a later round
    has begun.
    """

    step: Step
    parties: tuple[str, ...] = ()
    since: datetime | None = None
    begun: datetime | None = None
    duties: tuple[Duty, ...] = ()
    ended: tuple[Duty, ...] = ()
    missing: tuple[RecordRule, ...] = ()
    is_former: bool = False

    @property
    def due(self) -> datetime | None:
        """By when it has to be done, or had to be: the first of the moments of its duties."""
        dues = [duty.due for duty in (*self.duties, *self.ended) if duty.due]
        return min(dues, key=instant, default=None)

    def to_dict(self) -> dict[str, Any]:
        """JSON values: those of the step and, beside them, whose turn it is."""
        return {
            **self.step.to_dict(),
            "parties": list(self.parties),
            "since": iso(self.since),
            "begun": iso(self.begun),
            "due": iso(self.due),
            "duties": [{"id": duty.id, "round": duty.round} for duty in self.duties],
            "missing": [rule.id for rule in self.missing],
            "is_former": self.is_former,
        }


def turns(assessment: Assessment) -> tuple[Turn, ...]:
    """Every step that applies, in each of its rounds."""
    return (*_former(assessment), *_present(assessment))


def _former(assessment: Assessment) -> Iterator[Turn]:
    """The steps of each round before the present one, after those of that time that were never begun again."""
    for number, steps in groupby(former_rounds(assessment.steps), lambda step: step.round):
        done = {step.id: step for step in steps}
        course = (done.get(step.id, step) for step in assessment.steps if step.id in done or step.round <= number)
        for step, begun in _begun(course, assessment):
            if step.id in done:
                yield Turn(step, begun=begun, ended=_ended_duties(assessment, step), is_former=True)


def _begun(steps: Iterable[Step], assessment: Assessment) -> Iterator[tuple[Step, datetime | None]]:
    """Steps of one course in their order, each with the moment from which on those before it let it be done."""
    before: datetime | None = assessment.complaint.received_at
    for step in steps:
        before = _latest(before, step.begun)
        yield step, before
        before = _latest(before, *_ended(step))


def _present(assessment: Assessment) -> Iterator[Turn]:
    unmade_now = tuple(unmade(assessment.policy, assessment.complaint))
    happened = assessment.complaint.events_by_type
    for step, before in _begun(assessment.steps, assessment):
        yield Turn(
            step,
            parties=_parties(step),
            since=_since(step, before),
            begun=None if step.state == StepState.WAITING else before,
            duties=tuple(_duties(assessment, step)),
            ended=_ended_duties(assessment, step),
            missing=tuple(rule for rule in unmade_now if step.id in rule.steps and rule.begun(happened)),
        )


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), key=instant, default=None)


def _ended(step: Step) -> tuple[datetime | None, ...]:
    return (step.done, *(approval.at for approval in step.approvals))


def _parties(step: Step) -> tuple[str, ...]:
    if step.state in TO_DO:
        return (step.rule.by,) if step.rule.by else ()
    if step.state == StepState.SUBMITTED:
        return tuple(approval.by for approval in step.approvals if approval.at is None)
    return ()


def _since(step: Step, before: datetime | None) -> datetime | None:
    """When it became somebody's turn: since those before were done, it was sent back, or it was done."""
    if step.state == StepState.READY:
        return before
    if step.state == StepState.RETURNED:
        return step.returned
    return _latest(*_ended(step)) if step.state == StepState.SUBMITTED else None


def _duties(assessment: Assessment, step: Step) -> Iterator[Duty]:
    """The duties of whoever does it that its being done ends; what another owes by the same entry stands beside it."""
    if step.state in TO_DO:
        yield from (duty for duty in assessment.duties if duty.state in OWED and _is_of(step, duty))


def _is_of(step: Step, duty: Duty) -> bool:
    """Whether who does the step owes the duty, and one entry ends both."""
    return ends(step, duty) and step.rule.by in (None, duty.owner)


def _ended_duties(assessment: Assessment, step: Step) -> tuple[Duty, ...]:
    """Those of them that ended when it was done, once nobody's approval is outstanding."""
    if step.state != StepState.DONE:
        return ()
    ended = (duty for duty in assessment.duties if duty.done and duty.done == step.done)
    return tuple(duty for duty in ended if _is_of(step, duty))
