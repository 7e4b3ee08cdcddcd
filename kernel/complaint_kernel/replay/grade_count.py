"""Grades and moves alone: how many complaints have which verdict, and the few that move most.

Nothing else of a complaint comes back from the engine.
"""

from __future__ import annotations

from collections.abc import Sequence

from .asking import Asker
from .columns import RECEIVED
from .figures import MOST_MOVED, Figures, Moves
from .file_columns import moment_of
from .verdicts import Verdicts


class GradeCount:
    """The complaints of a table counted by their verdicts."""

    def __init__(self, verdicts: Verdicts, figures: Sequence[Figures], moves: Moves | None) -> None:
        self.verdicts = verdicts
        self.figures = figures
        self.moves = moves

    def add(self, asker: Asker) -> int:
        """Count all into the figures and moves; how many there are."""
        sql = self.verdicts.relation().sql(dialect=asker.dialect)
        keys = ", ".join(f"v{place}" for place in range(len(self.figures)))
        if self.moves:
            asker.keep("judged", sql)
        judged = "judged" if self.moves else f"({sql}) AS judged"
        counts = asker.rows(f"SELECT {keys}, count(*) FROM {judged} GROUP BY {keys}")  # noqa: S608
        for *verdicts, number in counts:
            found = [self.verdicts.judged(verdict) for verdict in verdicts]
            for side, one in zip(self.figures, found, strict=True):
                side.add_alike(one, number)
            if self.moves:
                self.moves.count(found[0], found[1], number)
        if self.moves:
            self._tell_moves(self.moves, asker, [tuple(verdicts) for *verdicts, _ in counts])
        return sum(number for *_, number in counts)

    def _tell_moves(self, moves: Moves, asker: Asker, pairs: Sequence[tuple[int, ...]]) -> None:
        """Look up the complaints that move most: by how far, then the earlier first."""
        judged = self.verdicts.judged
        sizes = {pair: size for pair in pairs if (size := moves.size(*map(judged, pair))) is not None}
        ranks = {size: rank for rank, size in enumerate(sorted(set(sizes.values()), reverse=True))}
        if not sizes:
            return
        values = ", ".join(f"({first}, {second}, {ranks[size]})" for (first, second), size in sizes.items())
        found = asker.rows(
            f"SELECT {RECEIVED}, id, v0, v1 FROM judged JOIN (VALUES {values}) AS far (one, other, far_rank) "  # noqa: S608
            f"ON v0 = one AND v1 = other ORDER BY far_rank, {RECEIVED}, id LIMIT {MOST_MOVED}"
        )
        for received, identifier, first, second in found:
            moment = moment_of(received, self.verdicts.table.calendar)
            moves.tell(identifier, moment, judged(first), judged(second))
