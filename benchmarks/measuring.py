"""How a figure is taken: processor time of one call, the best of many rounds in which the ways take turns."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = 15
SECONDS = 0.4


@dataclass(frozen=True)
class Figure:
    """One way of doing the work of a table. value: in the table's unit, None where the peer is not available.

    right: how many answers of the sample were right, of all. note: what the reader must know.
    """

    way: str
    value: float | None
    right: tuple[int, int] | None = None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Ways of doing one piece of work, compared with the first, which is the least that the work can cost."""

    title: str
    unit: str
    figures: tuple[Figure, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Way:
    """A call over a sample, gone through `times` times in a round; its answers were held against the right ones."""

    way: str
    call: Callable[[Any], Any]
    sample: Sequence[Any]
    times: int
    right: tuple[int, int] | None = None
    note: str = ""

    def round(self) -> float:
        """Microseconds of processor time for one call."""
        call, sample = self.call, self.sample
        begin = time.process_time()
        for _ in range(self.times):
            for item in sample:
                call(item)
        return (time.process_time() - begin) / self.times / len(sample) * 1e6


def measured(way: str, call: Callable[[Any], Any], sample: list[Any], wanted: list[Any], note: str = "") -> Way:
    """A way whose answers are held against those that are known to be right."""
    right = sum(call(item) == answer for item, answer in zip(sample, wanted, strict=True))
    return Way(way, call, sample, _times(call, sample), (right, len(sample)), note)


def attempted(way: str, make: Callable[[], Way]) -> Way | Figure:
    """The way of a peer, or why there is none."""
    try:
        return make()
    except ImportError as error:
        return Figure(way, None, note=f"not installed: {error.name}")
    except Exception as error:  # a peer's own failure is a result too
        return Figure(way, None, note=f"could not do it: {type(error).__name__}: {error}")


def compared(title: str, ways: Sequence[Way | Figure]) -> Table:
    """The ways in turns, round after round, so that a slow moment of the machine meets all of them."""
    best = [math.inf] * len(ways)
    for _ in range(ROUNDS):
        for place, way in enumerate(ways):
            if isinstance(way, Way):
                best[place] = min(best[place], way.round())
    figures = (
        Figure(way.way, micros, way.right, way.note) if isinstance(way, Way) else way
        for way, micros in zip(ways, best, strict=True)
    )
    return Table(title, "µs", tuple(figures))


def each(call: Callable[[Any], Any], sample: list[Any]) -> float:
    """Microseconds of processor time for one call, of a way that is compared with none."""
    way = Way("", call, sample, _times(call, sample))
    return min(way.round() for _ in range(ROUNDS))


def _times(call: Callable[[Any], Any], sample: Sequence[Any]) -> int:
    begin = time.process_time()
    for item in sample:
        call(item)
    return max(1, int(SECONDS / ROUNDS / max(time.process_time() - begin, 1e-6)))
