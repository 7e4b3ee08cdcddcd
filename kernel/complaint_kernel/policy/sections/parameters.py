"""Figures that the company sets: one value, values by day, or unset where the regulation gives none."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, TypeAlias

from pydantic import Field as Key

from ...base.errors import Problem, expected
from ...base.locale import message, words_of
from ...base.strict_yaml import Path
from ...expression import Type
from ..fields import Field, KindShape, field_of, typed
from ..label import Multilingual, Rationale
from ..linking import Linker
from ..section import Section
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import Kind


class DatedValue(Shape):
    """A parameter's value from a day on, with where it is written."""

    since: datetime.date
    value: str
    reference: str | None = None


class ParameterShape(KindShape):
    """A figure that the company sets. Without value and values it is declared unset."""

    kinds: ClassVar[tuple[str, ...]] = (*KindShape.kinds, Kind.LIMIT)
    limit: Literal["yes"] | None = None
    clause: Clause
    value: str | None = None
    values: list[DatedValue] = []
    reference: str | None = None
    default: Rationale | None = Key(default=None, description="why this value, where the source gives none")


Dated: TypeAlias = tuple[tuple[datetime.date, object], ...]


@dataclass(frozen=True)
class Parameter(Field):
    """A figure of the company's: one value (Decimal, text, bool or Limit), or values by day; neither is unset.

    in_file: what the file itself gives, as text. reference: where the file has it from, or why it is ours.
    measured_in: unit or currency, or the name of a bare figure.
    """

    value: object = None
    dated: Dated = ()
    in_file: str | None = None
    reference: str | Multilingual | None = None
    measured_in: str | None = None

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


def _link(linker: Linker, given: Mapping[str, ParameterShape]) -> dict[str, Parameter]:
    _refuse_unknown_overrides(linker, given)
    return linker.each(("parameters",), given, _parameter)


def _parameter(linker: Linker, path: Path, name: str, given: ParameterShape) -> Parameter:
    linker.free_name(path, name)
    choices = given.choice or {}
    value: object = typed(given.kind, given.value, choices) if given.value is not None else None
    dated = tuple(sorted((v.since, typed(given.kind, v.value, choices)) for v in given.values))
    if name in linker.overrides:
        value, dated = _override(linker, name, given, dated)
    common = field_of(name, given, clause=given.clause)
    return Parameter(
        **common,
        value=value,
        dated=dated,
        in_file=given.value or "; ".join(f"{one.since}: {one.value}" for one in given.values) or None,
        reference=given.reference or given.default,
        measured_in=given.unit or given.number,
    )


def _override(linker: Linker, name: str, given: ParameterShape, in_file: Dated) -> tuple[object, Dated]:
    """The company's value; or its values by day, before the first of which what the file says counts."""
    raw = linker.overrides[name]
    try:
        if not isinstance(raw, list):
            return _given_value(raw, given), ()
        dated = dict(in_file)
        for entry in raw:
            since, value = _dated_entry(entry, given)
            dated[since] = value
    except ValueError as error:
        linker.source.note(Problem("parameters", None, name, words_of(error)))
        return None, ()
    base = typed(given.kind, given.value, given.choice or {}) if given.value is not None else None
    return base, tuple(sorted(dated.items()))


def _given_value(raw: object, given: ParameterShape) -> object:
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    return typed(given.kind, text, given.choice or {})


def _dated_entry(entry: object, given: ParameterShape) -> tuple[datetime.date, object]:
    """`{"since": "2027-01-01", "value": …, "reference": …}`; where it is written may be left out."""
    if not isinstance(entry, Mapping) or not {"since", "value"} <= entry.keys() <= {"since", "value", "reference"}:
        raise ValueError(message("fault.dated_figure"))
    day = typed(Kind.DATE, str(entry["since"]))
    assert isinstance(day, datetime.date)
    return day, _given_value(entry["value"], given)


def _refuse_unknown_overrides(linker: Linker, given: Mapping[str, ParameterShape]) -> None:
    for name in linker.overrides:
        if name not in given:
            hint = expected(str(name), given) or ("" if given else message("fault.no_parameters"))
            words = message("fault.unknown", what=message("thing.parameter"), name=repr(name), hint=hint)
            linker.source.note(Problem("parameters", None, str(name), words))


PARAMETERS = Section("parameters", dict[Identifier, ParameterShape], _link, dict)
