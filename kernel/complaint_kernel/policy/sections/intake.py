"""Intake classes: what sort of message it is; the first row that is met says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...base.strict_yaml import Path
from ...expression import Expression
from ..label import Label, Rationale
from ..linking import Linker
from ..rows import Row
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, Identifier, Shape


class IntakeShape(Shape):
    """An intake class; the first row that is met counts, one without `when` takes the rest."""

    intake: Identifier
    label: Label
    clause: Clause
    when: Condition | None = None
    default: Rationale | None = None


@dataclass(frozen=True)
class Intake:
    intake: str
    label: Label
    row: Row


def _link(linker: Linker, given: Sequence[IntakeShape]) -> tuple[Intake, ...]:
    return linker.rows(("intake",), given, _intake)


def _intake(linker: Linker, path: Path, given: IntakeShape) -> Intake:
    return Intake(given.intake, given.label, linker.row(path, given, linker.known))


def _expressions(intake: Sequence[Intake]) -> Iterator[Expression | None]:
    return (one.row.when for one in intake)


def _paths(intake: Sequence[Intake]) -> Iterator[str]:
    return (one.row.path for one in intake)


def _table(intake: Sequence[Intake], teller: Teller) -> Iterator[Cells]:
    return ((teller.label(one.label), one.row.clause, teller.row(one.row)) for one in intake)


INTAKE = Section(
    "intake",
    list[IntakeShape],
    _link,
    expressions=_expressions,
    rows=_paths,
    tables=(Table("intake", ("intake", "clause", "condition"), _table),),
)
