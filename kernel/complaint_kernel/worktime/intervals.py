"""Sets of whole numbers as sorted, disjoint, half-open spans: `|`, `&`, `-`.

A span `(start, end)` holds start and not end, so that two spans that touch are one and neither
counts a moment twice. The toolbox uses microseconds since 1970 UTC as the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Pair = tuple[int, int]


class Spans:
    """An immutable set of spans; empty spans vanish, overlapping and touching ones become one."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._pairs = _merged(pairs)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __eq__(self, other: object) -> bool:
        return self._pairs == other._pairs if isinstance(other, Spans) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._pairs)

    def __repr__(self) -> str:
        return f"Spans({list(self._pairs)})"

    def __contains__(self, number: int) -> bool:
        return any(start <= number < end for start, end in self._pairs)

    def __or__(self, other: Spans) -> Spans:
        return Spans(self._pairs + other._pairs)

    def __and__(self, other: Spans) -> Spans:
        return Spans(_common(self._pairs, other._pairs))

    def __sub__(self, other: Spans) -> Spans:
        return Spans(_without(self._pairs, other._pairs))

    @property
    def length(self) -> int:
        """How many numbers the set holds."""
        return sum(end - start for start, end in self._pairs)


def _merged(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    merged: list[Pair] = []
    for start, end in sorted(pair for pair in pairs if pair[0] < pair[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _common(left: tuple[Pair, ...], right: tuple[Pair, ...]) -> Iterator[Pair]:
    i = j = 0
    while i < len(left) and j < len(right):
        yield max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1


def _without(left: tuple[Pair, ...], right: tuple[Pair, ...]) -> Iterator[Pair]:
    for start, end in left:
        for hole_start, hole_end in right:
            if hole_end <= start:
                continue
            if hole_start >= end:
                break
            yield start, hole_start
            start = hole_end
        yield start, end
