"""What the readers of each kind of file give: rows of cells below headings, or objects; not typed yet.

A cell is a text, what a workbook or a column store holds (numbers, yes or no, days, moments), None where it is empty,
or `Unusable` where it cannot be taken as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from ...base.bounds import HEADS_WITHIN, MOST_COLUMNS, MOST_ROWS
from ...base.errors import ComplaintError, Problem
from ...base.locale import Figure, Message, message

Cells = Sequence[Any]
IsHead = Callable[[Cells], bool]


@dataclass(frozen=True)
class Unusable:
    """A cell that would be lost or altered if it were taken; words: why, and how to mend it."""

    words: Message


@dataclass(frozen=True)
class RawRow:
    """One row: its cells, or an object by its keys, or what is wrong with all of it.

    line: where it begins, None in files without lines. place: its JSON pointer in a JSON array.
    """

    line: int | None
    cells: Cells | Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Source:
    """A file that is being read. headings: of a table, None where each row is an object; line: where they stand."""

    file: str
    headings: tuple[str, ...] | None
    line: int | None
    rows: Iterator[RawRow]


def table(rows: Iterator[RawRow], is_head: IsHead, file: str, sheet: str | None = None) -> Source:
    """A table below the first row that is its headings; what stands above them is a title.

    Where none of the first rows is, the first one is taken for it, so that it is told what it lacks.
    """
    first = list(islice(rows, HEADS_WITHIN))
    place = next((place for place, row in enumerate(first) if row.cells is not None and is_head(_cells(row))), 0)
    if not first:
        return Source(file, (), 1, iter(()))
    head = first[place]
    if head.cells is None:
        raise ComplaintError(head.problems)
    headings = tuple(heading(cell) for cell in _cells(head))
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MOST_COLUMNS:
        words = message("file.columns", found=len(headings), most=MOST_COLUMNS)
        raise ComplaintError([Problem(file, head.line, "", words)])
    return Source(file, headings, head.line, chain(first[place + 1 :], rows))


def heading(cell: Any) -> str:
    """A cell as a heading: in one line, without a space around it."""
    return " ".join(str(cell).split()) if cell is not None and not isinstance(cell, Unusable) else ""


def is_empty(row: RawRow) -> bool:
    """Whether a row of a table holds nothing but spaces."""
    return row.cells is not None and all(map(is_blank, row.cells))


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def bounded(rows: Iterator[RawRow], file: str) -> Iterator[RawRow]:
    """The rows, as long as they are not more than anyone reads."""
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise ComplaintError([Problem(file, row.line, "", message("file.rows", most=Figure(MOST_ROWS)))])
        yield row


def _cells(row: RawRow) -> Cells:
    assert row.cells is not None and not isinstance(row.cells, Mapping)
    return row.cells
