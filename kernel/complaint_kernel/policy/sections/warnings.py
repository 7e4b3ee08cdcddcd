"""Early warning: levels over many complaints, from low to high, of which the severest met wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field as Key
from pydantic import model_validator

from ...base.locale import message
from ...base.strict_yaml import Path
from ...expression import Expression, Type
from ..fields import Field, exactly_one
from ..label import Label, Rationale
from ..linking import Linker, Scope, types_of
from ..rows import Row, RowShape
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, Identifier, Shape
from ..vocabulary import Attribute, GroupAggregate, Kind

INSIDE = ("warnings",)


class SegmentShape(Shape):
    """A part of the complaints with thresholds of its own."""

    label: Label
    clause: Clause
    when: Condition
    default: Rationale | None = None


class GroupMeasureShape(Shape):
    """A figure over the complaints of one group, in the day, month or year of the moment asked about.

    One of count (`complaints`), sum (a fact), distinct (a field), growth (`complaints`): percent by
    which the count grew over the whole day, month or year before. where: which complaints count. once: fields; of
    complaints that are alike in all of them, and so tell of one thing, a sum takes the greatest figure alone.
    """

    label: Label
    clause: Clause
    count: Literal["complaints"] | None = None
    sum: Identifier | None = None
    distinct: Identifier | None = None
    growth: Literal["complaints"] | None = None
    where: Condition | None = None
    once: list[Identifier] = []
    within: Literal["calendar day", "calendar month", "calendar year"]
    default: Rationale | None = None

    @property
    def aggregate(self) -> str:
        """The one key that says what is made of the group."""
        return next(key for key in GroupAggregate.all() if getattr(self, key) is not None)

    @model_validator(mode="after")
    def _one_figure(self) -> GroupMeasureShape:
        given = [key for key in GroupAggregate.all() if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError(exactly_one(GroupAggregate.all(), given))
        if self.once and self.sum is None:
            raise ValueError(message("fault.once_without_sum"))
        return self


class LevelShape(RowShape):
    """A condition on the measures of a group, and the level that it gives."""

    level: Identifier


class WarningTableShape(Shape):
    """The levels of one kind of warning. per: fields by which complaints fall into groups, each with a level.

    duties: what is owed once a level is determined; they start at the event `determined_by`.
    """

    kind: Identifier
    segment: Identifier | None = None
    per: list[Identifier] = []
    rows: list[LevelShape] = Key(alias="any", min_length=1)
    duties: list[Identifier] = []
    default: Rationale | None = None


class WarningsShape(Shape):
    """Early warning over many complaints: levels from low to high, of which the severest met wins."""

    levels: dict[Identifier, Label] = Key(min_length=1)
    kinds: dict[Identifier, Label] = Key(min_length=1)
    segments: dict[Identifier, SegmentShape] = {}
    measures: dict[Identifier, GroupMeasureShape] = Key(min_length=1)
    determined_by: Identifier
    tables: list[WarningTableShape] = Key(min_length=1)


@dataclass(frozen=True)
class Segment:
    id: str
    label: Label
    row: Row


@dataclass(frozen=True)
class GroupMeasure:
    """A figure over a group of complaints, within a calendar span. aggregate: a word of `GroupAggregate`.

    once: the fields by which complaints tell of one thing, whose figure a sum takes once.
    """

    name: str
    label: Label
    aggregate: str
    argument: str | None
    where: Expression | None
    within: str
    type: Type
    once: tuple[str, ...] = ()

    @property
    def field(self) -> Field:
        """As a condition's words name it."""
        return Field(self.name, Kind.NUMBER, self.label)


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


def _link(linker: Linker, given: WarningsShape | None) -> Warnings | None:
    if given is None:
        return None
    segments = linker.each((*INSIDE, "segments"), given.segments, _segment)
    measures = linker.each((*INSIDE, "measures"), given.measures, _measure)
    linker.among((*INSIDE, "determined_by"), given.determined_by, linker.events, "event")
    tables = tuple(
        _table(linker, (*INSIDE, "tables", i), table, given, segments, measures) for i, table in enumerate(given.tables)
    )
    return Warnings(tuple(given.levels), given.levels, given.kinds, measures, given.determined_by, tables)


def _segment(linker: Linker, path: Path, name: str, given: SegmentShape) -> Segment:
    return Segment(name, given.label, linker.row(path, given, linker.known))


def _measure(linker: Linker, path: Path, name: str, given: GroupMeasureShape) -> GroupMeasure:
    linker.free_name(path, name)
    argument, kind = None, Type("number")
    if given.sum:
        linker.among((*path, "sum"), given.sum, linker.fact_names, "fact")
        argument, kind = given.sum, linker.item.get(given.sum, kind)
    elif given.distinct:
        known = [*Attribute.all(), *linker.linked["facts"]]
        linker.among((*path, "distinct"), given.distinct, known, "field")
        argument = given.distinct
    where = linker.condition((*path, "where"), given.where, linker.known)
    for field in given.once:
        linker.among((*path, "once"), field, [*Attribute.all(), *linker.linked["facts"]], "field")
    return GroupMeasure(name, given.label, given.aggregate, argument, where, given.within, kind, tuple(given.once))


def _table(
    linker: Linker,
    path: Path,
    given: WarningTableShape,
    warnings: WarningsShape,
    segments: Mapping[str, Segment],
    measures: Mapping[str, GroupMeasure],
) -> WarningTable:
    linker.among((*path, "kind"), given.kind, warnings.kinds, "warning_kind")
    if given.segment:
        linker.among((*path, "segment"), given.segment, segments, "segment")
    for field in given.per:
        linker.among((*path, "per"), field, [*Attribute.all(), *linker.linked["facts"]], "field")
    for duty in given.duties:
        linker.among((*path, "duties"), duty, linker.document.duties, "duty")
    scope: Scope = {**types_of(linker.parameters), **types_of(measures)}
    rows = tuple(_level(linker, (*path, "any", i), row, warnings, scope) for i, row in enumerate(given.rows))
    segment = segments.get(given.segment) if given.segment else None
    return WarningTable(given.kind, segment, tuple(given.per), rows, tuple(given.duties))


def _level(linker: Linker, path: Path, given: LevelShape, warnings: WarningsShape, scope: Scope) -> LevelRow:
    linker.among((*path, "level"), given.level, warnings.levels, "level")
    row = linker.row(path, given, scope)
    return LevelRow(row.clause, row.when, row.default, row.path, given.level)


def _rows(warnings: Warnings | None, teller: Teller) -> Iterator[Cells]:
    for table in warnings.tables if warnings else ():
        yield from _levels(warnings, table, teller)


def _levels(warnings: Warnings | None, table: WarningTable, teller: Teller) -> Iterator[Cells]:
    assert warnings is not None
    measures = {name: measure.field for name, measure in warnings.measures.items()}
    segment = teller.label(table.segment.label) if table.segment else ""
    for row in table.rows:
        kind, level = teller.label(warnings.kinds[table.kind]), teller.label(warnings.labels[row.level])
        yield kind, segment, level, row.clause, teller.row(row, measures)


WARNINGS = Section(
    "warnings",
    WarningsShape | None,
    _link,
    lambda: None,
    tables=(Table("warnings", ("kind", "segment", "level", "clause", "condition"), _rows),),
    answers=True,
)
