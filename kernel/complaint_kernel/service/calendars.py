"""Working calendars as records: a file's text as plain fields, plain fields as a file's text.

The text stays the truth. What a person changes in a field takes the place of that part of the text and of nothing else,
so that comments and what has no field stay as they were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode

from ..base.locale import ANSWERED, nearest_language
from ..base.strict_yaml import compose, read_yaml
from ..dossier import calendar_from_dict
from ..worktime import (
    CalendarError,
    WorkCalendar,
    is_calendar_name,
    named_calendar,
    parse_calendar,
    shipped_calendars,
)
from ..worktime.files import WEEKDAYS
from ..worktime.icalendar_days import days_of_icalendar
from ..worktime.load import SHIPPED
from ..worktime.rules import public_holidays
from .language import code

__all__ = [
    "calendar_copy",
    "calendar_fields",
    "calendar_language",
    "calendar_problems",
    "calendar_text",
    "calendar_title",
    "calendar_with",
    "calendar_year",
    "expected_notice",
    "notice_of_icalendar",
    "shipped_calendars",
]

LEAP_YEAR = 2000  # carries the yearly days, 29 February included
ANY_DAY = {"first": "", "last": "", "yearly": False, "worked": False, "shifts": "", "name": {}, "notice": None}


@lru_cache(maxsize=256)
def read_calendar(reference: str) -> WorkCalendar:
    """A calendar by its name, by the text of its file, or by what `calendar_to_dict` kept of it, as JSON.

    Raises CalendarError with every fault.
    """
    if is_calendar_name(reference) or not re.search(r"[:{]", reference):
        return named_calendar(reference)
    if reference.startswith('{"'):
        return calendar_from_dict(json.loads(reference))
    return _of_text(reference)


# A file that is looked at, written and used is read once: laying out its years takes longer than all else.
_of_text = lru_cache(maxsize=32)(parse_calendar)


def calendar_text(name: str) -> str:
    """The file of a shipped calendar, word for word. Raises CalendarError for an unknown name."""
    named_calendar(name)
    return (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")


def calendar_title(reference: str, lang: str) -> str:
    """What people call a calendar; its name where it has no title."""
    calendar = read_calendar(reference)
    return calendar.title.get(lang) or calendar.name


def calendar_language(lang: str) -> str:
    """The code under which a text in a program's language stands in a calendar file, such as `en` for `en_US`."""
    known = nearest_language(lang, ANSWERED)
    return known if known.partition("_")[0] == lang.partition("_")[0] else lang.partition("_")[0]


def calendar_copy(text: str, name: str, title: Mapping[str, str]) -> str:
    """A calendar of one's own made of another: without the counts that hold the other against its country's data."""
    copied = _replaced(calendar_with(text, name=name, title=title), "working_days", [])
    return copied[_root(copied).start_mark.index :]


def calendar_problems(text: str, lang: str = "en") -> list[dict[str, Any]]:
    """Every fault of a calendar file: `{"line", "path", "message"}`; none where it can be used."""
    try:
        _of_text(text)
    except CalendarError as error:
        return [
            {"line": one.line or None, "path": one.path, "message": one.text(code(lang))} for one in error.problems
        ] or [{"line": None, "path": "", "message": str(error)}]
    return []


def calendar_fields(text: str) -> dict[str, Any]:
    """The plain fields of a calendar file that can be read.

    `week`: the shifts of each weekday as text, Monday first, by the latest edition, and `since` its first day (None:
    from the beginning). `plain`: whether that is all there is to it: no seasons, no alternating weekdays, which stay in
    the file. `days`: days off and extra working days, those of a notice with its year. `references`: the notices by
    year. `edition` says the same exactly when the answers are the same.
    """
    calendar = _of_text(text)
    data = read_yaml(text, "calendar").data
    week = dict.fromkeys(WEEKDAYS, "")
    others = False
    latest = _latest(data)
    for key, shifts in latest["weekly"].items():
        named = _weekdays(key)
        others = others or not named
        week.update(dict.fromkeys(named, ", ".join(shifts)))
    notices = {int(notice["year"]): notice.get("reference") or "" for notice in data.get("notices") or []}
    return {
        "name": calendar.name,
        "title": dict(calendar.title.texts),
        "zone": calendar.zone.key,
        "country": (data.get("holidays") or {}).get("country"),
        "week": list(week.values()),
        "since": latest.get("since"),
        "plain": not others and not any(part.get("seasons") for part in (data, *(data.get("editions") or []))),
        "days": [*_days_of(data)],
        "references": notices,
        "edition": calendar.edition,
    }


