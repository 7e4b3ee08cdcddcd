"""The number that a complaint is registered under: year, month and serial, by the pattern of its policy."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from datetime import date, datetime

from ..base.errors import PolicyError, Problem
from ..base.locale import message
from ..policy.model import Numbering, Policy
from ..worktime import named_calendar
from .spans import period_of

PERIOD = {"day": "{year}-{month}-{day}", "month": "{year}-{month}", "year": "{year}", "never": ""}
DIGITS = {"year": "[0-9]{4}", "month": "[0-9]{2}", "day": "[0-9]{2}", "serial": "[0-9]+"}


@dataclass(frozen=True)
class Number:
    """A number, its serial, and the period in which that serial is unique (`2026-09`; empty when it never restarts)."""

    text: str
    serial: int
    period: str

    def __str__(self) -> str:
        return self.text


def next_number(policy: Policy, received_at: datetime | str, last: int | str | None = None) -> Number:
    """The number that follows the last one.

    last: the last serial of the same period (0 or None: none yet), or the last number as it was written,
    of whatever period. Raises PolicyError for a policy without numbering, ValueError for a last number
    that is none of this policy's.
    """
    rule = _numbering(policy)
    dates = _dates(policy, received_at)
    period = PERIOD[rule.restart].format(**dates)
    if isinstance(last, str):
        before = read_number(policy, last)
        last = before.serial if before.period == period else 0
    serial = (last or 0) + 1
    return Number(_written(rule.pattern, dates, serial), serial, period)


def read_number(policy: Policy, text: str) -> Number:
    """A number as it was written. Raises ValueError when the policy's pattern does not fit it."""
    rule = _numbering(policy)
    match = re.fullmatch(_expression(rule.pattern), text)
    if match is None:
        raise ValueError(f"{text!r} is no number of {policy.id}; expected {rule.pattern}")
    parts = match.groupdict()
    return Number(text, int(parts["serial"]), PERIOD[rule.restart].format(**parts))


def serial_days(policy: Policy, received_at: datetime | str) -> tuple[date, date] | None:
    """The first and the last day of those that share a run of serials; None for serials that never restart.

    Raises PolicyError for a policy without numbering.
    """
    restart = _numbering(policy).restart
    day = named_calendar(policy.calendar).localize(received_at).date()
    if restart == "never":
        return None
    if restart == "day":
        return day, day
    period = period_of(day, f"each {restart}")
    return period.start, period.last


def _numbering(policy: Policy) -> Numbering:
    if policy.numbering is None:
        problem = Problem(policy.source.file, None, "numbering", message("asked.no_numbering"))
        raise PolicyError([problem])
    return policy.numbering


def _dates(policy: Policy, received_at: datetime | str) -> dict[str, str]:
    day = named_calendar(policy.calendar).localize(received_at).date()
    return {"year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}"}


def _written(pattern: str, dates: dict[str, str], serial: int) -> str:
    text = ""
    for literal, name, digits, _ in string.Formatter().parse(pattern):
        part = f"{serial:0{digits or 1}}" if name == "serial" else dates[name] if name else ""
        text += literal + part
    return text


def _expression(pattern: str) -> str:
    expression, named = "", set()
    for literal, name, _, _ in string.Formatter().parse(pattern):
        expression += re.escape(literal)
        if name:
            expression += f"(?P={name})" if name in named else f"(?P<{name}>{DIGITS[name]})"
            named.add(name)
    return expression
