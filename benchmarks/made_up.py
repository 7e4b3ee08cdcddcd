"""Made-up complaints as a Parquet file: facts where answers turn, moments where working time does.

Receipts and events lie a second before, at and after openings, closes and midnights, on weekends, holidays and make-up
workdays, at the ends of months and years; events also where a limit from the receipt ends. Some cells are at fault or
written as people write them, some journals are lists.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from complaint_kernel.policy.analysis import trial_values
from complaint_kernel.policy.model import Policy
from complaint_kernel.worktime import WorkCalendar, parse_limit

FIRST = datetime.fromisoformat("2026-01-05T08:00+08:00")
OWN = ("id", "received_at", "customer", "issue", "event", "channel", "category", "department", "employee")
STRANGE = ("", " ", "null", "-1", "1,000", "x", "１", "1e3", " 2 ", "true", "是")
CLOCKS = ("00:00", "08:30", "09:05", "10:00", "12:00", "13:00", "15:00", "17:30", "22:00", "06:00", "23:59:59")
DAYS = ("2025-12-31", "2026-01-01", "2026-01-04", "2026-02-14", "2026-02-16", "2026-02-28", "2026-03-31", "2026-04-06",
        "2026-09-20", "2026-09-30", "2026-10-01", "2026-10-10", "2026-12-31", "2026-03-29", "2026-10-25")  # fmt: skip
LIMITS = ("1 hour", "2 hours", "24 hours", "90 minutes", "8 working hours", "1 working day", "2 working days",
          "3 working days", "next day at 15:00", "same day", "5 days", "1 month")  # fmt: skip
MOST_EVENTS = 9  # columns of events in one file


def written(policy: Policy, calendar: WorkCalendar, dice: random.Random, path: Path, rows: int) -> Path:
    """A Parquet file of made-up complaints; a column is typed or text, by chance."""
    import duckdb

    kinds = {name: _type(policy.facts[name].kind, dice) for name in policy.facts}
    moment = dice.choice(("VARCHAR", "TIMESTAMPTZ"))
    events = _events(policy, dice)
    columns = {
        **dict.fromkeys(OWN, "VARCHAR"),
        **kinds,
        **{f"events.{kind}": moment for kind in events},
        "events": "VARCHAR",
    }
    columns["received_at"] = moment
    raw = path.with_suffix(".csv")
    made = _Rows(policy, calendar, dice, kinds, events)
    raw.write_text("\n".join(map(_line, made.rows(rows))), encoding="utf-8")
    quoted = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    cells = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())
    form = """header = false, auto_detect = false, delim = ',', quote = '"', escape = '"'"""
    source = f"read_csv('{raw}', {form}, columns = {{{quoted}}})"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {cells} FROM {source}) TO '{path}' (FORMAT parquet)")  # noqa: S608
    return path


def moments(calendar: WorkCalendar, dice: random.Random) -> datetime:
    """Where a day, a shift or a month turns, a moment more or less; or anywhere."""
    if dice.random() < 0.4:
        return FIRST + timedelta(minutes=30 * dice.randrange(100 * 48))
    day = dice.choice(DAYS) if dice.random() < 0.6 else f"{FIRST + timedelta(days=dice.randrange(100)):%Y-%m-%d}"
    near = dice.choice((0, 0, 1, -1)) * dice.choice((timedelta(seconds=1), timedelta(microseconds=1)))
    return calendar.localize(f"{day}T{dice.choice(CLOCKS)}") + near


def _events(policy: Policy, dice: random.Random) -> list[str]:
    """Some of the events that a column alone can tell."""
    plain = _plain(policy)
    return sorted(dice.sample(plain, min(len(plain), dice.randrange(MOST_EVENTS + 1))))


def _plain(policy: Policy) -> list[str]:
    """The events that need no data."""
    return [name for name, kind in policy.events.items() if not any(field.required for field in kind.data.values())]


def _type(kind: str, dice: random.Random) -> str:
    typed = {"bool": ("BOOLEAN",), "money": ("DOUBLE", "DECIMAL(24,6)"), "quantity": ("DOUBLE", "DECIMAL(24,6)"),
             "count": ("BIGINT", "DOUBLE"), "number": ("DOUBLE",)}  # fmt: skip
    return dice.choice((*typed.get(kind, ()), "VARCHAR"))


class _Rows:
    def __init__(
        self, policy: Policy, calendar: WorkCalendar, dice: random.Random, kinds: dict[str, str], events: Sequence[str]
    ) -> None:
        self.policy = policy
        self.calendar = calendar
        self.dice = dice
        self.kinds = kinds
        self.events = events
        self.values = {name: ("a", "b") if f.kind in ("text", "date", "moment") else trial_values(policy, name)
                       for name, f in policy.facts.items()}  # fmt: skip
        self.limits = [parse_limit(text) for text in LIMITS]
        self.busy = dice.choice((0.2, 0.7))

    def rows(self, number: int) -> Iterator[list[str]]:
        """So many rows; some have the number of another."""
        dice = self.dice
        for index in range(number):
            received = moments(self.calendar, dice)
            own = [f"C-{index if dice.random() < 0.998 else 7:05}", received.isoformat()]
            own += [f"K{dice.randrange(max(number // 8, 1))}", dice.choice("abc"), dice.choice(("", "e1", "e2"))]
            own += [*(_any_of(listed, dice) for listed in self._listed()), f"E{dice.randrange(4)}"]
            facts = [_cell(self.values[name], kind, dice) for name, kind in self.kinds.items()]
            yield [*own, *facts, *(self._moment(received) for _ in self.events), self._journal(received)]

    def _listed(self) -> tuple[Any, ...]:
        return self.policy.channels, self.policy.categories, self.policy.departments

    def _moment(self, received: datetime) -> str:
        """An event after the receipt, which is not before it but once in a while."""
        dice = self.dice
        if dice.random() > self.busy:
            return ""
        if dice.random() < 0.002:
            return (received - timedelta(seconds=1)).isoformat()
        return self._after(received).isoformat()

    def _after(self, start: datetime) -> datetime:
        dice = self.dice
        if dice.random() < 0.5:
            due = self.calendar.due(start, dice.choice(self.limits))
            return max(start, due + timedelta(seconds=dice.choice((0, 0, 1, -1))))
        return start + timedelta(minutes=dice.choice((0, 1, 30, 60, 120, dice.randrange(20_000))))

    def _journal(self, received: datetime) -> str:
        """A journal as a list, in which an event may stand twice and with data."""
        dice = self.dice
        if dice.random() > 0.02:
            return ""
        known = [*_plain(self.policy), "reply_promised"]
        events: list[dict[str, Any]] = []
        for _ in range(dice.randrange(1, 5)):
            received = self._after(received)
            events.append({"type": dice.choice(known), "at": received.isoformat()})
            if events[-1]["type"] == "reply_promised":
                events[-1]["data"] = {"by": self._after(received).isoformat()}
        return json.dumps(events)


def _any_of(listed: Any, dice: random.Random) -> str:
    return dice.choice(("", "elsewhere", *listed))


def _cell(values: Sequence[Any], kind: str, dice: random.Random) -> str:
    if kind == "VARCHAR" and dice.random() < 0.001:
        return dice.choice(STRANGE)
    if dice.random() < 0.4:
        return ""
    value = dice.choice(list(values))
    if isinstance(value, Decimal):
        return f"{value.quantize(Decimal(1)) if kind == 'BIGINT' else value:f}"
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _line(row: Sequence[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in row)