def _latest(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The latest edition that has a week of its own; the file itself where none has."""
    editions = [edition for edition in data.get("editions") or [] if "weekly" in edition]
    return editions[-1] if editions else data


def _weekdays(key: str) -> tuple[str, ...]:
    """The weekdays of `Monday` or `Monday to Friday`; none of what alternates."""
    first, _, last = key.partition(" to ")
    if first not in WEEKDAYS or (last and last not in WEEKDAYS):
        return ()
    return WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]


def _days_of(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (_day(day) for day in data.get("days_off") or [])
    yield from (_day(day, worked=True) for day in data.get("extra_working_days") or [])
    for notice in data.get("notices") or []:
        year = int(notice["year"])
        yield from (_day(day, notice=year) for day in notice.get("days_off") or [])
        yield from (_day(day, worked=True, notice=year) for day in notice.get("worked") or [])


def _day(given: Mapping[str, Any], worked: bool = False, notice: int | None = None) -> dict[str, Any]:
    first, _, last = given["date"].partition(" to ")
    yearly = len(first) == len("01-31")
    ends = [f"{LEAP_YEAR}-{end}" if yearly else end for end in (first, last or first)]
    return {
        **ANY_DAY,
        "first": ends[0],
        "last": ends[1],
        "yearly": yearly,
        "worked": worked,
        "shifts": ", ".join(given.get("shifts") or []),
        "name": dict(given.get("name") or {}),
        "notice": notice,
    }


def calendar_year(reference: str, year: int) -> dict[str, Any]:
    """How many days are worked in a year, and whether its holidays are announced."""
    calendar = read_calendar(reference)
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return {
        "year": year,
        "announced": calendar.announced is None or year in calendar.announced,
        "working_days": sum(calendar.is_working_day(day) for day in days if day.year == year),
    }


# writing


def calendar_with(
    text: str,
    name: str | None = None,
    title: Mapping[str, str] | None = None,
    week: list[str] | None = None,
    since: str | None = None,
    days: Iterable[Mapping[str, Any]] | None = None,
    references: Mapping[int, str] | None = None,
) -> str:
    """The file with other fields; what is left out stays as it is written.

    week, since, days, references: as `calendar_fields` gives them; a week since another day than the latest
    edition's is a new edition, and what counted before stays. The answer may have faults of its own; see
    `calendar_problems`. Raises CalendarError for a text that is no mapping.
    """
    if name is not None:
        text = _replaced(text, "calendar", name)
    if title is not None:
        text = _replaced(text, "title", _flow({lang: said for lang, said in title.items() if said}))
    if week is not None:
        text = _with_week(text, week, since)
    if days is not None:
        told = [dict(ANY_DAY, **day) for day in days]
        text = _with_days(text, told, dict(references or {}))
    return text


def _with_week(text: str, week: list[str], since: str | None) -> str:
    data = read_yaml(text, "calendar").data
    latest = _latest(data)
    since = since or latest.get("since")
    if since is None:
        return _replaced(text, "weekly", _week(week))
    weekly = {key: _shifts(shifts) for key, shifts in _days_together(week)}
    editions = [dict(edition) for edition in data.get("editions") or []]
    if latest.get("since") == since:
        next(edition for edition in editions if edition["since"] == since)["weekly"] = weekly
    else:
        editions.append({"since": since, "weekly": weekly})
    return _replaced(text, "editions", [f"  - {_flow(edition)}" for edition in editions])


def _with_days(text: str, days: list[dict[str, Any]], references: dict[int, str]) -> str:
    own = [day for day in days if not day["notice"]]
    text = _replaced(text, "days_off", _entries(day for day in own if not day["worked"]))
    text = _replaced(text, "extra_working_days", _entries(day for day in own if day["worked"]))
    return _replaced(text, "notices", _notices([day for day in days if day["notice"]], references))


def _notices(days: list[dict[str, Any]], references: dict[int, str]) -> list[str]:
    lines = []
    for year in sorted({*references, *(day["notice"] for day in days)}):
        lines.append(f"  - year: {year}")
        if references.get(year):
            lines.append(f"    reference: {_scalar(references[year])}")
        for key, worked in (("days_off", False), ("worked", True)):
            of_year = [day for day in days if day["notice"] == year and day["worked"] is worked]
            if of_year:
                lines += [f"    {key}:", *(f"    {line}" for line in _entries(dict(day, shifts="") for day in of_year))]
    return lines


def _entries(days: Iterable[Mapping[str, Any]]) -> list[str]:
    """Days as lines of a list."""
    lines = []
    for day in days:
        entry: dict[str, Any] = {"date": _date(day)}
        if day["worked"] and day["shifts"]:
            entry["shifts"] = _shifts(day["shifts"])
        if name := {lang: said for lang, said in day["name"].items() if said}:
            entry["name"] = name
        lines.append(f"  - {_flow(entry)}")
    return lines


def _date(day: Mapping[str, Any]) -> str:
    first, last = day["first"], day["last"] or day["first"]
    ends = [end[len("2000-") :] if day["yearly"] else end for end in (first, last)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _week(week: list[str]) -> list[str]:
    """Weekdays with their shifts, a line each."""
    return [f"  {days}: {_flow(_shifts(shifts))}" for days, shifts in _days_together(week)]


def _days_together(week: list[str]) -> Iterator[tuple[str, str]]:
    """Weekdays with their shifts, equal neighbours together; days without shifts are left out."""
    begun = 0
    for number in range(1, len(WEEKDAYS) + 1):
        if number < len(WEEKDAYS) and week[number] == week[begun]:
            continue
        if week[begun]:
            last = f" to {WEEKDAYS[number - 1]}" if number - 1 > begun else ""
            yield WEEKDAYS[begun] + last, week[begun]
        begun = number


def _shifts(text: str) -> list[str]:
    return [part for part in re.split(r"[,，、;；\s]+", text.strip()) if part]


def _flow(value: Any) -> str:
    """A value on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]" if isinstance(value, list) else _scalar(str(value))


