"""Records into Odoo, batch by batch; what is there already stays, and gains the events that are new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .client import Complaints
from .directory import Directory
from .records import ComplaintFile, Record, Refusal, RowError
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

    def refuse(self, record: Record, reason: Exception) -> None:
        self.refusals.append(Refusal(record.row, record.id, str(reason)))


def push(
    transport: Transport,
    rows: Sequence[Record | Refusal],
    source: str,
    *,
    batch: int,
    dry: bool,
    progress: Callable[[int], None],
    file: ComplaintFile | None = None,
) -> Outcome:
    """Send every row once. Each batch is one call and one transaction, so a broken run leaves whole batches only.

    Raises FileError, with nothing sent, for headings that no policy in force knows.
    """
    sender = Sender(Complaints(transport), Directory(transport, source), dry)
    if file := file or next((row.file for row in rows if isinstance(row, Record)), None):
        file.check_headings(sender.directory.editions_for(rows))
    for part in _batches(rows, batch):
        sender.outcome.refusals += [row for row in part if isinstance(row, Refusal)]
        sender.send([row for row in part if isinstance(row, Record)])
        progress(len(part))
    return sender.outcome


def _batches(rows: Iterable[Record | Refusal], size: int) -> Iterator[list[Record | Refusal]]:
    iterator = iter(rows)
    while part := list(islice(iterator, size)):
        yield part


@dataclass
class Sender:
    """Sends batches. Where Odoo refuses one, it looks again, since another run may have been quicker or an answer
    lost; what is left goes in halves, until the row that is at fault stands alone."""

    complaints: Complaints
    directory: Directory
    dry: bool
    outcome: Outcome = field(default_factory=Outcome)

    def send(self, records: list[Record]) -> None:
        self.directory.look_up(records)
        known = [record for record in records if record.id in self.directory.known]
        ready: list[tuple[Record, dict[str, Any]]] = []
        for record in records:
            if record.id not in self.directory.known:
                try:
                    ready.append((record, self.directory.values(record)))
                except RowError as error:
                    self.outcome.refuse(record, error)
        self._create(ready)
        self._extend(known)

    def _new_events(self, record: Record) -> list[dict[str, Any]] | None:
        """What its journal gains, None for a record that is refused."""
        try:
            return self.directory.new_events(record)
        except RowError as error:
            self.outcome.refuse(record, error)
            return None

    def _create(self, ready: list[tuple[Record, dict[str, Any]]]) -> None:
        if self.dry or not ready:
            self.outcome.created += len(ready)
            return
        try:
            self.complaints.create([values for _, values in ready], context=QUICK)
            self.outcome.created += len(ready)
        except RefusedError as error:
            self.directory.look_again([record for record, _ in ready])
            left = [pair for pair in ready if pair[0].id not in self.directory.known]
            if len(left) < len(ready):
                self._create(left)
                self._extend([record for record, _ in ready if record.id in self.directory.known])
            elif len(ready) == 1:
                self.outcome.refuse(ready[0][0], error)
            else:
                for half in _halves(ready):
                    self._create(half)

    def _extend(self, records: list[Record]) -> None:
        new = {record.id: entries for record in records if (entries := self._new_events(record)) is not None}
        records = [record for record in records if record.id in new]
        longer = [record for record in records if new[record.id]]
        self.outcome.unchanged += len(records) - len(longer)
        if self.dry or not longer:
            self.outcome.extended += len(longer)
            return
        entries = [entry for record in longer for entry in new[record.id]]
        try:
            self.complaints.record(entries)
            self.outcome.extended += len(longer)
        except RefusedError as error:
            self.directory.look_again(longer)
            if entries != [entry for record in longer for entry in self.directory.new_events(record)]:
                self._extend(longer)
            elif len(longer) == 1:
                self.outcome.refuse(longer[0], error)
            else:
                for half in _halves(longer):
                    self._extend(half)


def _halves(rows: list[Any]) -> tuple[list[Any], list[Any]]:
    return rows[: len(rows) // 2], rows[len(rows) // 2 :]
