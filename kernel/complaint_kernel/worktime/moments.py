"""Moments as text: ISO 8601, read the same way by every version of Python."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ..base.locale import message
from .errors import WorktimeError

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_ISO = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?[+-][0-9]{2}:[0-5][0-9]")


is_plain_moment = _PLAIN.fullmatch
"""Whether a text has the form of a moment as programs write it."""


def plain_moment(text: object) -> datetime | None:
    """A moment as programs write it, with its offset, which Python reads by itself; None for any other text."""
    if isinstance(text, str) and _PLAIN.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    return None


def read_iso(text: str, zone: ZoneInfo) -> datetime:
    """The moment of a text, in its own offset or else in the zone. Raises WorktimeError where it is none."""
    return plain_moment(text) or _read_any(text, zone)


def in_zone(moment: str | datetime, zone: ZoneInfo) -> datetime:
    """A text or an aware moment, as the clocks of the zone show it.

    Raises WorktimeError for other text and for a datetime without an offset, OverflowError beyond all years.
    """
    if isinstance(moment, datetime) and moment.utcoffset() is None:
        raise naive(moment)
    aware = moment if isinstance(moment, datetime) else read_iso(moment, zone)
    # Through UTC, so that a time that the clocks skip is shown as the one that they show instead.
    return (EPOCH + (aware - EPOCH)).astimezone(zone)


@dataclass(frozen=True)
class ZoneClock:
    """The clocks of a zone, for whoever reads moments and counts no working time."""

    zone: ZoneInfo

    def localize(self, moment: str | datetime) -> datetime:
        """A moment in the zone; text without an offset is in it. Raises WorktimeError."""
        try:
            return in_zone(moment, self.zone)
        except OverflowError:
            raise _unreadable(moment) from None


def naive(moment: object) -> WorktimeError:
    """That a moment has no offset, or is none."""
    if isinstance(moment, datetime):
        return WorktimeError(message("moment.naive", found=moment.isoformat()))
    return WorktimeError(message("moment.none", found=repr(moment)))


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
