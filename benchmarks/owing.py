"""A history of a maker's complaints with the moments at which things were done, and what an analyst would ask of it.

By manufacturing's duties: the departments within two hours; a reply within three working days, or for a major complaint
countermeasures within eight working hours and two working days, each after quality was told; a plan within eight
working hours of its request. Who is late pays 20 or 30 yuan.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

AT = "2026-12-01T09:00:00+08:00"
FIRST, LAST = "2026-01-01T00:00", "2026-12-03T00:00"
LIMITS = {"hours_8": "8 working hours", "days_2": "2 working days", "days_3": "3 working days"}

# Receipts at any minute of some ten months; what is done is done within days, and one in five is not done at all.
MADE = """
COPY (SELECT id, received_at, severity, department,
    {after} AS "events.departments_notified", quality_notified AS "events.quality_notified",
    {replied} AS "events.replied", {interim} AS "events.interim_countermeasure",
    {permanent} AS "events.permanent_countermeasure", plan_requested AS "events.plan_requested",
    {submitted} AS "events.plan_submitted"
  FROM (SELECT *, {notified} AS quality_notified, {requested} AS plan_requested
    FROM (SELECT 'C-' || i AS id,
      TIMESTAMPTZ '2026-01-05 00:00:00+00' + INTERVAL 1 MINUTE * CAST(floor(random() * 432000) AS INT) AS received_at,
      ['general', 'major'][1 + CAST(floor(random() * 2) AS INT)] AS severity,
      ['moulding', 'painting', 'assembly', 'packing'][1 + CAST(floor(random() * 4) AS INT)] AS department
    FROM range({rows}) t(i)))) TO '{path}' (FORMAT parquet)
"""
MINUTES = {"after": ("received_at", 240), "notified": ("received_at", 2_000), "requested": ("received_at", 8_000),
           "replied": ("quality_notified", 9_000), "interim": ("quality_notified", 3_000),
           "permanent": ("quality_notified", 6_000), "submitted": ("plan_requested", 3_000)}  # fmt: skip

# As somebody who knows SQL would write it, with the due moments of each minute of the year at hand.
BY_HAND = """
WITH owed AS (
  SELECT department, severity, received_at, "events.departments_notified" AS notified,
    received_at + INTERVAL 2 HOUR AS notified_due,
    "events.quality_notified" AS told, "events.replied" AS replied, q.days_3 AS replied_due,
    "events.interim_countermeasure" AS interim, q.hours_8 AS interim_due,
    "events.permanent_countermeasure" AS permanent, q.days_2 AS permanent_due,
    "events.plan_requested" AS asked, "events.plan_submitted" AS plan, p.hours_8 AS plan_due
  FROM read_parquet('{path}')
  LEFT JOIN read_parquet('{minutes}') q ON q.minute = epoch_ms("events.quality_notified") // 60000
  LEFT JOIN read_parquet('{minutes}') p ON p.minute = epoch_ms("events.plan_requested") // 60000),
told AS (
  SELECT 'notify_departments' AS duty, department, received_at AS begun, notified AS done, notified_due AS due,
    20 AS fine FROM owed
  UNION ALL SELECT 'reply', department, told, replied, replied_due, 30 FROM owed WHERE severity = 'general'
  UNION ALL
  SELECT 'interim_countermeasure', department, told, interim, interim_due, 30 FROM owed WHERE severity = 'major'
  UNION ALL
  SELECT 'permanent_countermeasure', department, told, permanent, permanent_due, 30 FROM owed WHERE severity = 'major'
  UNION ALL SELECT 'corrective_plan', department, asked, plan, plan_due, 20 FROM owed),
states AS (
  SELECT duty, department, fine, CASE WHEN begun IS NULL THEN 'waiting' WHEN done <= due THEN 'met'
    WHEN done IS NOT NULL THEN 'late' WHEN due < TIMESTAMPTZ '{at}' THEN 'overdue' ELSE 'open' END AS state FROM told)
SELECT duty, state, department, count(*), sum(CASE WHEN state IN ('late', 'overdue') THEN fine ELSE 0 END)
FROM states GROUP BY ALL
"""


def write(connection: Any, path: Path, rows: int) -> None:
    """A Parquet file of so many complaints, and beside it the table of minutes that the SQL by hand joins."""
    later = {
        name: f"CASE WHEN random() < 0.8 THEN {start} + INTERVAL 1 MINUTE * CAST(floor(random() * {most}) AS INT) END"
        for name, (start, most) in MINUTES.items()
    }
    connection.execute(MADE.format(rows=rows, path=path, **later))
    _write_minutes(connection, minutes_beside(path))


def minutes_beside(path: Path) -> Path:
    """Where the table of minutes is."""
    return path.with_name("minutes.parquet")


def _write_minutes(connection: Any, path: Path) -> None:
    from complaint_kernel import load_calendar
    from complaint_kernel.worktime import parse_limit

    calendar = load_calendar("cn-office")
    first, last = (int(calendar.localize(day).timestamp()) // 60 for day in (FIRST, LAST))
    asked = []
    for name, limit in LIMITS.items():
        read = parse_limit(limit)
        pieces = calendar.due_pieces(first * 60_000_000, last * 60_000_000, read)
        rows = [[piece[place] for piece in pieces] for place in range(3)]
        connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT unnest(?::BIGINT[]) AS since, unnest(?::BIGINT[]) AS until, "
            "unnest(?::BIGINT[]) AS runs", rows)  # fmt: skip
        asked.append(f"make_timestamptz({name}.until + {name}.runs * (m * 60000000 - {name}.since)) AS {name}")
    joins = " ".join(f"ASOF JOIN {name} ON m * 60000000 >= {name}.since" for name in LIMITS)
    table = f"SELECT m AS minute, {', '.join(asked)} FROM range({first}, {last}) t(m) {joins}"  # noqa: S608
    connection.execute(f"COPY ({table}) TO '{path}' (FORMAT parquet)")


def by_hand(path: Path) -> dict[str, int]:
    """Complaints by duty and state, fines by department."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(BY_HAND.format(path=path, minutes=minutes_beside(path), at=AT)).fetchall()
    told: dict[str, int] = {}
    for duty, state, department, number, fine in found:
        told[f"{duty} {state}"] = told.get(f"{duty} {state}", 0) + number
        told[f"fines {department}"] = told.get(f"fines {department}", 0) + int(fine)
    return told


def by_engine(path: Path, engine: str) -> dict[str, int]:
    """The same by an engine, of all thirteen duties."""
    from complaint_kernel.replay import replay

    found = replay("manufacturing", path, at=AT, engine=engine).to_dict()
    told = {f"fines {fine['department']}": round(float(fine["amount"])) for fine in found["fines"]}
    for duty in found["duties"]:
        told |= {f"{duty['duty']} {state}": duty[state] for state in ("waiting", "open", "met", "late", "overdue")}
    return {name: number for name, number in told.items() if number}
