"""Second readings: the facts that people judge, what a complaint holds of them, and how far two readers agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from ..base.locale import text_of
from ..dossier import GRADE_FACT
from ..policy.vocabulary import Kind
from ..populations.agreement import agreement
from .editions import Edition, read
from .fields import Part, exact_values, readable_values
from .language import code, pairs, told

__all__ = ["UNTOLD", "Agreed", "JudgedFact", "agreement_of", "judged_facts", "judged_values"]

YES, NO = "yes", "no"
UNTOLD = "untold"
"""The class of what a reader could not tell, or did not give."""


class JudgedFact(TypedDict):
    """A fact that people judge. choices: (class, label), the last of them for what cannot be told."""

    name: str
    label: str
    choices: list[tuple[str, str]]


class Agreed(TypedDict):
    """rate and kappa: None where there is nothing to tell."""

    read: int
    agreed: int
    rate: float | None
    kappa: float | None


def judged_facts(edition: Edition, lang: str | None = None) -> list[JudgedFact]:
    """The facts that sort a complaint into a class by somebody's judgement: yes or no, and choices.

    Figures are measured and days are recorded; the grade that another policy supplies is computed.
    """
    language = code(lang)
    untold = (UNTOLD, text_of("reading.untold", language) or UNTOLD)
    yes_no = [(key, text_of(f"explain.{key}", language) or key) for key in (YES, NO)]
    return [
        JudgedFact(
            name=name,
            label=told(fact.label, lang) or name,
            choices=[*(yes_no if fact.kind == Kind.BOOL else pairs(fact.choices, lang)), untold],
        )
        for name, fact in read(edition).facts.items()
        if fact.kind in (Kind.BOOL, Kind.CHOICE) and name != GRADE_FACT
    ]


def judged_values(edition: Edition, kept: Mapping[str, Any]) -> dict[str, str]:
    """The class of each judged fact in a complaint's kept facts; a fact left out has its default."""
    policy = read(edition)
    given = exact_values(edition, Part.FACTS, readable_values(edition, Part.FACTS, kept))
    return {
        fact["name"]: _class(given.get(fact["name"], policy.facts[fact["name"]].default))
        for fact in judged_facts(edition)
    }


def _class(value: Any) -> str:
    if value is None:
        return UNTOLD
    return (YES if value else NO) if isinstance(value, bool) else str(value)


def agreement_of(answers: Sequence[tuple[str, str]]) -> Agreed:
    """How far two readers agree: answers are pairs of classes, the first reader's before the second's."""
    found = agreement([(first, second) for first, second in answers])
    return Agreed(read=found.read, agreed=found.agreed, rate=found.rate, kappa=found.kappa)
