"""Complaints out of Odoo: what changed since a moment, one JSON line each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from .directory import odoo_time
from .transport import Transport

CASE = [
    "name", "source_system", "source_id", "partner_id", "sale_order_id", "policy_code", "stage", "received_at",
    "intake", "grade", "points", "next_due_at", "is_overdue", "assessment_text", "write_date",
]  # fmt: skip
ANSWER = ("reasons", "participants", "duties", "penalties", "closing", "warnings")


def pull(transport: Transport, since: datetime, batch: int) -> Iterator[dict[str, Any]]:
    """Every complaint written at or after a moment (UTC), the longest unchanged first.

    `changed_at` of the last line is the moment to go on from.
    """
    begin, last = odoo_time(since), 0
    while True:
        later = ["|", ("write_date", ">", begin), "&", ("write_date", "=", begin), ("id", ">", last)]
        domain = [("write_date", ">=", begin)] if last == 0 else later
        rows = transport.call("complaint.case", "search_read", domain, CASE, limit=batch, order="write_date, id")
        if not rows:
            return
        yield from map(_line, rows)
        begin, last = rows[-1]["write_date"], rows[-1]["id"]


def _line(row: dict[str, Any]) -> dict[str, Any]:
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
        "changed_at": _utc(row["write_date"]),
        "intake": row["intake"] or None,
        "grade": row["grade"] or None,
        "next_due_at": _utc(row["next_due_at"]),
        "overdue": row["is_overdue"],
        **{key: answer.get(key) for key in ANSWER},
    }


def _utc(moment: Any) -> str | None:
    return f"{str(moment).replace(' ', 'T')[:19]}+00:00" if moment else None
