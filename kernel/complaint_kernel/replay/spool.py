"""Complaints that were read one by one, on their way into the table: lines of a file that DuckDB takes in at once."""

from __future__ import annotations

import csv
import pickle
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..base.locale import message
from ..intake.complaint import Complaint, instant
from ..policy.model import ATTRIBUTES, Policy
from .columns import RECEIVED
from .encoding import MOST_PLACES, NUMBERED, Encoding, Extent, is_text, places_of
from .plan import cannot

SPOOLED = 10**MOST_PLACES


class Spool:
    """Complaints as lines of a file that DuckDB takes in at once; figures at the most places that there can be."""

    def __init__(
        self, path: Path, inputs: Sequence[str], events: Sequence[str], policy: Policy, journals: Journals
    ) -> None:
        self.path = path
        self.inputs = inputs
        self.events = events
        self.policy = policy
        self.journals = journals
        self.extent = Extent()
        self.number = 0
        self.stream = path.open("w", newline="", encoding="ascii")
        self.writer = csv.writer(self.stream)

    def add(self, place: int, complaint: Complaint, is_judged: bool) -> None:
        values = (complaint.attributes[n] if n in ATTRIBUTES else complaint.facts[n] for n in self.inputs)
        own = (place, int(is_judged), micros(complaint.received_at), _hex(complaint.id))
        journal = self._journal(complaint)
        if journal is None:
            self.journals.add(place, complaint)
        moments = journal or [None] * len(self.events)
        self.writer.writerow((*own, int(journal is None), *map(self._value, values), *moments))
        self.number += 1

    def _journal(self, complaint: Complaint) -> list[int | None] | None:
        """The moments of its events by type; None where one stands twice, or with data."""
        found = [complaint.events_of(kind) for kind in self.events]
        if any(len(events) > 1 or (events and events[0].data != without_data(self.policy, events[0].type))
               for events in found):  # fmt: skip
            return None
        return [micros(events[0].at) if events else None for events in found]

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return _hex(value)
        if isinstance(value, Decimal):
            self.extent = self.extent.with_(Extent(places_of(value), abs(value)))
            if self.extent.places > MOST_PLACES:
                raise cannot(self.policy, message("engine.places", most=MOST_PLACES))
            return int(value.scaleb(MOST_PLACES))
        if isinstance(value, date):
            return value.toordinal() * SPOOLED
        return int(value) if value is not None else None

    def close(self) -> None:
        self.stream.close()

    def insert(self, connection: Any, target: str, encoding: Encoding) -> None:
        """Put the lines into the table; what is not judged is kept apart, for its id counts."""
        connection.execute("CREATE TABLE not_judged (place BIGINT)")
        if not self.number:
            return
        journal = [*map(event_column, self.events)]
        names = ["place", "is_judged", RECEIVED, "id", "is_alone", *map(input_column, self.inputs), *journal]
        kinds = ["BIGINT", "BIGINT", "BIGINT", "VARCHAR", "BIGINT", *map(self._type, self.inputs)]
        kinds += ["BIGINT"] * len(journal)
        types = ", ".join("'{}': '{}'".format(name.strip('"'), kind) for name, kind in zip(names, kinds, strict=True))
        lines = (
            f"read_csv('{in_sql(self.path)}', header = false, delim = ',', auto_detect = false, columns = {{{types}}})"
        )
        columns = ["place", RECEIVED, "id", "is_alone", *map(input_column, self.inputs), *journal]
        values = ["place", RECEIVED, _text("id"), "is_alone = 1"]
        values += [*(self._taken(name, encoding) for name in self.inputs), *journal]
        taken = f"SELECT {', '.join(values)} FROM {lines}"  # noqa: S608
        connection.execute(f"INSERT INTO {target} ({', '.join(columns)}) {taken}")
        connection.execute(f"INSERT INTO not_judged SELECT place FROM {lines} WHERE is_judged = 0")  # noqa: S608

    def _type(self, name: str) -> str:
        field = self.policy.facts.get(name)
        return "VARCHAR" if is_text(field) else "HUGEINT"

    def _taken(self, name: str, encoding: Encoding) -> str:
        field = self.policy.facts.get(name)
        if is_text(field):
            return _text(input_column(name))
        numbered = field is not None and field.kind in NUMBERED
        return f"{input_column(name)} // {10 ** (MOST_PLACES - encoding.places)}" if numbered else input_column(name)


class Journals:
    """Complaints that are kept whole, by their place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.places: dict[int, int] = {}
        self.stream: Any = None

    def add(self, place: int, complaint: Complaint) -> None:
        if self.stream is None:
            self.stream = self.path.open("w+b")
        self.places[place] = self.stream.seek(0, 2)
        pickle.dump(complaint, self.stream, pickle.HIGHEST_PROTOCOL)

    def get(self, place: int) -> Complaint | None:
        """The complaint, None where it is not kept."""
        if place not in self.places:
            return None
        self.stream.seek(self.places[place])
        found: Complaint = pickle.load(self.stream)  # noqa: S301 - written by ourselves, into our own folder
        return found

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()


def without_data(policy: Policy, kind: str) -> dict[str, Any]:
    """The data of an event of which nothing but its moment is given."""
    return {name: field.default for name, field in policy.events[kind].data.items()}


def micros(moment: datetime) -> int:
    """A moment in microseconds since 1970."""
    return (instant(moment) - EPOCH) // timedelta(microseconds=1)


EPOCH = instant(datetime.fromisoformat("1970-01-01T00:00:00+00:00"))


def in_sql(path: object) -> str:
    """A path between quotes."""
    return str(path).replace("'", "''")


def _hex(text: str) -> str:
    """A text of which no reader of lines takes a sign for its own; never empty, which would be NULL."""
    return "x" + text.encode().hex()


def _text(column: str) -> str:
    return f"decode(unhex(substr({column}, 2)))"


def input_column(name: str) -> str:
    """The column of a fact or an attribute, quoted."""
    return f'"i_{name}"'


def event_column(kind: str) -> str:
    """The column of the moment of an event, quoted."""
    return f'"e_{kind}"'
