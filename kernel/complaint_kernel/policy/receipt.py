"""When a complaint came in, as conditions read it: names that every complaint has, by its calendar.

`received_at` is the moment, the others are what the calendar says of it. Where the holidays of its year are not
announced, nobody knows yet whether its day is a day off: the last two names then have no value.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .fields import Field
from .label import built_in_label
from .vocabulary import Kind, Receipt

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KINDS: Mapping[Receipt, Kind] = {
    Receipt.AT: Kind.MOMENT,
    Receipt.DATE: Kind.DATE,
    Receipt.TIME: Kind.TIME,
    Receipt.WEEKDAY: Kind.CHOICE,
    Receipt.ON_DAY_OFF: Kind.BOOL,
    Receipt.IN_WORKING_TIME: Kind.BOOL,
}


def _field(name: Receipt) -> Field:
    weekdays = {day: built_in_label(f"on_weekday.{number}") for number, day in enumerate(WEEKDAYS, 1)}
    choices = weekdays if KINDS[name] == Kind.CHOICE else {}
    return Field(str(name), KINDS[name], built_in_label(f"name.{name}"), choices=choices)


RECEIPT: Mapping[str, Field] = MappingProxyType({str(name): _field(name) for name in Receipt})
