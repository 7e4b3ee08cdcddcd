"""Records into Odoo, batch by batch; what is there already stays, and gains the events that are new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .directory import Directory, event_values, odoo_time
from .records import Record, Refusal, RowError
from .transport import RefusedError, Transport

QUICK = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}


@dataclass
class Outcome:
    """What became of the rows."""

    created: int = 0
    extended: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def sentence(self, dry: bool) -> str:
        would = "would be " if dry else ""
        return (
            f"{self.created} complaints {would}created, {self.extended} {would}extended by new events, "
            f"{self.unchanged} unchanged, {len(self.refusals)} refused"
        )


def push(
    transport: Transport,
    rows: Iterable[Record | Refusal],
    source: str,
    *,
    batch: int,
    dry: bool,
    progress: Callable[[int], None],
) -> Outcome:
    """Send every row once. Each batch is one call and one transaction, so a broken run leaves whole batches only."""
    outcome = Outcome()
    directory = Directory(transport, source)
    for part in _batches(rows, batch):
        outcome.refusals += [row for row in part if isinstance(row, Refusal)]
        records = [row for row in part if isinstance(row, Record)]
        directory.look_up(records)
        _create(transport, directory, [r for r in records if r.id not in directory.known], outcome, dry)
        _extend(transport, directory, [r for r in records if r.id in directory.known], outcome, dry)
        progress(len(part))
    return outcome


def _batches(rows: Iterable[Record | Refusal], size: int) -> Iterator[list[Record | Refusal]]:
    iterator = iter(rows)
    while part := list(islice(iterator, size)):
        yield part


def _create(transport: Transport, directory: Directory, records: list[Record], outcome: Outcome, dry: bool) -> None:
    ready: list[tuple[Record, dict[str, Any]]] = []
    for record in records:
        try:
            ready.append((record, directory.values(record)))
        except RowError as error:
            outcome.refusals.append(Refusal(record.row, record.id, str(error)))
    if dry:
        outcome.created += len(ready)
    elif ready:
        _send(transport, ready, outcome)


def _send(transport: Transport, ready: list[tuple[Record, dict[str, Any]]], outcome: Outcome) -> None:
    """One call for all; where Odoo refuses, halves, until the row that is at fault stands alone."""
    try:
        transport.call("complaint.case", "create", [values for _, values in ready], context=QUICK)
        outcome.created += len(ready)
    except RefusedError as error:
        if len(ready) == 1:
            record = ready[0][0]
            outcome.refusals.append(Refusal(record.row, record.id, str(error)))
            return
        middle = len(ready) // 2
        _send(transport, ready[:middle], outcome)
        _send(transport, ready[middle:], outcome)


def _extend(transport: Transport, directory: Directory, records: list[Record], outcome: Outcome, dry: bool) -> None:
    for record in records:
        case = directory.known[record.id]
        new = [e for e in record.events if (e["type"], odoo_time(e["at"])) not in case["journal"]]
        if not new:
            outcome.unchanged += 1
            continue
        try:
            if not dry:
                entries = [{"case_id": case["id"], **event_values(event)} for event in new]
                transport.call("complaint.event", "create", entries)
            outcome.extended += 1
        except RefusedError as error:
            outcome.refusals.append(Refusal(record.row, record.id, str(error)))
