"""Working time by a calendar: by its name, by the text of its file, or by what was kept of it."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TypedDict

from ..base.canonical_json import canonical
from ..dossier import calendar_to_dict
from .calendars import read_calendar
from .language import code

DEFAULT_CALENDAR = "cn-office"
KEPT = 32


class CalendarAbout(TypedDict):
    """edition: the fingerprint of all that its answers depend on. zone: an IANA name such as `Asia/Shanghai`."""

    name: str
    edition: str
    title: str
    zone: str


def calendar_about(calendar: str, lang: str | None = None) -> CalendarAbout:
    """What a calendar is: name, edition, title and time zone."""
    found = read_calendar(calendar)
    title = found.title.get(code(lang)) or found.name
    return CalendarAbout(name=found.name, edition=found.edition, title=title, zone=str(found.zone))


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


def is_working_day(calendar: str, day: str) -> bool:
    """Whether people work on a day (ISO date)."""
    return read_calendar(calendar).is_working_day(date.fromisoformat(day))


def day_start(calendar: str, day: str) -> str:
    """The first moment of a day (ISO date) where the calendar's people are."""
    return read_calendar(calendar).start_of_day(date.fromisoformat(day)).isoformat()
