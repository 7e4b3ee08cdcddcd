"""Which complaints two sides treat differently: by grade, by fines, by the due moment or the state of a duty.

What each side makes of a complaint is known of its cells; the due moments are compared row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from ..policy.vocabulary import DutyState
from .columns import RECEIVED
from .complaint_table import COMPLAINTS, Table
from .duty_cells import OWING, DutyCells
from .figures import MOST_MOVED, Moves
from .outcomes import PartOutcomes, in_force
from .restored import Restored, at_places
from .verdicts import Verdicts

MOVED = "moved"
STATE_NUMBERS = {state: number for number, state in enumerate(DutyState.all())}


class DutyMoves:
    """The moves of all complaints that others can stand for."""

    def __init__(
        self, table: Table, cells: DutyCells, verdicts: Verdicts, restored: Restored, parts: Sequence[PartOutcomes]
    ) -> None:
        self.table = table
        self.cells = cells
        self.verdicts = verdicts
        self.restored = restored
        self.parts = parts
        self.execute = table.connection.execute
        self.places = _places(parts)

    def add(self, moves: Moves) -> None:
        """Count them, and judge those that move most."""
        counted = self.cells.verdicts()
        for first, second, number in counted:
            moves.count_grades(self.verdicts.judged(first), self.verdicts.judged(second), number)
        self._rank(moves, [(first, second) for first, second, _ in counted])
        self._tell()
        changed = "far OR fines <> 0 OR duties > 0"
        (number,) = self.execute(f"SELECT count(*) FROM {MOVED} WHERE {changed}").fetchone()  # noqa: S608
        most = self.execute(
            f"SELECT place FROM {MOVED} JOIN {COMPLAINTS} USING (place) WHERE {changed} "  # noqa: S608
            f"ORDER BY far_rank, abs(fines) DESC, duties DESC, {RECEIVED}, id LIMIT {MOST_MOVED}"
        ).fetchall()
        moves.changed += number
        for _, complaint, judged in self.restored.judged(at_places(place for (place,) in most)):
            moves.consider(complaint, *judged)

    def _rank(self, moves: Moves, pairs: Sequence[tuple[Any, ...]]) -> None:
        """A table of each pair of verdicts: whether the grade differs, and how far the pairs lie apart."""
        sizes = {pair: moves.size(*map(self.verdicts.judged, pair)) for pair in pairs}
        order = sorted({size or 0 for size in sizes.values()}, reverse=True)
        rows = [(*pair, size is not None, order.index(size or 0)) for pair, size in sizes.items()]
        self.execute("CREATE TABLE far_apart (v0 BIGINT, v1 BIGINT, far BOOLEAN, far_rank BIGINT)")
        if rows:
            self.execute(f"INSERT INTO far_apart VALUES {', '.join(map(str, rows))}")  # noqa: S608

    def _tell(self) -> None:
        """The table of how far apart the two sides are for each complaint."""
        for number, part in enumerate(self.parts):
            self._table_of(number, part)
        firsts, seconds = (
            [n for n, work in enumerate(self.table.work) if work.side is side] for side in self.table.sides
        )
        selects = [self._between(first, second) for first, second in product(firsts, seconds)]
        self.execute(f"CREATE TABLE {MOVED} AS {' UNION ALL '.join(selects)}")

    def _table_of(self, number: int, part: PartOutcomes) -> None:
        """What a part comes to, by its number: its place among the limits, its state, its fines as whole numbers."""
        rows = []
        for one, outcome in part.outcomes.items():
            term = part.part.terms.index(outcome.term) if outcome.term else None
            state = STATE_NUMBERS[outcome.duty.state] if outcome.duty else None
            rows.append((one, term, state, _fine(outcome.penalties, self.places)))
        self.execute(f"CREATE TABLE outcome{number} (number BIGINT, term BIGINT, state BIGINT, fine HUGEINT)")
        if rows:
            listed = ", ".join(
                "(" + ", ".join("NULL" if cell is None else str(cell) for cell in row) + ")" for row in rows
            )
            self.execute(f"INSERT INTO outcome{number} VALUES {listed}")  # noqa: S608

    def _between(self, first: int, second: int) -> str:
        """The complaints that a pair of editions judges."""
        mine = {n: part for n, part in enumerate(self.parts) if part.work in (first, second)}
        joins = "".join(f" JOIN outcome{n} AS o{n} ON o{n}.number = j.{part.part.number}" for n, part in mine.items())
        fines = {work: " + ".join(f"o{n}.fine" for n, part in mine.items() if part.work == work) or "0"
                 for work in (first, second)}  # fmt: skip
        differ = " + ".join(self._differences(first, second)) or "0"
        return (
            f"SELECT place, far, far_rank, ({fines[second]}) - ({fines[first]}) AS fines, "  # noqa: S608
            f"{differ} AS duties FROM {OWING} AS j JOIN far_apart USING (v0, v1){joins} "
            f"WHERE {in_force(self.table, first)} AND {in_force(self.table, second)}"
        )

    def _differences(self, first: int, second: int) -> list[str]:
        """For each duty of either edition whether the sides differ, 1 or 0."""
        known = [
            {part.duty: n for n, part in enumerate(self.parts) if part.work == work and part.duty}
            for work in (first, second)
        ]
        found = []
        for name in {**known[0], **known[1]}:
            owed = [self._owed(one[name]) if name in one else ("NULL", "NULL") for one in known]
            pairs = [f"{one} IS DISTINCT FROM {other}" for one, other in zip(*owed, strict=True)]
            found.append(f"({' OR '.join(pairs)})::BIGINT")
        return found

    def _owed(self, number: int) -> tuple[str, str]:
        """Due moment and state of a duty, NULL where there is none or it is not owed."""
        terms = self.parts[number].part.terms
        due = "".join(f" WHEN {place} THEN j.{term.due}" for place, term in enumerate(terms))
        return f"CASE o{number}.term{due} END", f"o{number}.state"


def _places(parts: Sequence[PartOutcomes]) -> int:
    """The decimal places of all fines."""
    amounts = [one.amount.amount for part in parts for o in part.outcomes.values() for one in o.penalties if one.amount]
    exponents = [amount.as_tuple().exponent for amount in amounts]
    return max((-one for one in exponents if isinstance(one, int)), default=0)


def _fine(penalties: Sequence[Any], places: int) -> int:
    total = sum((p.amount.amount for p in penalties if p.amount and not p.amount_max), Decimal(0))
    return int(total.scaleb(max(places, 0)))
