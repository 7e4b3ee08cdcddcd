"""Calendars by name or path."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from ..base.errors import Problem
from .calendar import WorkCalendar
from .errors import CalendarError
from .files import calendar_error, read_rules
from .table import DayTable

SHIPPED = Path(__file__).parent.parent / "calendars"


def load_calendar(name_or_path: str | os.PathLike[str]) -> WorkCalendar:
    """A shipped calendar by its name, read once, or a calendar file by its path, read each time.

    Text with a slash or an ending such as .yaml is a path. Raises CalendarError for an unknown name, a
    file that cannot be read, and every fault of a file at once.
    """
    text = os.fspath(name_or_path)
    if isinstance(name_or_path, str) and not re.search(r"[/\\.]", text):
        return _shipped(text)
    try:
        content = Path(text).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise calendar_error(text, [Problem(text, 0, "", f"the file cannot be read: {reason}")]) from None
    return _calendar(content, text)


def shipped_calendars() -> tuple[str, ...]:
    """The names of the calendars that come with the package."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.yaml")))


@cache
def _shipped(name: str) -> WorkCalendar:
    names = shipped_calendars()
    if name not in names:
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(names)}, or a file"
        raise CalendarError(f"no calendar is called {name!r}; {hint}")
    file = SHIPPED / f"{name}.yaml"
    return _calendar(file.read_text(encoding="utf-8"), file.name)


def _calendar(content: str, file: str) -> WorkCalendar:
    rules = read_rules(content, file)
    try:
        calendar = WorkCalendar(rules)
    except CalendarError as error:
        raise calendar_error(file, [Problem(file, 0, "weekly", str(error))]) from None
    problems = [
        Problem(file, 0, f"working_days.{year}", f"{found} days are worked by the data; expected {count}")
        for year, count in calendar.rules.working_days.items()
        if (found := _days_worked(calendar.table, year)) != count
    ]
    if problems:
        raise calendar_error(file, problems)
    return calendar


def _days_worked(table: DayTable, year: int) -> int:
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return bisect_left(table.days, after) - bisect_left(table.days, first)
