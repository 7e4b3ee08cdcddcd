"""The days of an iCalendar file (RFC 5545): whole days with their names, recurring ones day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from ..base.locale import message
from .errors import WorktimeError
from .rules import FIRST_DAY, LAST_DAY

LONGEST_EVENT = 400  # days: what lasts longer is no holiday
A_DAY = timedelta(days=1)
# By anything shorter the days of fifty years are looked for second by second.
BY_DAYS = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY"})
WITHIN_A_DAY = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


def days_of_icalendar(text: str) -> dict[int, str]:
    """The ordinal of every day that an event covers, with the event's name; the first event of a day names it.

    Raises WorktimeError, in one sentence, for text that is no iCalendar file and for an event that is no whole day.
    """
    days: dict[int, str] = {}
    for event in _events(text):
        name = str(event.get("SUMMARY", "")).strip()
        first, length = _whole_days(event, name)
        for start in _starts(event, first, name):
            for day in range(start.toordinal(), start.toordinal() + length):
                if FIRST_DAY.toordinal() <= day <= LAST_DAY.toordinal():
                    days.setdefault(day, name)
    return dict(sorted(days.items()))


def _events(text: str) -> Iterator[Any]:
    from icalendar import Calendar  # 60 ms; a calendar without such a file does not need it

    try:
        found = [event for calendar in Calendar.from_ical(text, multiple=True) for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError) as error:
        raise WorktimeError(message("calendar_fault.no_icalendar", error=str(error))) from None
    if not found:
        raise WorktimeError(message("calendar_fault.no_event"))
    yield from (event for event in found if str(event.get("STATUS", "")).upper() != "CANCELLED")


def _whole_days(event: Any, name: str) -> tuple[date, int]:
    """The first day of an event and how many days it lasts."""
    try:
        start, end = event.start, event.end
    except Exception as error:  # the library has an error of its own for each way in which an event lacks its dates
        raise WorktimeError(message("calendar_fault.undated", name=repr(name), error=str(error))) from None
    first, after = _midnight(start, name), _midnight(end, name)
    length = max((after - first).days, 1)
    if length > LONGEST_EVENT:
        raise WorktimeError(message("calendar_fault.too_long", name=repr(name), days=length, most=LONGEST_EVENT))
    return first, length


def _midnight(moment: date, name: str) -> date:
    if not isinstance(moment, datetime):
        return moment
    if moment.time() != time():
        raise WorktimeError(message("calendar_fault.time_of_day", name=repr(name), at=f"{moment:%Y-%m-%d %H:%M}"))
    return moment.date()


def _starts(event: Any, first: date, name: str) -> Iterator[date]:
    """The first day of each recurrence, without those that are left out."""
    if "RRULE" not in event:
        yield first
        return
    from dateutil.rrule import rruleset, rrulestr

    rules = rruleset()
    rule = event["RRULE"] if not isinstance(event["RRULE"], list) else event["RRULE"][0]
    text = rule.to_ical().decode()
    try:
        rules.rrule(rrulestr(_without_zone(text), dtstart=datetime.combine(first, time())))
    except (TypeError, ValueError) as error:  # a rule without FREQ lacks an argument of the library
        raise WorktimeError(
            message("calendar_fault.recurrence", name=repr(name), rule=repr(text), error=str(error))
        ) from None
    if not _by_days(text):
        raise WorktimeError(message("calendar_fault.recurs_by_days", name=repr(name), rule=repr(text)))
    for left_out in event.exdates:
        rules.exdate(datetime.combine(_day(left_out), time()))
    last = datetime.combine(LAST_DAY, time())
    for found in rules.between(datetime.combine(FIRST_DAY, time()) - A_DAY, last, inc=True):
        yield found.date()


def _without_zone(rule: str) -> str:
    """UNTIL as a local day, for the events are whole days."""
    return ";".join(f"{key}={value[:8] if key == 'UNTIL' else value}" for key, value in _parts(rule).items())


def _by_days(rule: str) -> bool:
    """Whether a rule that could be read goes on by whole days, and goes on at all."""
    parts = _parts(rule)
    return parts["FREQ"] in BY_DAYS and int(parts.get("INTERVAL", 1)) > 0 and WITHIN_A_DAY.isdisjoint(parts)


def _parts(rule: str) -> dict[str, str]:
    """`FREQ=YEARLY;COUNT=3` as keys with their values."""
    return {key: value for key, _, value in (part.partition("=") for part in rule.split(";"))}


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
