"""Many complaints of one file: CSV, Excel, Parquet, JSON lines or a JSON array → complaints, and the rows refused.

A table has a column for each field of a complaint, by code or label in any language (`columns`); cells are as people
write them (`cells`). What the file does not say itself is in a `FileLayout`. A row at fault is refused with its line
and heading, and the others go on; a fault of the headings refuses the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, TypeAlias
from zoneinfo import ZoneInfo

from ...base.bounds import MOST_ROW_FAULTS
from ...base.errors import ComplaintError, Problem
from ...base.locale import message
from ...base.plain_file import open_regular
from ...policy.model import Policy
from ...worktime import WorkCalendar, named_calendar
from ..complaint import Complaint, fault_of, read_complaint
from .columns import Columns
from .delimited import read_csv
from .excel import open_excel
from .json_rows import read_json
from .layout import PLAIN, FileLayout, column_pairs, read_column_map
from .parquet import read_parquet
from .raw import IsHead, Source
from .rows import BoundTable, Row, Unknown, loose_object, strict_object
from .text import lines, open_text

__all__ = [
    "PLAIN",
    "BoundTable",
    "Columns",
    "FileLayout",
    "FileSource",
    "Population",
    "Row",
    "Source",
    "Unknown",
    "column_pairs",
    "gather",
    "loose_object",
    "open_source",
    "read_column_map",
    "read_complaints",
    "read_population",
    "read_rows",
]

FileSource: TypeAlias = str | Path | TextIO
TABLES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
OLD_WORKBOOKS = (".xls", ".xlsb", ".et")


@dataclass(frozen=True)
class Population:
    """The complaints of a file in its order, and the faults of the rows that were refused; more: faults not kept."""

    complaints: tuple[Complaint, ...]
    refused: tuple[Problem, ...]
    rows_refused: int = 0
    more: int = 0


def read_population(
    policy: Policy,
    source: FileSource,
    calendar: WorkCalendar | None = None,
    file: str | None = None,
    layout: FileLayout = PLAIN,
) -> Population:
    """Every complaint of a file, or of an open text stream of JSON; file: its name in messages.

    Raises ComplaintError when the file as a whole, or every row, cannot be used; OSError without a file.
    """
    found = gather(read_complaints(policy, source, calendar, file, layout))
    if found.refused and not found.complaints:
        raise ComplaintError(found.refused)
    return found


def gather(
    rows: Iterable[Complaint | tuple[Problem, ...]], progress: Callable[[int], None] | None = None
) -> Population:
    """The rows of `read_complaints` in one piece. progress: told the rows read so far, after each."""
    complaints: list[Complaint] = []
    refused: list[Problem] = []
    rows_refused = more = 0
    for found in rows:
        if isinstance(found, Complaint):
            complaints.append(found)
        else:
            kept = found[: MOST_ROW_FAULTS - len(refused)]
            refused += kept
            more += len(found) - len(kept)
            rows_refused += 1
        if progress:
            progress(len(complaints) + rows_refused)
    return Population(tuple(complaints), tuple(refused), rows_refused, more)


def read_complaints(
    policy: Policy,
    source: FileSource,
    calendar: WorkCalendar | None = None,
    file: str | None = None,
    layout: FileLayout = PLAIN,
) -> Iterator[Complaint | tuple[Problem, ...]]:
    """One after the other: a complaint, or the faults of a refused row. An id counts once."""
    calendar = calendar or named_calendar(policy.calendar)
    file = file or _name(source)
    seen: dict[str, int | None] = {}
    for number, row in enumerate(read_rows(policy, source, calendar.zone, file, layout), 1):
        found = _read(policy, row, calendar, file)
        if isinstance(found, Complaint):
            if found.id in seen:
                place = seen[found.id]
                where = message("file.on_line" if row.line else "file.on_row", number=place)
                words = fault_of("id", message("file.id_twice", id=repr(found.id), place=where))
                found = (row.located(Problem(file, None, "/id", words)),)
            else:
                seen[found.id] = row.line or number
        yield found


def _read(policy: Policy, row: Row, calendar: WorkCalendar, file: str) -> Complaint | tuple[Problem, ...]:
    if row.problems:
        return row.problems
    try:
        return read_complaint(policy, row.given, calendar, file)
    except ComplaintError as error:
        return tuple(map(row.located, error.problems))


def read_rows(
    policy: Policy, source: FileSource, zone: ZoneInfo, file: str | None = None, layout: FileLayout = PLAIN
) -> Iterator[Row]:
    """The rows of a file as mappings of complaints, typed by the policy. Raises ComplaintError for the whole file."""
    columns = Columns(policy, zone, layout)
    with open_source(source, columns.is_head, file or _name(source), layout) as opened:
        if opened.headings is None:
            if columns.faults:
                raise ComplaintError(Problem(opened.file, None, "", fault) for fault in columns.faults)
            yield from (strict_object(columns, raw) for raw in opened.rows)
        else:
            table = BoundTable(columns, opened, policy, zone)
            yield from map(table.row, opened.rows)


@contextmanager
def open_source(source: FileSource, is_head: IsHead, file: str, layout: FileLayout = PLAIN) -> Iterator[Source]:
    """A file with its rows not yet read, by its ending: what is no table is JSON. Raises ComplaintError, OSError.

    is_head: whether the cells of a row are headings; the first such row is.
    """
    if not isinstance(source, (str, Path)):
        yield read_json(source, file)
        return
    path = Path(source)
    ending = path.suffix.lower()
    if ending in OLD_WORKBOOKS:
        raise ComplaintError([Problem(file, None, "", message("file.old_workbook"))])
    if ending in WORKBOOKS:
        with open_excel(path, is_head, layout.sheet, file) as opened:
            yield opened
    elif ending == ".parquet":
        open_regular(path).close()
        yield read_parquet(path, file)
    else:
        with open_text(path, file, layout.encoding) as stream:
            yield read_csv(lines(stream, file), is_head, file) if ending in TABLES else read_json(stream, file)


def _name(source: FileSource) -> str:
    return str(source) if isinstance(source, (str, Path)) else "complaints"
