"""One regulation in one edition, linked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...base.strict_yaml import SourceText
from ..document import Document, Label
from .basics import Derived, EventType, Field, Measure, Parameter
from .complaint_rules import Cap, Closing, DutyRule, Grade, Intake, PenaltyRule, Points, Uplift
from .populations import Numbering, Periodic, Tiers, Warnings


@dataclass(frozen=True, eq=False)
class Policy:
    """One regulation in one edition, linked. `digest` changes exactly when an answer could."""

    document: Document
    digest: str
    source: SourceText = field(compare=False, repr=False)
    parties: Mapping[str, Label]
    outcomes: Mapping[str, Label]
    facts: Mapping[str, Field]
    derived: Mapping[str, Derived]
    parameters: Mapping[str, Parameter]
    events: Mapping[str, EventType]
    measures: Mapping[str, Measure]
    intake: tuple[Intake, ...]
    points: Points | None
    grades: tuple[Grade, ...]
    uplift: tuple[Uplift, ...]
    duties: Mapping[str, DutyRule]
    penalties: tuple[PenaltyRule, ...]
    caps: tuple[Cap, ...]
    closing: tuple[Closing, ...]
    tiers: Tiers | None = None
    warnings: Warnings | None = None
    periodic: Mapping[str, Periodic] = field(default_factory=dict)
    numbering: Numbering | None = None

    @property
    def id(self) -> str:
        return self.document.policy

    @property
    def title(self) -> Label:
        return self.document.title

    @property
    def dated(self) -> datetime.date | None:
        return self.document.dated

    @property
    def in_force(self) -> datetime.date | None:
        return self.document.in_force

    @property
    def calendar(self) -> str:
        return self.document.calendar

    @property
    def currency(self) -> str:
        return self.document.currency

    @property
    def channels(self) -> Mapping[str, Label]:
        return self.document.channels

    @property
    def categories(self) -> Mapping[str, Label]:
        return self.document.categories

    @property
    def departments(self) -> Mapping[str, Label]:
        return self.document.departments

    @property
    def intakes(self) -> Mapping[str, Label]:
        return {row.intake: row.label for row in self.document.intake}

    @property
    def duties_follow(self) -> str:
        return self.document.duties_follow

    def table(self, intake: str | None) -> tuple[Grade, ...]:
        """The grades of one intake class, severest first."""
        return tuple(grade for grade in self.grades if grade.intake is None or grade.intake == intake)

    def fields(self) -> Mapping[str, Field]:
        """Every fact, given or derived, by name."""
        return {**self.facts, **self.derived}
