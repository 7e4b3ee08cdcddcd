"""Derived facts: computed from facts by one expression, or by rows of which the first met counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import model_validator

from ...base.locale import message
from ...base.strict_yaml import Path, dotted
from ...expression import Expression
from ..fields import Field, KindShape, field_of, typed
from ..label import Label, Rationale
from ..linking import Linker, Scope
from ..rows import Row
from ..section import Section
from ..shapes import Clause, Condition, Identifier, Shape
from ..vocabulary import FIGURE_KINDS


class DerivedRow(Shape):
    """One case of a derived fact; the first that is met gives the value. warn: told when it does."""

    clause: Clause
    value: str
    when: Condition | None = None
    default: Rationale | None = None
    warn: Label | None = None


class DerivedShape(KindShape):
    """A fact computed from facts: one expression, or rows of which the first met counts."""

    clause: Clause | None = None
    value: Condition | None = None
    rows: list[DerivedRow] = []

    @model_validator(mode="after")
    def _one_way(self) -> DerivedShape:
        if (self.value is None) == (not self.rows):
            raise ValueError(message("fault.value_or_rows"))
        return self


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

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Every condition and value that it is computed by."""
        parts = (self.value, *(part for row in self.rows for part in (row.when, row.value)))
        return tuple(part for part in parts if isinstance(part, Expression))


def link_derived(
    linker: Linker, path: Path, name: str, given: DerivedShape, scope: Scope, closed: bool = False
) -> Derived:
    """One computed fact. closed: the last row must take the rest, since no check will look for a hole."""
    linker.free_name(path, name)
    common = field_of(name, given, clause=given.clause)
    kind = Derived(**common)
    if given.value is not None:
        return Derived(**common, value=linker.condition((*path, "value"), given.value, scope, kind.type))
    rows = tuple(_row(linker, (*path, "rows", i), row, kind, scope) for i, row in enumerate(given.rows))
    if closed and given.rows[-1].when is not None:
        linker.fault((*path, "rows"), message("fault.last_row"))
    return Derived(**common, rows=rows)


def _row(linker: Linker, path: Path, row: DerivedRow, kind: Derived, scope: Scope) -> ValueRow:
    when = linker.condition((*path, "when"), row.when, scope)
    value: Any = None
    if kind.kind in FIGURE_KINDS:
        value = linker.condition((*path, "value"), row.value, scope, kind.type)
    else:
        with linker.at((*path, "value")):
            value = typed(kind.kind, row.value, kind.choices)
    return ValueRow(row.clause, when, row.default, dotted(path), value, row.warn)


def _link(linker: Linker, given: Mapping[str, DerivedShape]) -> dict[str, Derived]:
    return linker.each(("derive",), given, link_derived, linker.known)


def _expressions(derived: Mapping[str, Derived]) -> Iterator[Expression]:
    for fact in derived.values():
        yield from fact.expressions


def _paths(derived: Mapping[str, Derived]) -> Iterator[str]:
    return (row.path for fact in derived.values() for row in fact.rows)


DERIVE = Section(
    "derive",
    dict[Identifier, DerivedShape],
    _link,
    dict,
    attribute="derived",
    expressions=_expressions,
    rows=_paths,
    spoken=True,
)
