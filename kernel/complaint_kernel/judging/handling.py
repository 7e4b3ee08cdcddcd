"""How long a duty or a step took, and how late it was, in working time; of what is not done nothing is told yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..policy.vocabulary import StepState
from ..worktime import WorkCalendar
from .duties import Duty
from .terms import Pause
from .turns import Turn

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Handling:
    """Working time: until it was done, beyond its due moment, and until what was done was approved.

    Time that its clock stood still is not counted. late is None where there was no due moment, approved where nobody
    approves.
    """

    taken: timedelta
    late: timedelta | None = None
    approved: timedelta | None = None

    def to_dict(self) -> dict[str, float | None]:
        """Hours, not rounded."""
        return {"taken": _hours(self.taken), "late": _hours(self.late), "approved": _hours(self.approved)}


def handling_of_duty(duty: Duty, calendar: WorkCalendar) -> Handling | None:
    """From its start to its end, by its own calendar where it has one, without its pauses; None until it is done."""
    if duty.starts is None or duty.done is None:
        return None
    own = duty.calendar or calendar
    return Handling(
        own.working_time(duty.starts, duty.done, pauses=duty.pauses), _late(duty.due, duty.done, own, duty.pauses)
    )


def handling_of_step(turn: Turn, calendar: WorkCalendar) -> Handling | None:
    """From when it could be done to when it was, and on to its last approval; None until nothing is outstanding.

    Doing it again after it was sent back counts; late is by the duties that it ended.
    """
    step = turn.step
    if step.state != StepState.DONE or step.done is None or turn.begun is None:
        return None
    approvals = [approval.at for approval in step.approvals if approval.at]
    return Handling(
        calendar.working_time(turn.begun, step.done),
        _late(turn.due, step.done, calendar),
        calendar.working_time(step.done, max(approvals)) if approvals else None,
    )


def _late(
    due: datetime | None, done: datetime, calendar: WorkCalendar, pauses: tuple[Pause, ...] = ()
) -> timedelta | None:
    return None if due is None else calendar.working_time(due, done, pauses=pauses)


def _hours(time: timedelta | None) -> float | None:
    return None if time is None else time / HOUR
