"""Many complaints: levels of early warning, and how much of each quota is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from ..explanation.messages import Messages
from ..explanation.regulation import WarningMessages
from ..policy.model import Warnings
from ..populations.early_warning import early_warning
from ..populations.quotas import quotas as counted_quotas
from .calendars import read_calendar
from .editions import Edition, read
from .language import code, told
from .refusals import refusing

Complaints = Iterable[Mapping[str, Any]]


class LevelWords(TypedDict):
    """A level of early warning in words; measures: "label: value", segment: empty for none."""

    kind: str
    segment: str
    level: str
    measures: str


def warning_levels(
    edition: Edition, complaints: Complaints, calendar: str, at: str, lang: str | None = None
) -> dict[str, Any]:
    """The levels of early warning over a population, as `complaint-kernel warn --json` has them. Raises Refusal."""
    with refusing(edition, lang):
        return early_warning(read(edition), list(complaints), read_calendar(calendar), at).to_dict()


def warning_words(edition: Edition, row: Mapping[str, Any], lang: str | None = None) -> LevelWords:
    """A level in words, of its row `{"kind", "segment", "level", "measures"}`."""
    rules, messages = _rules(edition), WarningMessages(read(edition), code(lang))
    segments = {table.segment.id: table.segment.label for table in rules.tables if table.segment}
    return LevelWords(
        kind=told(rules.kinds.get(row["kind"]), lang) or row["kind"],
        segment=told(segments.get(row.get("segment") or ""), lang),
        level=told(rules.labels.get(row["level"]), lang) or row["level"],
        measures=", ".join(f"{messages.name(name)}: {value}" for name, value in row["measures"].items()),
    )


def level_rank(edition: Edition, level: str) -> int:
    """The place of a level, 1 the lowest; 0 for none."""
    levels = _rules(edition).levels
    return levels.index(level) + 1 if level in levels else 0


def compared_since(edition: Edition, calendar: str, at: str) -> str:
    """From which moment on complaints count: the start of the longest span that is compared, one before included."""
    when = read_calendar(calendar)
    day = datetime.fromisoformat(at).astimezone(when.zone).date()
    within = {measure.within for measure in _rules(edition).measures.values()}
    if "calendar year" in within:
        first = date(day.year - 1, 1, 1)
    elif "calendar month" in within:
        first = date(day.year - (day.month == 1), 12 if day.month == 1 else day.month - 1, 1)
    else:
        first = date.fromordinal(day.toordinal() - 1)
    return when.start_of_day(first).isoformat()


def warning_journal(
    edition: Edition, warning: Mapping[str, str], determined_at: str, done: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """A warning as a complaint of its own, whose duties can be assessed: the level determined, then what was done.

    warning: `{"id", "kind", "level"}`. done: (duty, moment) for each that was done.
    """
    policy, event = read(edition), _rules(edition).determined_by
    said = {name: warning[name] for name in policy.events[event].data if name in ("kind", "level")}
    ended = [{"type": policy.duties[duty].done_by[0], "at": moment} for duty, moment in done]
    events = [{"type": event, "at": determined_at, "data": said}, *ended]
    return {"id": warning["id"], "received_at": determined_at, "facts": {}, "events": events}


def _rules(edition: Edition) -> Warnings:
    rules = read(edition).warnings
    if rules is None:
        raise ValueError("this edition gives no early warnings")
    return rules


# Quotas


def year_bounds(calendar: str, year: int) -> tuple[str, str]:
    """A calendar year where the calendar's people are: its first moment, and that of the next one."""
    first, following = (read_calendar(calendar).start_of_day(date(number, 1, 1)) for number in (year, year + 1))
    return first.isoformat(), following.isoformat()


def quotas(
    edition: Edition, complaints: Complaints, calendar: str, at: str, lang: str | None = None, counted: Complaints = ()
) -> list[dict[str, Any]]:
    """Every quota with its use in the year of a moment, with `grade_label`, `line_label`, `departments_label`.

    counted: rows of complaints counted as `quota_rows` says, in place of each. Raises Refusal.
    """
    policy, messages = read(edition), Messages(read(edition), code(lang))
    with refusing(edition, lang):
        found = counted_quotas(policy, list(complaints), read_calendar(calendar), at, counted)
    return [
        {
            **quota.to_dict(),
            "grade_label": messages.grade(quota.grade),
            "line_label": ", ".join(_value(messages, name, value) for name, value in quota.line.items()),
            "departments_label": messages.joined(
                told(policy.departments.get(department), lang) or department for department in quota.departments
            ),
        }
        for quota in found
    ]


def _value(messages: Messages, name: str, value: Any) -> str:
    """What the complaints of a quota share, as it stands in a table."""
    return messages.unquoted(name, value) if isinstance(value, str) else messages.value(name, value)
