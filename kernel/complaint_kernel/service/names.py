"""What people call the things of a regulation: duties, parties, facts, grades and so on, each by its kind and id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from itertools import product
from typing import TypedDict

from ..base.comparing import comparable
from ..policy import Label, Policy
from ..policy.sections.tiers import Tier
from ..policy.vocabulary import Word
from .editions import Edition, read
from .language import pairs, told

Labels = Mapping[str, Label]


class Named(Word):
    """The kinds of things that an edition has a name for."""

    CATEGORY = "category"
    CHANNEL = "channel"
    CLAUSE = "clause"
    DEPARTMENT = "department"
    DUTY = "duty"
    EVENT = "event"
    FACT = "fact"
    GRADE = "grade"
    INTAKE = "intake"
    OUTCOME = "outcome"
    PARAMETER = "parameter"
    PARTY = "party"
    PERIODIC = "periodic"
    RECORD = "record"
    STEP = "step"
    TIER = "tier"


def _tiers(policy: Policy) -> Labels:
    """Every tier that a customer can have, of several axes one of each."""
    if policy.tiers is None:
        return {}
    axes, code = policy.tiers.axes, policy.tiers.code
    return {
        code.format(**{axis.id: tier.id for axis, tier in zip(axes, tiers, strict=True)}): _joined(tiers)
        for tiers in product(*(axis.tiers for axis in axes))
    }


def _joined(tiers: tuple[Tier, ...]) -> Label:
    texts = [tier.label.texts for tier in tiers]
    shared = [language for language in texts[0] if all(language in others for others in texts)]
    return Label(**{language: " / ".join(each[language] for each in texts) for language in shared})


LABELS: Mapping[str, Callable[[Policy], Labels]] = {
    Named.CATEGORY: lambda policy: policy.categories,
    Named.CHANNEL: lambda policy: policy.channels,
    Named.CLAUSE: lambda policy: policy.clauses,
    Named.DEPARTMENT: lambda policy: policy.departments,
    Named.DUTY: lambda policy: {name: duty.label for name, duty in policy.duties.items()},
    Named.EVENT: lambda policy: {name: event.label for name, event in policy.events.items()},
    Named.FACT: lambda policy: {name: fact.label for name, fact in policy.facts.items()},
    Named.GRADE: lambda policy: {grade.id: grade.label for grade in reversed(policy.grades)},  # the first of an id
    Named.INTAKE: lambda policy: policy.intakes,
    Named.OUTCOME: lambda policy: policy.outcomes,
    Named.PARAMETER: lambda policy: {name: parameter.label for name, parameter in policy.parameters.items()},
    Named.PARTY: lambda policy: policy.parties,
    Named.PERIODIC: lambda policy: {name: work.rule.label for name, work in policy.periodic.items()},
    Named.RECORD: lambda policy: {name: record.label for name, record in policy.records.items()},
    Named.STEP: lambda policy: {step.id: step.label for step in policy.steps},
    Named.TIER: _tiers,
}


def named(edition: Edition, kind: str, name: str | None, lang: str | None = None) -> str:
    """What people call one thing; its id where the edition does not know it, empty for none. kind: of `Named`."""
    label = LABELS[kind](read(edition)).get(name or "")
    return told(label, lang) or name or ""


def names(edition: Edition, kind: str, lang: str | None = None) -> list[tuple[str, str]]:
    """Every thing of a kind: (id, what people call it), in the order of the file."""
    return list(pairs(LABELS[kind](read(edition)), lang))


class Meant(TypedDict):
    """The id of a thing that is meant, None where there is none; nearest: the id whose name is nearest, or None."""

    id: str | None
    nearest: str | None


def meant(edition: Edition, kind: str, given: str) -> Meant:
    """Which thing of a kind is meant by its id, or by what people call it in any language."""
    words = {comparable(name): name for name in LABELS[kind](read(edition))}
    for name, label in LABELS[kind](read(edition)).items():
        words.update({comparable(text): name for text in label.texts.values()})
    near = nearest_name(given, words)
    return Meant(id=words.get(comparable(given)), nearest=words[near] if near else None)


def nearest_name(given: str, known: Iterable[str]) -> str | None:
    """Of known names the one that is nearest to what was given, None where none is near."""
    keys = {comparable(name): name for name in reversed(list(known))}
    near = get_close_matches(comparable(given), keys, n=1)
    return keys[near[0]] if near else None


def severity(edition: Edition, grade: str | None) -> int:
    """The place of a grade among those of its class of intake, 1 the severest; 0 for none."""
    grades = read(edition).grades
    found = next((row for row in grades if row.id == grade), None)
    return 1 + [row.id for row in grades if row.intake == found.intake].index(found.id) if found else 0
