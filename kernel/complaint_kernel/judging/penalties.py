"""What breaches and events cost: money, points and outcomes, with payer and clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..base.money import Money
from ..intake.complaint import Event
from ..policy.model import Breach, Outcome, PenaltyRule
from ..policy.vocabulary import RESPONSIBLE, SUPERVISOR, Awaits, DutyState
from .duties import Duty
from .notes import Noted
from .values import Reading, Values


@dataclass(frozen=True)
class Penalty:
    """One thing that one payer bears.

    rule: the breach or the penalty rule that it comes from. duty: the id of the missed duty, None for a
    penalty on an event or a condition. unit: the party whose person pays. awaits: `time` while
    the duty is overdue, `person` where a human settles or confirms, else None. round and occurrence
    tell repeated ones apart.
    """

    rule: Breach | PenaltyRule
    clause: str
    duty: str | None
    payer: str
    unit: str | None
    outcome: str
    amount: Money | None = None
    amount_max: Money | None = None
    points: int = 0
    awaits: str | None = None
    round: int = 1
    occurrence: int = 1

    def to_dict(self) -> dict[str, Any]:
        """JSON values; a range has `amount_min` and `amount_max` beside an empty amount."""
        ranged = self.amount_max is not None
        entry: dict[str, Any] = {
            "clause": self.clause,
            "duty": self.duty,
            "payer": self.payer,
            "unit": self.unit,
            "outcome": self.outcome,
            "amount": None if ranged or not self.amount else self.amount.text,
            "currency": self.amount.currency if self.amount else None,
            "points": self.points,
            "awaits": str(self.awaits) if self.awaits else None,
        }
        if self.amount and self.amount_max:
            entry |= {"amount_min": self.amount.text, "amount_max": self.amount_max.text}
        return {**entry, "round": self.round} if self.round > 1 else entry


def penalize(duties: Iterable[Duty], values: Values) -> Noted[tuple[Penalty, ...]]:
    """Every penalty of a complaint: of its broken duties first, then of its events and conditions."""
    reading = Reading(values)
    return (*_of_breaches(duties, reading), *_of_rules(reading)), tuple(reading.notes)


def _of_breaches(duties: Iterable[Duty], values: Reading) -> Iterator[Penalty]:
    for duty in duties:
        if duty.broken and duty.rule.breach:
            breach = duty.rule.breach
            waits = Awaits.TIME if duty.state == DutyState.OVERDUE else None
            for outcome in breach.outcomes:
                yield _penalty(breach, outcome, waits, values, duty=duty)


def _of_rules(values: Reading) -> Iterator[Penalty]:
    for rule in values.policy.penalties:
        for occurrence in range(1, occurrences(rule, values) + 1):
            for outcome in rule.outcomes:
                amount = _loss(rule, outcome, values)
                yield _penalty(rule, outcome, None, values, loss=amount, occurrence=occurrence)


def occurrences(rule: PenaltyRule, values: Reading) -> int:
    """How often a rule applies: once for each matching event, or once while its condition is met."""
    if rule.on is None:
        return 1 if rule.when is not None and values.holds(rule.when) else 0
    return sum(_applies(rule, event, values) for event in values.complaint.events if event.type == rule.on.event)


def _applies(rule: PenaltyRule, event: Event, values: Reading) -> bool:
    """Whether an event costs: its conditions read the journal as it stood then; what came later undoes nothing."""
    assert rule.on is not None
    then = values.up_to(event)
    return all(then.holds(condition, event.data) for condition in (rule.on.where, rule.when) if condition)


def _loss(rule: PenaltyRule, outcome: Outcome, values: Reading) -> Money | None:
    """The fact whose amount a loss bears; only what has no figure of its own takes it."""
    if rule.loss is None or outcome.amount or outcome.points or outcome.kind != "loss":
        return None
    amount = values[rule.loss]
    return Money(amount, values.policy.currency) if isinstance(amount, Decimal) else None


def _penalty(
    rule: Breach | PenaltyRule,
    outcome: Outcome,
    waits: str | None,
    values: Reading,
    *,
    duty: Duty | None = None,
    loss: Money | None = None,
    occurrence: int = 1,
) -> Penalty:
    return Penalty(
        rule=rule,
        clause=rule.clause,
        duty=duty.id if duty else None,
        payer=outcome.payer,
        unit=duty.owner if duty else _unit(rule, outcome),
        outcome=str(outcome.kind),
        amount=outcome.amount or loss,
        amount_max=outcome.amount_max,
        points=int(values["points"]) if outcome.own_points else outcome.points,
        awaits=waits or (Awaits.PERSON if outcome.person else None),
        round=duty.round if duty else 1,
        occurrence=occurrence,
    )


def _unit(rule: Breach | PenaltyRule, outcome: Outcome) -> str | None:
    """What the rule names; else the payer, where that is a party itself and not `responsible` or `supervisor`."""
    named = rule.unit if isinstance(rule, PenaltyRule) else None
    return named or (None if outcome.payer in (RESPONSIBLE, SUPERVISOR) else outcome.payer)
