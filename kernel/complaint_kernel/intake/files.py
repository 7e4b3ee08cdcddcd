"""Many complaints of one file: JSON lines, a JSON array, CSV or Parquet → complaints, and the rows refused.

CSV and Parquet have a column for each field of a complaint: `id`, `received_at`, `customer` …; a fact
stands under its name or under `facts.NAME`; `events` and `history` hold JSON text. A row at fault is
refused with its line, and the others go on.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from ..base.errors import ComplaintError, Problem, expected
from ..base.strict_json import parse_json, pointer
from ..policy.model import Policy
from ..worktime import WorkCalendar, named_calendar
from .complaint import KEYS, Complaint, read_complaint
from .text_input import typed_complaint

JSON_COLUMNS = ("events", "history")
DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 2**24
FETCHED = 10_000
Source: TypeAlias = str | Path | TextIO


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file: the mapping of a complaint, or what is wrong with it.

    line: where it begins, None in files without lines. place: its JSON pointer in a JSON array.
    """

    line: int | None
    given: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Population:
    """The complaints of a file in its order, and every fault of the rows that were refused."""

    complaints: tuple[Complaint, ...]
    refused: tuple[Problem, ...]
    rows_refused: int = 0


def read_population(
    policy: Policy, source: Source, calendar: WorkCalendar | None = None, file: str | None = None
) -> Population:
    """Every complaint of a file, or of an open text stream of JSON; file: its name in messages.

    Raises ComplaintError when the file as a whole, or every row, cannot be used; OSError without a file.
    """
    found = gather(read_complaints(policy, source, calendar, file))
    if found.refused and not found.complaints:
        raise ComplaintError(found.refused)
    return found


def gather(
    rows: Iterable[Complaint | tuple[Problem, ...]], progress: Callable[[int], None] | None = None
) -> Population:
    """The rows of `read_complaints` in one piece. progress: told the rows read so far, after each."""
    complaints: list[Complaint] = []
    refused: list[Problem] = []
    rows_refused = 0
    for found in rows:
        if isinstance(found, Complaint):
            complaints.append(found)
        else:
            refused += found
            rows_refused += 1
        if progress:
            progress(len(complaints) + rows_refused)
    return Population(tuple(complaints), tuple(refused), rows_refused)


def read_complaints(
    policy: Policy, source: Source, calendar: WorkCalendar | None = None, file: str | None = None
) -> Iterator[Complaint | tuple[Problem, ...]]:
    """One after the other: a complaint, or the faults of a refused row. An id counts once."""
    calendar = calendar or named_calendar(policy.calendar)
    file = file or _name(source)
    seen: dict[str, str] = {}
    for number, row in enumerate(read_rows(policy, source, file), 1):
        where = f"line {row.line}" if row.line else f"row {number}"
        found = _read(policy, row, calendar, file)
        if isinstance(found, Complaint) and found.id in seen:
            message = f"id: {found.id!r} is on {seen[found.id]} already"
            found = (Problem(file, row.line, f"{row.place}/id", message),)
        elif isinstance(found, Complaint):
            seen[found.id] = where
        yield found


def _read(policy: Policy, row: Row, calendar: WorkCalendar, file: str) -> Complaint | tuple[Problem, ...]:
    if row.given is None:
        return row.problems
    try:
        return read_complaint(policy, row.given, calendar, file)
    except ComplaintError as error:
        return tuple(replace(p, line=row.line, path=row.place + p.path) for p in error.problems)


def read_rows(policy: Policy, source: Source, file: str | None = None) -> Iterator[Row]:
    """The rows of a file, by its name: `.csv`, `.parquet`, else JSON. Raises ComplaintError for an unreadable file."""
    file = file or _name(source)
    if not isinstance(source, (str, Path)):
        yield from _json(source, file)
        return
    path = Path(source)
    kind = path.suffix.lower()
    if kind == ".parquet":
        yield from _parquet(policy, path)
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from _csv(policy, stream, file) if kind in (".csv", ".tsv") else _json(stream, file)
    except UnicodeDecodeError as error:
        raise ComplaintError([Problem(file, None, "", f"expected UTF-8 text: {error.reason}")]) from None


def _name(source: Source) -> str:
    return str(source) if isinstance(source, (str, Path)) else "complaints"


# JSON


def _json(stream: TextIO, file: str) -> Iterator[Row]:
    """An array, one object, or an object on each line."""
    start = stream.read(1)
    while start.isspace():
        start = stream.read(1)
    stream.seek(0)
    if start == "[":
        for index, item in enumerate(parse_json(stream.read(), file)):
            yield Row(None, item, place=pointer(index))
        return
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        if number == 1 and line.strip() == "{":
            stream.seek(0)
            yield Row(1, parse_json(stream.read(), file))
            return
        yield _json_line(number, line, file)


