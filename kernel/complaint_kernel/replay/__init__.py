"""A policy over a whole history, and the differences between two policies or editions.

found = replay("pv-module", "complaints.jsonl", at="2026-12-31T18:00")
found.to_dict()

The history of a complaint is the earlier complaints of the same file, unless its row brings its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from ..base.errors import ComplaintError, Problem
from ..base.locale import message, words_of
from ..intake.complaint import Complaint, instant
from ..intake.files import PLAIN, FileLayout, FileSource, gather, read_complaints
from ..judging.duties import iso
from ..policy.editions import Editions, load_editions
from ..policy.model import Policy
from ..worktime import WorkCalendar, named_calendar
from .engines import ENGINES, OTHERWISE, WHOLE, check_engine
from .figures import Counted, Figures, Judged, Move, Moves
from .plan import EngineError
from .python import Refused, ReplaySide, merged_schema, run

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
    file = file or (str(source) if isinstance(source, (str, Path)) else "complaints")
    sides = [ReplaySide(editions, read_by, calendar, moment) for editions in both]
    run = _Run(sides, read_by, source, first_calendar, moment, file, layout, progress)
    found = run.by_reference() if engine == "python" else run.by_columns(engine)
    if found.refused and not found.complaints and not found.later:
        raise ComplaintError(found.refused)
    figures = found.figures
    return Replay(
        moment, engine, found.complaints, found.later, found.refused, found.rows_refused, found.more_faults,
        figures[0], figures[1] if len(figures) > 1 else None, found.moves,
    )  # fmt: skip


@dataclass(frozen=True)
class _Run:
    """A history under sides."""

    sides: Sequence[ReplaySide]
    policy: Policy
    source: FileSource
    calendar: WorkCalendar
    at: datetime
    file: str
    layout: FileLayout
    progress: Progress | None

    def by_reference(self) -> Counted:
        """Every complaint through Python, with all that `assess` finds but reasons."""
        progress = self.progress
        figures = [Figures(side.editions) for side in self.sides]
        moves = Moves((figures[0], figures[1])) if len(figures) > 1 else None
        rows = read_complaints(self.policy, self.source, self.calendar, self.file, self.layout)
        population = gather(rows, (lambda done: progress(done, None)) if progress else None)
        known = [c for c in population.complaints if instant(c.received_at) <= instant(self.at)]
        later = len(population.complaints) - len(known)
        judged_count, refused, rows_refused = 0, list(population.refused), population.rows_refused
        for found in run(self.sides, known, self.file, lambda done: progress(done, len(known)) if progress else None):
            if isinstance(found, Refused):
                refused.append(found.problem)
                rows_refused += 1
                continue
            judged_count += 1
            _add(figures, moves, *found)
        return Counted(judged_count, later, tuple(refused), rows_refused, population.more, tuple(figures), moves)

    def by_columns(self, engine: str) -> Counted:
        """By an engine for columns. Raises EngineError where it cannot run a policy."""
        from .asking import DuckdbAsker
        from .duckdb_engine import Task, count
        from .spark_engine import SparkAsker

        alone = message("engine.grades_alone", name=repr(engine)) if engine not in WHOLE else None
        task = Task(
            self.sides, self.policy, self.source, self.calendar, self.at, self.file, self.layout, self.progress, alone
        )
        try:
            return count(task, SparkAsker if engine == "spark" else DuckdbAsker)
        except EngineError as error:
            words = message("engine.cannot", name=repr(engine), why=words_of(error), otherwise=OTHERWISE)
            raise EngineError(words) from None


def _add(figures: Sequence[Figures], moves: Moves | None, complaint: Complaint, judged: Sequence[Judged]) -> None:
    for side, one in zip(figures, judged, strict=True):
        side.add(complaint, one)
    if moves:
        moves.add(complaint, *judged)


def _editions(rules: Rules) -> Editions:
    if isinstance(rules, Policy):
        return Editions(rules.id, ((rules.in_force, rules),))
    return rules if isinstance(rules, Editions) else load_editions(rules)
