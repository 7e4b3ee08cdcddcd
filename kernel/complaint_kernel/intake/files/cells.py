"""A cell as people write it → the value that it means: yes or no, numbers, days and moments, choices by key or label.

What means nothing is left as it stands, for the reader of complaints to refuse by name.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from ...base.comparing import comparable
from ...base.locale import translations
from ...policy.fields import Field
from ...policy.label import Label
from ...policy.vocabulary import FIGURE_KINDS, Kind
from ...worktime import WorktimeError
from ...worktime.moments import read_iso
from ..text_input import plain_number

Reader = Callable[[Any], Any]
YES, NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})
DAYS = (
    r"(?P<year>[0-9]{4})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})",
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})",
)
TIME = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
PARTS = ("year", "month", "day", "hour", "minute", "second")
WIDTHS = {"year": "4"} | dict.fromkeys(PARTS[1:], "1,2")


def reader_of(field: Field, zone: ZoneInfo) -> Reader:
    """How the cells of a field are read."""
    if field.kind in FIGURE_KINDS:
        return figure
    readers: Mapping[str, Reader] = {
        Kind.BOOL: yes_or_no,
        Kind.DATE: day,
        Kind.MOMENT: partial(moment, zone=zone),
        Kind.CHOICE: choice_of(field.keys, field.choices) if field.kind == Kind.CHOICE else text,
    }
    return readers.get(field.kind, text)


def text(cell: Any) -> Any:
    """A cell as its reader sees it: a whole number without a point, a day or moment as ISO text."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, (list, dict)):
        return cell
    if isinstance(cell, (float, Decimal)) and cell == cell and cell % 1 == 0:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def identifier(cell: Any) -> Any:
    """An id: a text or a number."""
    return cell if isinstance(cell, bool) else text(cell)


def figure(cell: Any) -> Any:
    """A number exactly as it is written or kept."""
    if isinstance(cell, str):
        number = plain_number(cell.strip())
        return cell.strip() if number is None else number
    return Decimal(repr(cell)) if isinstance(cell, float) else cell


def yes_or_no(cell: Any) -> Any:
    """Yes or no in any language that there is, or 1 and 0."""
    if isinstance(cell, bool):
        return cell
    word = comparable(str(text(cell)))
    yes, no = _words()
    return True if word in yes else False if word in no else cell


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    spoken = (map(comparable, translations(key).values()) for key in ("explain.yes", "explain.no"))
    yes, no = spoken
    return YES.union(yes), NO.union(no)


def choice_of(keys: Iterable[str | int], labels: Mapping[str, Label]) -> Reader:
    """One of the keys, by itself or by its label in any language."""
    meant = meanings(dict(zip(labels, keys, strict=True)), labels)

    def read(cell: Any) -> Any:
        word = text(cell)
        return cell if isinstance(cell, bool) else meant.get(comparable(str(word)), word)

    return read


def meanings(keys: Mapping[str, Any], labels: Mapping[str, Label]) -> dict[str, Any]:
    """What each comparable word means; a label that several have means none of them, a key goes before a label."""
    found: dict[str, Any] = {}
    for name, label in labels.items():
        for word in {comparable(one) for one in label.texts.values()}:
            found[word] = None if word in found and found[word] != keys[name] else keys[name]
    return {word: key for word, key in found.items() if key is not None} | {comparable(n): k for n, k in keys.items()}


def day(cell: Any) -> Any:
    """A day, or a moment at its midnight."""
    found = _written(cell) if isinstance(cell, str) else cell
    if isinstance(found, datetime):
        return found.date() if found.time() == time() else cell
    return found if isinstance(found, date) else cell


def moment(cell: Any, zone: ZoneInfo) -> Any:
    """An aware moment; one without an offset is in the zone, a day its midnight."""
    if isinstance(cell, str):
        try:
            return read_iso(cell.strip(), zone)
        except WorktimeError:
            cell = _written(cell) or cell.strip()
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    return datetime(cell.year, cell.month, cell.day, tzinfo=zone) if isinstance(cell, date) else cell


def _written(cell: str) -> datetime | None:
    """A day, with or without a time, as people write it; None for what could be two days, such as 9/10/2026."""
    found = next((match for form in _forms() if (match := form.fullmatch(cell.strip()))), None)
    if found is None:
        return None
    parts = {name: int(number) for name, number in found.groupdict().items() if number and name in PARTS}
    try:
        return datetime(**parts)  # type: ignore[arg-type]
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern[str], ...]:
    """Each form of a day with each form of a time."""
    days = [*DAYS, *map(_form, translations("cell.day").values())]
    times = [TIME, *map(_form, translations("cell.time").values())]
    return tuple(re.compile(f"{day}(?:[ T]*{time})?") for day in days for time in times)


def _form(written: str) -> str:
    """`{year}/{month}/{day}` as a pattern."""
    parts = ((re.escape(literal), name) for literal, name, _, _ in string.Formatter().parse(written))
    return "".join(literal + (f"(?P<{name}>[0-9]{{{WIDTHS[name]}}})" if name else "") for literal, name in parts)


def listed(labels: Mapping[str, Label]) -> Reader:
    """A text that a policy may list: the code of what it lists by code or label, any other text as it is."""
    meant = meanings({name: name for name in labels}, labels)

    def read(cell: Any) -> Any:
        word = text(cell)
        return meant.get(comparable(str(word)), word) if meant else word

    return read


def as_it_is(cell: Any) -> Any:
    """What is read elsewhere."""
    return cell
