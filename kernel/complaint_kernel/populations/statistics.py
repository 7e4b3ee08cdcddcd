"""What a set of assessments adds up to: the figures that the regulations ask for every week and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..base.money import Money
from ..judging.assessment import Assessment
from ..policy.vocabulary import BROKEN, Attribute, DutyState, Period
from .spans import Span, period_of
from .tally import Tally
from .targets import share_text


@dataclass(frozen=True)
class Share:
    """So many of so many; the share itself is None of nothing."""

    number: int
    of: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.number) / self.of if self.of else None

    def to_dict(self) -> dict[str, Any]:
        return {"number": self.number, "of": self.of, "share": share_text(self.share)}


@dataclass(frozen=True)
class DutyFigures:
    """How one duty was kept. on_time: met, of those met, late or overdue."""

    policy: str
    duty: str
    clause: str
    states: dict[str, int]

    @property
    def on_time(self) -> Share:
        met = self.states[DutyState.MET]
        return Share(met, met + sum(self.states[state] for state in BROKEN))

    def to_dict(self) -> dict[str, Any]:
        named = {"policy": self.policy, "duty": self.duty, "clause": self.clause}
        return {**named, **self.states, "on_time": self.on_time.to_dict()}


@dataclass(frozen=True)
class Statistics:
    """The figures of a set of complaints; each table has the largest number first.

    solved: may be closed, or was accepted by the customer where the policy has no closing rules.
    satisfied: the customer's last word was acceptance, of those who spoke. effective: did not recur, of
    those whose customer accepted or that recurred. fines: department → what its complaints cost.
    """

    number: int
    scope: dict[str, dict[str | None, int]]
    causes: dict[str | None, int]
    duties: tuple[DutyFigures, ...]
    repeated: Share
    solved: Share
    satisfied: Share
    effective: Share
    fines: dict[str | None, tuple[Money, ...]]
    points: dict[str | None, int]
    trend: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """JSON values; tables are lists, since a value may be missing (null)."""
        return {
            "number": self.number,
            "scope": {name: _table(counts) for name, counts in self.scope.items()},
            "causes": _table(self.causes),
            "duties": [duty.to_dict() for duty in self.duties],
            "repeated": self.repeated.to_dict(),
            "solved": self.solved.to_dict(),
            "satisfied": self.satisfied.to_dict(),
            "effective": self.effective.to_dict(),
            "fines": [
                {"value": department, "amount": money.text, "currency": money.currency}
                for department, sums in self.fines.items()
                for money in sums
            ],
            "points": _table(self.points),
            "trend": [{"period": period, "number": number} for period, number in self.trend.items()],
        }


def summarize(
    assessments: Iterable[Assessment],
    trend: str = Period.MONTH.value,
    cause: str = Attribute.ISSUE.value,
    recurred: str = "recurred",
) -> Statistics:
    """The figures of a set of assessments.

    trend: `each week`, `each month` or `each year`. cause: the field or fact that names it. recurred:
    the event that says that the same complaint came back.
    """
    tally = Tally(cause, recurred)
    for found in assessments:
        tally.add(found)
    return figures_of(tally, trend)


def figures_of(tally: Tally, trend: str = Period.MONTH.value) -> Statistics:
    """The figures of what was counted; trend as for `summarize`."""
    return Statistics(
        number=tally.number,
        scope={name: _ordered(counts) for name, counts in tally.scope.items()},
        causes=_ordered(tally.causes),
        duties=tuple(
            DutyFigures(*key, {state: counts[state] for state in DutyState.all()})
            for key, counts in tally.states.items()
        ),
        repeated=Share(tally.repeated, tally.number),
        solved=Share(tally.solved, tally.number),
        satisfied=Share(tally.accepted, tally.spoke),
        effective=Share(tally.tried - tally.recurred, tally.tried),
        fines=_fines(tally.fines),
        points={name: number for name, number in _ordered(tally.points).items() if number},
        trend=_trend({date.fromisoformat(day): number for day, number in tally.days.items()}, trend),
    )


def _table(counts: dict[str | None, int]) -> list[dict[str, Any]]:
    return [{"value": value, "number": number} for value, number in counts.items()]


def _ordered(counts: Mapping[str | None, int]) -> dict[str | None, int]:
    """The most frequent first, then by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0] or "")))


def _fines(fines: Mapping[tuple[str | None, str], Decimal]) -> dict[str | None, tuple[Money, ...]]:
    sums: dict[str | None, list[Money]] = {}
    for (department, currency), amount in sorted(fines.items(), key=lambda item: (item[0][0] or "", item[0][1])):
        sums.setdefault(department, []).append(Money(amount, currency))
    return {department: tuple(of) for department, of in sums.items()}


def _trend(days: Mapping[date, int], every: str) -> dict[str, int]:
    """Complaints received in each period from the first to the last; periods without any are there with 0."""
    if not days:
        return {}
    counts: Counter[Span] = Counter()
    for day, number in days.items():
        counts[period_of(day, every)] += number
    trend = {}
    period, last = period_of(min(days), every), period_of(max(days), every)
    while period.start <= last.start:
        trend[period.name] = counts[period]
        period = period_of(period.end, every)
    return trend
