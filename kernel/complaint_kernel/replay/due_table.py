"""Due moments as columns: the calendars laid out once over the days of the file's moments, and joined by equality.

`WorkCalendar.due_pieces` says for each limit from which start on its end stands still or runs. All limits share one
table of pieces; a second table, a row for each stretch of half an hour, says how many pieces begin before it and inside
of it. Limits in minutes and hours are plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from ..worktime import Piece, clock_length
from .duty_plan import Term

SECOND = 1_000_000
BUCKET = 1_800 * SECOND
DAY = 86_400 * SECOND
NEVER = 2**62
LONGEST_GAP = 31  # days without any moment that are laid out all the same


class DueTable:
    """The due moments of some limits from some columns of starts. Each start has the pieces beside it, by `joins`.

    starts: names of columns with microseconds since 1970 UTC, of the table `relation`; there is nothing from others.
    """

    def __init__(self, connection: Any, terms: Sequence[Term], starts: Sequence[str], relation: str) -> None:
        self.connection = connection
        self.terms = {term: place for place, term in enumerate(dict.fromkeys(filter(_is_laid_out, terms)))}
        self.starts = tuple(starts)
        self.inside = 0  # the most pieces that begin inside one bucket
        if self.terms and self.starts:
            self._lay_out(list(_stretches(self._days(relation))))

    def _days(self, relation: str) -> list[int]:
        days = " UNION ".join(f"SELECT {start} // {DAY} AS day FROM {relation}" for start in self.starts)  # noqa: S608
        asked = f"SELECT day FROM ({days}) WHERE day IS NOT NULL ORDER BY day"  # noqa: S608
        return [day for (day,) in self.connection.execute(asked).fetchall()]

    def _lay_out(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Raises CalendarRangeError where an end lies beyond the years of its calendar."""
        pieces: list[tuple[int, ...]] = []
        buckets: list[tuple[int, int, list[int]]] = []
        for first, last in stretches:
            laid_out = [_pieces(term, first * DAY, (last + 1) * DAY - 1) for term in self.terms]
            turns = sorted({piece.since for one in laid_out for piece in one})
            buckets += _buckets(turns, first * DAY, (last + 1) * DAY, len(pieces) - 1)
            pieces += _side_by_side(turns, laid_out)
        self.inside = max((len(inside) for _, _, inside in buckets), default=0)
        names = [f"{part}{place}" for place in self.terms.values() for part in ("due", "runs", "open")]
        self._create("due_pieces", ["number", "since", *names], [(n, *row) for n, row in enumerate(pieces)])
        turns_inside = [f"turn{place}" for place in range(self.inside)]
        rows = [(bucket, base, *inside, *[NEVER] * (self.inside - len(inside))) for bucket, base, inside in buckets]
        self._create("due_buckets", ["bucket", "base", *turns_inside], rows)

    def _create(self, name: str, columns: Sequence[str], rows: Sequence[tuple[int, ...]]) -> None:
        lists = ", ".join(f"unnest(?::BIGINT[]) AS {column}" for column in columns)
        self.connection.execute(
            f"CREATE TABLE {name} AS SELECT {lists}", [[row[place] for row in rows] for place in range(len(columns))]
        )

    # in SQL

    @property
    def joins(self) -> str:
        """What stands behind the relation, so that `due` and `is_provisional` can be asked."""
        if not self.terms:
            return ""
        joins = ""
        for place, start in enumerate(self.starts):
            number = "".join(f" + (t.{start} >= b{place}.turn{turn})::BIGINT" for turn in range(self.inside))
            joins += (
                f" LEFT JOIN due_buckets AS b{place} ON b{place}.bucket = t.{start} // {BUCKET}"
                f" LEFT JOIN due_pieces AS p{place} ON p{place}.number = b{place}.base{number}"
            )
        return joins

    def due(self, term: Term, start: str) -> str:
        """The due moment in whole seconds, NULL without a start."""
        if term not in self.terms:
            assert term.limit is not None
            return _rounded_up(f"t.{start} + {clock_length(term.limit)}")
        if start not in self.starts:
            return "NULL::BIGINT"
        piece, place = f"p{self.starts.index(start)}", self.terms[term]
        return _rounded_up(f"{piece}.due{place} + {piece}.runs{place} * (t.{start} - {piece}.since)")

    def is_provisional(self, term: Term, start: str) -> str:
        """Whether the due moment is, 1 or 0."""
        if term not in self.terms or start not in self.starts:
            return "0"
        return f"p{self.starts.index(start)}.open{self.terms[term]}"


def _is_laid_out(term: Term) -> bool:
    return term.calendar is not None


def _stretches(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last day of each stretch without a long gap."""
    if days:
        begin = days[0]
        for day, following in pairwise([*days, days[-1] + 2 * LONGEST_GAP]):
            if following - day > LONGEST_GAP:
                yield begin, day
                begin = following


def _pieces(term: Term, first: int, last: int) -> list[Piece]:
    assert term.limit is not None
    assert term.calendar is not None
    return term.calendar.due_pieces(first, last, term.limit, roll=term.roll)  # type: ignore[arg-type]


def _side_by_side(turns: Sequence[int], laid_out: Sequence[Sequence[Piece]]) -> Iterator[tuple[int, ...]]:
    """A row for each turn, with what every limit says from it on."""
    places = [0] * len(laid_out)
    for turn in turns:
        row = [turn]
        for number, pieces in enumerate(laid_out):
            while places[number] + 1 < len(pieces) and pieces[places[number] + 1].since <= turn:
                places[number] += 1
            piece = pieces[places[number]]
            row += [piece.at(turn), int(piece.runs), int(piece.provisional)]
        yield tuple(row)


def _buckets(turns: Sequence[int], first: int, last: int, base: int) -> Iterator[tuple[int, int, list[int]]]:
    """Each bucket, the number of the piece in which it begins, and the turns that follow inside of it."""
    waiting = iter(turns)
    turn = next(waiting, NEVER)
    for begin in range(first, last, BUCKET):
        inside: list[int] = []
        while turn < begin + BUCKET:
            if turn == begin:
                base += 1
            else:
                inside.append(turn)
            turn = next(waiting, NEVER)
        yield begin // BUCKET, base, inside
        base += len(inside)


def _rounded_up(moment: str) -> str:
    return f"(({moment} + {SECOND - 1}) // {SECOND}) * {SECOND}"
