"""Calendars by name, and for the person at the command line by path.

Text that comes from users (a policy's `calendar:`) is only ever a name: `named_calendar` opens no file but
the shipped ones, whatever the text says.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ..base.errors import Problem, expected
from ..base.locale import message, words_of
from ..base.plain_file import read_text
from .calendar import WorkCalendar
from .errors import CalendarError
from .files import calendar_error, read_rules
from .rules import PublicHolidays
from .table import DayTable

SHIPPED = Path(__file__).parent.parent / "calendars"


NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 60

# Per thread and task: the calendars of one company or request are never another's.
_known: ContextVar[Mapping[str, WorkCalendar]] = ContextVar("known_calendars", default=MappingProxyType({}))


def load_calendar(name_or_path: str | os.PathLike[str]) -> WorkCalendar:
    """A calendar by its name (see `named_calendar`), or a calendar file by its path, read each time.

    Text with a slash or an ending such as .yaml is a path; never hand over what a user typed. The file is
    regular and at most 256 KiB, and so are the iCalendar files in its folder that it names. Raises CalendarError for
    an unknown name, a file that cannot be read, and
    every fault of a file at once.
    """
    text = os.fspath(name_or_path)
    if isinstance(name_or_path, str) and not re.search(r"[/\\.]", text):
        return named_calendar(text)
    try:
        content = read_text(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or message("asked.no_text")
        raise calendar_error(text, [Problem(text, 0, "", message("asked.unreadable", error=reason))]) from None
    return parse_calendar(content, text, beside=_Folder(Path(text).parent))


class _Folder(Mapping[str, str]):
    """The text files of one folder by their names; what cannot be read is not there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __getitem__(self, name: str) -> str:
        try:
            return read_text(self.path / name)
        except (OSError, UnicodeDecodeError, ValueError):
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return (file.name for file in self.path.glob("*.ics"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def parse_calendar(
    text: str,
    source: str = "calendar.yaml",
    holidays: PublicHolidays | None = None,
    beside: Mapping[str, str] | None = None,
) -> WorkCalendar:
    """The text of a calendar file as a calendar. Raises CalendarError with every fault of the text.

    holidays: those of the file's country as they were known once, instead of those known today. beside: the
    iCalendar files that it may name, by their names; without them it may name none.
    """
    rules = read_rules(text, source, holidays, beside)
    try:
        calendar = WorkCalendar(rules)
    except CalendarError as error:
        raise calendar_error(source, [Problem(source, 0, "weekly", words_of(error))]) from None
    problems = [
        Problem(source, 0, f"working_days.{year}", message("calendar_fault.count", found=found, count=count))
        for year, count in calendar.rules.working_days.items()
        if (found := _days_worked(calendar.table, year)) != count
    ]
    if problems:
        raise calendar_error(source, problems)
    return calendar


def is_calendar_name(text: str) -> bool:
    """Whether a text can name a calendar: small letters, digits and hyphens."""
    return len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def named_calendar(name: str) -> WorkCalendar:
    """A calendar that was made known by `known_calendars`, else a shipped one, read once.

    Nothing but a name is looked for, so text of users may be handed over. Raises CalendarError.
    """
    if not is_calendar_name(name):
        raise CalendarError(message("asked.calendar_name"))
    return _known.get().get(name) or _shipped(name)


@contextmanager
def known_calendars(calendars: Mapping[str, WorkCalendar]) -> Iterator[None]:
    """Make calendars known by their names, inside the block and beside those that are known already."""
    token = _known.set({**_known.get(), **calendars})
    try:
        yield
    finally:
        _known.reset(token)


def shipped_calendars() -> tuple[str, ...]:
    """The names of the calendars that come with the package."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.yaml")))


def _shipped(name: str) -> WorkCalendar:
    names = _shipped_names()
    if name not in names:
        known = sorted({*names, *_known.get()})
        raise CalendarError(message("asked.no_calendar", name=repr(name), hint=expected(name, known)))
    return _read_shipped(name)


@cache
def _shipped_names() -> frozenset[str]:
    return frozenset(shipped_calendars())


@cache
def _read_shipped(name: str) -> WorkCalendar:
    file = SHIPPED / f"{name}.yaml"
    return parse_calendar(file.read_text(encoding="utf-8"), file.name)


def _days_worked(table: DayTable, year: int) -> int:
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return bisect_left(table.days, after) - bisect_left(table.days, first)
