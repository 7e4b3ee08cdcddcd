"""Working time: calendars, time limits and when they end. Knows nothing of what the time is for.

calendar = load_calendar("cn-office")
calendar.due(calendar.localize("2026-09-24T16:30"), "8 working hours")
"""

from .calendar import DueDetail, Pause, WorkCalendar
from .counting import Roll, period_around
from .counting import length as clock_length
from .errors import CalendarError, CalendarRangeError, LimitError, WorktimeError
from .intervals import Spans
from .limits import FORMS, Kind, Limit, parse_limit
from .load import (
    is_calendar_name,
    known_calendars,
    load_calendar,
    named_calendar,
    parse_calendar,
    shipped_calendars,
)
from .moments import plain_moment
from .pieces import Piece
from .rules import FIRST_YEAR, LAST_YEAR, Name, Nature, PublicHolidays
from .sheet import DayCount, Why

__all__ = [
    "FIRST_YEAR",
    "FORMS",
    "LAST_YEAR",
    "CalendarError",
    "CalendarRangeError",
    "DayCount",
    "DueDetail",
    "Kind",
    "Limit",
    "LimitError",
    "Name",
    "Nature",
    "Pause",
    "Piece",
    "PublicHolidays",
    "Roll",
    "Spans",
    "Why",
    "WorkCalendar",
    "WorktimeError",
    "clock_length",
    "is_calendar_name",
    "known_calendars",
    "load_calendar",
    "named_calendar",
    "parse_calendar",
    "parse_limit",
    "period_around",
    "plain_moment",
    "shipped_calendars",
]
