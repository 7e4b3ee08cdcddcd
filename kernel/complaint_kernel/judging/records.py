"""What the regulation wants recorded and is not, as far as the complaint has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..intake.complaint import Complaint
from ..policy.model import Policy, RecordRule
from ..policy.vocabulary import StepState
from .steps import Step

CAME_SO_FAR = (StepState.SUBMITTED, StepState.DONE)


@dataclass(frozen=True)
class Records:
    """missing: what is required, asked for by now, and not recorded; in the policy's order."""

    missing: tuple[RecordRule, ...]

    def to_dict(self) -> dict[str, Any]:
        """The assessment's object."""
        return {"missing": [rule.id for rule in self.missing]}


def assess_records(policy: Policy, complaint: Complaint, steps: Sequence[Step]) -> Records:
    """What is required, asked for by now, and not made."""
    reached = {step.id for step in steps if step.state in CAME_SO_FAR}
    happened = complaint.events_by_type
    missing = (
        rule
        for rule in unmade(policy, complaint)
        if (not rule.steps or reached.intersection(rule.steps)) and rule.begun(happened)
    )
    return Records(tuple(missing))


def unmade(policy: Policy, complaint: Complaint) -> Iterator[RecordRule]:
    """What is required at some time and not recorded.

    A record is made by the complaint's `records`, or by a field of that name in an event's data.
    """
    made = {name for name, text in complaint.records.items() if text is not None}
    made |= {name for event in complaint.events for name, value in event.data.items() if value is not None}
    return (rule for rule in policy.records.values() if rule.required and rule.id not in made)
