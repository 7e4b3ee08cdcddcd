"""Shares of complaints that should be reached in a period, and how many complaints count for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..intake.complaint import Complaint
from ..judging.grading import settle
from ..judging.history import values_of
from ..judging.measures import matches
from ..judging.values import Reading
from ..policy.model import Policy, Target
from ..worktime import WorkCalendar
from .spans import period_length, period_of
from .tally import TargetKey

SHARE_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Reached:
    """A share against its target. share is None while there is nothing to measure; met then too.

    counted of among: how many complaints it was of how many; None where an event's data gave the share.
    """

    periodic: str
    target: Target
    period: str
    share: Decimal | None
    at_least: Decimal | None
    counted: int | None = None
    among: int | None = None

    @property
    def met(self) -> bool | None:
        return None if self.share is None or self.at_least is None else self.share >= self.at_least

    def to_dict(self) -> dict[str, Any]:
        """JSON values, shares as text with four places."""
        return {
            "periodic": self.periodic,
            "target": self.target.id,
            "clause": self.target.clause,
            "period": self.period,
            "share": share_text(self.share),
            "at_least": share_text(self.at_least),
            "met": self.met,
            "counted": self.counted,
            "among": self.among,
        }


def share_text(share: Decimal | None) -> str | None:
    """Four places: `0.9000`."""
    return None if share is None else f"{share.quantize(SHARE_PLACES):f}"


def target_counts(
    policy: Policy, complaint: Complaint, calendar: WorkCalendar, at: datetime
) -> Iterator[tuple[TargetKey, bool]]:
    """The shares for which a complaint counts, each with whether it holds, as of a moment."""
    if complaint.received_at > at or not any(rule.targets for rule in policy.periodic.values()):
        return
    seen = complaint.seen_at(at)
    values = Reading(settle(values_of(policy, seen, calendar, at)).values)
    day = calendar.localize(seen.received_at).date()
    for name, rule in policy.periodic.items():
        every = period_length(policy, rule, at.date())
        for target in rule.targets if every else ():
            if target.share is None and (not target.among or values.holds(target.among)):
                yield (name, target.id, period_of(day, str(every)).name), _happened(target, values)


def _happened(target: Target, values: Reading) -> bool:
    match = target.happened
    return match is not None and any(matches(match, event, values) for event in values.complaint.events)
