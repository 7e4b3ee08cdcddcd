"""Eight processes at once over a table of very many complaints: nothing is doubled; without the key something is."""

from __future__ import annotations

import time

from environment import checkout

from ..figures import Figure
from .stand import Stand, standing

ROWS, PROCESSES, ROUNDS, SAME, WATCHES, WATCHED = 100_000, 8, 10, 5, 5, 24
FILLING = checkout.ROOT / "benchmarks" / "odoo" / "filling.py"


def figures(count: int | None) -> list[Figure]:
    """count: complaints that lie in the table before, 100,000 unless told."""
    with standing("workers") as stand:
        _fill(stand, count or ROWS)
        begun = time.monotonic()
        words = {"processes": PROCESSES, "rounds": ROUNDS, "same": SAME, "watches": WATCHES, "watched": WATCHED}
        found = stand.prepare("many_at_once.py", **words)
        took = time.monotonic() - begun
    over = f"{PROCESSES} processes, each a fork of a loaded Odoo, over {found['rows']:,} complaints"
    without = found["without_key"]["complaints"]
    tries = ROUNDS * SAME * PROCESSES
    return [
        Figure(
            "the same complaints created at once",
            tries,
            found["same"]["complaints"] + abs(found["same"]["missing"]) + len(found["same_faults"]),
            took,
            over,
        ),
        Figure(
            "the same entries recorded at once",
            tries,
            found["same"]["entries"] + abs(found["entries_missing"]),
            took,
            over,
        ),
        Figure(
            "the watch run at once",
            WATCHES * PROCESSES,
            sum(found["watch"].values()) + len(found["watch_faults"]),
            took,
            f"{over}; {WATCHED} complaints with two overdue duties each time: penalties, notices, messages",
        ),
        Figure(
            "without the unique key the first of these finds doubles",
            tries,
            int(not without),
            took,
            f"{without} doubled complaints once {', '.join(found['dropped'])} was dropped",
        ),
    ]


def _fill(stand: Stand, rows: int) -> None:
    code = f"{FILLING.read_text(encoding='utf-8')}\nfilled(env, 'manufacturing', {rows})\n"
    stand.databases.run.script(stand.name, code, log="soak-fill")
