"""A history of a million complaints out of Parquet: graded with repetition, or with all that was owed.

Hand-written SQL beside the engines. Each way runs in a process of its own, so that its peak memory is its own too; time
is on the clock, the start of Python left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import owing
from measuring import Figure, Table

SIZES = (100_000, 1_000_000)
BY_REFERENCE = 20_000  # rows, for it takes minutes for a million
ROUNDS = 2
ONCE_FROM = 10_000_000  # rows; from there on each way runs once, and Spark, whose place is a cluster, not at all
AT = "2026-12-01T09:00:00+08:00"

# By pv-module's facts; customers repeat themselves five times in the middle.
MADE = """
COPY (SELECT 'C-' || i AS id,
    TIMESTAMPTZ '2026-01-05 00:00:00+00' + INTERVAL 1 MINUTE * CAST(floor(random() * 432000) AS INT) AS received_at,
    'K' || CAST(floor(random() * {rows} / 5) AS INT) AS customer,
    ['a', 'b', 'c'][1 + CAST(floor(random() * 3) AS INT)] AS issue,
    round(pow(10, 2 + random() * 4.8))::DOUBLE AS total_cost,
    round(pow(10, -3 + random() * 3.2), 4) AS involved_power,
    [1, 2, 3, 3][1 + CAST(floor(random() * 4) AS INT)] AS defect_level
  FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet)
"""

# The rows of pv-module that can be met by these columns, as somebody who knows SQL would write them.
BY_HAND = """
SELECT grade, count(*) FROM (
  SELECT CASE
      WHEN total_cost > 5000000 OR (involved_power > 1 AND defect_level = 1) OR more_cost > 5000000 OR more_1 > 1
        THEN 'I'
      WHEN total_cost > 1000000 OR (involved_power > 0.5 AND defect_level = 1) OR more_cost > 1000000 OR more_1 > 0.5
        THEN 'II'
      WHEN total_cost > 100000 OR (involved_power > 0.2 AND defect_level IN (1, 2))
        OR more_cost > 100000 OR more_2 > 0.2
        THEN 'III'
      WHEN total_cost > 10000 OR (involved_power > 0.02 AND defect_level IN (1, 2))
        OR more_cost > 10000 OR more_2 > 0.02
        THEN 'IV'
      ELSE 'V' END AS grade
  FROM (SELECT *,
      CASE WHEN count(*) OVER w > 0 THEN sum(total_cost) OVER w + total_cost END AS more_cost,
      CASE WHEN count(*) OVER w > 0 THEN coalesce(sum(involved_power) FILTER (defect_level = 1) OVER w, 0)
        + CASE WHEN defect_level = 1 THEN involved_power ELSE 0 END END AS more_1,
      CASE WHEN count(*) OVER w > 0 THEN coalesce(sum(involved_power) FILTER (defect_level IN (1, 2)) OVER w, 0)
        + CASE WHEN defect_level IN (1, 2) THEN involved_power ELSE 0 END END AS more_2
    FROM (SELECT *, epoch_us(received_at) AS moment FROM read_parquet('{path}'))
    WINDOW w AS (PARTITION BY customer, issue ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)))
