"""Closing: the ways in which a complaint may be closed; the first that is met counts."""

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


class ClosingShape(Shape):
    """One way to close a complaint; the first that is met counts."""

    kind: Identifier
    clause: Clause
    when: Condition
    label: Label
    default: Rationale | None = None


@dataclass(frozen=True)
class ClosingRule:
    kind: str
    label: Label
    row: Row


def _link(linker: Linker, given: Sequence[ClosingShape]) -> tuple[ClosingRule, ...]:
    return linker.rows(("closing",), given, _closing)


def _closing(linker: Linker, path: Path, given: ClosingShape) -> ClosingRule:
    return ClosingRule(given.kind, given.label, linker.row(path, given, linker.at_the_end))


def _expressions(closing: Sequence[ClosingRule]) -> Iterator[Expression | None]:
    return (rule.row.when for rule in closing)


def _paths(closing: Sequence[ClosingRule]) -> Iterator[str]:
    return (rule.row.path for rule in closing)


def _table(closing: Sequence[ClosingRule], teller: Teller) -> Iterator[Cells]:
    return ((teller.label(rule.label), rule.row.clause, teller.row(rule.row)) for rule in closing)


CLOSING = Section(
    "closing",
    list[ClosingShape],
    _link,
    expressions=_expressions,
    rows=_paths,
    tables=(Table("closing", ("way", "clause", "condition"), _table),),
    spoken=True,
    answers=True,
)
