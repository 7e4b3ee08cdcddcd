"""What a policy can say, linked and ready: names resolved, conditions compiled, figures typed.

Frozen records, in the order in which a complaint meets them. `load` makes a Policy of a file;
every stage of an assessment reads its own part of it and nothing else.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..expression import Expression, Type
from ..money import Money
from ..strict_yaml import SourceText
from ..worktime import Limit
from .document import Document, Label

ATTRIBUTES = ("customer", "issue", "event", "channel", "category", "department", "employee")
BUILT_IN_EVENTS = ("reply_promised", "customer_accepted", "customer_refused")
FREE_DATA = ("note", "reason")


@dataclass(frozen=True)
class Field:
    """A typed value: a fact, a derived fact, a parameter, or one field of an event's data.

    kind: bool, money, quantity, count, number, choice, moment, text or limit. unit: currency or unit.
    choices: key → label. `integer` choices have whole-number keys and take JSON numbers.
    """

    name: str
    kind: str
    label: Label
    help: Label | None = None
    unit: str | None = None
    choices: Mapping[str, Label] = field(default_factory=dict)
    default: object = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decision: bool = False
    required: bool = False
    clause: str | None = None
    worse: str | tuple[str, ...] | None = None

    @property
    def integer(self) -> bool:
        """True for a choice whose keys are whole numbers."""
        return self.kind == "choice" and all(key.isdigit() for key in self.choices)

    @property
    def keys(self) -> tuple[str | int, ...]:
        """The keys of a choice as conditions and complaints write them."""
        return tuple(int(key) for key in self.choices) if self.integer else tuple(self.choices)

    @property
    def type(self) -> Type:
        """The type of this name inside a condition."""
        if self.kind in ("bool", "text", "moment", "limit"):
            return Type("bool" if self.kind == "bool" else "text")
        if self.kind == "choice":
            return Type("choice", choices=self.keys)
        return Type("number", self.unit)


Fact = Field


@dataclass(frozen=True)
class Parameter(Field):
    """A figure of the company's: one value (Decimal, text, bool or Limit), or values by day; neither is unset."""

    value: object = None
    dated: tuple[tuple[datetime.date, object], ...] = ()

    @property
    def unset(self) -> bool:
        return self.value is None and not self.dated

    def on(self, day: datetime.date) -> object:
        """The value in force on a day; None when unset or not yet in force."""
        in_force = [value for since, value in self.dated if since <= day]
        return in_force[-1] if in_force else self.value

    @property
    def type(self) -> Type:
        return replace(super().type, parameter=True)


@dataclass(frozen=True)
class EventType:
    name: str
    label: Label
    by: str | None = None
    data: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """An event type, where its data meet a condition."""

    event: str
    where: Expression | None = None


@dataclass(frozen=True)
class Row:
    """A condition and its clause; `when` None takes the rest. default: why the row is ours."""

    clause: str
    when: Expression | None
    default: str | None = None
    path: str = ""

    @property
    def condition(self) -> str:
        """As it is shown: the text of the condition, or `otherwise`."""
        return self.when.source if self.when else "otherwise"


@dataclass(frozen=True)
class ValueRow(Row):
    """A row that gives a value: of a derived fact, or points."""

    value: Expression | str | int | bool | Decimal | None = None
    warn: Label | None = None


