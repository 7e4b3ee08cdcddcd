"""Complaints that were pulled → a file: JSON lines, CSV, Excel or Parquet. A spreadsheet shows a cell, never runs it.

What is a list in the answer (duties, penalties, reasons …) is JSON text in CSV and Parquet, and in a workbook a sheet
of its own. A file takes its place only when it is whole.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from complaint_kernel import json_schema

from .pull import ANSWER, COLUMNS, MOMENTS
from .records import UNPRINTABLE, FileError

Line = Mapping[str, Any]
Write = Callable[[Line], None]
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEETS = ("reasons", "duties", "penalties", "warnings")  # lists of a complaint that have a sheet of their own
MOST_SHEET_ROWS = 1_048_576
PARQUET = {"overdue": "BOOLEAN", "points": "BIGINT"} | dict.fromkeys(MOMENTS, "TIMESTAMPTZ")


def harmless(text: str) -> str:
    """A text that a spreadsheet shall show as it is."""
    return f"'{text}" if text[:1] in BEGINS_A_FORMULA else text


@contextmanager
def written(out: Path | None, kind: str, zone: ZoneInfo) -> Iterator[Write]:
    """A function that writes one complaint after the other. out: None for standard output. Raises FileError."""
    if out is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        with TEXTS[kind](sys.stdout) as write:
            yield write
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with _file(part, kind, zone) as write:
            yield write
        part.replace(out)
    except OSError as error:
        raise FileError(f"{out}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _file(part: Path, kind: str, zone: ZoneInfo) -> Iterator[Write]:
    if kind in WHOLE:
        with WHOLE[kind](part, zone) as write:
            yield write
        return
    # In Excel, UTF-8 is read as such only behind its mark.
    encoding = "utf-8-sig" if kind == "csv" else "utf-8"
    with part.open("w", encoding=encoding, newline="") as stream, TEXTS[kind](stream) as write:
        yield write


@contextmanager
def _json_lines(stream: IO[str]) -> Iterator[Write]:
    yield lambda line: print(json.dumps(line, ensure_ascii=False), file=stream)


@contextmanager
def _csv(stream: IO[str]) -> Iterator[Write]:
    rows = csv.writer(stream)
    rows.writerow(COLUMNS)
    yield lambda line: rows.writerow([_plain(line[name]) for name in COLUMNS])


def _plain(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(value) if isinstance(value, str) else value


@contextmanager
def _excel(part: Path, zone: ZoneInfo) -> Iterator[Write]:
    book = _Book(zone)
    yield book.add
    book.save(part)


class _Book:
    """A workbook with a row for each complaint, and for each entry of its lists one on their sheet."""

    def __init__(self, zone: ZoneInfo) -> None:
        from openpyxl import Workbook

        self.zone = zone
        self.answer = json_schema("assessment")["properties"]
        self.book = Workbook(write_only=True)
        self.rows: dict[str, int] = {}
        self.heads: dict[str, list[str]] = {}
        own = [name for name in COLUMNS if name not in ANSWER or name in ("points", "participants")]
        self._start("complaints", own)

    def add(self, line: Line) -> None:
        self._append("complaints", [line[name] for name in self.heads["complaints"]])
        for name in SHEETS:
            for entry in line[name] or ():
                if name not in self.heads:
                    self._start(name, ["number", *self.answer[name]["items"]["properties"]])
                self._append(name, [line["number"], *(entry.get(head) for head in self.heads[name][1:])])

    def save(self, part: Path) -> None:
        self.book.save(part)

    def _start(self, name: str, heads: list[str]) -> None:
        self.heads[name] = heads
        self.book.create_sheet(name).freeze_panes = "A2"
        self._append(name, [f"{head} ({self.zone})" if head in MOMENTS else head for head in heads])

    def _append(self, name: str, values: list[Any]) -> None:
        self.rows[name] = self.rows.get(name, 0) + 1
        if self.rows[name] > MOST_SHEET_ROWS:
            raise FileError(f"{name}: there are more rows than a sheet holds; pull as .csv or .parquet")
        sheet = self.book[name]
        sheet.append([self._cell(sheet, value) for value in values])

    def _cell(self, sheet: Any, value: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        if isinstance(value, (list, dict)):
            value = ", ".join(map(str, value)) if _is_plain(value) else json.dumps(value, ensure_ascii=False)
        if not isinstance(value, str):
            return value
        if moment := _moment(value, self.zone):
            return moment
        cell = WriteOnlyCell(sheet, value=UNPRINTABLE.sub(" ", value))
        if cell.data_type != "s" or value.startswith(BEGINS_A_FORMULA):
            cell.data_type, cell.quotePrefix = "s", True  # a text, also for whoever edits it
        return cell


def _is_plain(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, (str, int)) for item in value)


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A moment as the clocks of the zone show it, which is all that a workbook can hold."""
    if len(text) == 25 and text[10] == "T":
        try:
            return datetime.fromisoformat(text).astimezone(zone).replace(tzinfo=None)
        except ValueError:
            return None
    return None


@contextmanager
def _parquet(part: Path, _zone: ZoneInfo) -> Iterator[Write]:
    """Through JSON lines and duckdb, every column of the same type in every file."""
    try:
        import duckdb
    except ImportError:
        raise FileError("writing Parquet needs duckdb; install it with: pip install duckdb") from None
    lines = part.with_name(f"{part.name}.jsonl")
    try:
        with lines.open("w", encoding="utf-8") as stream:
            yield lambda line: print(json.dumps({name: _text(line[name]) for name in COLUMNS}), file=stream)
        types = {name: PARQUET.get(name, "VARCHAR") for name in COLUMNS}
        with duckdb.connect() as connection:
            read = "SELECT * FROM read_json(?, format = 'newline_delimited', columns = ?)"
            connection.execute(f"COPY ({read}) TO ? (FORMAT parquet)", [str(lines), types, str(part)])
    finally:
        lines.unlink(missing_ok=True)


def _text(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


TEXTS = {"jsonl": _json_lines, "csv": _csv}
WHOLE = {"xlsx": _excel, "parquet": _parquet}
KINDS = (*TEXTS, *WHOLE)
