"""The whole answer by columns: grades, duties, fines and moves of every complaint of the table.

Complaints with the same number of a duty (`duty_columns`) are one cell of it. The reference judges one of each cell,
and what it finds of the duty counts for all (`outcomes`). Complaints that no other can stand for are judged by
themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..base.locale import message, words_of
from ..worktime import CalendarRangeError
from .complaint_table import Table
from .duty_cells import GRADED, DutyCells
from .duty_moves import DutyMoves
from .figures import Figures, Moves
from .outcomes import PartOutcomes, part_outcomes
from .plan import EngineError
from .restored import Restored
from .verdicts import Verdicts


def count_duties(
    table: Table,
    verdicts: Verdicts,
    figures: Sequence[Figures],
    moves: Moves | None,
    progress: Callable[[int, int | None], None] | None,
) -> int:
    """Count all complaints of a table into the figures and moves; how many there are. Raises EngineError."""
    try:
        cells = DutyCells(table, verdicts, with_due=moves is not None)
    except CalendarRangeError as error:
        raise EngineError(message("engine.range", why=words_of(error))) from None
    restored = Restored(table, verdicts, GRADED)
    parts = part_outcomes(table, cells, restored)
    number = _add_cells(table, verdicts, cells, parts, figures)
    if moves:
        DutyMoves(table, cells, verdicts, restored, parts).add(moves)
    for _, complaint, judged in restored.judged("r.alone"):
        number += 1
        for side, one in zip(figures, judged, strict=True):
            side.add(complaint, one)
        if moves:
            moves.add(complaint, *judged)
        if progress:
            progress(number, None)
    return number


def _add_cells(
    table: Table, verdicts: Verdicts, cells: DutyCells, parts: Sequence[PartOutcomes], figures: Sequence[Figures]
) -> int:
    """Count whoever stands for others, or others for; how many there are."""
    number = 0
    for *pair, complaints in cells.verdicts():
        number += complaints
        for side, verdict in zip(figures, pair, strict=True):
            side.add_alike(verdicts.judged(verdict), complaints)
    for part in parts:
        work = table.work[part.work]
        side = figures[table.sides.index(work.side)]
        for found, department, complaints in part.counts:
            outcome = part.outcomes[found]
            side.add_owed(work.edition.policy, outcome.duties, outcome.penalties, department, complaints)
    return number
