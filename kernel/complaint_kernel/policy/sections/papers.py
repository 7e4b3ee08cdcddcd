"""Papers: what a regulation calls the forms that are printed of complaints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...base.strict_yaml import Path
from ..label import Label
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import Paper


class PaperShape(Shape):
    """One paper as the regulation calls it.

    paper: `register`, the list of complaints, or `form`, on which one complaint is handled. grades: those of whose
    complaints it is; without them it is of all.
    """

    paper: Paper
    label: Label
    clause: Clause
    grades: list[Identifier] = []


@dataclass(frozen=True)
class PaperRule:
    """What a paper is called; grades: of whose complaints, all where there is none."""

    paper: Paper
    label: Label
    clause: str
    grades: tuple[str, ...]


def _link(linker: Linker, given: Sequence[PaperShape]) -> tuple[PaperRule, ...]:
    return linker.rows(("papers",), given, _paper)


def _paper(linker: Linker, path: Path, given: PaperShape) -> PaperRule:
    known = [grade.grade for grade in linker.document.grades]
    for grade in given.grades:
        linker.among((*path, "grades"), grade, known, "grade")
    return PaperRule(given.paper, given.label, given.clause, tuple(given.grades))


def _table(papers: Sequence[PaperRule], teller: Teller) -> Iterator[Cells]:
    for rule in papers:
        grades = teller.joined(map(teller.grade, rule.grades))
        yield teller.head(f"paper_{rule.paper}"), teller.label(rule.label), rule.clause, grades


PAPERS = Section(
    "papers",
    list[PaperShape],
    _link,
    tables=(Table("papers", ("paper", "called", "clause", "grade"), _table),),
    meaning=False,
)
