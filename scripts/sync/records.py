"""Files to records: each row a complaint of the source system, read by the kernel's one reader of files.

What a row says of the policy's facts, records and events is read once its policy is known (`Record.under`): two rows
of a file may stand under different policies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from complaint_kernel import ComplaintError, Policy, WorktimeError
from complaint_kernel.base.errors import Problem, ProblemsError
from complaint_kernel.base.locale import Message
from complaint_kernel.intake.complaint import read_complaint
from complaint_kernel.intake.files import (
    PLAIN,
    BoundTable,
    Columns,
    FileLayout,
    Row,
    Source,
    Unknown,
    loose_object,
    open_source,
)
from complaint_kernel.intake.files.cells import moment as read_moment
from complaint_kernel.intake.files.raw import RawRow
from complaint_kernel.policy.model import ATTRIBUTES
from complaint_kernel.worktime.moments import ZoneClock

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".jsonl", ".ndjson", ".json")
OWN = ("order", "policy", "description")  # columns that only Odoo knows
TEXTS = (*ATTRIBUTES, *OWN)
# What neither XML nor PostgreSQL carries, such as the vertical tabs of some exports.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class RowError(Exception):
    """A row that cannot be used; the text says what and how to mend it."""


class FileError(Exception):
    """A file that cannot be read at all."""


@dataclass(frozen=True)
class Typed:
    """A row under a policy: what Odoo is to create. Moments are in UTC, whole seconds."""

    received_at: datetime
    texts: Mapping[str, str]
    facts: Mapping[str, Any]
    records: Mapping[str, str]
    events: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Record:
    """One complaint as the source knows it. texts: what is the same under every policy."""

    row: int
    id: str
    texts: Mapping[str, str]
    raw: RawRow = field(repr=False)
    file: ComplaintFile = field(repr=False)

    def under(self, policy: Policy) -> Typed:
        """What the row says under a policy. Raises RowError with every fault."""
        return self.file.typed(self.raw, policy)

    def events(self, policy: Policy) -> tuple[Mapping[str, Any], ...]:
        """Its journal alone, whatever its facts are. Raises RowError."""
        return self.file.typed(self.raw, policy, only=("id", "received_at", "events")).events


@dataclass(frozen=True)
class Refusal:
    """A row that did not go in, and why."""

    row: int
    id: str
    reason: str


def read(path: Path, zone: ZoneInfo, layout: FileLayout = PLAIN) -> tuple[Record | Refusal, ...]:
    """Every row in its order. Raises FileError for a file that cannot be read."""
    return read_file(path, zone, layout).rows


def read_file(path: Path, zone: ZoneInfo, layout: FileLayout = PLAIN) -> ComplaintFile:
    """The file with every row in its order. Raises FileError for one that cannot be read."""
    if path.suffix.lower() not in ENDINGS:
        raise FileError(f"{path}: expected a file ending in {', '.join(ENDINGS)}")
    common = Columns(None, zone, layout, OWN)
    try:
        with open_source(path, common.is_head, str(path), layout) as source:
            file = ComplaintFile(source, zone, layout, common)
            file.rows = tuple(file.records())
            return file
    except ProblemsError as error:
        raise FileError(str(error)) from None
    except FileNotFoundError:
        raise FileError(f"{path}: there is no such file") from None
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from None


class ComplaintFile:
    """The rows of a file, and how they are read under each policy."""

    rows: tuple[Record | Refusal, ...] = ()

    def __init__(self, source: Source, zone: ZoneInfo, layout: FileLayout, common: Columns) -> None:
        self.source, self.zone, self.layout, self.common = source, zone, layout, common
        self.readers: dict[str | None, Callable[[RawRow], Row]] = {
            None: self._reader(common, None, Unknown.IS_PASSED_OVER)
        }

    def check_headings(self, policies: Iterable[Policy]) -> None:
        """Whether each heading, and each pair of the layout, means something under one of the policies at least.

        Raises FileError as the first of them tells it. Policies are asked for as long as something is unknown.
        """
        first: Columns | None = None
        strange = [name for name in self.source.headings or () if isinstance(self.common.find(name), Message)]
        pairs = set(map(_pair, self.common.faults))
        for policy in policies if strange or pairs else ():
            columns = Columns(policy, self.zone, self.layout, OWN)
            first = first or columns
            strange = [name for name in strange if isinstance(columns.find(name), Message)]
            pairs &= set(map(_pair, columns.faults))
            if not strange and not pairs:
                return
        told = first or self.common
        faults = [fault for fault in told.faults if _pair(fault) in pairs] + [told.find(name) for name in strange]
        if faults:
            line = f":{self.source.line}" if self.source.line else ""
            raise FileError("\n".join(f"{self.source.file}{line}: {fault}" for fault in faults))

    def _reader(self, columns: Columns, policy: Policy | None, unknown: Unknown) -> Callable[[RawRow], Row]:
        if self.source.headings is not None:
            return BoundTable(columns, self.source, policy, self.zone, unknown).row
        return lambda raw: loose_object(columns, raw, self.source.file, policy, self.zone, unknown)

    def records(self) -> Iterator[Record | Refusal]:
        """Each row with what is the same under every policy; an id counts once."""
        seen: dict[str, int] = {}
        for index, raw in enumerate(map(_clean_row, self.source.rows), 1):
            number = raw.line or index
            row = self.readers[None](raw)
            given = row.given if isinstance(row.given, Mapping) else {}
            identifier = given["id"] if isinstance(given.get("id"), str) else ""
            reason = _reason(row.problems)
            if not reason and not identifier:
                reason = "id is empty; every complaint needs the id of its source"
                reason = reason if given.get("id") is None else "id is neither a text nor a number"
            if not reason and identifier in seen:
                reason = f"id {identifier!r} stands in row {seen[identifier]} already"
            if reason:
                yield Refusal(number, identifier, reason)
                continue
            seen[identifier] = number
            yield Record(number, identifier, _texts(given), raw, self)

    def typed(self, raw: RawRow, policy: Policy, only: Iterable[str] = ()) -> Typed:
        """A row under a policy. Raises RowError with every fault."""
        if policy.digest not in self.readers:
            try:
                columns = Columns(policy, self.zone, self.layout, OWN)
                self.readers[policy.digest] = self._reader(columns, policy, Unknown.REFUSES_ROW)
            except ComplaintError as error:
                raise RowError(_reason(error.problems)) from None
        row = self.readers[policy.digest](raw)
        if row.problems:
            raise RowError(_reason(row.problems))
        given = {name: value for name, value in row.given.items() if not only or name in only}
        return _checked(policy, row, {"facts": {}, **given}, ZoneClock(self.zone), self.source.file)


def _pair(fault: Message) -> Any:
    """Which pair of the layout a fault is of."""
    parts = dict(fault.parts)
    return parts["name"], parts["other"]


def _checked(policy: Policy, row: Row, given: Mapping[str, Any], clock: ZoneClock, file: str) -> Typed:
    """What the kernel finds right. Raises RowError."""
    if "history" in given:
        raise RowError("history: Odoo keeps earlier complaints itself; leave the column out with --ignore history")
    events = given.get("events")
    complaint = {name: value for name, value in given.items() if name not in OWN}
    if isinstance(events, list):
        complaint["events"] = [_without_id(event) for event in events]
    try:
        read = read_complaint(policy, complaint, clock, file)
    except ComplaintError as error:
        raise RowError(_reason(map(row.located, error.problems))) from None
    return Typed(
        received_at=_utc(read.received_at),
        texts=_texts(given),
        facts={name: _value(read.facts[name]) for name in complaint["facts"] if read.facts[name] is not None},
        records={name: text for name, text in read.records.items() if text},
        events=tuple(_events(events or (), clock)),
    )


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(given[name]) for name in TEXTS if given.get(name) not in (None, "")}


def _without_id(event: Any) -> Any:
    return {key: value for key, value in event.items() if key != "id"} if isinstance(event, Mapping) else event


def _value(value: Any) -> Any:
    """A value as JSON and XML carry it."""
    if isinstance(value, Decimal):
        number = float(value)  # whole ones too: XML-RPC has integers of 32 bits only
        if Decimal(str(number)) != value:
            raise RowError(f"{value}: Odoo keeps 15 digits of a number; round it")
        return number
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value  # the key of a choice


def _events(events: Iterable[Mapping[str, Any]], clock: ZoneClock) -> Iterator[Mapping[str, Any]]:
    """The journal, each entry known by its own id, else by kind and moment. Raises RowError for a second one."""
    seen = set()
    for event in events:
        identifier = str(event.get("id") or "").strip()
        at = _utc(clock.localize(event["at"]))
        key = identifier or (event["type"], at)
        if key in seen:
            raise RowError(f"event {event['type']} is there twice with the same {'id' if identifier else 'moment'}")
        seen.add(key)
        data = {name: _value(value) for name, value in (event.get("data") or {}).items() if value is not None}
        yield {"type": event["type"], "at": at, "id": identifier, "data": data}


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc).replace(microsecond=0)


def _reason(problems: Iterable[Problem]) -> str:
    """Why a row is refused, without the file and line that stand beside it."""
    told = []
    for problem in problems:
        name, text = problem.path.rpartition("/")[2], problem.message
        told.append(text if not name or text.startswith(f"{name}: ") else f"{problem.path}: {text}")
    return "; ".join(told)


def moment(given: str, zone: ZoneInfo, what: str) -> datetime:
    """A moment in UTC, whole seconds; without an offset it is in the zone. Raises RowError."""
    try:
        return _utc(ZoneClock(zone).localize(read_moment(given, zone)))
    except (WorktimeError, OverflowError):
        raise RowError(f"{what} {given!r} is no moment; give one such as 2026-09-24T16:30:00+08:00") from None


def _clean_row(raw: RawRow) -> RawRow:
    """The same row without characters that no one can see, and with line ends of one kind."""
    return RawRow(raw.line, _clean(raw.cells), raw.problems, raw.place)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return UNPRINTABLE.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value
