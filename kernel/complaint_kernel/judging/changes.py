"""An assessment -> when it is answered otherwise although nothing happens.

A limit runs out, a period begins, an age is reached. A program that keeps complaints looks at one again at that
moment; what people do asks the kernel anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..intake.complaint import instant
from ..policy.vocabulary import Aggregate, DutyState
from ..worktime import WorkCalendar
from .assessment import Assessment
from .duties import Duty
from .history import values_of
from .measures import age_of

PAST = timedelta(seconds=1)  # moments are told in whole seconds, and a limit's last one is still inside


def next_change(assessment: Assessment, calendar: WorkCalendar) -> datetime | None:
    """The first such moment after the assessment's own, in whole seconds; None where time alone changes nothing.

    An age is told at most two seconds late.
    """
    moments = (*_of_duties(assessment), *_of_ages(assessment, calendar))
    ahead = (moment for moment in moments if instant(moment) > instant(assessment.at))
    return min(ahead, key=instant, default=None)


def _of_duties(assessment: Assessment) -> Iterator[datetime]:
    for duty in assessment.duties:
        if duty.due and (duty.recurs or _runs(duty)):
            yield duty.due + PAST


def _runs(duty: Duty) -> bool:
    return duty.state == DutyState.OPEN and not duty.stands_still


def _of_ages(assessment: Assessment, calendar: WorkCalendar) -> Iterator[datetime]:
    """When more time has passed than the measures of an age name, of those that have begun and not ended."""
    policy, complaint = assessment.policy, assessment.complaint
    rules = [rule for rule in policy.measures.values() if rule.aggregate == Aggregate.OLDER]
    values = values_of(policy, complaint, calendar, assessment.at) if rules else None
    for rule in rules:
        age = values and age_of(rule, values)
        if age and age.end is None and rule.within is not None:
            yield calendar.latest_within(age.start, rule.within)
