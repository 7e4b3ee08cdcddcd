"""Every exception of the working-time toolbox.

WorktimeError            a caller's mistake: a moment without an offset, a pause that ends before it begins
├── LimitError           a time limit that cannot be read, or that cannot be counted
├── CalendarError        a calendar that is unknown or whose file has faults; all of them at once
└── CalendarRangeError   a moment outside the years that the calendar's table covers
"""

from __future__ import annotations

from datetime import date

from ..base.errors import Problem
from ..base.locale import Message


class WorktimeError(ValueError):
    """A caller's mistake; its text is one sentence for a person."""


class LimitError(WorktimeError):
    """A time limit that cannot be read or counted.

    `text` is what was found, `expected` the valid forms, `nearest` the closest valid text or None.
    """

    def __init__(self, message: str | Message, *, text: str, expected: str = "", nearest: str | None = None) -> None:
        super().__init__(message)
        self.text = text
        self.expected = expected
        self.nearest = nearest


class CalendarError(WorktimeError):
    """A calendar that cannot be used; `problems` holds every fault of its file, in the order of the file."""

    def __init__(self, message: str | Message, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class CalendarRangeError(WorktimeError):
    """A moment or day outside the calendar's table; `first` and `last` are the days that it covers."""

    def __init__(self, message: str | Message, *, found: str, first: date, last: date) -> None:
        super().__init__(message)
        self.found = found
        self.first = first
        self.last = last
