"""The words of conditions: fields, parameters, events, rows, derived facts, measures."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ...expression import Expression, Type
from ...worktime import Limit
from ..document import Label

ATTRIBUTES = ("customer", "issue", "event", "channel", "category", "department", "employee")

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
    aggregate: str  # count distinct sum run last older
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
        return self.event is None and self.aggregate != "older"
