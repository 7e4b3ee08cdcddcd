"""What the regulation wants recorded and is not, as far as the complaint has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..policy.model import RecordRule
from ..policy.vocabulary import StepState
from .steps import Step
from .values import Values

CAME_SO_FAR = (StepState.SUBMITTED, StepState.DONE)


@dataclass(frozen=True)
class Records:
    """missing: what is required, asked for by now, and not recorded; in the policy's order."""

    missing: tuple[RecordRule, ...]

    def to_dict(self) -> dict[str, Any]:
        """The assessment's object."""
        return {"missing": [rule.id for rule in self.missing]}


def assess_records(values: Values, steps: Sequence[Step]) -> Records:
    """A record is made by the complaint's `records`, or by a field of that name in an event's data."""
    made = {name for name, text in values.complaint.records.items() if text is not None}
    made |= {name for event in values.complaint.events for name, value in event.data.items() if value is not None}
    reached = {step.id for step in steps if step.state in CAME_SO_FAR}
    happened = {event.type for event in values.complaint.events}
    missing = (
        rule
        for rule in values.policy.records.values()
        if rule.required
        and rule.id not in made
        and (rule.step is None or rule.step in reached)
        and (rule.after is None or rule.after in happened)
    )
    return Records(tuple(missing))
