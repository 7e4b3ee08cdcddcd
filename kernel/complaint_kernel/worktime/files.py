"""A calendar file → `CalendarRules`, or every fault of the file at once with its line.

The file is YAML 1.2 read strictly: every scalar is text as it stands, keys are unique, anchors,
aliases, tags and further documents are refused, and the file is at most 256 KiB.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from yaml.nodes import MappingNode, Node, SequenceNode

from ..base.errors import Problem
from .errors import CalendarError
from .nodes import Item, StrictFile, hint, line_of
from .rules import (
    FIRST_YEAR,
    LAST_YEAR,
    CalendarRules,
    Name,
    PublicHolidays,
    Shift,
    Shifts,
    SpecialDay,
    public_holidays,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KEYS = (
    "calendar", "title", "zone", "weekly", "holidays", "announced", "make_up_shifts", "days_off",
    "extra_working_days", "working_days",
)  # fmt: skip
REQUIRED = ("calendar", "zone", "weekly")

_SHIFT = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = re.compile(r"([0-9]{4})(?: to ([0-9]{4}))?")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_rules(text: str, file: str, holidays: PublicHolidays | None = None) -> CalendarRules:
    """The rules in a file's text; `file` is its name for messages. Raises CalendarError with every fault.

    holidays: those of the file's country as they were known once; they count before what is known today.
    """
    reader = _Reader(file, holidays)
    root = reader.compose(text, f"the keys {', '.join(REQUIRED)}")
    rules = reader.rules(root) if root is not None else None
    if rules is None or reader.problems:
        raise calendar_error(file, reader.problems)
    return replace(rules, text=text)


def calendar_error(file: str, problems: list[Problem]) -> CalendarError:
    """One error for all faults of a file, in the order of their lines."""
    ordered = tuple(sorted(problems, key=lambda problem: problem.line or 0))
    return CalendarError("\n".join(map(str, ordered)) or f"{file}: the calendar is empty", ordered)


class _Reader(StrictFile):
    """The nodes of a calendar file → its rules."""

    def __init__(self, file: str, known: PublicHolidays | None = None) -> None:
        super().__init__(file)
        self.known = known

    def rules(self, root: Node) -> CalendarRules | None:
        items = {item.key: item for item in self.mapping(root, "", KEYS)}
        for key in REQUIRED:
            if key not in items:
                self.report(1, "", f"the key {key!r} is missing")
        name = self._name(items.get("calendar"))
        title = self._title(items.get("title"))
        zone = self._zone(items.get("zone"))
        weekly = self._weekly(items.get("weekly"))
        holidays = self._holidays(items.get("holidays"))
        announced = self._announced(items.get("announced"))
        make_up = self._shifts_item(items.get("make_up_shifts"))
        special = self._special(items.get("days_off"), items.get("extra_working_days"))
        working_days = self._working_days(items.get("working_days"))
        if self.problems or zone is None:
            return None
        self._check_holidays(items["holidays"] if holidays else None, holidays, announced, make_up or weekly[0])
        return CalendarRules(
            name, title, zone, weekly, make_up or weekly[0], special, holidays, announced, working_days
        )

    def _name(self, item: Item | None) -> str:
        text = self.text(item)
        if item and text is not None and not _NAME.fullmatch(text):
            self.at(item, f"found {text!r}; expected small letters, digits and hyphens, as in 'cn-office'")
        return text or ""

    def _title(self, item: Item | None) -> Name:
        if item is None:
            return Name()
        texts = {part.key: self.text(part) or "" for part in self.mapping(item.node, item.path, ("en", "zh_CN"))}
        return Name(texts.get("en", ""), texts.get("zh_CN", ""))

    def _zone(self, item: Item | None) -> ZoneInfo | None:
        text = self.text(item)
        if item is None or text is None:
            return None
        if text in _zones():
            return ZoneInfo(text)
        self.at(item, f"unknown time zone {text[:60]!r}{hint(text, _zones(), 'a name such as Asia/Shanghai')}")
        return None

    def _weekly(self, item: Item | None) -> tuple[Shifts, ...]:
        week: list[Shifts] = [()] * 7
        given: set[int] = set()
        for part in self.mapping(item.node, item.path, None) if item else ():
            days = self._weekdays(part)
            if given & set(days):
                self.at(part, f"{WEEKDAYS[min(given & set(days))]} is given twice")
            given |= set(days)
            for day in days:
                week[day] = self._shifts(part.node, part.path) if day == days[0] else week[days[0]]
        if item and given and not any(week) and not self.problems:
            self.at(item, "no day of the week has a shift; expected at least one")
        return tuple(week)

    def _weekdays(self, item: Item) -> list[int]:
        ends = item.key.split(" to ")
        if len(ends) > 2 or any(end not in WEEKDAYS for end in ends):
            nearest = hint(item.key, [*WEEKDAYS, "Monday to Friday", "Monday to Sunday"], "Monday to Friday")
            self.at(item, f"{item.key!r} is no day of the week{nearest}")
            return []
        first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
        if last < first:
            self.at(item, f"{item.key!r} runs backwards; expected the earlier day first, Monday to Sunday")
        return list(range(first, last + 1))

    def _shifts_item(self, item: Item | None) -> Shifts:
        return self._shifts(item.node, item.path) if item else ()

    def _shifts(self, node: Node, path: str) -> Shifts:
        """The shifts of one day in their order; an empty list is a day off."""
        shifts: list[Shift] = []
        for i, part in enumerate(self.sequence(node, path)):
            shift = self._shift(self.entry(part, f"{path}[{i}]"))
            if shift and shifts and shift[0] < shifts[-1][1]:
                self.report(line_of(part), f"{path}[{i}]", "the shift starts before the one before it has ended")
            elif shift:
                shifts.append(shift)
        return tuple(shifts)

    def _shift(self, item: Item) -> Shift | None:
        text = self.text(item)
        match = _SHIFT.fullmatch(text) if text is not None else None
        if match:
            start = _minute(match[1], match[2], latest=1439)
            end = _minute(match[3], match[4], latest=1440)
            if start is not None and end is not None and start != end:
                return start, end if end > start else end + 1440
        if text is not None:
            self.at(item, f"found {text!r}; expected a shift such as 08:30-12:00, or 22:00-06:00 over midnight")
        return None

    def _holidays(self, item: Item | None) -> PublicHolidays | None:
        if item is None:
            return None
        parts = {part.key: part for part in self.mapping(item.node, item.path, ("country", "subdivision"))}
        country = self.text(parts.get("country"))
        subdivision = self.text(parts.get("subdivision"))
        if country is None:
            if "country" not in parts:
                self.at(item, "the key 'country' is missing; expected a code such as CN")
            return None
        return self._known_holidays(parts, country, subdivision)

    def _known_holidays(self, parts: dict[str, Item], country: str, subdivision: str | None) -> PublicHolidays | None:
        if self.known and (self.known.country, self.known.subdivision) == (country, subdivision):
            return self.known
        from holidays import list_supported_countries

        known = list_supported_countries()
        if country not in known:
            self.at(parts["country"], f"no holidays are known for {country!r}{hint(country, known, 'CN')}")
        elif subdivision is not None and subdivision not in known[country]:
            nearest = hint(subdivision, known[country], ", ".join(known[country][:8]) or "none at all")
            self.at(parts["subdivision"], f"no subdivision {subdivision!r} is known in {country}{nearest}")
        else:
            return public_holidays(country, subdivision)
        return None

    def _announced(self, item: Item | None) -> frozenset[int] | None:
        if item is None:
            return None
        years: set[int] = set()
        many = isinstance(item.node, SequenceNode)
        parts = self.sequence(item.node, item.path) if many else [item.node]
        for i, node in enumerate(parts):
            years |= self._years(self.entry(node, f"{item.path}[{i}]" if many else item.path))
        return frozenset(years)

    def _years(self, item: Item) -> set[int]:
        text = self.text(item)
        match = _YEARS.fullmatch(text) if text is not None else None
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if FIRST_YEAR <= first <= last <= LAST_YEAR:
            return set(range(first, last + 1))
        if text is not None:
            self.at(item, f"found {text!r}; expected a year or a range as in 2001 to 2026, {_YEARS_KNOWN}")
        return set()

    def _special(self, off: Item | None, extra: Item | None) -> dict[int, SpecialDay]:
        special: dict[int, SpecialDay] = {}
        for item, keys in ((off, ("date", "name")), (extra, ("date", "shifts", "name"))):
            for i, node in enumerate(self.sequence(item.node, item.path) if item else ()):
                self._special_day(special, node, f"{item.path}[{i}]" if item else "", keys)
        return special

    def _special_day(self, special: dict[int, SpecialDay], node: Node, path: str, keys: tuple[str, ...]) -> None:
        parts = {part.key: part for part in self.mapping(node, path, keys)}
        day = self._date(parts.get("date"), node, path)
        faults = len(self.problems)
        shifts = self._shifts_item(parts.get("shifts"))
        if "shifts" in keys and not shifts and len(self.problems) == faults:
            self.report(line_of(node), path, "an extra working day needs shifts, as in [08:30-12:00, 13:00-17:30]")
        if day in special:
            self.report(line_of(node), path, f"{date.fromordinal(day)} is given twice")
        elif day:
            special[day] = SpecialDay(shifts, self._title(parts.get("name")))

    def _date(self, item: Item | None, node: Node, path: str) -> int:
        """The day's ordinal, 0 where there is none."""
        if item is None:
            if isinstance(node, MappingNode):
                self.report(line_of(node), path, "the key 'date' is missing")
            return 0
        text = self.text(item)
        try:
            day = date.fromisoformat(text) if text is not None and _DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day.toordinal()
        if text is not None:
            self.at(item, f"found {text!r}; expected a date such as 2026-12-24, {_YEARS_KNOWN}")
        return 0

    def _working_days(self, item: Item | None) -> dict[int, int]:
        counts: dict[int, int] = {}
        for part in self.mapping(item.node, item.path, None) if item else ():
            text = self.text(part)
            if not re.fullmatch(r"[0-9]{4}", part.key) or not FIRST_YEAR <= int(part.key) <= LAST_YEAR:
                self.at(part, f"found {part.key!r}; expected a year, {_YEARS_KNOWN}")
            elif text is not None and not re.fullmatch(r"[0-9]{1,3}", text):
                self.at(part, f"found {text!r}; expected the number of days worked in the year")
            elif text is not None:
                counts[int(part.key)] = int(text)
        return counts

    def _check_holidays(
        self,
        item: Item | None,
        holidays: PublicHolidays | None,
        announced: frozenset[int] | None,
        make_up: Shifts,
    ) -> None:
        if item is None or holidays is None or not holidays.make_up:
            return
        if announced is None:
            self.at(
                item,
                f"the holidays of {holidays.country} follow a yearly notice; expected the key 'announced' "
                "with the years whose notice is out, such as 2001 to 2026",
            )
        if not make_up:
            self.at(
                item,
                f"{holidays.country} has make-up workdays, and Monday has no shifts to lend them; "
                "expected the key 'make_up_shifts'",
            )


@cache
def _zones() -> frozenset[str]:
    """The time zones by the names of the tz database, never what the machine itself is set to."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


_YEARS_KNOWN = f"within {FIRST_YEAR} to {LAST_YEAR}"


def _minute(hour: str, minute: str, latest: int) -> int | None:
    total = int(hour) * 60 + int(minute)
    return total if int(minute) <= 59 and total <= latest else None
