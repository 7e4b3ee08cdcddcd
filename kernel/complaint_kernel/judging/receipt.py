"""A name of the receipt → what the calendar says of the moment at which a complaint came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..policy.receipt import WEEKDAYS
from ..policy.vocabulary import Receipt
from ..worktime import WorkCalendar
from .notes import Noted, note


def of_receipt(name: str, received_at: datetime, calendar: WorkCalendar) -> Noted[Any]:
    """The value, None with a note where the holidays of the year are not announced yet."""
    moment = calendar.localize(received_at)
    if name == Receipt.AT:
        return moment, ()
    if name == Receipt.DATE:
        return moment.date(), ()
    if name == Receipt.TIME:
        return moment.time(), ()
    if name == Receipt.WEEKDAY:
        return WEEKDAYS[moment.weekday()], ()
    if calendar.announced is not None and moment.year not in calendar.announced:
        return None, (note("receipt_unannounced", about=name, year=moment.year),)
    return (not calendar.is_working_day(moment) if name == Receipt.ON_DAY_OFF else calendar.open_at(moment)), ()
