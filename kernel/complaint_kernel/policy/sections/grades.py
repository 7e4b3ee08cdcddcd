"""Grades, the severest first: any one row of a grade gives it; and who takes part in handling it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field as Key

from ...base.strict_yaml import Path
from ...expression import Expression
from ..label import Label
from ..linking import Linker
from ..rows import OtherwiseShape, Row, RowShape
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Identifier, Shape


class GradeShape(Shape):
    """One grade of one intake class; the severest stands first in the file."""

    grade: Identifier
    label: Label
    intake: Identifier | None = None
    clause: Clause | None = None
    participants: list[Identifier] = []
    rows: list[RowShape] = Key(default=[], alias="any")
    otherwise: OtherwiseShape | None = None


@dataclass(frozen=True)
class Grade:
    id: str
    label: Label
    intake: str | None
    participants: tuple[str, ...]
    rows: tuple[Row, ...]
    otherwise: Row | None

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Its rows, and the one that takes the rest."""
        return (*self.rows, self.otherwise) if self.otherwise else self.rows


def _link(linker: Linker, given: Sequence[GradeShape]) -> tuple[Grade, ...]:
    return linker.rows(("grades",), given, _grade)


def _grade(linker: Linker, path: Path, given: GradeShape) -> Grade:
    if given.intake:
        known = [row.intake for row in linker.document.intake]
        linker.among((*path, "intake"), given.intake, known, "intake_class")
    for index, party in enumerate(given.participants):
        linker.party((*path, "participants", index), party)
    rows = tuple(linker.row((*path, "any", i), row, linker.graded) for i, row in enumerate(given.rows))
    otherwise = linker.rest((*path, "otherwise"), given.otherwise) if given.otherwise else None
    return Grade(given.grade, given.label, given.intake, tuple(given.participants), rows, otherwise)


def _expressions(grades: Sequence[Grade]) -> Iterator[Expression | None]:
    return (row.when for grade in grades for row in grade.rows)


def _paths(grades: Sequence[Grade]) -> Iterator[str]:
    return (row.path for grade in grades for row in grade.all_rows)


def _name(grade: Grade, teller: Teller) -> str:
    several = grade.intake and len(teller.policy.intakes) > 1
    name = teller.label(grade.label)
    return f"{teller.intake(str(grade.intake))}: {name}" if several else name


def _table(grades: Sequence[Grade], teller: Teller) -> Iterator[Cells]:
    for grade in grades:
        for number, row in enumerate(grade.all_rows):
            yield "" if number else _name(grade, teller), row.clause, teller.row(row)


def _participants(grades: Sequence[Grade], teller: Teller) -> Iterator[Cells]:
    for grade in grades:
        if grade.participants:
            yield _name(grade, teller), teller.joined(map(teller.party, grade.participants))


GRADES = Section(
    "grades",
    list[GradeShape],
    _link,
    expressions=_expressions,
    rows=_paths,
    tables=(
        Table("grades", ("grade", "clause", "condition"), _table),
        Table("participants", ("grade", "participants"), _participants),
    ),
    answers=True,
)
