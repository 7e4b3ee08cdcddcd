"""Caps: the most that one person pays within a calendar month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...base.locale import message
from ...base.money import Money
from ...base.strict_yaml import Path
from ..label import Rationale
from ..linking import Linker
from ..section import Section
from ..shapes import Clause, Shape
from ..vocabulary import BuiltInOutcome
from .outcomes import parse_outcome


class CapShape(Shape):
    """The most that one person pays within a calendar month: `200 CNY`, or `parameter CNY`."""

    clause: Clause
    at_most: str
    within: Literal["calendar month"] = "calendar month"
    default: Rationale | None = None


@dataclass(frozen=True)
class Cap:
    """The most that one person pays in a calendar month. amount None: the company has not set it."""

    clause: str
    amount: Money | None
    parameter: str | None = None


def _link(linker: Linker, given: Sequence[CapShape]) -> tuple[Cap, ...]:
    return linker.rows(("caps",), given, _cap)


def _cap(linker: Linker, path: Path, given: CapShape) -> Cap:
    outcome = parse_outcome("anyone", given.at_most, {}, linker.parameters)
    if outcome.kind != BuiltInOutcome.FINE:
        raise ValueError(message("fault.amount", found=repr(given.at_most)))
    return Cap(given.clause, outcome.amount, outcome.parameter)


CAPS = Section("caps", list[CapShape], _link)
