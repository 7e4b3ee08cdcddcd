"""What a calendar says about a day: shifts, days off, holidays, make-up workdays, announced years.

`CalendarRules` is the checked content of a calendar file together with the public holidays of its
country; everything else is computed from it. Days are proleptic ordinals (`date.toordinal()`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from ..base.locale import nearest_language
from .holiday_package import holidays_of
from .weeks import Plan, Shifts

# The years of a calendar's table. Holiday data reach further on both sides; a regulation's limits do not.
FIRST_YEAR = 2001
LAST_YEAR = 2050
FIRST_DAY = date(FIRST_YEAR, 1, 1)
LAST_DAY = date(LAST_YEAR, 12, 31)

Nature = Literal["working_day", "weekend", "holiday", "make_up_workday", "day_off", "extra_working_day"]


class Name:
    """A name by language code (`en`, `zh_CN`, `de`); false where there is none.

    In a language that it does not have it is told in one of the same family, else in English.
    """

    __slots__ = ("texts",)

    def __init__(self, **texts: str) -> None:
        self.texts = {lang: text for lang, text in texts.items() if text}

    def get(self, lang: str) -> str:
        """The name in a language, empty where there is none."""
        return self.texts.get(nearest_language(lang, self.texts)) or next(iter(self.texts.values()), "")

    def __bool__(self) -> bool:
        return bool(self.texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Name) and self.texts == other.texts

    def __hash__(self) -> int:
        return hash(frozenset(self.texts.items()))

    def __repr__(self) -> str:
        return f"Name({', '.join(f'{lang}={text!r}' for lang, text in self.texts.items())})"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that a calendar file names: a day off (no shifts) or an extra working day."""

    shifts: Shifts
    name: Name


@dataclass(frozen=True)
class PublicHolidays:
    """The public holidays of a country: names by day, and the make-up workdays, over the table's years."""

    country: str
    subdivision: str | None
    names: Mapping[int, str]
    make_up: frozenset[int]

    def without(self, years: Collection[int]) -> PublicHolidays:
        """The same without what lies in these years."""
        if not years:
            return self
        names = {day: name for day, name in self.names.items() if date.fromordinal(day).year not in years}
        make_up = frozenset(day for day in self.make_up if date.fromordinal(day).year not in years)
        return replace(self, names=names, make_up=make_up)

    def to_dict(self) -> dict[str, Any]:
        """JSON values only: names by ISO date, make-up workdays as ISO dates."""
        return {
            "country": self.country,
            "subdivision": self.subdivision,
            "names": {date.fromordinal(day).isoformat(): name for day, name in sorted(self.names.items())},
            "make_up": [date.fromordinal(day).isoformat() for day in sorted(self.make_up)],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PublicHolidays:
        """What `to_dict` wrote. Raises ValueError for a day that is no date."""
        return cls(
            country=data["country"],
            subdivision=data["subdivision"],
            names={date.fromisoformat(day).toordinal(): name for day, name in data["names"].items()},
            make_up=frozenset(date.fromisoformat(day).toordinal() for day in data["make_up"]),
        )


@dataclass(frozen=True)
class CalendarRules:
    """The meaning of a calendar file. plans: its editions, the earliest first, which is in force from the beginning.

    announced: None means every year. text: the file that they were read from, word for word; beside: the
    iCalendar files that it names, by their names.
    """

    name: str
    title: Name
    zone: ZoneInfo
    plans: tuple[Plan, ...]
    special: Mapping[int, SpecialDay]
    holidays: PublicHolidays | None
    announced: frozenset[int] | None
    working_days: Mapping[int, int] = field(default_factory=dict)
    text: str = field(default="", compare=False, repr=False)
    beside: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def plan(self, day: int) -> Plan:
        """The edition in force on a day."""
        return next((plan for plan in reversed(self.plans) if plan.since <= day), self.plans[0])

    def shifts_by_exception(self) -> dict[int, Shifts]:
        """The days that differ from the week: the file goes before make-up days, these before holidays."""
        days: dict[int, Shifts] = {}
        if self.holidays:
            days.update(dict.fromkeys(self.holidays.names, ()))
            made_up = ((day, self.plan(day).make_up_shifts(day)) for day in self.holidays.make_up)
            days.update({day: shifts for day, shifts in made_up if shifts})
        days.update({day: special.shifts for day, special in self.special.items()})
        return days

    def shifts_on(self, day: int) -> Shifts:
        """The shifts that begin on the day."""
        nature = self.nature(day)
        if nature == "working_day":
            return self.week_shifts(day)
        if nature == "make_up_workday":
            return self.plan(day).make_up_shifts(day)
        return self.special[day].shifts if day in self.special else ()

    def week_shifts(self, day: int) -> Shifts:
        """The shifts of a day by its edition, season, week and month, whatever holiday it may be."""
        return self.plan(day).week_of(day).shifts(day)

    def nature(self, day: int) -> Nature:
        """Why the day is worked or not."""
        if day in self.special:
            return "extra_working_day" if self.special[day].shifts else "day_off"
        if self.holidays and day in self.holidays.make_up and self.plan(day).make_up_shifts(day):
            return "make_up_workday"
        if self.holidays and day in self.holidays.names:
            return "holiday"
        return "working_day" if self.week_shifts(day) else "weekend"

    def digest(self) -> str:
        """The edition: the same text means the same answers. Titles and names of days have no part in it."""
        text = json.dumps(self._meaning(), sort_keys=True, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    def _meaning(self) -> dict[str, Any]:
        first = self.plans[0]
        meaning: dict[str, Any] = {
            "years": [FIRST_YEAR, LAST_YEAR],
            "zone": self.zone.key,
            "weekly": first.week.days,
            "exceptions": sorted(self.shifts_by_exception().items()),
            "announced": None if self.announced is None else sorted(self.announced),
        }
        # A calendar with one plain week keeps the edition that it had before there were others.
        if len(self.plans) == 1 and first.plain:
            return meaning
        return {**meaning, "plans": [plan.meaning() for plan in self.plans]}


def public_holidays(country: str, subdivision: str | None) -> PublicHolidays:
    """The holidays that the package `holidays` knows. Raises NotImplementedError for an unknown place."""
    made = holidays_of(country)
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    plain = made(subdiv=subdivision)
    # The language is always named: left out, the package takes it from the process's environment.
    found = made(subdiv=subdivision, years=years, language=_language(plain, "en_US"))
    first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
    names = {day.toordinal(): name for day, name in sorted(found.items())}
    make_up = frozenset(day.toordinal() for day in found.weekend_workdays)
    return PublicHolidays(
        country=country,
        subdivision=subdivision,
        names={day: name for day, name in names.items() if first <= day <= last},
        make_up=frozenset(day for day in make_up if first <= day <= last),
    )


@lru_cache(maxsize=256)
def holiday_names(country: str, subdivision: str | None, year: int, lang: str) -> Mapping[int, str]:
    """The names of one year's holidays in a language; none in one that the package does not have for the country."""
    made = holidays_of(country)
    plain = made(subdiv=subdivision)
    spoken = nearest_language(lang, plain.supported_languages)
    if spoken not in plain.supported_languages:
        return {}
    found = made(subdiv=subdivision, years=year, language=spoken)
    return {day.toordinal(): name for day, name in found.items()}


def _language(plain: Any, wanted: str) -> str | None:
    default: str | None = plain.default_language
    return wanted if wanted in plain.supported_languages else default
