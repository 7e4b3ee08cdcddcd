"""How a figure is taken: processor time of one call, the best of some rounds; and the row that tells it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = 15


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


def each(call: Callable[[Any], Any], sample: list[Any], seconds: float = 0.4) -> float:
    """Microseconds of processor time for one call, over a sample gone through as often as the time allows."""
    begin = time.process_time()
    for item in sample:
        call(item)
    once = max(time.process_time() - begin, 1e-6)
    times = max(1, int(seconds / ROUNDS / once))
    return min(_round(call, sample, times) for _ in range(ROUNDS)) / len(sample) * 1e6


def _round(call: Callable[[Any], Any], sample: list[Any], times: int) -> float:
    """Seconds for going through the sample once."""
    begin = time.process_time()
    for _ in range(times):
        for item in sample:
            call(item)
    return (time.process_time() - begin) / times


def measured(way: str, call: Callable[[Any], Any], sample: list[Any], wanted: list[Any], note: str = "") -> Figure:
    """A figure whose answers were held against those that are known to be right."""
    right = sum(call(item) == answer for item, answer in zip(sample, wanted, strict=True))
    return Figure(way, each(call, sample), (right, len(sample)), note)


def attempted(way: str, make: Callable[[], Figure]) -> Figure:
    """The figure of a peer, or why there is none."""
    try:
        return make()
    except ImportError as error:
        return Figure(way, None, note=f"not installed: {error.name}")
    except Exception as error:  # a peer's own failure is a result too
        return Figure(way, None, note=f"could not do it: {type(error).__name__}: {error}")
