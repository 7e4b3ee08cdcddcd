"""What looks at many: customer tiers, early warning, periodic work, numbering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...expression import Expression, Type
from ..document import Label
from .basics import Derived, Field, Match, Row
from .complaint_rules import DutyRule


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
    """A figure over a group of complaints; `aggregate` is count, sum, distinct or growth, within a calendar span."""

    name: str
    label: Label
    aggregate: str
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
