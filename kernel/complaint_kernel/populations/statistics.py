"""What a set of assessments adds up to: the figures that the regulations ask for every week and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..base.money import Money
from ..intake.complaint import Complaint
from ..judging.assessment import Assessment
from ..policy.vocabulary import BROKEN, Attribute, BuiltInEvent, DutyState, Period
from .periodic import period_of, share_text

SCOPES = (Attribute.CHANNEL.value, Attribute.CATEGORY.value, Attribute.DEPARTMENT.value)
ACCEPTED, REFUSED = BuiltInEvent.CUSTOMER_ACCEPTED, BuiltInEvent.CUSTOMER_REFUSED


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
    found = list(assessments)
    complaints = [assessment.complaint for assessment in found]
    words = [word for complaint in complaints if (word := _last_word(complaint))]
    back = sum(_has(complaint, recurred) for complaint in complaints)
    tried = sum(_has(complaint, ACCEPTED) or _has(complaint, recurred) for complaint in complaints)
    return Statistics(
        number=len(found),
        scope=_scope(found),
        causes=_counted(_field(complaint, cause) for complaint in complaints),
        duties=tuple(_duties(found)),
        repeated=Share(_repeated(complaints), len(found)),
        solved=Share(sum(_solved(assessment) for assessment in found), len(found)),
        satisfied=Share(words.count(ACCEPTED), len(words)),
        effective=Share(tried - back, tried),
        fines=_fines(found),
        points=_points(found),
        trend=_trend([complaint.received_at.date() for complaint in complaints], trend),
    )


def _table(counts: dict[str | None, int]) -> list[dict[str, Any]]:
    return [{"value": value, "number": number} for value, number in counts.items()]


def _counted(values: Iterable[str | None]) -> dict[str | None, int]:
    """How often each value stands, the most frequent first, then by name."""
    counts = Counter(values)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0] or "")))


def _scope(found: Sequence[Assessment]) -> dict[str, dict[str | None, int]]:
    scope = {name: _counted(a.complaint.attributes[name] for a in found) for name in SCOPES}
    scope["intake"] = _counted(a.grading.intake for a in found)
    scope["grade"] = _counted(a.grading.grade for a in found)
    return scope


def _field(complaint: Complaint, name: str) -> str | None:
    value = complaint.attributes.get(name) if name in complaint.attributes else complaint.facts.get(name)
    return None if value is None else str(value)


def _duties(found: Iterable[Assessment]) -> Iterator[DutyFigures]:
    states: dict[tuple[str, str, str], Counter[str]] = {}
    for assessment in found:
        for duty in assessment.duties:
            key = (assessment.policy.id, duty.id, duty.clause)
            states.setdefault(key, Counter())[duty.state] += 1
    for key, counts in states.items():
        yield DutyFigures(*key, {state: counts[state] for state in DutyState.all()})


def _repeated(complaints: Sequence[Complaint]) -> int:
    """Complaints before which the same customer raised the same issue, in the set or in their history."""
    number = 0
    seen: set[tuple[str, str]] = set()
    for complaint in sorted(complaints, key=lambda c: c.received_at):
        key = _nature(complaint)
        number += key is not None and (key in seen or key in map(_nature, complaint.history))
        seen |= {key} if key else set()
    return number


def _nature(complaint: Complaint) -> tuple[str, str] | None:
    customer, issue = complaint.attributes[Attribute.CUSTOMER], complaint.attributes[Attribute.ISSUE]
    return (customer, issue) if customer and issue else None


def _solved(assessment: Assessment) -> bool:
    if assessment.closing is not None and assessment.policy.closing:
        return assessment.closing.may_close
    return _last_word(assessment.complaint) == ACCEPTED


def _last_word(complaint: Complaint) -> str | None:
    words = [event.type for event in complaint.events if event.type in (ACCEPTED, REFUSED)]
    return words[-1] if words else None


def _has(complaint: Complaint, kind: str) -> bool:
    return any(event.type == kind for event in complaint.events)


def _fines(found: Iterable[Assessment]) -> dict[str | None, tuple[Money, ...]]:
    """Fixed amounts only; a range that a person settles is no sum yet."""
    sums: dict[str | None, dict[str, Decimal]] = {}
    for assessment in found:
        for penalty in assessment.penalties:
            if penalty.amount and not penalty.amount_max:
                of = sums.setdefault(assessment.complaint.attributes[Attribute.DEPARTMENT], {})
                currency = penalty.amount.currency
                of[currency] = of.get(currency, Decimal(0)) + penalty.amount.amount
    ordered = sorted(sums.items(), key=lambda item: item[0] or "")
    return {name: tuple(Money(total, currency) for currency, total in sorted(of.items())) for name, of in ordered}


def _points(found: Iterable[Assessment]) -> dict[str | None, int]:
    points: Counter[str | None] = Counter()
    for assessment in found:
        points[assessment.complaint.attributes[Attribute.DEPARTMENT]] += sum(p.points for p in assessment.penalties)
    return {name: number for name, number in sorted(points.items(), key=lambda i: (-i[1], i[0] or "")) if number}


def _trend(days: Sequence[date], every: str) -> dict[str, int]:
    """Complaints received in each period from the first to the last; periods without any are there with 0."""
    if not days:
        return {}
    counts = Counter(period_of(day, every) for day in days)
    trend = {}
    period, last = period_of(min(days), every), period_of(max(days), every)
    while period.start <= last.start:
        trend[period.name] = counts[period]
        period = period_of(period.end, every)
    return trend
