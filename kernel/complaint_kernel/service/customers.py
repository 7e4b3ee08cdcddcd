"""Customers: the tier of one, in words, and how it moved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from ..explanation.phrases import stated
from ..explanation.regulation import TierMessages
from ..judging.grading import Reason
from ..policy.vocabulary import TierMove
from ..populations.tiers import TierAnswer, classify_customer
from ..populations.tiers import compare as compared
from .editions import Edition, read
from .fields import Part, exact_values
from .language import code
from .refusals import refusing


class Customer(TypedDict):
    """Who is classified, by which edition: facts in their kept spelling, day whose figures count (ISO date)."""

    edition: Edition
    id: str
    facts: dict[str, Any]
    day: str | None


class TierWords(TypedDict):
    """A tier in words: axes (axis, tier), reasons (tier, clause, condition, figures), and what is still open."""

    axes: list[tuple[str, str]]
    label: str
    reasons: list[tuple[str, str, str, str]]
    services: list[str]
    undecided: list[str]
    warnings: list[str]


def classify(customer: Customer, lang: str | None = None) -> dict[str, Any]:
    """The tier of a customer: `{"tier", "axes", "reasons", "services", "undecided", "warnings"}`. Raises Refusal."""
    return _classified(customer, lang).to_dict()


def tier_words(customer: Customer, lang: str | None = None) -> TierWords:
    """The same in words. Raises Refusal."""
    answer, policy = _classified(customer, lang), read(customer["edition"])
    messages, services = TierMessages(policy, code(lang)), policy.tiers.services if policy.tiers else {}
    axes = [(messages.label(a.axis.label), messages.label(a.tier.label) if a.tier else "—") for a in answer.awards]
    named = zip(answer.awards, (tier for _axis, tier in axes), strict=True)
    undecided = [messages.name(name) for award in answer.awards for name in award.undecided]
    return TierWords(
        axes=axes,
        label=" / ".join(tier for _axis, tier in axes),
        reasons=[
            (tier, messages.clause(row.clause), _condition(messages, row), _figures(messages, row.facts))
            for award, tier in named
            for row in award.reasons
        ],
        services=[messages.label(services[name]) for name in answer.services],
        undecided=list(dict.fromkeys(undecided)),
        warnings=[note.text(code(lang)) for note in answer.warnings],
    )


def tier_move(before: Customer, after: Customer) -> str | None:
    """How a customer moved: up, down, mixed, or other, also where the axes differ; None where not at all.

    Where the axes of two editions differ, a tier of the same name is no move. Raises Refusal.
    """
    was, becomes = _classified(before), _classified(after)
    if [award.axis.id for award in was.awards] != [award.axis.id for award in becomes.awards]:
        return None if was.tier == becomes.tier else str(TierMove.OTHER)
    move = compared(was, becomes)
    return move.direction if move else None


def _classified(customer: Customer, lang: str | None = None) -> TierAnswer:
    edition, day = customer["edition"], customer["day"]
    facts = exact_values(edition, Part.CUSTOMER, customer["facts"])
    with refusing(edition, lang):
        given = {"id": customer["id"], "facts": facts}
        return classify_customer(read(edition), given, date.fromisoformat(day) if day else None)


def _condition(messages: TierMessages, reason: Reason) -> str:
    """What the row of a reason asks for; nothing for the row that takes the rest."""
    return stated(messages, reason.row.when) if reason.row.when else ""


def _figures(messages: TierMessages, facts: Mapping[str, Any]) -> str:
    """The facts of a reason as "label: value"."""
    return ", ".join(f"{messages.name(name)}: {messages.value(name, _exact(value))}" for name, value in facts.items())


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
