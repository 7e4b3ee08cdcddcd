"""What a payer bears, as an author writes it: `30 CNY`, `100 points`, `500 to 1000 CNY`, `warning`.

`points` alone is the complaint's own points; other words are named under `outcomes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...base.errors import expected
from ...base.locale import message
from ...base.money import Money
from ...base.strict_yaml import Path
from ..label import Label, Rationale, built_in_label
from ..linking import Linker
from ..section import Section, Teller
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import BuiltInOutcome
from .parameters import Parameter

OutcomeTexts = dict[Identifier, str | list[str]]
BUILT_IN = {kind: built_in_label(f"outcome.{kind}") for kind in BuiltInOutcome.all()}
_FIGURE = r"[0-9]{1,15}(?:\.[0-9]{1,2})?"
_FINE = re.compile(rf"({_FIGURE}) ([A-Z]{{3}})")
_RANGE = re.compile(rf"({_FIGURE}) to ({_FIGURE}) ([A-Z]{{3}})")
_POINTS = re.compile(r"([0-9]{1,9}) points?")
_PARAMETER = re.compile(r"([A-Za-z]\w*) ([A-Z]{3})")


class OutcomeShape(Shape):
    """A named outcome; person: a human confirms it before it stands."""

    label: Label
    person: bool = False


class BreachShape(Shape):
    """What a missed duty costs: each payer with `30 CNY`, `100 points`, an outcome, or several."""

    clause: Clause
    each: OutcomeTexts
    default: Rationale | None = None


@dataclass(frozen=True)
class Outcome:
    """What one payer bears: money, points, a range that a human settles, or a named outcome.

    kind: a word of `BuiltInOutcome` or a named outcome. parameter: the amount is the company's and may
    be unset. own_points: the complaint's own points. person: a human confirms it before it stands.
    """

    payer: str
    kind: str
    amount: Money | None = None
    amount_max: Money | None = None
    points: int = 0
    parameter: str | None = None
    own_points: bool = False
    person: bool = False


@dataclass(frozen=True)
class Breach:
    clause: str
    outcomes: tuple[Outcome, ...]


def parse_outcome(
    payer: str, text: str, named: Mapping[str, OutcomeShape], parameters: Mapping[str, Parameter]
) -> Outcome:
    """One outcome of one payer. Raises ValueError with the forms that are understood."""
    if match := _RANGE.fullmatch(text):
        low, high = Decimal(match[1]), Decimal(match[2])
        if low > high:
            raise ValueError(message("fault.backwards", found=repr(text)))
        return Outcome(payer, BuiltInOutcome.FINE_RANGE, Money(low, match[3]), Money(high, match[3]), person=True)
    if match := _FINE.fullmatch(text):
        return Outcome(payer, BuiltInOutcome.FINE, Money(Decimal(match[1]), match[2]))
    if match := _POINTS.fullmatch(text):
        return Outcome(payer, BuiltInOutcome.POINTS, points=int(match[1]))
    if text == "points":
        return Outcome(payer, BuiltInOutcome.POINTS, own_points=True)
    if (match := _PARAMETER.fullmatch(text)) and match[1] in parameters:
        return _parameter_fine(payer, parameters[match[1]], match[2])
    if text in named:
        return Outcome(payer, text, person=named[text].person)
    raise ValueError(message("fault.outcome", found=repr(text), hint=expected(text, named)))


def _parameter_fine(payer: str, parameter: Parameter, currency: str) -> Outcome:
    amount = Money(parameter.value, currency) if isinstance(parameter.value, Decimal) else None
    return Outcome(payer, BuiltInOutcome.FINE, amount, parameter=parameter.name, person=amount is None)


def link_outcomes(linker: Linker, path: Path, each: OutcomeTexts) -> tuple[Outcome, ...]:
    """What each payer bears."""
    if not each:
        linker.fault(path, message("fault.no_payer"))
    outcomes = []
    for payer, texts in each.items():
        linker.party((*path, payer), payer)
        for text in texts if isinstance(texts, list) else [texts]:
            with linker.at((*path, payer)):
                outcome = parse_outcome(payer, text, linker.document.outcomes, linker.parameters)
                if outcome.own_points and not linker.document.points:
                    raise ValueError(message("fault.no_points"))
                outcomes.append(outcome)
    return tuple(outcomes)


def link_breach(linker: Linker, path: Path, given: BreachShape | None) -> Breach | None:
    """What a missed duty costs, where it costs anything."""
    return Breach(given.clause, link_outcomes(linker, (*path, "each"), given.each)) if given else None


def outcome_text(outcome: Outcome, teller: Teller) -> str:
    """An outcome in words: `Fine 30 CNY`, `Warning`."""
    name = "" if outcome.kind in BUILT_IN else teller.outcome_name(outcome.kind)
    if outcome.parameter:
        return f"{name} {teller.head('from_parameter', name=teller.name(outcome.parameter))}".strip()
    if outcome.amount and outcome.amount_max:
        low, high = (teller.figure(money.amount, money.currency) for money in (outcome.amount, outcome.amount_max))
        return f"{name} {teller.head('range', low=low, high=high)}".strip()
    if outcome.amount:
        return f"{name} {teller.figure(outcome.amount.amount, outcome.amount.currency)}".strip()
    if outcome.points:
        return f"{name} {teller.points(outcome.points)}".strip()
    if outcome.own_points:
        return f"{name} {teller.name('points')}".strip()
    return name or teller.outcome_name(outcome.kind)


def breach_text(breach: Breach | None, teller: Teller) -> str:
    """Who bears what, with the clause."""
    if breach is None:
        return ""
    parts = (teller.pair(teller.party(outcome.payer), outcome_text(outcome, teller)) for outcome in breach.outcomes)
    return teller.aside(teller.joined(parts, "several"), teller.clause(breach.clause))


def _link(linker: Linker, given: Mapping[str, OutcomeShape]) -> dict[str, Label]:
    return {**BUILT_IN, **{name: outcome.label for name, outcome in given.items()}}


OUTCOMES = Section("outcomes", dict[Identifier, OutcomeShape], _link, dict)
