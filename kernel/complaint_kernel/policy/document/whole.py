"""A whole policy file, with the cases that it carries."""

from __future__ import annotations

import datetime
from typing import Literal

from .basics import CalendarName, Clause, EventShape, FactShape, Identifier, Label, ParameterShape, PolicyId, Shape
from .handling import CapShape, ClosingShape, DutyShape, OutcomeShape, PenaltyShape, RecordField, StepShape
from .judging import DerivedShape, GradeShape, IntakeRow, MeasureShape, PointsShape, UpliftShape
from .populations import NumberingShape, PeriodicShape, TiersShape, WarningsShape


class CaseShape(Shape):
    """A worked case of the regulation, run as a test: a complaint in, some answers out.

    The complaint's keys are those of its schema; received_at and at default to ordinary moments.
    customer: facts of a customer instead, to its tier. population: complaints, to the early warning at `at`.
    done: periodic work done, with `since` to what is owed and reached at `at`. numbered: to the next number.
    expect holds the parts of the assessment to compare; a mapping or list is compared part by part.
    """

    title: str
    clause: Clause | None = None
    at: str | None = None
    complaint: dict[str, object] = {}
    facts: dict[str, object] = {}
    events: list[dict[str, object]] = []
    history: list[dict[str, object]] = []
    customer: dict[str, object] | None = None
    population: list[dict[str, object]] | None = None
    done: list[dict[str, object]] | None = None
    since: str | None = None
    numbered: dict[str, str] | None = None
    parameters: dict[str, str] = {}
    expect: dict[str, object]


class Document(Shape):
    """One regulation in one dated edition."""

    policy: PolicyId
    title: Label
    summary: Label | None = None
    dated: datetime.date | None = None
    in_force: datetime.date | None = None
    calendar: CalendarName = "cn-office"
    currency: str = "CNY"
    parties: dict[Identifier, Label] = {}
    channels: dict[Identifier, Label] = {}
    categories: dict[Identifier, Label] = {}
    departments: dict[Identifier, Label] = {}
    outcomes: dict[Identifier, OutcomeShape] = {}
    parameters: dict[Identifier, ParameterShape] = {}
    facts: dict[Identifier, FactShape] = {}
    events: dict[Identifier, EventShape] = {}
    derive: dict[Identifier, DerivedShape] = {}
    measures: dict[Identifier, MeasureShape] = {}
    intake: list[IntakeRow] = []
    points: PointsShape | None = None
    grades: list[GradeShape] = []
    uplift: list[UpliftShape] = []
    duties_follow: Literal["grade", "worst"] = "grade"
    duties: dict[Identifier, DutyShape] = {}
    penalties: list[PenaltyShape] = []
    caps: list[CapShape] = []
    closing: list[ClosingShape] = []
    fields: dict[Identifier, RecordField] = {}
    steps: list[StepShape] = []
    tiers: TiersShape | None = None
    warnings: WarningsShape | None = None
    periodic: dict[Identifier, PeriodicShape] = {}
    numbering: NumberingShape | None = None
    cases: list[CaseShape] = []
