"""Uplift: raising a grade after a run of complaints of the same grade and nature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field as Key

from ...base.strict_yaml import Path
from ...expression import Expression
from ..label import Rationale
from ..linking import Linker
from ..rows import Row
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, Identifier, Shape


class UpliftShape(Shape):
    """A complaint of grade `from` is raised to `to` when the condition is met."""

    clause: Clause
    raised: Identifier = Key(alias="from")
    to: Identifier
    when: Condition
    default: Rationale | None = None


@dataclass(frozen=True)
class Uplift:
    raised: str
    to: str
    row: Row


def _link(linker: Linker, given: Sequence[UpliftShape]) -> tuple[Uplift, ...]:
    return linker.rows(("uplift",), given, _uplift)


def _uplift(linker: Linker, path: Path, given: UpliftShape) -> Uplift:
    grades = [grade.grade for grade in linker.document.grades]
    linker.among((*path, "from"), given.raised, grades, "grade")
    linker.among((*path, "to"), given.to, grades, "grade")
    return Uplift(given.raised, given.to, linker.row(path, given, linker.after))


def _expressions(uplift: Sequence[Uplift]) -> Iterator[Expression | None]:
    return (one.row.when for one in uplift)


def _paths(uplift: Sequence[Uplift]) -> Iterator[str]:
    return (one.row.path for one in uplift)


def _table(uplift: Sequence[Uplift], teller: Teller) -> Iterator[Cells]:
    for one in uplift:
        change = teller.head("to", before=teller.grade(one.raised), after=teller.grade(one.to))
        yield change, one.row.clause, teller.row(one.row)


UPLIFT = Section(
    "uplift",
    list[UpliftShape],
    _link,
    expressions=_expressions,
    rows=_paths,
    tables=(Table("uplift", ("grade", "clause", "condition"), _table),),
)
