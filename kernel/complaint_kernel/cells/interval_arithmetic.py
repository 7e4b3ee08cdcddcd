"""Interval arithmetic: what is known of a figure or a comparison when figures are only known by their interval.

An interval has open or closed ends; one figure is an interval of equal ends. Results of arithmetic hold
every possible figure (and perhaps more), so an answer that is True or False holds for all of them; UNSURE
says that it differs or is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

LARGEST = Decimal(10) ** 18


class Unsure:
    """The answer differs within the interval."""

    def __repr__(self) -> str:
        return "UNSURE"


UNSURE = Unsure()
Answer = bool | Unsure


@dataclass(frozen=True)
class Interval:
    """low to high; an open end is not included. whole: only whole numbers (its ends are closed)."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False
    whole: bool = False

    @property
    def single(self) -> bool:
        return self.low == self.high

    @property
    def empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def holds(self, figure: Decimal) -> bool:
        """Whether a figure lies inside."""
        above = figure > self.low or (figure == self.low and not self.low_open)
        below = figure < self.high or (figure == self.high and not self.high_open)
        return above and below and (not self.whole or figure == figure.to_integral_value())

    def figures(self, step: Decimal) -> tuple[Decimal, ...]:
        """A few figures of the interval: next to its low end first, then its high end and its middle."""
        low = self.low + step if self.low_open else self.low
        high = self.high - step if self.high_open else self.high
        middle = (self.low + self.high) / 2
        wanted = (low, middle.to_integral_value(), middle, high)
        return tuple(dict.fromkeys(figure.normalize() for figure in wanted if self.holds(figure)))


def figure(value: Decimal) -> Interval:
    """The interval of one figure."""
    return Interval(value, value, whole=value == value.to_integral_value())


def whole(interval: Interval) -> Interval:
    """The whole numbers of an interval."""
    low, high = interval.low.to_integral_value(ROUND_CEILING), interval.high.to_integral_value(ROUND_FLOOR)
    low += 1 if interval.low_open and low == interval.low else 0
    high -= 1 if interval.high_open and high == interval.high else 0
    return Interval(low, high, whole=True)


def _made(low: Decimal, high: Decimal, low_open: bool, high_open: bool, integral: bool) -> Interval:
    return Interval(low, high, False, False, True) if integral else Interval(low, high, low_open, high_open)


def add(a: Interval, b: Interval) -> Interval:
    return _made(
        a.low + b.low, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open, a.whole and b.whole
    )


def negate(a: Interval) -> Interval:
    return Interval(-a.high, -a.low, a.high_open, a.low_open, a.whole)


def multiply(a: Interval, b: Interval) -> Interval:
    corners = []
    for x, x_open in ((a.low, a.low_open), (a.high, a.high_open)):
        for y, y_open in ((b.low, b.low_open), (b.high, b.high_open)):
            corners.append((x * y, (x_open and y != 0) or (y_open and x != 0)))
    low, high = min(c for c, _ in corners), max(c for c, _ in corners)
    low_open, high_open = (all(open_ for c, open_ in corners if c == end) for end in (low, high))
    return _made(low, high, low_open, high_open, a.whole and b.whole)


def divide(a: Interval, b: Interval) -> Interval | Unsure | None:
    """None for a ratio over nothing; UNSURE unless it is over one figure."""
    if not b.single:
        return UNSURE
    if b.low == 0:
        return None
    ends = ((a.low / b.low, a.low_open), (a.high / b.low, a.high_open))
    (low, low_open), (high, high_open) = ends if b.low > 0 else ends[::-1]
    return Interval(low, high, low_open, high_open)


def floor(a: Interval) -> Interval:
    low, high = a.low.to_integral_value(ROUND_FLOOR), a.high.to_integral_value(ROUND_FLOOR)
    return Interval(low, high - (1 if a.high_open and high == a.high else 0), whole=True)


def ceil(a: Interval) -> Interval:
    return negate(floor(negate(a)))


def least(a: Interval, b: Interval) -> Interval:
    low = min((a.low, a.low_open), (b.low, b.low_open))
    high = min((a.high, not a.high_open), (b.high, not b.high_open))
    return _made(low[0], high[0], low[1], not high[1], a.whole and b.whole)


def most(a: Interval, b: Interval) -> Interval:
    return negate(least(negate(a), negate(b)))


def less(a: Interval, b: Interval) -> Answer:
    """Whether every figure of a is below every figure of b."""
    if a.high < b.low or (a.high == b.low and (a.high_open or b.low_open)):
        return True
    return False if a.low >= b.high else UNSURE


def equal(a: Interval, b: Interval) -> Answer:
    """Whether both are the same one figure."""
    if a.single and b.single and not a.empty and not b.empty:
        return a.low == b.low
    return False if less(a, b) is True or less(b, a) is True else UNSURE
