"""An assessment -> whose turn it is at each step: who acts, since when, until when, and what is recorded with it.

The assessment tells where each step stands; this tells what a person at the step has to know. Rounds before the
present one stand first, as they were done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..intake.complaint import instant
from ..policy.model import RecordRule
from ..policy.vocabulary import OWED, StepState
from .assessment import Assessment
from .duties import Duty, iso
from .records import unmade
from .steps import Step, former_rounds

TO_DO = (StepState.READY, StepState.RETURNED)


@dataclass(frozen=True)
class Turn:
    """One step in one round.

    parties: who may act now: whoever does it, or those whose approval is outstanding; empty while it waits, and
    afterwards. since: from when on it is theirs, an aware moment or None. duties: those owed that end when it is
    done. missing: what has to be recorded with it and is not. is_former: a later round has begun.
    """

    step: Step
    parties: tuple[str, ...] = ()
    since: datetime | None = None
    duties: tuple[Duty, ...] = ()
    missing: tuple[RecordRule, ...] = ()
    is_former: bool = False

    def to_dict(self) -> dict[str, Any]:
        """JSON values: those of the step and, beside them, whose turn it is."""
        dues = [duty.due for duty in self.duties if duty.due]
        return {
            **self.step.to_dict(),
            "parties": list(self.parties),
            "since": iso(self.since),
            "due": iso(min(dues, key=instant, default=None)),
            "duties": [{"id": duty.id, "round": duty.round} for duty in self.duties],
            "missing": [rule.id for rule in self.missing],
            "is_former": self.is_former,
        }


def turns(assessment: Assessment) -> tuple[Turn, ...]:
    """Every step that applies, in each of its rounds."""
    former = former_rounds(assessment.steps, assessment.complaint.events)
    return (*(Turn(step, is_former=True) for step in former), *_present(assessment))


def _present(assessment: Assessment) -> Iterator[Turn]:
    before: datetime | None = assessment.complaint.received_at
    unmade_now = tuple(unmade(assessment.policy, assessment.complaint))
    for step in assessment.steps:
        before = _latest(before, step.begun)
        missing = tuple(rule for rule in unmade_now if rule.step == step.id)
        duties = tuple(_duties(assessment, step))
        yield Turn(step, _parties(step), _since(step, before), duties, missing)
        before = _latest(before, *_ended(step))


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
    """The duties that its being done ends."""
    if step.state in TO_DO:
        for duty in assessment.duties:
            if duty.state in OWED and {match.event for match in duty.rule.done} & set(step.rule.done_by):
                yield duty
