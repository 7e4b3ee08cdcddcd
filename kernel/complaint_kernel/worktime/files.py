"""A calendar file → `CalendarRules`, or every fault of the file at once with its line.

The file is YAML 1.2 read strictly: every scalar is text as it stands, keys are unique, anchors,
aliases, tags and further documents are refused, and the file is at most 256 KiB.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..base.errors import Problem
from ..base.locale import ANSWERED, CODE, message, words_of
from .errors import CalendarError
from .holiday_package import country_codes, holidays_of
from .icalendar_days import days_of_icalendar
from .nodes import Item, StrictFile, hint, line_of
from .rules import (
    FIRST_DAY,
    FIRST_YEAR,
    LAST_DAY,
    LAST_YEAR,
    CalendarRules,
    Name,
    PublicHolidays,
    SpecialDay,
    public_holidays,
)
from .weeks import LAST, Alternation, DayOfYear, Plan, Season, Shift, Shifts, Week

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KEYS = (
    "calendar", "title", "zone", "weekly", "seasons", "holidays", "announced", "make_up_shifts", "days_off",
    "extra_working_days", "notices", "icalendar", "working_days", "editions",
)  # fmt: skip
NOTICE_KEYS = ("year", "reference", "days_off", "worked")
EDITION_KEYS = ("since", "weekly", "seasons", "make_up_shifts")
REQUIRED = ("calendar", "zone", "weekly")

_ORDINAL = "(?:1st|2nd|3rd|4th|5th|last)"
_ALTERNATION = re.compile(
    rf"(?P<weekly>{'|'.join(WEEKDAYS)}) of (?P<parity>even|odd) weeks"
    rf"|(?P<ordinals>{_ORDINAL}(?:(?:, | and ){_ORDINAL})*) (?P<monthly>{'|'.join(WEEKDAYS)})"
)
_SHIFT = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = re.compile(r"([0-9]{4})(?: to ([0-9]{4}))?")
_BESIDE = re.compile(r"[^/\\]{1,120}\.ics")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_rules(
    text: str, file: str, holidays: PublicHolidays | None = None, beside: Mapping[str, str] | None = None
) -> CalendarRules:
    """The rules in a file's text; `file` is its name for messages. Raises CalendarError with every fault.

    holidays: those of the file's country as they were known once; they count before what is known today. beside: the
    iCalendar files that it may name, by their names.
    """
    reader = _Reader(file, holidays, beside)
    root = reader.compose(text, f"the keys {', '.join(REQUIRED)}")
    rules = reader.rules(root) if root is not None else None
    if rules is None or reader.problems:
        raise calendar_error(file, reader.problems)
    return replace(rules, text=text, beside=reader.used)


def calendar_error(file: str, problems: list[Problem]) -> CalendarError:
    """One error for all faults of a file, in the order of their lines."""
    ordered = tuple(sorted(problems, key=lambda problem: problem.line or 0))
    return CalendarError("\n".join(map(str, ordered)) or f"{file}: the calendar is empty", ordered)


class _Reader(StrictFile):
    """The nodes of a calendar file → its rules."""

    def __init__(self, file: str, known: PublicHolidays | None = None, beside: Mapping[str, str] | None = None) -> None:
        super().__init__(file)
        self.known = known
        self.beside = beside
        self.used: dict[str, str] = {}

    def rules(self, root: Node) -> CalendarRules | None:
        items = {item.key: item for item in self.mapping(root, "", KEYS)}
        for key in REQUIRED:
            if key not in items:
                self.report(1, "", message("calendar_fault.missing", key=repr(key), expected=""))
        name = self._name(items.get("calendar"))
        title = self._title(items.get("title"))
        zone = self._zone(items.get("zone"))
        plan = self._plan(items, FIRST_DAY.toordinal())
        plans = (plan, *self._editions(items.get("editions"), plan))
        holidays = self._holidays(items.get("holidays"))
        announced = self._announced(items.get("announced"))
        notices = self._notices(items.get("notices"), plans)
        imported = {
            **self._icalendar(items, plans),
            **{day: found for days in notices.values() for day, found in days.items()},
        }
        special = self._special(items.get("days_off"), items.get("extra_working_days"), imported)
        working_days = self._working_days(items.get("working_days"))
        if self.problems or zone is None:
            return None
        self._check_worked(items, plans, special)
        self._check_holidays(items["holidays"] if holidays else None, holidays, announced, plans)
        if announced is not None:
            announced |= notices.keys()
        if holidays:
            holidays = holidays.without(notices)
        return CalendarRules(name, title, zone, plans, special, holidays, announced, working_days)

    def _name(self, item: Item | None) -> str:
        text = self.text(item)
        if item and text is not None and not _NAME.fullmatch(text):
            self.at(item, message("calendar_fault.name", found=repr(text)))
        return text or ""

    def _title(self, item: Item | None) -> Name:
        if item is None:
            return Name()
        texts = {}
        for part in self.mapping(item.node, item.path, None):
            if CODE.fullmatch(part.key):
                texts[part.key] = self.text(part) or ""
            else:
                near = hint(part.key, ANSWERED, message("calendar_fault.a_language"))
                self.at(part, message("calendar_fault.language", found=repr(part.key), hint=near))
        return Name(**texts)

    def _zone(self, item: Item | None) -> ZoneInfo | None:
        text = self.text(item)
        if item is None or text is None:
            return None
        if text in _zones():
            return ZoneInfo(text)
        self.at(
            item,
            message(
                "calendar_fault.zone",
                found=repr(text[:60]),
                hint=hint(text, _zones(), message("calendar_fault.a_zone")),
            ),
        )
        return None

    def _plan(self, items: Mapping[str, Item], since: int) -> Plan:
        make_up = items.get("make_up_shifts")
        return Plan(
            since,
            self._weekly(items.get("weekly")),
            tuple(self._seasons(items.get("seasons"))),
            None if make_up is None else self._shifts_item(make_up),
        )

    def _editions(self, item: Item | None, first: Plan) -> Iterator[Plan]:
        """The later editions, each with what it changes; the rest is as in the one before."""
        before = first
        for i, node in enumerate(self.sequence(item.node, item.path) if item else ()):
            path = f"editions[{i}]"
            parts = {part.key: part for part in self.mapping(node, path, EDITION_KEYS)}
            since = self._date(parts.get("since"), node, path, "since")
            if since and since <= before.since:
                self.report(line_of(node), path, message("calendar_fault.edition_order"))
            made = self._plan(parts, since or before.since + 1)
            before = replace(
                before,
                since=made.since,
                week=made.week if "weekly" in parts else before.week,
                seasons=made.seasons if "seasons" in parts else before.seasons,
                make_up=made.make_up if "make_up_shifts" in parts else before.make_up,
            )
            yield before

    def _seasons(self, item: Item | None) -> Iterator[Season]:
        taken: set[tuple[int, int]] = set()
        for i, node in enumerate(self.sequence(item.node, item.path) if item else ()):
            path = f"{item.path if item else ''}[{i}]"
            parts = {part.key: part for part in self.mapping(node, path, ("date", "name", "weekly"))}
            span = self._span_of_year(parts.get("date"), node, path)
            if "weekly" not in parts:
                self.report(line_of(node), path, message("calendar_fault.season_weekly"))
            week = self._weekly(parts.get("weekly"))
            if span is None:
                continue
            season = Season(*span, week)
            days = {day for day in _DAYS_OF_YEAR if season.takes(day)}
            if taken & days:
                month, day = min(taken & days)
                self.report(line_of(node), path, message("calendar_fault.two_seasons", day=f"{month:02}-{day:02}"))
            taken |= days
            yield season

    def _span_of_year(self, item: Item | None, node: Node, path: str) -> tuple[DayOfYear, DayOfYear] | None:
        if item is None:
            if isinstance(node, MappingNode):
                self.report(line_of(node), path, message("calendar_fault.missing", key="'date'", expected=""))
            return None
        text = self.text(item)
        ends = [_day_of_year(end) for end in text.split(" to ")] if text is not None else []
        if len(ends) == 2 and ends[0] and ends[1]:
            return ends[0], ends[1]
        if text is not None:
            self.at(item, message("calendar_fault.span", found=repr(text[:60])))
        return None

    def _weekly(self, item: Item | None) -> Week:
        days: list[Shifts] = [()] * 7
        given: set[int] = set()
        alternations: list[Alternation] = []
        for part in self.mapping(item.node, item.path, None) if item else ():
            if match := _ALTERNATION.fullmatch(part.key):
                alternations += self._alternation(part, match, alternations)
                continue
            named = self._weekdays(part)
            if given & set(named):
                self.at(part, message("calendar_fault.twice", what=WEEKDAYS[min(given & set(named))]))
            given |= set(named)
            for day in named:
                days[day] = self._shifts(part.node, part.path) if day == named[0] else days[named[0]]
        week = Week(tuple(days), tuple(alternations))
        if item and (given or alternations) and not _is_worked(week) and not self.problems:
            self.at(item, message("calendar_fault.no_shift"))
        return week

    def _alternation(self, item: Item, match: re.Match[str], before: list[Alternation]) -> Iterator[Alternation]:
        """`Saturday of even weeks`, `1st and 3rd Saturday`, `last Friday`."""
        weekday = WEEKDAYS.index(match["weekly"] or match["monthly"])
        by: Literal["week", "month"] = "week" if match["weekly"] else "month"
        numbers = ({"even": 0, "odd": 1}[match["parity"]],) if match["weekly"] else _ordinals(match["ordinals"])
        shifts = self._shifts(item.node, item.path)
        same = [other for other in before if other.weekday == weekday]
        if any(other.by != by for other in same):
            self.at(item, message("calendar_fault.weeks_and_months", day=WEEKDAYS[weekday]))
        elif any(set(other.numbers) & set(numbers) for other in same) or len(set(numbers)) < len(numbers):
            self.at(item, message("calendar_fault.day_given", found=repr(item.key)))
        else:
            yield Alternation(weekday, by, numbers, shifts)

    def _weekdays(self, item: Item) -> list[int]:
        ends = item.key.split(" to ")
        if len(ends) > 2 or any(end not in WEEKDAYS for end in ends):
            near = hint(item.key, [*WEEKDAYS, *_FORMS], "Monday to Friday")
            self.at(item, message("calendar_fault.weekday", found=repr(item.key), hint=near))
            return []
        first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
        if last < first:
            self.at(item, message("calendar_fault.week_backwards", found=repr(item.key)))
        return list(range(first, last + 1))

    def _shifts_item(self, item: Item | None) -> Shifts:
        return self._shifts(item.node, item.path) if item else ()

    def _shifts(self, node: Node, path: str) -> Shifts:
        """The shifts of one day in their order; an empty list is a day off."""
        shifts: list[Shift] = []
        for i, part in enumerate(self.sequence(node, path)):
            shift = self._shift(self.entry(part, f"{path}[{i}]"))
            if shift and shifts and shift[0] < shifts[-1][1]:
                self.report(line_of(part), f"{path}[{i}]", message("calendar_fault.overlap"))
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
            self.at(item, message("calendar_fault.shift", found=repr(text)))
        return None

    def _holidays(self, item: Item | None) -> PublicHolidays | None:
        if item is None:
            return None
        parts = {part.key: part for part in self.mapping(item.node, item.path, ("country", "subdivision"))}
        country = self.text(parts.get("country"))
        subdivision = self.text(parts.get("subdivision"))
        if country is None:
            if "country" not in parts:
                self.at(item, message("calendar_fault.country_missing"))
            return None
        return self._known_holidays(parts, country, subdivision)

    def _known_holidays(self, parts: dict[str, Item], country: str, subdivision: str | None) -> PublicHolidays | None:
        if self.known and (self.known.country, self.known.subdivision) == (country, subdivision):
            return self.known
        countries = country_codes()
        known = list(holidays_of(country).subdivisions) if country in countries else []
        if country not in countries:
            near = hint(country, countries, "CN")
            self.at(parts["country"], message("calendar_fault.country", found=repr(country), hint=near))
        elif subdivision is not None and subdivision not in known:
            some = ", ".join(known[:8]) or message("calendar_fault.none_at_all")
            near = hint(subdivision, known, some)
            words = message("calendar_fault.subdivision", found=repr(subdivision), country=country, hint=near)
            self.at(parts["subdivision"], words)
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
            self.at(item, message("calendar_fault.years", found=repr(text), **_YEARS_KNOWN))
        return set()

    def _notices(self, item: Item | None, plans: tuple[Plan, ...]) -> dict[int, dict[int, SpecialDay]]:
        """Each year's holidays as its notice has them: what a country's data say of the year counts no more."""
        found: dict[int, dict[int, SpecialDay]] = {}
        for i, node in enumerate(self.sequence(item.node, item.path) if item else ()):
            path = f"notices[{i}]"
            parts = {part.key: part for part in self.mapping(node, path, NOTICE_KEYS)}
            year = self._year(parts.get("year"), node, path)
            if year in found:
                self.report(line_of(node), path, message("calendar_fault.notice_twice", year=year))
            self.text(parts.get("reference"))
            found[year] = self._days_of_notice(parts, plans)
        return found

    def _year(self, item: Item | None, node: Node, path: str) -> int:
        if item is None:
            self.report(line_of(node), path, message("calendar_fault.notice_year"))
            return 0
        return min(self._years(item), default=0)

    def _days_of_notice(self, parts: Mapping[str, Item], plans: tuple[Plan, ...]) -> dict[int, SpecialDay]:
        days: dict[int, SpecialDay] = {}
        for key in ("days_off", "worked"):
            item = parts.get(key)
            for i, node in enumerate(self.sequence(item.node, item.path) if item else ()):
                path = f"{item.path if item else key}[{i}]"
                named = {part.key: part for part in self.mapping(node, path, ("date", "name"))}
                _, dates = self._days(named.get("date"), node, path)
                if twice := [day for day in dates if day in days]:
                    self.report(
                        line_of(node), path, message("calendar_fault.twice", what=str(date.fromordinal(twice[0])))
                    )
                name = self._title(named.get("name"))
                for day in dates:
                    shifts = _plan_on(plans, day).make_up_shifts(day) if key == "worked" else ()
                    if shifts or key == "days_off":
                        days[day] = SpecialDay(shifts, name)
        return days

    def _icalendar(self, items: Mapping[str, Item], plans: tuple[Plan, ...]) -> dict[int, SpecialDay]:
        """The days of the iCalendar files: days off, and what is worked by the file's shifts, else as a make-up day."""
        item = items.get("icalendar")
        days: dict[int, SpecialDay] = {}
        for i, node in enumerate(self.sequence(item.node, item.path) if item else ()):
            path = f"icalendar[{i}]"
            parts = {part.key: part for part in self.mapping(node, path, ("file", "worked", "shifts"))}
            shifts, worked = self._shifts_item(parts.get("shifts")), self.text(parts.get("worked"))
            for day, name in self._days_of_file(parts.get("file"), node, path).items():
                if worked is None or worked not in name:
                    days.setdefault(day, SpecialDay((), Name(en=name)))
                elif made_up := shifts or _plan_on(plans, day).make_up_shifts(day):
                    days[day] = SpecialDay(made_up, Name(en=name))
        return days

    def _days_of_file(self, item: Item | None, node: Node, path: str) -> Mapping[int, str]:
        name = self.text(item)
        if item is None or name is None:
            self.report(line_of(node), path, message("calendar_fault.file_missing"))
        elif not _BESIDE.fullmatch(name):
            self.at(item, message("calendar_fault.file_name", found=repr(name[:60])))
        elif self.beside is None:
            self.at(item, message("calendar_fault.opens_no_file"))
        elif name not in self.beside:
            near = hint(name, self.beside, message("calendar_fault.a_file"))
            self.at(item, message("calendar_fault.file", name=repr(name), hint=near))
        else:
            self.used[name] = self.beside[name]
            try:
                return days_of_icalendar(self.used[name])
            except ValueError as error:
                self.at(item, message("calendar_fault.in_file", name=name, error=words_of(error)))
        return {}

    def _special(
        self, off: Item | None, extra: Item | None, imported: Mapping[int, SpecialDay]
    ) -> dict[int, SpecialDay]:
        """Days off and extra working days: a day goes before a range, a range before a notice, that before an iCalendar
        file, all before a yearly day."""
        found: list[dict[int, SpecialDay]] = [{}, {}, {}]
        for item, keys in ((off, ("date", "name")), (extra, ("date", "shifts", "name"))):
            for i, node in enumerate(self.sequence(item.node, item.path) if item else ()):
                self._special_days(found, node, f"{item.path}[{i}]" if item else "", keys)
        return {**found[0], **imported, **found[1], **found[2]}

    def _special_days(self, found: list[dict[int, SpecialDay]], node: Node, path: str, keys: tuple[str, ...]) -> None:
        parts = {part.key: part for part in self.mapping(node, path, keys)}
        rank, days = self._days(parts.get("date"), node, path)
        faults = len(self.problems)
        shifts = self._shifts_item(parts.get("shifts"))
        if "shifts" in keys and not shifts and len(self.problems) == faults:
            self.report(line_of(node), path, message("calendar_fault.extra_shifts"))
        special = SpecialDay(shifts, self._title(parts.get("name")))
        twice = next((day for day in days if day in found[rank]), None)
        if twice is not None:
            self.report(line_of(node), path, message("calendar_fault.twice", what=str(date.fromordinal(twice))))
        found[rank].update(dict.fromkeys(days, special))

    def _days(self, item: Item | None, node: Node, path: str) -> tuple[int, list[int]]:
        """Which days a `date` names, and its rank: 0 yearly, 1 a range, 2 one day."""
        text = str(item.node.value) if item and isinstance(item.node, ScalarNode) else ""
        first, to, last = text.partition(" to ")
        if item and _day_of_year(first):
            return 0, self._yearly(item, first, last if to else first)
        if item and to:
            ends = [self._read_date(item, end) for end in (first, last)]
            if all(ends) and ends[0] > ends[1]:
                self.at(item, message("calendar_fault.backwards", found=repr(text[:60])))
            return 1, list(range(ends[0], ends[1] + 1)) if all(ends) else []
        day = self._date(item, node, path)
        return 2, [day] if day else []

    def _yearly(self, item: Item, first: str, last: str) -> list[int]:
        span = _day_of_year(first), _day_of_year(last)
        if span[0] is None or span[1] is None:
            self.at(item, message("calendar_fault.day_of_year", found=repr(last[:60])))
            return []
        season = Season(span[0], span[1], Week(((),) * 7))
        days = map(date.fromordinal, range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1))
        return [day.toordinal() for day in days if season.takes((day.month, day.day))]

    def _date(self, item: Item | None, node: Node, path: str, key: str = "date") -> int:
        """The day's ordinal, 0 where there is none."""
        if item is None:
            if isinstance(node, MappingNode):
                self.report(line_of(node), path, message("calendar_fault.missing", key=repr(key), expected=""))
            return 0
        text = self.text(item)
        return self._read_date(item, text) if text is not None else 0

    def _read_date(self, item: Item, text: str) -> int:
        try:
            day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day.toordinal()
        self.at(item, message("calendar_fault.date", found=repr(text[:60]), **_YEARS_KNOWN))
        return 0

    def _working_days(self, item: Item | None) -> dict[int, int]:
        counts: dict[int, int] = {}
        for part in self.mapping(item.node, item.path, None) if item else ():
            text = self.text(part)
            if not re.fullmatch(r"[0-9]{4}", part.key) or not FIRST_YEAR <= int(part.key) <= LAST_YEAR:
                self.at(part, message("calendar_fault.year", found=repr(part.key), **_YEARS_KNOWN))
            elif text is not None and not re.fullmatch(r"[0-9]{1,3}", text):
                self.at(part, message("calendar_fault.days_worked", found=repr(text)))
            elif text is not None:
                counts[int(part.key)] = int(text)
        return counts

    def _check_worked(
        self, items: Mapping[str, Item], plans: tuple[Plan, ...], special: Mapping[int, SpecialDay]
    ) -> None:
        """A calendar by which nobody ever works again counts no working time: all would be due beyond its years."""
        extra = max((day for day, found in special.items() if found.shifts), default=0)
        weeks = (plans[-1].week, *(season.week for season in plans[-1].seasons))
        if extra < plans[-1].since and not any(map(_is_worked, weeks)):
            self.at(items["editions" if len(plans) > 1 else "weekly"], message("calendar_fault.no_shift"))

    def _check_holidays(
        self,
        item: Item | None,
        holidays: PublicHolidays | None,
        announced: frozenset[int] | None,
        plans: tuple[Plan, ...],
    ) -> None:
        if item is None or holidays is None or not holidays.make_up:
            return
        if announced is None:
            self.at(item, message("calendar_fault.announced", country=holidays.country))
        weeks = [
            week for plan in plans if plan.make_up is None for week in (plan.week, *(s.week for s in plan.seasons))
        ]
        if any(not week.days[0] for week in weeks):
            self.at(item, message("calendar_fault.make_up", country=holidays.country))


