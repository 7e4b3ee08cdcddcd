"""Moments as text: ISO 8601, read the same way by every version of Python."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ..base.locale import message
from .errors import WorktimeError

_ISO = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?[+-][0-9]{2}:[0-5][0-9]")


def plain_moment(text: object) -> datetime | None:
    """A moment as programs write it, with its offset, which Python reads by itself; None for any other text."""
    if isinstance(text, str) and _PLAIN.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    return None


def read_iso(text: str, zone: ZoneInfo) -> datetime:
    """The moment of a text, in its own offset or else in the zone. Raises WorktimeError where it is none."""
    return plain_moment(text) or _read_any(text, zone)


def _read_any(text: str, zone: ZoneInfo) -> datetime:
    match = _ISO.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise _unreadable(text)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    micro = int(f"{match['fraction'] or '0':<06}"[:6])
    if minute > 59 or second > 59 or (hour, minute, second, micro) > (24, 0, 0, 0):
        raise _unreadable(text)
    try:
        day = datetime.fromisoformat(match["date"])
        wall = day + timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)
        offset = match["offset"]
        return wall.replace(tzinfo=_offset(offset) if offset else zone)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None


def _offset(text: str) -> timezone:
    if text in "Zz":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if minutes > 59:
        raise ValueError(text)
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if text[0] == "-" else size)


def _unreadable(text: object) -> WorktimeError:
    return WorktimeError(message("moment.unreadable", found=repr(str(text)[:60])))