def _json_line(number: int, line: str, file: str) -> Row:
    try:
        return Row(number, parse_json(line, file))
    except ComplaintError as error:
        return Row(number, None, tuple(replace(problem, line=number) for problem in error.problems))


# CSV


def _csv(policy: Policy, stream: TextIO, file: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    head = stream.readline()
    delimiter = max(DELIMITERS, key=head.count)
    stream.seek(0)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    names = [name.strip() for name in next(reader, [])]
    _check_columns(policy, names, file)
    line = reader.line_num + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ComplaintError([Problem(file, line, "", f"not readable as CSV: {error}")]) from None
        if cells:
            yield _csv_row(policy, names, cells, line, file)
        line = reader.line_num + 1


def _csv_row(policy: Policy, names: Sequence[str], cells: Sequence[str], line: int, file: str) -> Row:
    if len(cells) != len(names):
        message = f"expected {len(names)} cells as in the head of the file, found {len(cells)}"
        return Row(line, None, (Problem(file, line, "", message),))
    return _from_columns(policy, zip(names, cells, strict=True), line, file)


def _check_columns(policy: Policy, names: Sequence[str], file: str) -> None:
    known = [*(key for key in KEYS if key != "facts"), *policy.facts]
    problems = [
        Problem(file, 1, "", f"unknown column {name!r}{expected(name, known)}")
        for name in names
        if name.removeprefix("facts.") not in known or (name.startswith("facts.") and name[6:] not in policy.facts)
    ]
    fields = [name.removeprefix("facts.") for name in names]
    problems += [
        Problem(file, 1, "", f"column {name!r} is there twice")
        for name in dict.fromkeys(fields)
        if fields.count(name) > 1
    ]
    problems += [
        Problem(file, 1, "", f"column {name!r} is missing; complaints need id and received_at")
        for name in ("id", "received_at")
        if name not in names
    ]
    if problems:
        raise ComplaintError(problems)


def _from_columns(policy: Policy, cells: Iterable[tuple[str, Any]], line: int | None, file: str) -> Row:
    """A row of columns as a complaint's mapping, its texts typed by the policy; empty cells are not given."""
    given: dict[str, Any] = {"facts": {}}
    problems: list[Problem] = []
    for name, cell in cells:
        if cell is None or cell == "":
            continue
        fact = name.removeprefix("facts.")
        if name in JSON_COLUMNS and isinstance(cell, str):
            try:
                given[name] = parse_json(cell, file)
            except ComplaintError as error:
                problems += [replace(p, line=line, path=f"/{name}{p.path}") for p in error.problems]
        elif fact in policy.facts:
            given["facts"][fact] = cell
        else:
            given[name] = cell
    return Row(line, None, tuple(problems)) if problems else Row(line, typed_complaint(policy, given))


# Parquet


def _parquet(policy: Policy, path: Path) -> Iterator[Row]:
    """Through pyarrow or duckdb, whichever is installed."""
    names: list[str] = []
    for names, record in _records(path):
        if not record:
            _check_columns(policy, names, str(path))
        else:
            yield _from_columns(policy, zip(names, record, strict=True), None, str(path))


def _records(path: Path) -> Iterator[tuple[list[str], tuple[Any, ...]]]:
    """First the names with an empty record, then each record."""
    try:
        from duckdb import Error, connect
    except ImportError:
        yield from _arrow_records(path)
        return
    try:
        with connect() as connection:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            names = [name for name, *_ in described]
            yield names, ()
            columns = ", ".join(_duckdb_column(name, kind) for name, kind, *_ in described)
            found = connection.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)])  # noqa: S608 - quoted
            while records := found.fetchmany(FETCHED):
                yield from ((names, record) for record in records)
    except Error as error:
        raise _unreadable(path, error) from None


def _duckdb_column(name: str, kind: str) -> str:
    """A column as it is; moments with an offset as ISO text in UTC, which needs no further package."""
    column = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"replace(make_timestamp(epoch_us({column}))::VARCHAR, ' ', 'T') || 'Z'"
    return column


def _arrow_records(path: Path) -> Iterator[tuple[list[str], tuple[Any, ...]]]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        message = "reading Parquet needs duckdb or pyarrow; install complaint-kernel[duckdb], or give JSON lines or CSV"
        raise ComplaintError([Problem(str(path), None, "", message)]) from None
    try:
        with ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            yield names, ()
            for batch in file.iter_batches(FETCHED):
                for record in batch.to_pylist():
                    yield names, tuple(record.values())
    except ArrowException as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> ComplaintError:
    return ComplaintError([Problem(str(path), None, "", f"not readable as Parquet: {str(error).splitlines()[0]}")])
