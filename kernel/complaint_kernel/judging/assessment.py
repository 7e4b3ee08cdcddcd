"""The whole flow: a complaint under a policy at a moment. Read this file first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..base.errors import ComplaintError, Problem
from ..base.locale import message
from ..intake.complaint import Complaint, instant, read_complaint
from ..policy.model import Policy
from ..worktime import WorkCalendar, named_calendar
from .closing import Closing, judge_closing
from .duties import Duty, assess_duties, iso
from .grading import Grading, grade_complaint
from .history import values_of
from .notes import Note, merged
from .penalties import Penalty, penalize
from .records import Records, assess_records
from .steps import Step, assess_steps


@dataclass(frozen=True)
class Assessment:
    """What a complaint is, what is owed and broken, what it costs, whether it may be closed."""

    policy: Policy
    complaint: Complaint
    at: datetime
    grading: Grading
    duties: tuple[Duty, ...]
    penalties: tuple[Penalty, ...]
    steps: tuple[Step, ...]
    records: Records
    closing: Closing | None
    warnings: tuple[Note, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON values only, in the shape of `complaint-kernel schema assessment`."""
        grading, undecided = self.grading, self.grading.undecided
        in_force = self.policy.in_force
        return {
            "complaint": self.complaint.id,
            "policy": {
                "id": self.policy.id,
                "in_force": in_force.isoformat() if in_force else None,
                "digest": self.policy.digest,
            },
            "at": iso(self.at),
            "intake": grading.intake,
            "grade": grading.grade,
            "grade_before_uplift": grading.before_uplift,
            "points": grading.points,
            "undecided": {"worst": undecided.worst, "facts": list(undecided.facts)} if undecided else None,
            "reasons": [reason.to_dict() for reason in grading.reasons],
            "participants": list(grading.participants),
            "duties": [duty.to_dict() for duty in self.duties],
            "penalties": [penalty.to_dict() for penalty in self.penalties],
            "steps": [step.to_dict() for step in self.steps],
            "records": self.records.to_dict(),
            "closing": self.closing.to_dict() if self.closing else None,
            "warnings": [note.to_dict() for note in self.warnings],
        }


def assess(
    policy: Policy,
    complaint: Mapping[str, Any],
    calendar: WorkCalendar | None = None,
    at: datetime | str | None = None,
) -> Assessment:
    """Assess one complaint.

    complaint: a mapping of the complaint's schema. calendar: the policy's own when left out. at: an
    aware datetime or ISO text, not before the receipt; required, since the kernel has no clock.
    Raises ComplaintError with every fault of the complaint, ParameterError where an unset figure is
    itself the answer, WorktimeError for an `at` that is no moment, TypeError without one.
    """
    if at is None:
        raise TypeError("assess() needs at=…, the moment of the assessment: the kernel has no clock")
    found = assess_anytime(policy, complaint, calendar or named_calendar(policy.calendar), at)
    check_received(found.complaint, found.at)
    return found


def assess_anytime(
    policy: Policy, complaint: Mapping[str, Any], calendar: WorkCalendar, at: datetime | str
) -> Assessment:
    """The same whatever the moment: who keeps complaints may have a clock that was set back."""
    moment = calendar.localize(at)
    read = read_complaint(policy, complaint, calendar, only_what_counts=True)
    return assess_read(policy, read, calendar, moment)


def check_received(complaint: Complaint, at: datetime, file: str = "complaint") -> None:
    """Whether a complaint has come in by the second of a moment. Raises ComplaintError."""
    if instant(at).replace(microsecond=0) < instant(complaint.received_at).replace(microsecond=0):
        words = message("given.not_received", at=iso(at), found=iso(complaint.received_at))
        raise ComplaintError([Problem(file, None, "/received_at", words)])


def assess_read(policy: Policy, complaint: Complaint, calendar: WorkCalendar, at: datetime) -> Assessment:
    """The same for a complaint that is read already."""
    seen = complaint.seen_at(at)
    grading, values = grade_complaint(values_of(policy, seen, calendar, at))
    duties, of_duties = assess_duties(values)
    penalties, of_penalties = penalize(duties, values)
    steps, of_steps = assess_steps(values)
    records = assess_records(policy, seen, steps)
    closing, of_closing = judge_closing(values, duties, steps, records)
    notes = merged(grading.notes, of_duties, of_penalties, of_steps, of_closing)
    return Assessment(policy, seen, at, grading, duties, penalties, steps, records, closing, notes)
