"""Files to records: CSV, Excel and JSON lines, each row a complaint of the source system.

A row's columns: id, received_at, customer, order, policy, issue, event, channel, category, department,
employee, description, one `facts.NAME` for each fact, and `events` as JSON. JSON lines hold the same
keys with `facts` and `events` as objects.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

TEXTS = (
    "customer", "order", "policy", "issue", "event", "channel", "category", "department", "employee", "description",
)  # fmt: skip
COLUMNS = ("id", "received_at", *TEXTS, "facts", "events")


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
    for number, row in reader(path):
        yield _record(number, row, zone, seen)


def _record(number: int, row: Any, zone: ZoneInfo, seen: dict[str, int]) -> Record | Refusal:
    identifier = str(row.get("id") or "") if isinstance(row, dict) else ""
    try:
        if isinstance(row, RowError):
            raise row
        if identifier in seen:
            raise RowError(f"id {identifier!r} stands in row {seen[identifier]} already")
        record = _read_row(number, row, zone)
        seen[identifier] = number
        return record
    except RowError as error:
        return Refusal(number, identifier, str(error))


def _read_row(number: int, row: Mapping[str, Any], zone: ZoneInfo) -> Record:
    for key in row:
        if key not in COLUMNS and not str(key).startswith("facts."):
            near = get_close_matches(str(key), COLUMNS, n=1)
            raise RowError(f"unknown column {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    if not row.get("id"):
        raise RowError("id is empty; every complaint needs the id of its source")
    facts = row.get("facts") or {}
    if not isinstance(facts, Mapping):
        raise RowError("facts should be an object of names and values")
    columns = {key[len("facts.") :]: value for key, value in row.items() if str(key).startswith("facts.")}
    return Record(
        row=number,
        id=str(row["id"]),
        received_at=moment(row.get("received_at"), zone, "received_at"),
        texts={name: str(row[name]).strip() for name in TEXTS if row.get(name) not in (None, "")},
        facts={name: value for name, value in {**facts, **columns}.items() if value not in (None, "")},
        events=tuple(_events(row.get("events"), zone)),
    )


def _events(given: Any, zone: ZoneInfo) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, str) and given.strip():
        try:
            given = json.loads(given)
        except json.JSONDecodeError as error:
            raise RowError(f"events is not readable as JSON: {error.msg}") from None
    for event in given or ():
        if not isinstance(event, Mapping) or not event.get("type"):
            raise RowError(f"an event needs a type and a moment `at`, found {event!r}")
        yield {
            "type": str(event["type"]),
            "at": moment(event.get("at"), zone, f"the moment of {event['type']}"),
            "data": dict(event.get("data") or {}),
        }


def moment(given: Any, zone: ZoneInfo, what: str) -> datetime:
    """A moment in UTC, whole seconds; without an offset it is in the zone of the source."""
    if isinstance(given, datetime):
        read = given
    elif isinstance(given, date):
        read = datetime(given.year, given.month, given.day)  # its zone is added below
    else:
        try:
            read = datetime.fromisoformat(str(given or "").strip().replace("Z", "+00:00"))
        except ValueError:
            raise RowError(f"{what} {given!r} is no moment such as 2026-09-24T16:30:00+08:00") from None
    aware = read if read.tzinfo else read.replace(tzinfo=zone)
    return aware.astimezone(timezone.utc).replace(microsecond=0)


def _csv_rows(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="")
            for row in reader:
                if "" in row:
                    yield reader.line_num, RowError("there are more values than columns")
                elif any(row.values()):
                    yield reader.line_num, row
    except UnicodeDecodeError:
        raise FileError(f"{path}: not UTF-8; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise FileError(f"{path}: {error}") from None


def _excel_rows(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).active
    except Exception:
        raise FileError(f"{path}: not readable as an Excel workbook") from None
    rows = sheet.iter_rows(values_only=True) if sheet is not None else iter(())
    heads = [str(head).strip() if head is not None else "" for head in next(rows, ())]
    for number, values in enumerate(rows, start=2):
        row = {head: value for head, value in zip(heads, values, strict=False) if head}
        if any(value not in (None, "") for value in row.values()):
            yield number, row


def _json_rows(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                yield number, RowError(f"not readable as JSON: {error.msg}")
                continue
            yield number, row if isinstance(row, dict) else RowError("expected an object with id and received_at")