@dataclass(frozen=True)
class Derived(Field):
    """A fact computed from facts: one value, or the first row that is met."""

    value: Expression | None = None
    rows: tuple[ValueRow, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A count, sum or run over history or events; the fields are those of `MeasureShape`.

    argument: the fact summed, the field counted or read, or the event that ends an age.
    """

    name: str
    label: Label
    figure: str  # count distinct sum run last older
    type: Type
    argument: str | None = None
    event: str | None = None
    after: Match | None = None
    take: str = "last"
    same: tuple[str, ...] = ()
    condition: Expression | None = None
    within: str | Limit | None = None
    earlier: int = 0
    this: bool = True

    @property
    def over_history(self) -> bool:
        return self.event is None and self.figure != "older"


@dataclass(frozen=True)
class Intake:
    intake: str
    label: Label
    row: Row


@dataclass(frozen=True)
class Grade:
    id: str
    label: Label
    intake: str | None
    participants: tuple[str, ...]
    rows: tuple[Row, ...]
    otherwise: Row | None


@dataclass(frozen=True)
class Points:
    label: Label
    rounding: Label
    first: tuple[ValueRow, ...]
    add: tuple[ValueRow, ...]


@dataclass(frozen=True)
class Uplift:
    raised: str
    to: str
    row: Row


@dataclass(frozen=True)
class LimitRow(Row):
    """A limit for one case: a Limit, or the name of a parameter that holds one.

    started_by: the latest time of day of a start that the row is for; None is for any.
    """

    limit: Limit | str = ""
    started_by: datetime.time | None = None

    def is_for(self, start: datetime.datetime | None) -> bool:
        """Whether the row is for this start; a start that has not happened may still be any."""
        return start is None or self.started_by is None or start.time() <= self.started_by


@dataclass(frozen=True)
class Outcome:
    """What one payer bears: money, points, a range that a human settles, or a named outcome.

    parameter: the amount is the company's and may be unset. own_points: the complaint's own points.
    """

    payer: str
    kind: str  # fine, points, fine_range, or a named outcome
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


@dataclass(frozen=True)
class Pause:
    clause: str
    since: Match
    until: Match


@dataclass(frozen=True)
class DutyRule:
    """Who owes what: start None is the receipt; limits () is a duty without a due moment.

    again_from: an event that starts a new round each time.
    """

    id: str
    label: Label
    clause: str
    owner: str
    when: Expression | None
    start: Match | None
    limits: tuple[LimitRow, ...]
    roll: str | None
    done: tuple[Match, ...]
    breach: Breach | None
    pauses: tuple[Pause, ...] = ()
    extended_by: str | None = None
    again_from: str | None = None
    warn_at: tuple[int, ...] = (50, 75, 100)
    default: str | None = None
    path: str = ""

    @property
    def done_by(self) -> tuple[str, ...]:
        """The event types that end it."""
        return tuple(match.event for match in self.done)


@dataclass(frozen=True)
class PenaltyRule:
    """A penalty that needs no duty: on every matching event, or once while `when` is met."""

    clause: str
    on: Match | None
    when: Expression | None
    outcomes: tuple[Outcome, ...]
    loss: str | None = None
    path: str = ""


@dataclass(frozen=True)
class Cap:
    """The most that one person pays in a calendar month. amount None: the company has not set it."""

    clause: str
    amount: Money | None
    parameter: str | None = None


@dataclass(frozen=True)
class Closing:
    kind: str
    label: Label
    row: Row


@dataclass(frozen=True)
class Tier:
    """One tier of an axis, awarded by any of its rows; `otherwise` takes the rest."""

    id: str
    label: Label
    services: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Axis:
    """One side of a customer: its tiers, the best first where `ordered`."""

    id: str
    label: Label
    ordered: bool
    tiers: tuple[Tier, ...]
    none: Row | None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row in the order in which it is tried; `none` takes who is left."""
        rows = tuple(row for tier in self.tiers for row in tier.rows)
        return (*rows, self.none) if self.none else rows


@dataclass(frozen=True)
class Tiers:
    """How customers are sorted: their own facts, what is computed of them, and the axes."""

    label: Label
    facts: Mapping[str, Field]
    derived: Mapping[str, Derived]
    services: Mapping[str, Label]
    axes: tuple[Axis, ...]
    code: str


@dataclass(frozen=True)
class Segment:
    id: str
    label: Label
    row: Row


@dataclass(frozen=True)
class GroupMeasure:
    """A figure over a group of complaints; `figure` is count, sum, distinct or growth, within a calendar span."""

    name: str
    label: Label
    figure: str
    argument: str | None
    where: Expression | None
    within: str
    type: Type


@dataclass(frozen=True)
class LevelRow(Row):
    """A condition on the measures of a group, and the level that it gives."""

    level: str = ""


@dataclass(frozen=True)
class WarningTable:
    kind: str
    segment: Segment | None
    per: tuple[str, ...]
    rows: tuple[LevelRow, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Warnings:
    """Early warning: levels from low to high, measures over groups, and a table for each kind."""

    levels: tuple[str, ...]
    labels: Mapping[str, Label]
    kinds: Mapping[str, Label]
    measures: Mapping[str, GroupMeasure]
    determined_by: str
    tables: tuple[WarningTable, ...]


@dataclass(frozen=True)
class Target:
    """A share and the figure that it should reach; of complaints (`happened`) or of an event's data (`share`)."""

    id: str
    label: Label
    clause: str
    among: Expression | None
    happened: Match | None
    share: Expression | None
    at_least: Expression


@dataclass(frozen=True)
class Periodic:
    """Work owed once a period. rule: the duty; every: the period, or the parameter that holds it.

    owed: false where only targets count. per: what it is owed to each of.
    """

    rule: DutyRule
    every: str
    owed: bool
    per: Label | None
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Numbering:
    """How complaints are numbered; `restart` is the span in which a serial is unique."""

    clause: str
    pattern: str
    restart: str


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