def _is_worked(week: Week) -> bool:
    return any(week.days) or any(alternation.shifts for alternation in week.alternations)


def _plan_on(plans: tuple[Plan, ...], day: int) -> Plan:
    """The edition in force on a day."""
    return next((plan for plan in reversed(plans) if plan.since <= day), plans[0])


@cache
def _zones() -> frozenset[str]:
    """The time zones by the names of the tz database, never what the machine itself is set to."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


_YEARS_KNOWN = {"first": FIRST_YEAR, "last": LAST_YEAR}


_FORMS = ("Monday to Friday", "Monday to Sunday", "Saturday of even weeks", "1st and 3rd Saturday", "last Saturday")
# Of a leap year, so that 02-29 is one of them.
_DAYS_OF_YEAR = [(month, day) for month in range(1, 13) for day in range(1, monthrange(2024, month)[1] + 1)]


def _day_of_year(text: str) -> DayOfYear | None:
    """The month and day of text such as 03-15; 02-29 is a day of leap years."""
    match = re.fullmatch(r"([0-9]{2})-([0-9]{2})", text)
    found = (int(match[1]), int(match[2])) if match else None
    return found if found in _DAYS_OF_YEAR else None


def _ordinals(text: str) -> tuple[int, ...]:
    """`1st and 3rd` as numbers; `last` is LAST."""
    return tuple(LAST if word == "last" else int(word[0]) for word in re.split(r", | and ", text))


def _minute(hour: str, minute: str, latest: int) -> int | None:
    total = int(hour) * 60 + int(minute)
    return total if int(minute) <= 59 and total <= latest else None
