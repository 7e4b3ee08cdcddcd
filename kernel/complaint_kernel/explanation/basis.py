"""What a verdict and its explanation rest on: of all that came before, the complaints that count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..intake.complaint import read_complaint
from ..judging.grading import Grading, grade_complaint, settle
from ..judging.history import values_of
from ..judging.values import Values
from ..policy import Policy
from ..worktime import WorkCalendar
from .changes import changes, deciding


def counted_history(
    policy: Policy, complaint: Mapping[str, Any], calendar: WorkCalendar, at: datetime | str
) -> frozenset[str]:
    """The ids of the earlier complaints without which the assessment, or its explanation, could be another one.

    They are those that a measure puts together with this complaint, whatever value of its facts is supposed on the
    way. With no others in the history every answer stays the same. Arguments and errors are those of `assess`.
    """
    if not policy.history_needs or not complaint.get("history"):
        return frozenset()
    moment = calendar.localize(at)
    counted: set[str] = set()
    seen = read_complaint(policy, complaint, calendar, only_what_counts=True).seen_at(moment)
    values = values_of(policy, seen, calendar, moment, counted)
    grading, _ = grade_complaint(values)
    for grade in _possible_grades(grading):
        _measure_all(values, grade)
    if any(need.facts or not need.by_key for need in policy.history_needs):
        settled = settle(values).values
        changes(settled)
        deciding(settled, grading)
    return frozenset(counted)


def _possible_grades(grading: Grading) -> set[str | None]:
    """What `grade` is at one stage or another: before the uplift, after it, or the worst that is still open."""
    worst = {grading.undecided.worst} if grading.undecided else set()
    return {grading.before_uplift, grading.grade, *worst}


def _measure_all(values: Values, grade: str | None) -> None:
    """Look at every measure over history, of which an assessment asks for some only."""
    seen = values.supposing({}).knowing({"grade": grade})
    for name, measure in values.policy.measures.items():
        if measure.over_history:
            seen.computed(name)
