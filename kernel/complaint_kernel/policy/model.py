"""One regulation in one edition, linked: names resolved, conditions compiled, figures typed.

Frozen records, in the order in which a complaint meets them. `load` makes a Policy of a file; every stage of an
assessment reads its own part of it and nothing else.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..base.strict_yaml import SourceText
from ..expression import Expression
from .fields import Fact, Field
from .label import Label
from .needs import HistoryNeed, history_needs
from .program import Program, program_of, program_of_customers
from .rows import Match, Row
from .sections import SECTIONS
from .sections.appeal import Appeal
from .sections.caps import Cap
from .sections.cases import CaseShape
from .sections.closing import ClosingRule
from .sections.costs import CostRule
from .sections.derive import Derived, ValueRow
from .sections.duties import DutyRule, LimitRow, Pause
from .sections.events import FREE_DATA, EventType
from .sections.grades import Grade
from .sections.intake import Intake
from .sections.measures import Measure
from .sections.named import Party
from .sections.numbering import Numbering
from .sections.outcomes import Breach, Outcome
from .sections.papers import PaperRule
from .sections.parameters import Parameter
from .sections.penalties import PenaltyRule
from .sections.periodic import Periodic, Target
from .sections.points import Points
from .sections.records import RecordRule
from .sections.steps import StepRule
from .sections.tiers import Axis, Tier, Tiers
from .sections.uplift import Uplift
from .sections.warnings import GroupMeasure, LevelRow, Segment, Warnings, WarningTable
from .vocabulary import Attribute, BuiltInEvent, Kind

ATTRIBUTES = Attribute.all()


@dataclass(frozen=True, eq=False)
class Policy:
    """One regulation in one edition, linked. `digest` changes exactly when an answer could.

    written: the document that it was linked from, to link it again with other parameters.
    """

    id: str
    title: Label
    summary: Label | None
    sector: Label | None
    dated: datetime.date | None
    in_force: datetime.date | None
    calendar: str
    currency: str
    digest: str
    source: SourceText = field(compare=False, repr=False)
    written: Any = field(compare=False, repr=False)

    parties: Mapping[str, Party]
    channels: Mapping[str, Label]
    categories: Mapping[str, Label]
    departments: Mapping[str, Label]
    clauses: Mapping[str, Label]
    parameters: Mapping[str, Parameter]
    outcomes: Mapping[str, Label]
    facts: Mapping[str, Field]
    costs: Mapping[str, CostRule]
    events: Mapping[str, EventType]
    derived: Mapping[str, Derived]
    measures: Mapping[str, Measure]
    intake: tuple[Intake, ...]
    points: Points | None
    grades: tuple[Grade, ...]
    uplift: tuple[Uplift, ...]
    duties_follow: str
    duties: Mapping[str, DutyRule]
    penalties: tuple[PenaltyRule, ...]
    caps: tuple[Cap, ...]
    appeal: Appeal | None
    closing: tuple[ClosingRule, ...]
    steps: tuple[StepRule, ...]
    records: Mapping[str, RecordRule]
    tiers: Tiers | None
    warnings: Warnings | None
    periodic: Mapping[str, Periodic]
    numbering: Numbering | None
    papers: tuple[PaperRule, ...]
    cases: tuple[CaseShape, ...]

    @property
    def intakes(self) -> Mapping[str, Label]:
        """Intake classes by name."""
        return {row.intake: row.label for row in self.intake}

    @cached_property
    def grade_of_row(self) -> Mapping[str, Grade]:
        """The grade that each row of the tables gives, by the row's path."""
        return {row.path: grade for grade in self.grades for row in grade.all_rows}

    @cached_property
    def program(self) -> Program:
        """Its grading as one program, built once."""
        return program_of(self)

    @cached_property
    def customer_program(self) -> Program:
        """How it sorts customers, as a program of their own names, built once."""
        return program_of_customers(self.tiers) if self.tiers else Program(())

    @cached_property
    def history_needs(self) -> tuple[HistoryNeed, ...]:
        """Which earlier complaints can count, for each measure over history."""
        return history_needs(self.measures, self.derived)

    @property
    def takes_complaints(self) -> bool:
        """Whether it judges complaints, and does not only sort customers, whose records are a file of theirs."""
        of_complaints = self.records and not self.tiers
        return any((self.grades, self.points, self.duties, self.penalties, self.closing, self.steps, of_complaints))

    def clause(self, clause: str) -> Label | str:
        """A place in the regulation as people call it: by its label where it has one, else as it is written."""
        return self.clauses.get(clause, clause)

    def step(self, name: str) -> StepRule | None:
        """A step by its id."""
        return next((step for step in self.steps if step.id == name), None)

    def parties_of(self, event: str, data: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """Whose act an entry of the journal is: its event's party, or of a step's event the step's own."""
        step = self.step(str((data or {}).get("step")))
        if event == BuiltInEvent.STEP_DONE:
            return (step.by,) if step and step.by else ()
        if event in (BuiltInEvent.STEP_APPROVED, BuiltInEvent.STEP_RETURNED) and step:
            return tuple(party for party in step.approved_by if party == (data or {}).get("by", party))
        return self.events[event].parties if event in self.events else ()

    def calendar_of(self, duty: DutyRule, owner: str) -> str | None:
        """The calendar by which a duty is counted, where it or who owes it has one of its own."""
        party = self.parties.get(owner)
        return duty.calendar or (party.calendar if party else None)

    @cached_property
    def own_calendars(self) -> tuple[str, ...]:
        """The names of the calendars that duties and parties have beside the complaint's."""
        of_duties = (duty.calendar for duty in self.duties.values())
        found = {*of_duties, *(party.calendar for party in self.parties.values())}
        return tuple(sorted(name for name in found if name))

    def table(self, intake: str | None) -> tuple[Grade, ...]:
        """The grades of one intake class, severest first."""
        return self._tables.get(intake, self._tables[None])

    @cached_property
    def _tables(self) -> Mapping[str | None, tuple[Grade, ...]]:
        classes = (None, *self.intakes)
        return {one: tuple(g for g in self.grades if g.intake is None or g.intake == one) for one in classes}

    @cached_property
    def record_fields(self) -> Mapping[str, Field]:
        """What is to be recorded, by name: each a text."""
        return {name: Field(name, Kind.TEXT, rule.label) for name, rule in self.records.items()}

    def fields(self) -> Mapping[str, Field]:
        """Every fact, given or derived, by name."""
        return {**self.facts, **self.derived}

    def expressions(self, with_events: bool = True) -> Iterator[Expression]:
        """Every condition and value that is read over the complaint itself; with_events: over its events too."""
        for section in SECTIONS:
            records = section.of(self)
            found = [*section.expressions(records)]
            if with_events:
                found += [*section.event_expressions(records), *(match.where for _, match in section.matches(records))]
            yield from (expression for expression in found if expression is not None)

    def matches(self) -> Iterator[tuple[str, Match]]:
        """Every event that a duty, a penalty or another section waits for, with its path."""
        for section in SECTIONS:
            yield from section.matches(section.of(self))

    def deciding_paths(self) -> Iterator[str]:
        """The path of every row that decides something, and that a case should meet."""
        for section in SECTIONS:
            yield from section.rows(section.of(self))


__all__ = [
    "ATTRIBUTES",
    "FREE_DATA",
    "Appeal",
    "Axis",
    "Breach",
    "Cap",
    "CaseShape",
    "ClosingRule",
    "CostRule",
    "Derived",
    "DutyRule",
    "EventType",
    "Fact",
    "Field",
    "Grade",
    "GroupMeasure",
    "Intake",
    "Label",
    "LevelRow",
    "LimitRow",
    "Match",
    "Measure",
    "Numbering",
    "Outcome",
    "PaperRule",
    "Parameter",
    "Party",
    "Pause",
    "PenaltyRule",
    "Periodic",
    "Points",
    "Policy",
    "RecordRule",
    "Row",
    "Segment",
    "StepRule",
    "Target",
    "Tier",
    "Tiers",
    "Uplift",
    "ValueRow",
    "WarningTable",
    "Warnings",
]
