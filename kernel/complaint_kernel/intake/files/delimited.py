"""CSV → its rows: comma, semicolon or tab, whichever gives headings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, islice

from ...base.bounds import HEADS_WITHIN, LONGEST_LINE
from ...base.errors import ComplaintError, Problem
from ...base.locale import message
from .raw import IsHead, RawRow, Source, bounded, is_empty, table

DELIMITERS = (",", ";", "\t")


def read_csv(lines: Iterator[str], is_head: IsHead, file: str) -> Source:
    """The table of a CSV text. Raises ComplaintError where it is none."""
    csv.field_size_limit(LONGEST_LINE)
    first = list(islice(lines, HEADS_WITHIN))
    rows = _rows(chain(first, lines), delimiter(first, is_head), file)
    source = table(bounded(rows, file), is_head, file)
    width = len(source.headings or ())
    rows = (_checked(row, width, file) for row in source.rows if not is_empty(row))
    return Source(file, source.headings, source.line, rows)


def delimiter(first: list[str], is_head: IsHead) -> str:
    """The one by which one of the first lines is headings, else the most frequent."""
    by_number = sorted(DELIMITERS, key=lambda sign: -sum(line.count(sign) for line in first))
    return next((sign for sign in by_number if _has_headings(first, sign, is_head)), by_number[0])


def _has_headings(first: list[str], sign: str, is_head: IsHead) -> bool:
    try:
        return any(map(is_head, csv.reader(first, delimiter=sign)))
    except csv.Error:
        return False


def _rows(lines: Iterator[str], delimiter: str, file: str) -> Iterator[RawRow]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield RawRow(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            words = message("file.no_csv", error=str(error))
            raise ComplaintError([Problem(file, line, "", words)]) from None


def _checked(row: RawRow, width: int, file: str) -> RawRow:
    """A row of as many cells as there are headings; empty ones beyond them are the writer's."""
    assert row.cells is not None
    cells = list(row.cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) == width:
        return row if len(cells) == len(row.cells) else RawRow(row.line, cells)
    words = message("file.cells", expected=width, found=len(row.cells))
    return RawRow(row.line, None, (Problem(file, row.line, "", words),))