GROUP BY grade
"""


def tables(sizes: Sequence[int] = SIZES) -> list[Table]:
    """For each number of complaints their grades, and for the last all that was owed."""
    with TemporaryDirectory() as folder:
        return [*(_graded(Path(folder), rows) for rows in sizes), _owed(Path(folder), sizes[-1])]


def _graded(folder: Path, rows: int) -> Table:
    path = _file(folder, rows)
    wanted = _run("graded", "duckdb", path)["found"]
    ways = [
        _figure(
            "hand-written SQL for this one regulation", "graded", "hand", path, wanted, "the limit; in floating figures"
        ),
        _figure(
            "this kernel, engine duckdb", "graded", "duckdb", path, wanted, "every cell checked, exact, twins refused"
        ),
    ]
    if find_spec("pyspark") and rows < ONCE_FROM:
        note = "grades alone; with the start of Spark"
        ways.append(_figure("this kernel, engine spark, local", "graded", "spark", path, wanted, note))
    ways.append(_by_reference("graded", rows, _file(folder, BY_REFERENCE), "duties, fines and moves too"))
    return Table(f"Replay {rows:,} complaints out of Parquet, graded with repetition", "s", tuple(ways))


def _owed(folder: Path, rows: int) -> Table:
    path = _file(folder, rows, "owed")
    wanted = _run("owed", "hand", path)["found"]
    by_hand = "hand-written SQL for five duties of this one regulation, joined with a table of minutes"
    ways = [
        _figure(by_hand, "owed", "hand", path, wanted, "the limit; its table was there before"),
        _figure("this kernel, engine duckdb", "owed", "duckdb", path, wanted, "thirteen duties, every cell checked"),
        _by_reference("owed", rows, _file(folder, BY_REFERENCE, "owed"), "thirteen duties"),
    ]
    return Table(f"Replay {rows:,} complaints out of Parquet, with due moments, breaches and fines", "s", tuple(ways))


def _by_reference(case: str, rows: int, path: Path, note: str) -> Figure:
    """A part by the reference, held against the same part by DuckDB."""
    reference = _run(case, "python", path)
    agrees = reference["found"] == _run(case, "duckdb", path)["found"]
    note = f"{BY_REFERENCE:,} rows, times {rows // BY_REFERENCE}; {note}"
    return Figure("this kernel, engine python", reference["seconds"] * rows / BY_REFERENCE, (int(agrees), 1), note)


def _file(folder: Path, rows: int, case: str = "graded") -> Path:
    import duckdb

    path = folder / f"{case}-{rows}.parquet"
    if not path.exists():
        with duckdb.connect() as connection:
            connection.execute("SELECT setseed(0.2026)")
            if case == "owed":
                owing.write(connection, path, rows)
            else:
                connection.execute(MADE.format(rows=rows, path=path))
    return path


def _figure(way: str, case: str, engine: str, path: Path, wanted: dict[str, int], note: str) -> Figure:
    rounds = 1 if sum(wanted.values()) >= ONCE_FROM else ROUNDS
    try:
        found = [_run(case, engine, path, number) for number in range(rounds)]
    except subprocess.CalledProcessError as error:
        return Figure(way, None, note=f"could not do it: {error.stderr.decode().splitlines()[-1]}")
    best = min(found, key=lambda one: float(one["seconds"]))
    right = sum(best["found"].get(name) == number for name, number in wanted.items())
    return Figure(way, best["seconds"], (right, len(wanted)), f"{note}; peak {best['memory']:,} MiB")


@cache
def _run(case: str, engine: str, path: Path, _number: int = 0) -> dict[str, Any]:
    """One run of a number in a process of its own, with all that this one finds its packages by."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, __file__, case, engine, str(path)]
    found = subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603  our own file
    told: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    return told


def _main(case: str, engine: str, path: str) -> None:
    import resource
    import time

    begin = time.perf_counter()
    found = _asked(case, engine, path)
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "memory": memory, "found": found}))


def _asked(case: str, engine: str, path: str) -> dict[str, int]:
    if case == "owed":
        return owing.by_hand(Path(path)) if engine == "hand" else owing.by_engine(Path(path), engine)
    return _by_hand(path) if engine == "hand" else _by_engine(engine, path)


def _by_hand(path: str) -> dict[str, int]:
    import duckdb

    with duckdb.connect() as connection:
        return dict(connection.execute(BY_HAND.format(path=path)).fetchall())


def _by_engine(engine: str, path: str) -> dict[str, int]:
    from complaint_kernel.replay import replay

    found = replay("pv-module", path, at=AT, engine=engine).figures.grade_counts() or {}
    return {grade: number for grade, number in found.items() if number}


if __name__ == "__main__":
    _main(*sys.argv[1:])
