"""Working time by a calendar: by its name, by the text of its file, or by what was kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypedDict

from ..base.canonical_json import canonical
from ..base.errors import KernelError
from ..dossier import calendar_to_dict
from ..worktime import WorkCalendar, WorktimeError, known_calendars, period_around
from .calendars import read_calendar
from .editions import Edition, read
from .language import code

DEFAULT_CALENDAR = "cn-office"
KEPT = 32


class CalendarAbout(TypedDict):
    """edition: the fingerprint of all that its answers depend on. zone: an IANA name such as `Asia/Shanghai`."""

    name: str
    edition: str
    title: str
    zone: str


@contextmanager
def knowing(others: Mapping[str, str] | None) -> Iterator[None]:
    """A stretch in which duties and parties may name these calendars of their own: name -> calendar."""
    with known_calendars({name: found(calendar) for name, calendar in (others or {}).items()}):
        yield


def found(calendar: str) -> WorkCalendar:
    """A calendar of a caller's. Raises KernelError for a name that is not known, CalendarError for a faulty file."""
    try:
        return read_calendar(calendar)
    except WorktimeError as fault:
        if "\n" in calendar:
            raise
        raise KernelError(f"calendar {calendar!r} is not known: {fault}") from fault


def own_calendars(edition: Edition) -> list[str]:
    """The names of the calendars that duties and parties of an edition have of their own."""
    return sorted(read(edition).own_calendars)


def calendar_about(calendar: str, lang: str | None = None) -> CalendarAbout:
    """What a calendar is: name, edition, title and time zone."""
    known = found(calendar)
    title = known.title.get(code(lang)) or known.name
    return CalendarAbout(name=known.name, edition=known.edition, title=title, zone=str(known.zone))


@lru_cache(maxsize=KEPT)
def calendar_content(calendar: str) -> str:
    """A calendar by itself, as text to be kept: its file and the public holidays that it knew."""
    return canonical(calendar_to_dict(read_calendar(calendar)))


def next_opening(calendar: str, moment: str) -> str:
    """The moment itself while people work, else the next opening."""
    return read_calendar(calendar).next_opening(datetime.fromisoformat(moment)).isoformat()


def working_hours(calendar: str, start: str, end: str) -> float:
    """Hours worked between two moments; zero when the end is past."""
    worked = read_calendar(calendar).working_time(datetime.fromisoformat(start), datetime.fromisoformat(end))
    return worked.total_seconds() / 3600


def after_working_days(calendar: str, start: str, days: int) -> str:
    """The moment at which so many working days after a start end. Raises LimitError for none or too many."""
    return read_calendar(calendar).due(datetime.fromisoformat(start), f"{days} working days").isoformat()


def is_working_day(calendar: str, day: str) -> bool:
    """Whether people work on a day (ISO date)."""
    return read_calendar(calendar).is_working_day(date.fromisoformat(day))


def day_start(calendar: str, day: str) -> str:
    """The first moment of a day (ISO date) where the calendar's people are."""
    return read_calendar(calendar).start_of_day(date.fromisoformat(day)).isoformat()


class Period(TypedDict):
    """A week or a month that is over. first, last: its days. following: the first worked moment after the one now."""

    first: str
    last: str
    following: str


def ended_period(calendar: str, every: str, at: str) -> Period:
    """The last period that ended before a moment, and when people work again once the present one has ended.

    every: a recurring limit such as `each week` (Monday to Sunday) or `each month`.
    """
    when = read_calendar(calendar)
    begun, after = period_around(when.localize(at).date(), every)
    first, _ = period_around(begun - timedelta(days=1), every)
    return Period(
        first=first.isoformat(),
        last=(begun - timedelta(days=1)).isoformat(),
        following=when.next_opening(when.start_of_day(after)).isoformat(),
    )
