"""Complaints out of Odoo: what changed since a moment, one JSON line each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from .client import Complaints
from .directory import odoo_time

if TYPE_CHECKING:
    from .transport import Transport

# Odoo stamps a change with the beginning of its transaction: one that is under way now will show up in the past.
OVERLAP = timedelta(minutes=10)
CASE = [
    "name", "source_system", "source_id", "partner_id", "sale_order_id", "policy_code", "stage", "received_at",
    "intake", "grade", "next_due_at", "is_overdue", "assessment_text",
]  # fmt: skip
ANSWER = ("points", "reasons", "participants", "duties", "penalties", "closing", "warnings")
MOMENTS = ("received_at", "changed_at", "next_due_at")
COLUMNS = (
    "number", "source", "id", "customer", "order", "policy", "stage", "received_at", "changed_at", "intake", "grade",
    "next_due_at", "overdue", *ANSWER,
)  # fmt: skip


def pull(transport: Transport, since: datetime, batch: int) -> Iterator[dict[str, Any]]:
    """Every complaint changed since a moment (UTC) or shortly before it, the longest unchanged first.

    `changed_at` of the last line is the moment to go on from. It is the state of the beginning: a complaint that
    changes meanwhile keeps its place here, and comes again next time.
    """
    begin = odoo_time(since - min(OVERLAP, since - datetime.min.replace(tzinfo=since.tzinfo)))
    complaints = Complaints(transport)
    changed = complaints.search([("write_date", ">=", begin)], ["write_date"], order="write_date, id")
    for start in range(0, len(changed), batch):
        moments = {row["id"]: row["write_date"] for row in changed[start : start + batch]}
        rows = complaints.search([("id", "in", list(moments))], CASE)
        by_id = {row["id"]: row for row in rows}
        for number, moment in moments.items():
            if number in by_id:
                yield _line(by_id[number], moment)


def _line(row: dict[str, Any], changed_at: str) -> dict[str, Any]:
    answer = json.loads(row["assessment_text"] or "{}")
    return {
        "number": row["name"],
        "source": row["source_system"] or None,
        "id": row["source_id"] or None,
        "customer": row["partner_id"][1] if row["partner_id"] else None,
        "order": row["sale_order_id"][1] if row["sale_order_id"] else None,
        "policy": row["policy_code"],
        "stage": row["stage"],
        "received_at": _utc(row["received_at"]),
        "changed_at": _utc(changed_at),
        "intake": row["intake"] or None,
        "grade": row["grade"] or None,
        "next_due_at": _utc(row["next_due_at"]),
        "overdue": row["is_overdue"],
        **{key: answer.get(key) for key in ANSWER},
    }


def _utc(moment: Any) -> str | None:
    return f"{str(moment).replace(' ', 'T')[:19]}+00:00" if moment else None
