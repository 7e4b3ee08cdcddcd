"""Files to records: CSV, Excel and JSON lines, each row a complaint of the source system.

A row's columns: id, received_at, customer, order, policy, issue, event, channel, category, department,
employee, description, one `facts.NAME` for each fact, and `events` as JSON. JSON lines hold the same
keys with `facts` as an object and `events` as a list.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

TEXTS = (
    "customer", "order", "policy", "issue", "event", "channel", "category", "department", "employee", "description",
)  # fmt: skip
COLUMNS = ("id", "received_at", *TEXTS, "facts", "events")
# What neither XML nor PostgreSQL carries, such as the vertical tabs of some exports.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class RowError(Exception):
    """A row that cannot be used; the text says what and how to mend it."""


class FileError(Exception):
    """A file that cannot be read at all."""


@dataclass(frozen=True)
class Record:
    """One complaint as the source knows it. Moments are in UTC; facts are as the file gives them."""

    row: int
    id: str
    received_at: datetime
    texts: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A row that did not go in, and why."""

    row: int
    id: str
    reason: str


def read(path: Path, zone: ZoneInfo) -> Iterator[Record | Refusal]:
    """Every row in its order. Raises FileError for a file that is none of the three kinds."""
    readers = {".csv": _csv_rows, ".xlsx": _excel_rows, ".jsonl": _json_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise FileError(f"{path}: expected a file ending in {', '.join(readers)}")
    if not path.is_file():
        raise FileError(f"{path}: there is no such file")
    seen: dict[str, int] = {}
    try:
        for number, row in reader(path):
            yield _record(number, _clean(row), zone, seen)
    except UnicodeDecodeError:
        raise FileError(f"{path}: not UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)") from None
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from None


def _clean(value: Any) -> Any:
    """The same row without characters that no one can see, and with line ends of one kind."""
    if isinstance(value, str):
        return UNPRINTABLE.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def _record(number: int, row: Any, zone: ZoneInfo, seen: dict[str, int]) -> Record | Refusal:
    identifier = _text(row.get("id")) if isinstance(row, dict) else ""
    try:
        if isinstance(row, RowError):
            raise row
        if identifier in seen:
            raise RowError(f"id {identifier!r} stands in row {seen[identifier]} already")
        record = _read_row(number, identifier, row, zone)
        seen[identifier] = number
        return record
    except RowError as error:
        return Refusal(number, identifier, str(error))


def _text(value: Any) -> str:
    """A cell as text: a spreadsheet's 1001.0 is the 1001 that its reader sees."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _read_row(number: int, identifier: str, row: Mapping[str, Any], zone: ZoneInfo) -> Record:
    for key in row:
        if fault := _unknown_column(key):
            raise RowError(fault)
    if not identifier:
        raise RowError("id is empty; every complaint needs the id of its source")
    facts = row.get("facts") or {}
    if not isinstance(facts, Mapping):
        raise RowError("facts should be an object of names and values")
    columns = {key[len("facts.") :]: value for key, value in row.items() if key.startswith("facts.")}
    return Record(
        row=number,
        id=identifier,
        received_at=moment(row.get("received_at"), zone, "received_at"),
        texts={name: _text(row[name]) for name in TEXTS if _text(row.get(name))},
        facts={name: value for name, value in {**facts, **columns}.items() if value is not None and _text(value)},
        events=tuple(_events(row.get("events"), zone)),
    )


def _unknown_column(name: str) -> str | None:
    if name in COLUMNS or name.startswith("facts."):
        return None
    near = get_close_matches(name, COLUMNS, n=1)
    return f"unknown column {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def _events(given: Any, zone: ZoneInfo) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, str):
        try:
            given = json.loads(given) if given.strip() else None
        except (ValueError, RecursionError) as error:
            raise RowError(f"events is not readable as JSON: {getattr(error, 'msg', error)}") from None
    if not isinstance(given or [], list):
        raise RowError('events should be a list such as [{"type": "replied", "at": "2026-09-18T09:00"}]')
    seen = set()
    for event in given or ():
        if not isinstance(event, Mapping) or not isinstance(event.get("type"), str) or not event["type"].strip():
            raise RowError(f"an event needs a type and a moment `at`, found {event!r}")
        if not isinstance(event.get("data") or {}, Mapping):
            raise RowError(f"the data of {event['type']} should be an object of names and values")
        kind, at = event["type"].strip(), moment(event.get("at"), zone, f"the moment of {event['type']}")
        key = _text(event.get("id")) or (kind, at)
        if key in seen:
            raise RowError(f"event {kind} is there twice with the same {'id' if event.get('id') else 'moment'}")
        seen.add(key)
        yield {"type": kind, "at": at, "id": _text(event.get("id")), "data": dict(event.get("data") or {})}


def moment(given: Any, zone: ZoneInfo, what: str) -> datetime:
    """A moment in UTC, whole seconds; without an offset it is in the zone of the source."""
    try:
        if isinstance(given, datetime):  # a spreadsheet counts in fractions of a day: 29.9999 s are 30
            read = given + timedelta(milliseconds=500)
        elif isinstance(given, date):
            read = datetime(given.year, given.month, given.day)  # its zone is added below
        else:
            read = datetime.fromisoformat(str(given or "").strip().replace("Z", "+00:00"))
        aware = read if read.tzinfo else read.replace(tzinfo=zone)
        return aware.astimezone(timezone.utc).replace(microsecond=0)
    except (ValueError, OverflowError):
        found = "is empty" if given in (None, "") else f"{given!r} is no moment"
        raise RowError(f"{what} {found}; give one such as 2026-09-24T16:30:00+08:00") from None


def _csv_rows(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            heads = _heads(path, next(reader, []))
            number = reader.line_num + 1
            for values in reader:
                if len(values) > len(heads):
                    yield number, RowError("there are more values than columns")
                elif any(value.strip() for value in values):
                    yield number, {head: value for head, value in zip(heads, values, strict=False) if head}
                number = reader.line_num + 1
        except csv.Error as error:
            raise FileError(f"{path}: line {reader.line_num}: {error}") from None


def _excel_rows(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
    except Exception:
        raise FileError(f"{path}: not readable as an Excel workbook") from None
    heads = _heads(path, rows[0] if rows else ())
    for number, values in enumerate(rows[1:], start=2):
        row = {head: value for head, value in zip(heads, values, strict=False) if head}
        if any(_text(value) for value in row.values()):
            yield number, row


def _heads(path: Path, cells: Sequence[Any]) -> list[str]:
    """The names of the columns. Raises FileError for those that no row could be read with."""
    heads = [_text(cell) for cell in cells]
    named = [head for head in heads if head]
    faults = [f"there is no column {name!r}" for name in ("id", "received_at") if name not in named]
    faults += [f"column {name!r} is there twice" for name in sorted({n for n in named if named.count(n) > 1})]
    faults += [fault for name in named if (fault := _unknown_column(name))]
    if faults:
        raise FileError(f"{path}: {'; '.join(faults)}")
    return heads


def _json_rows(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, RowError(f"not readable as JSON: {getattr(error, 'msg', error)}")
                continue
            yield number, row if isinstance(row, dict) else RowError("expected an object with id and received_at")
