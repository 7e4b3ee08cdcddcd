"""A history of a million complaints out of Parquet, graded with repetition: hand-written SQL, and the engines.

Each way runs in a process of its own, so that its peak memory is its own too; time is on the clock, the start of Python
left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from measuring import Figure, Table

SIZES = (100_000, 1_000_000)
BY_REFERENCE = 20_000  # rows, for it takes minutes for a million
ROUNDS = 2
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


def tables() -> list[Table]:
    with TemporaryDirectory() as folder:
        return [_table(Path(folder), rows) for rows in SIZES]


def _table(folder: Path, rows: int) -> Table:
    path = _file(folder, rows)
    wanted = _run("duckdb", path)["grades"]
    ways = [
        _figure("hand-written SQL for this one regulation", "hand", path, wanted, "the limit; in floating figures"),
        _figure("this kernel, engine duckdb", "duckdb", path, wanted, "every cell checked, exact, twins refused"),
    ]
    if find_spec("pyspark"):
        ways.append(_figure("this kernel, engine spark, local", "spark", path, wanted, "with the start of Spark"))
    small = _file(folder, BY_REFERENCE)
    reference = _run("python", small)
    agrees = reference["grades"] == _run("duckdb", small)["grades"]
    note = f"{BY_REFERENCE:,} rows, times {rows // BY_REFERENCE}; duties, fines and moves too"
    seconds = reference["seconds"] * rows / BY_REFERENCE
    ways.append(Figure("this kernel, engine python", seconds, (int(agrees), 1), note))
    return Table(f"Replay {rows:,} complaints out of Parquet, graded with repetition", "s", tuple(ways))


def _file(folder: Path, rows: int) -> Path:
    import duckdb

    path = folder / f"{rows}.parquet"
    if not path.exists():
        with duckdb.connect() as connection:
            connection.execute("SELECT setseed(0.2026)")
            connection.execute(MADE.format(rows=rows, path=path))
    return path


def _figure(way: str, engine: str, path: Path, wanted: dict[str, int], note: str) -> Figure:
    try:
        found = [_run(engine, path) for _ in range(ROUNDS)]
    except subprocess.CalledProcessError as error:
        return Figure(way, None, note=f"could not do it: {error.stderr.decode().splitlines()[-1]}")
    best = min(found, key=lambda one: float(one["seconds"]))
    right = sum(best["grades"].get(grade) == number for grade, number in wanted.items())
    return Figure(way, best["seconds"], (right, len(wanted)), f"{note}; peak {best['memory']:,} MiB")


def _run(engine: str, path: Path) -> dict[str, Any]:
    """One run in a process of its own, with all that this one finds its packages by."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, __file__, engine, str(path)]
    found = subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603  our own file
    told: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    return told


def _main(engine: str, path: str) -> None:
    import resource
    import time

    begin = time.perf_counter()
    grades = _by_hand(path) if engine == "hand" else _by_engine(engine, path)
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "memory": memory, "grades": grades}))


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
