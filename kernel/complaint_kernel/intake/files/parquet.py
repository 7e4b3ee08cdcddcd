"""Parquet → its rows, through duckdb or pyarrow, whichever is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...base.errors import ComplaintError, Problem
from ...base.locale import message
from .raw import RawRow, Source, bounded

FETCHED = 10_000
MEMORY = "256MB"  # that duckdb may take for a file
WITH_OFFSET = "TIMESTAMP WITH TIME ZONE"


def read_parquet(path: Path, file: str) -> Source:
    """The rows of a file. Raises ComplaintError where it is none."""
    records = _records(path, file)
    names = tuple(map(str, next(records)))
    return Source(file, names, None, bounded((RawRow(None, record) for record in records), file))


def _records(path: Path, file: str) -> Iterator[tuple[Any, ...]]:
    """First the names, then each record."""
    try:
        from duckdb import Error, connect
    except ImportError:
        yield from _arrow_records(path, file)
        return
    try:
        with connect(config={"memory_limit": MEMORY, "threads": 1}) as connection:
            described = describe(connection, path)
            yield tuple(name for name, _ in described)
            columns = ", ".join(raw_column(quoted(name), kind) for name, kind in described)
            found = connection.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)])  # noqa: S608 - quoted
            while records := found.fetchmany(FETCHED):
                yield from records
    except Error as error:
        raise unreadable(file, error) from None


def describe(connection: Any, path: Path) -> list[tuple[str, str]]:
    """The columns of a file with their types, by duckdb."""
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    return [(name, kind) for name, kind, *_ in described]


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def raw_column(column: str, kind: str) -> str:
    """A column as it is; moments with an offset as ISO text in UTC, which needs no further package."""
    if kind == WITH_OFFSET:
        return f"replace(make_timestamp(epoch_us({column}))::VARCHAR, ' ', 'T') || 'Z'"
    return column


def _arrow_records(path: Path, file: str) -> Iterator[tuple[Any, ...]]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise ComplaintError([Problem(file, None, "", message("file.no_duckdb"))]) from None
    try:
        with ParquetFile(path) as opened:
            yield tuple(opened.schema_arrow.names)
            for batch in opened.iter_batches(FETCHED):
                for record in batch.to_pylist():
                    yield tuple(record.values())
    except ArrowException as error:
        raise unreadable(file, error) from None


def unreadable(file: str, error: Exception) -> ComplaintError:
    """That a file is no Parquet."""
    return ComplaintError([Problem(file, None, "", message("file.no_parquet", error=str(error).splitlines()[0]))])
