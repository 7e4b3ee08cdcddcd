"""Days, times of day and moments as figures, where only their order counts: for cells, thresholds and columns.

A day is its ordinal, a time of day the seconds since midnight, a moment the seconds since 1970 UTC.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from ..worktime import FIRST_YEAR, LAST_YEAR
from .vocabulary import Kind

TIMED = (Kind.DATE, Kind.TIME, Kind.MOMENT)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MIDNIGHT = datetime(2001, 1, 1)  # of any day


def figure_of(value: Any) -> Decimal | None:
    """The figure of a value: a number is its own; None for what has no order."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, datetime):
        passed = value - EPOCH
        return Decimal(passed // timedelta(seconds=1)) + Decimal(passed.microseconds) / 10**6
    if isinstance(value, date):
        return Decimal(value.toordinal())
    if isinstance(value, time):
        return Decimal(value.hour * 3600 + value.minute * 60 + value.second)
    return None


def value_of(kind: str, figure: Decimal) -> Any:
    """The value of a kind that has the figure; numbers stay as they are."""
    if kind == Kind.DATE:
        return date.fromordinal(int(figure))
    if kind == Kind.TIME:
        return (MIDNIGHT + timedelta(seconds=int(figure))).time()
    if kind == Kind.MOMENT:
        return EPOCH + timedelta(seconds=int(figure))
    return figure


def range_of(kind: str) -> tuple[Decimal, Decimal]:
    """The first and last figure that a value of a timed kind can have."""
    if kind == Kind.TIME:
        return Decimal(0), Decimal(24 * 3600 - 1)
    days = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    if kind == Kind.DATE:
        return Decimal(days[0]), Decimal(days[1])
    since = EPOCH.toordinal()
    return Decimal((days[0] - since) * 86400), Decimal((days[1] - since) * 86400)