def _scalar(text: str) -> str:
    """A text as it is where nothing in it means more to YAML, else in quotes."""
    plain = re.fullmatch(r"\w[\w .:/+-]*\w|\w", text) and ": " not in text
    return text if plain else json.dumps(text, ensure_ascii=False)


def _replaced(text: str, key: str, value: str | list[str]) -> str:
    """The text with another value of one key of its own; an empty list takes the key away."""
    root = _root(text)
    if root.flow_style:
        text = _unfolded(root, text)
        root = _root(text)
    lines = text.split("\n")
    said = [f"{key}: {value}"] if isinstance(value, str) else [f"{key}:", *value] if value else []
    starts = [node.start_mark.line for node, _ in root.value] + [len(lines)]
    keys = [node.value for node, _ in root.value]
    if key not in keys:
        body = "\n".join(lines).rstrip("\n")
        return "\n".join([body, *said, ""]) if said else text
    place = keys.index(key)
    first, after = starts[place], starts[place + 1]
    while after - 1 > first and re.fullmatch(r"\s*(#.*)?", lines[after - 1]):
        after -= 1  # comments and empty lines before the next key belong to that
    return "\n".join([*lines[:first], *said, *lines[after:]])


def _root(text: str) -> MappingNode:
    root, problems = compose(text, "calendar")
    if not isinstance(root, MappingNode) or problems:
        raise CalendarError("\n".join(map(str, problems)) or "a calendar file is a mapping of keys", tuple(problems))
    return root


def _unfolded(root: MappingNode, text: str) -> str:
    """A file that is written in braces, a line for each of its keys."""
    lines = [f"{key.value}: {_flow(_plain(value))}" for key, value in root.value]
    return "\n".join([*lines, ""])


def _plain(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    return [_plain(part) for part in node.value]


# notices


def expected_notice(country: str, year: int, lang: str = "en") -> list[dict[str, Any]]:
    """What is expected of a year before it is announced, as days of its notice: a draft to be held against the notice.

    None where nothing is known of the country.
    """
    from ..worktime.rules import holiday_names

    try:
        known = public_holidays(country, None)
    except NotImplementedError:
        return []
    spoken = holiday_names(country, None, year, lang)
    off = {day: spoken.get(day, name) for day, name in known.names.items() if date.fromordinal(day).year == year}
    worked = {day: "" for day in sorted(known.make_up) if date.fromordinal(day).year == year}
    return [*_runs(off, lang, year, False), *_runs(worked, lang, year, True)]


def notice_of_icalendar(text: str, year: int, worked: str = "", lang: str = "en") -> list[dict[str, Any]]:
    """The days of an iCalendar file that lie in a year, as days of its notice.

    worked: what stands in the name of a day that is worked; without it all are days off. Raises WorktimeError with a
    sentence for a file that cannot be read.
    """
    days = {day: name for day, name in days_of_icalendar(text).items() if date.fromordinal(day).year == year}
    off = {day: name for day, name in days.items() if not worked or worked not in name}
    others = {day: name for day, name in days.items() if day not in off}
    return [*_runs(off, lang, year, False), *_runs(others, lang, year, True)]


def _runs(days: Mapping[int, str], lang: str, year: int, worked: bool) -> Iterator[dict[str, Any]]:
    """Days in a row that have one name together."""
    found: list[list[int]] = []
    for day in sorted(days):
        if found and day == found[-1][-1] + 1 and days[day] == days[found[-1][0]]:
            found[-1].append(day)
        else:
            found.append([day])
    for run in found:
        ends = [date.fromordinal(day).isoformat() for day in (run[0], run[-1])]
        name = {lang: days[run[0]]} if days[run[0]] else {}
        yield {**ANY_DAY, "first": ends[0], "last": ends[1], "worked": worked, "name": name, "notice": year}
