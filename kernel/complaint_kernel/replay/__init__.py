"""A policy over a whole history, and the differences between two policies or editions.

found = replay("pv-module", "complaints.jsonl", at="2026-12-31T18:00")
found.to_dict()

The history of a complaint is the earlier complaints of the same file, unless its row brings its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from ..base.errors import ComplaintError, Problem
from ..intake.complaint import instant
from ..intake.files import PLAIN, FileLayout, FileSource, gather, read_complaints
from ..judging.duties import iso
from ..policy.editions import Editions, load_editions
from ..policy.model import Policy
from ..worktime import WorkCalendar, named_calendar
from .engines import ENGINES, WHOLE, check_engine, run_engine
from .figures import Figures, Judged, Move, Moves
from .plan import EngineError
from .python import Refused, ReplaySide, merged_schema

__all__ = [
    "ENGINES",
    "EngineError",
    "Figures",
    "Judged",
    "Move",
    "Moves",
    "Replay",
    "replay",
]

Rules: TypeAlias = str | Path | Policy | Editions
Progress: TypeAlias = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Replay:
    """A history under a policy.

    later: complaints not yet received at `at`. more_faults: of rows, beyond those that `refused` keeps. moves: None
    without a second side.
    """

    at: datetime
    engine: str
    complaints: int
    later: int
    refused: tuple[Problem, ...]
    rows_refused: int
    more_faults: int
    figures: Figures
    against: Figures | None
    moves: Moves | None

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        return {
            "at": iso(self.at),
            "engine": self.engine,
            "complaints": self.complaints,
            "later": self.later,
            "refused": {"rows": self.rows_refused, "problems": [str(problem) for problem in self.refused]},
            **self.figures.to_dict(),
            "against": self.against.to_dict() if self.against else None,
            **(self.moves.to_dict() if self.moves else dict.fromkeys(("moves", "moved", "changed", "most_moved"))),
        }


def replay(
    policy: Rules,
    source: FileSource,
    against: Rules | None = None,
    *,
    at: datetime | str,
    calendar: WorkCalendar | None = None,
    engine: str = "python",
    file: str | None = None,
    layout: FileLayout = PLAIN,
    progress: Progress | None = None,
) -> Replay:
    """Every complaint of a file under a policy, and under a second one to compare.

    policy: a name or path, with all its editions; or one Policy; or Editions. at: the moment of the
    assessment; a complaint received after it has not come in yet. calendar: each policy's own when left out.
    layout: how the file is laid out, where it does not say so itself.
    progress: told (complaints done, all or None while reading). Raises ComplaintError when no row can be
    used, EngineError where an engine is missing or cannot run the policy.
    """
    check_engine(engine)
    both = [_editions(rules) for rules in (policy, against) if rules is not None]
    read_by = merged_schema([edition for editions in both for _, edition in editions.editions])
    first_calendar = calendar or named_calendar(read_by.calendar)
    moment = first_calendar.localize(at)
    name = file or (str(source) if isinstance(source, (str, Path)) else "complaints")
    rows = read_complaints(read_by, source, first_calendar, name, layout)
    population = gather(rows, (lambda done: progress(done, None)) if progress else None)
    known = [c for c in population.complaints if instant(c.received_at) <= instant(moment)]

    sides = [ReplaySide(editions, read_by, calendar, moment) for editions in both]
    figures = [Figures(editions, engine in WHOLE) for editions in both]
    moves = Moves((figures[0], figures[1])) if against is not None else None
    total = len(known)
    judged_count = 0
    refused, rows_refused = list(population.refused), population.rows_refused
    for found in run_engine(engine, sides, known, name, lambda done: progress(done, total) if progress else None):
        if isinstance(found, Refused):
            refused.append(found.problem)
            rows_refused += 1
            continue
        complaint, judged = found
        judged_count += 1
        for side, one in zip(figures, judged, strict=True):
            side.add(complaint, one)
        if moves:
            moves.add(complaint, *judged)
    later = len(population.complaints) - total
    if refused and not judged_count and not later:
        raise ComplaintError(refused)
    return Replay(
        moment, engine, judged_count, later, tuple(refused), rows_refused, population.more,
        figures[0], figures[1] if moves else None, moves,
    )  # fmt: skip


def _editions(rules: Rules) -> Editions:
    if isinstance(rules, Policy):
        return Editions(rules.id, ((rules.in_force, rules),))
    return rules if isinstance(rules, Editions) else load_editions(rules)
