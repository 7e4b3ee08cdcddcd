"""Customer tiers: how customers are sorted by facts of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field as Key
from pydantic import StringConstraints, model_validator

from ...base.locale import message
from ...base.strict_yaml import Path
from ...expression import Type
from ..fields import Field, field_of
from ..label import Label
from ..linking import Linker, Scope, types_of
from ..patterns import check_pattern
from ..rows import OtherwiseShape, Row, RowShape
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import Kind
from .derive import Derived, DerivedShape, link_derived
from .facts import FactShape, link_fact
from .measures import check_circles

INSIDE = ("tiers",)


class ServiceShape(Shape):
    """What customers of a tier are given."""

    label: Label
    clause: Clause


class TierShape(Shape):
    """One tier of an axis: any one row gives it. services: what its customers are given."""

    tier: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=40)]
    label: Label
    services: list[Identifier] = []
    rows: list[RowShape] = Key(default=[], alias="any")
    otherwise: OtherwiseShape | None = None


class AxisShape(Shape):
    """One side of a customer: its tiers, the best first; the first with a row met is the customer's.

    ordered: false where no tier stands above another, so that a change is no rise and no fall. none: the
    row for customers who are in no tier of this axis, and so have no code.
    """

    label: Label
    ordered: bool = True
    tiers: list[TierShape] = Key(min_length=1)
    none: OtherwiseShape | None = None


class ScoreShape(Shape):
    """A weighted mean of facts: each with its weight, a figure or the name of a parameter."""

    label: Label
    clause: Clause
    weights: dict[Identifier, str] = Key(min_length=1)


class TiersShape(Shape):
    """How customers are sorted. code: how the tiers of several axes are written as one, `{spend}/{loyalty}`."""

    label: Label
    facts: dict[Identifier, FactShape]
    derive: dict[Identifier, DerivedShape] = {}
    scores: dict[Identifier, ScoreShape] = {}
    services: dict[Identifier, ServiceShape] = {}
    axes: dict[Identifier, AxisShape] = Key(min_length=1)
    code: str | None = None

    @model_validator(mode="after")
    def _code_for_several(self) -> TiersShape:
        if self.code is None and len(self.axes) > 1:
            raise ValueError(message("fault.code", code="{" + "}/{".join(self.axes) + "}"))
        return self


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

    @property
    def fields(self) -> Mapping[str, Field]:
        """Every fact of a customer, given or computed."""
        return {**self.facts, **self.derived}


def _link(linker: Linker, given: TiersShape | None) -> Tiers | None:
    if given is None:
        return None
    facts = linker.each((*INSIDE, "facts"), given.facts, link_fact)
    computed = {name: Field(**field_of(name, item)) for name, item in given.derive.items()}
    scores = {name: Type("number") for name in given.scores}
    scope: Scope = {**types_of(linker.parameters), **types_of(facts), **types_of(computed), **scores}
    derived = linker.each((*INSIDE, "derive"), given.derive, link_derived, scope, True)
    derived |= linker.each((*INSIDE, "scores"), given.scores, _score, scope)
    check_circles(linker, derived, {}, INSIDE)
    axes = linker.each((*INSIDE, "axes"), given.axes, _axis, given, scope)
    code = given.code or "{" + next(iter(given.axes)) + "}"
    check_pattern(linker, (*INSIDE, "code"), code, given.axes, given.axes)
    services = {name: service.label for name, service in given.services.items()}
    return Tiers(given.label, facts, derived, services, tuple(axes.values()), code)


def _score(linker: Linker, path: Path, name: str, given: ScoreShape, scope: Scope) -> Derived:
    """A weighted mean as one expression; a fact not given counts as 0."""
    linker.free_name(path, name)
    terms = " + ".join(f"{weight} * value({fact}, 0)" for fact, weight in given.weights.items())
    weights = " + ".join(given.weights.values())
    value = linker.condition((*path, "weights"), f"({terms}) / ({weights})", scope, Type("number"))
    return Derived(name, Kind.NUMBER, given.label, clause=given.clause, value=value)


def _axis(linker: Linker, path: Path, name: str, given: AxisShape, tiers: TiersShape, scope: Scope) -> Axis:
    built = tuple(_tier(linker, (*path, "tiers", i), tier, tiers, scope) for i, tier in enumerate(given.tiers))
    none = linker.rest((*path, "none"), given.none) if given.none else None
    return Axis(name, given.label, given.ordered, built, none)


def _tier(linker: Linker, path: Path, given: TierShape, tiers: TiersShape, scope: Scope) -> Tier:
    for service in given.services:
        linker.among((*path, "services"), service, tiers.services, "service")
    rows = [linker.row((*path, "any", i), row, scope) for i, row in enumerate(given.rows)]
    if given.otherwise:
        rows.append(linker.rest((*path, "otherwise"), given.otherwise))
    if not rows:
        linker.fault(path, message("fault.empty_tier", tier=repr(given.tier)))
    return Tier(given.tier, given.label, tuple(given.services), tuple(rows))


def _table(tiers: Tiers | None, teller: Teller) -> Iterator[Cells]:
    for axis in tiers.axes if tiers else ():
        for tier in axis.tiers:
            given = [tiers.services[name] for name in tier.services] if tiers else []
            services = teller.joined(teller.ours(teller.label(label), label.default) for label in given)
            for row in tier.rows:
                told = teller.row(row, tiers.fields if tiers else {})
                yield teller.label(axis.label), teller.label(tier.label), row.clause, told, services


TIERS = Section(
    "tiers",
    TiersShape | None,
    _link,
    lambda: None,
    tables=(Table("tiers", ("axis", "tier", "clause", "condition", "services"), _table),),
    answers=True,
)
