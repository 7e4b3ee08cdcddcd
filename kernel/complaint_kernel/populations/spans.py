"""The weeks, months and years by which periodic work is owed and complaints are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..policy.model import Periodic, Policy
from ..policy.vocabulary import Period
from ..worktime import period_around


@dataclass(frozen=True)
class Span:
    """One week, month, half year, year or two: its first day, the first day after it, its name."""

    every: str
    start: date
    end: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def name(self) -> str:
        if self.every == Period.WEEK:
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02}"
        if self.every == Period.MONTH:
            return self.start.isoformat()[:7]
        if self.every == Period.HALF_YEAR:
            return f"{self.start.year}-H{1 if self.start.month == 1 else 2}"
        return str(self.start.year) + (f"-{self.start.year + 1}" if self.every == Period.TWO_YEARS else "")


def period_of(day: date, every: str) -> Span:
    """The period of a day: Monday to Sunday, or by calendar."""
    return Span(every, *period_around(day, every))


def period_length(policy: Policy, rule: Periodic, day: date) -> str | None:
    """How often work is owed on a day, a word of `Period`; None while the parameter that says so is not set."""
    parameter = policy.parameters.get(rule.every)
    return (str(parameter.on(day) or "") or None) if parameter else rule.every


def spans(every: str, first: date, last: date) -> Iterator[Span]:
    """Every period with a day from the first to the last."""
    period = period_of(first, every)
    while period.start <= last:
        yield period
        period = period_of(period.end, every)
