"""Section `rights`: whether the addon's tests notice a right too many, or a rule that lets everything pass."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from environment import checkout

from ..figures import Figure
from ..mutants import Mutant
from ..mutation import SEED, judged, known
from .stand import standing

COUNT = 40  # mutants, half of them rights
SECURITY = checkout.ADDON / "security"
ROWS = {"ir.model.access": "rights: one given too many", "ir.rule": "rules on records: one that lets everything pass"}


def figures(count: int | None) -> list[Figure]:
    """A figure of the rights and one of the rules, each with half of the mutants."""
    with standing("mutation", crons=False) as stand:
        begun = time.monotonic()
        found = stand.prepare("widen_rights.py", seed=SEED, count=-(-(count or COUNT) // len(ROWS)))
        spent = time.monotonic() - begun
    return [_figure(kind, name, found, spent) for kind, name in ROWS.items()]


def _figure(kind: str, name: str, found: dict[str, Any], seconds: float) -> Figure:
    drawn = [row for row in found["drawn"] if row["of"] == kind]
    survivors = [mutant for row in drawn if "noticed_by" not in row for mutant in _mutants(row)]
    figure = judged(f"{name}, of {found['of'][kind]:,}", len(drawn), survivors, known(), seconds)
    by_table = sum("by_table" in row and "noticed_by" not in row for row in drawn)
    more = f"; {by_table} more are noticed by the table of rights alone" if by_table else ""
    return Figure(figure.what, figure.tried, figure.wrong, seconds, figure.note + more, figure.listed)


def _mutants(row: dict[str, Any]) -> Iterator[Mutant]:
    """The mutant at its place in the addon's sources."""
    after = " ".join(f"{name} {int(value) if value is True else value}" for name, value in row["value"].items())
    for path in sorted(SECURITY.iterdir()):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if line.startswith(f"{row['name']},") or f'record id="{row["name"]}"' in line:
                yield Mutant(f"security/{path.name}", row["name"], number, row["before"], after, "")
