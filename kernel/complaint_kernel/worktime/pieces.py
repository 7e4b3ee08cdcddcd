"""The due moments of one limit over a span of starts, as pieces: what a table of an engine for columns is laid out of.

A due moment never falls as its start goes on. Between the moments at which anything can turn (a midnight, an opening,
a close, a start whose end meets one of these) it stands still or runs with the start. `laid_out` asks the calendar
itself at every such moment and at both ends of every stretch between two, and stops where that does not hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .counting import Counter, length
from .limits import Limit
from .table import wall_moment


class Piece(NamedTuple):
    """From `since` on (microseconds since 1970 UTC) a limit ends at `end`; where it `runs`, later as it starts later.

    provisional: as of `DueDetail`. The end is exact; a due moment is the next whole second.
    """

    since: int
    end: int
    runs: bool
    provisional: bool

    def at(self, start: int) -> int:
        """The end for a start inside the piece."""
        return self.end + (start - self.since) * self.runs


Ends = Callable[[int], tuple[int, bool]]
"""When the limit ends for a start, and whether that is provisional."""


def laid_out(counter: Counter, limit: Limit, first: int, last: int, ends: Ends) -> list[Piece]:
    """The pieces of all starts from first to last, the earliest first."""
    turns = sorted({first, last, *(turn for turn in _turns(counter, limit, first, last, ends) if first < turn < last)})
    pieces: list[Piece] = []
    for turn, following in zip(turns, [*turns[1:], last + 1], strict=True):
        _add_moment(pieces, turn, *ends(turn))
        if turn + 1 < following:
            _add_stretch(pieces, _between(turn + 1, following - 1, ends))
    return pieces


def _between(low: int, high: int, ends: Ends) -> Piece:
    """The piece of a stretch inside of which nothing turns."""
    (first, provisional), (last, still) = ends(low), ends(high)
    if provisional != still or last - first not in (0, high - low):
        raise AssertionError(f"a limit turns between {low} and {high}")  # `_turns` has missed something
    return Piece(low, first, last != first, provisional)


def _add_moment(pieces: list[Piece], moment: int, end: int, provisional: bool) -> None:
    """Add the piece of one moment, unless the last one holds it."""
    before = pieces[-1] if pieces else None
    if not before or before.at(moment) != end or before.provisional != provisional:
        pieces.append(Piece(moment, end, False, provisional))


def _add_stretch(pieces: list[Piece], piece: Piece) -> None:
    """Add the piece of a stretch; one that only goes on is no new one, and a moment before it may be its beginning."""
    before = pieces[-1]
    goes_on = before.provisional == piece.provisional
    if goes_on and before.runs == piece.runs and before.at(piece.since) == piece.end:
        return
    if goes_on and piece.runs and before.since == piece.since - 1 and before.end == piece.end - 1:
        pieces.pop()
        piece = piece._replace(since=before.since, end=before.end)
    pieces.append(piece)


def _turns(counter: Counter, limit: Limit, first: int, last: int, ends: Ends) -> Iterator[int]:
    """Every start at which the end can turn: to stand still, to run, to jump or to be provisional."""
    table = counter.table
    days = range(counter.day_of(first), counter.day_of(last) + 2)
    for day in days:
        yield counter.midnight(day)
        if limit.at is not None:  # it may end before it starts, which no notice can move
            yield wall_moment(counter.zone, day, limit.at)
    for edges in (table.opens, table.shuts, table.closes):
        yield from edges[bisect_left(edges, first) : bisect_left(edges, last)]
    if limit.kind == "working hours":
        yield from _reached(counter, length(limit), ends(first)[0], ends(last)[0])


def _reached(counter: Counter, amount: int, first: int, last: int) -> Iterator[int]:
    """The starts of which a limit in open time ends with a shift, or at a midnight, between two ends."""
    table = counter.table
    ends = table.shuts[bisect_left(table.shuts, first) : bisect_left(table.shuts, last) + 1]
    midnights = map(counter.midnight, range(counter.day_of(first), counter.day_of(last) + 2))
    for end in (*ends, *midnights):
        worked = table.worked_before(end) - amount
        if worked > 0:
            yield table.when_worked(worked)
