"""What people call the things of a regulation: duties, parties, facts, grades and so on, each by its kind and id."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..base.locale import SOURCE
from ..policy import Label, Policy
from ..policy.vocabulary import Word
from .editions import Edition, read

Labels = Mapping[str, Label]


class Named(Word):
    """The kinds of things that an edition has a name for."""

    CATEGORY = "category"
    CHANNEL = "channel"
    DEPARTMENT = "department"
    DUTY = "duty"
    EVENT = "event"
    FACT = "fact"
    GRADE = "grade"
    INTAKE = "intake"
    OUTCOME = "outcome"
    PARAMETER = "parameter"
    PARTY = "party"
    RECORD = "record"
    STEP = "step"


LABELS: Mapping[str, Callable[[Policy], Labels]] = {
    Named.CATEGORY: lambda policy: policy.categories,
    Named.CHANNEL: lambda policy: policy.channels,
    Named.DEPARTMENT: lambda policy: policy.departments,
    Named.DUTY: lambda policy: {name: duty.label for name, duty in policy.duties.items()},
    Named.EVENT: lambda policy: {name: event.label for name, event in policy.events.items()},
    Named.FACT: lambda policy: {name: fact.label for name, fact in policy.facts.items()},
    Named.GRADE: lambda policy: {grade.id: grade.label for grade in reversed(policy.grades)},  # the first of an id
    Named.INTAKE: lambda policy: policy.intakes,
    Named.OUTCOME: lambda policy: policy.outcomes,
    Named.PARAMETER: lambda policy: {name: parameter.label for name, parameter in policy.parameters.items()},
    Named.PARTY: lambda policy: policy.parties,
    Named.RECORD: lambda policy: {name: record.label for name, record in policy.records.items()},
    Named.STEP: lambda policy: {step.id: step.label for step in policy.steps},
}


def named(edition: Edition, kind: str, name: str | None, lang: str | None = None) -> str:
    """What people call one thing; its id where the edition does not know it, empty for none. kind: of `Named`."""
    label = LABELS[kind](read(edition)).get(name or "")
    return told(label, lang) or name or ""


def names(edition: Edition, kind: str, lang: str | None = None) -> list[tuple[str, str]]:
    """Every thing of a kind: (id, what people call it), in the order of the file."""
    return [(name, told(label, lang) or name) for name, label in LABELS[kind](read(edition)).items()]


def translations(edition: Edition, kind: str) -> dict[str, dict[str, str]]:
    """Every thing of a kind in every language that it has: id -> language -> text."""
    return {name: dict(label.texts) for name, label in LABELS[kind](read(edition)).items()}


def told(label: Label | None, lang: str | None) -> str:
    """A label in a language, English where it has no other; empty for none."""
    return label.get(lang or SOURCE) if label else ""
