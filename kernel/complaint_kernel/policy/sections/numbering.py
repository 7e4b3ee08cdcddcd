"""Numbering: how a regulation numbers its complaints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import StringConstraints

from ..label import Rationale
from ..linking import Linker
from ..patterns import check_pattern
from ..section import Section
from ..shapes import Clause, Shape

PARTS = ("year", "month", "day", "serial")
RESTART_NEEDS = {"day": {"year", "month", "day"}, "month": {"year", "month"}, "year": {"year"}, "never": set[str]()}


class NumberingShape(Shape):
    """How complaints are numbered: `{year}`, `{month}`, `{day}` and `{serial:4}` (at least four digits)."""

    clause: Clause
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    restart: Literal["day", "month", "year", "never"]
    default: Rationale | None = None


@dataclass(frozen=True)
class Numbering:
    """How complaints are numbered; `restart` is the span in which a serial is unique."""

    clause: str
    pattern: str
    restart: str


def _link(linker: Linker, given: NumberingShape | None) -> Numbering | None:
    if given is None:
        return None
    needed = {"serial", *RESTART_NEEDS[given.restart]}
    check_pattern(linker, ("numbering", "pattern"), given.pattern, PARTS, needed)
    return Numbering(given.clause, given.pattern, given.restart)


NUMBERING = Section("numbering", NumberingShape | None, _link, lambda: None)
