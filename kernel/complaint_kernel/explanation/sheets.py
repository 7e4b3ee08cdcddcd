"""The count sheet of a duty: each day from its start to its due moment, counted or skipped and why."""

from __future__ import annotations

import itertools
from typing import Any

from ..base.locale import ANSWERED
from ..judging.duties import Duty
from ..worktime import DayCount, WorkCalendar
from .messages import Messages
from .page import Table

LONGEST = 40


def count_sheet(duty: Duty, calendar: WorkCalendar) -> tuple[DayCount, ...]:
    """The days of a duty's limit, by its own calendar or the complaint's; none where nothing is counted: a promise."""
    if duty.limit is None or duty.limit.is_promised or duty.starts is None or duty.due is None:
        return ()
    return (duty.calendar or calendar).count_sheet(duty.starts, duty.limit, roll=duty.rule.roll, pauses=duty.pauses)  # type: ignore[arg-type]


def day_to_dict(day: DayCount) -> dict[str, Any]:
    """JSON values; seconds is the time that a limit in hours or minutes used up on the day."""
    name = {lang: day.name.get(lang) for lang in ANSWERED} if day.name else None
    return {
        "date": day.date.isoformat(),
        "nature": day.nature,
        "name": name,
        "counted": day.counted,
        "seconds": int(day.time.total_seconds()),
        "why": day.why,
    }


def sheet_table(messages: Messages, sheet: tuple[DayCount, ...]) -> Table:
    """A row a day; in a long sheet, a row for days that follow each other and are alike."""
    heads = tuple(messages.text(key) for key in ("day", "nature", "counts", "why_day"))
    rows = itertools.groupby(sheet, key=_alike) if len(sheet) > LONGEST else ((None, (day,)) for day in sheet)
    return Table(heads, tuple(_row(messages, tuple(days)) for _, days in rows))


def _alike(day: DayCount) -> tuple[object, ...]:
    return day.why, day.nature, day.name, day.time


def _row(messages: Messages, days: tuple[DayCount, ...]) -> tuple[str, ...]:
    first, last = days[0], days[-1]
    dates = messages.day(first.date)
    if len(days) > 1:
        dates = messages.text("days", first=dates, last=messages.day(last.date))
    counts = messages.text("yes" if first.counted else "no")
    if first.time:
        counts = messages.duration(first.time)
    return (
        dates,
        _nature(messages, first),
        counts,
        messages.text(f"why.{first.why}"),
    )


def _nature(messages: Messages, day: DayCount) -> str:
    name = day.name.get(messages.lang)
    nature = messages.text(f"day.{day.nature}")
    return messages.text("named_day", nature=nature, name=name) if name else nature
