"""Periodic work: what is owed each week, month or year, and the report of some days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..explanation.messages import Messages
from ..explanation.messages import period_name as named_period
from ..explanation.period import period_page
from ..populations.period_report import count_of_days, end_of_days, tallied_report
from ..populations.periodic import PeriodicDuty, periodic_work
from ..populations.tally import Tally
from .calendars import read_calendar
from .editions import Edition, read
from .language import code, told

Json = dict[str, Any]


def periodic_rules(edition: Edition, lang: str | None = None) -> list[Json]:
    """The work that a regulation wants done in every period, in the order of the file.

    `{"id", "label", "owed", "per", "event"}`: owed is false where only targets are watched; per is what it is owed to
    each of (empty: once); event is the one that does it, null for none.
    """
    return [
        {
            "id": name,
            "label": told(work.rule.label, lang),
            "owed": work.owed,
            "per": told(work.per, lang),
            "event": work.rule.done[0].event if work.rule.done else None,
        }
        for name, work in read(edition).periodic.items()
    ]


def owed_in_periods(
    edition: Edition,
    calendar: str,
    at: str,
    since: str,
    done: Sequence[Mapping[str, Any]] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
) -> list[Json]:
    """What is owed for each period from a moment to another, as a complaint's duties are told.

    done: `{"type", "at", "data", "period", "subject"}`. subjects: work -> those it is owed to. Beside a duty's keys a
    row has `period`, its days `first` and `last`, `subject`, `breach` and `penalties`.
    """
    policy = read(edition)
    owed_to = {name: list((subjects or {}).get(name, ())) for name, work in policy.periodic.items() if work.per}
    found = periodic_work(policy, read_calendar(calendar), at, done, subjects=owed_to, since=since)
    return [{**work.to_dict(), **_days(work)} for work in found.duties]


def _days(work: PeriodicDuty) -> dict[str, str]:
    return {"first": work.span.start.isoformat(), "last": work.span.last.isoformat()}


def period_name(period: str, lang: str | None = None) -> str:
    """What people call a period such as `2026-W39`."""
    return named_period(period, code(lang))


def moment_of_days(
    edition: Edition, calendar: str, first: str, last: str, now: str, done: Sequence[Mapping[str, Any]] = ()
) -> str:
    """As of which moment some days are told: their end, or the latest work done for them; never after now."""
    policy, when = read(edition), read_calendar(calendar)
    since, until = (date.fromisoformat(day) for day in (first, last))
    end = end_of_days(when, until)
    latest = periodic_work(policy, when, end, done, since=when.start_of_day(since), until=until).at
    return min(latest, when.localize(now)).isoformat()


def tally_of_days(
    edition: Edition, calendar: str, at: str, complaints: Sequence[Mapping[str, Any]], tally: Json | None = None
) -> Json:
    """Count complaints, each with its own history, as of a moment; what was counted before is added to.

    The tally is JSON, so that many complaints are counted in batches.
    """
    when, counted = read_calendar(calendar), Tally.read(tally) if tally else Tally()
    count_of_days(read(edition), complaints, when, when.localize(at), counted)
    return counted.to_dict()


def report_of_days(
    edition: Edition,
    calendar: str,
    first: str,
    last: str,
    at: str,
    lang: str | None = None,
    tally: Json | None = None,
    done: Sequence[Mapping[str, Any]] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    owed: Sequence[Sequence[Any]] | None = None,
) -> Json:
    """The report of some days in a language: work, targets with their shares, figures of what was tallied.

    first, last: days, both included; at: the moment as of which they are told. names: what no policy names,
    `{"department": {code: name}, "subject": {key: name}}`. owed: `[work, period, subject]` of the work that is told
    of, where not all of it is owed. Answers `{"title", "lead", "sections"}`, a section being
    `{"title", "lines", "points", "heads", "rows"}`.
    """
    policy, when = read(edition), read_calendar(calendar)
    report = tallied_report(
        policy,
        date.fromisoformat(first),
        date.fromisoformat(last),
        Tally.read(tally) if tally else None,
        calendar=when,
        at=when.localize(at),
        done_events=done,
        subjects=subjects,
        owed=None if owed is None else {(work, period, subject) for work, period, subject in owed},
    )
    page = period_page(Messages(policy, code(lang)), report, names)
    return {
        "title": page.title,
        "lead": page.lead,
        "sections": [
            {
                "title": section.title,
                "lines": list(section.lines),
                "points": list(section.points),
                "heads": list(section.table.heads) if section.table else [],
                "rows": [list(row) for row in section.table.rows] if section.table else [],
            }
            for section in page.sections
        ],
    }
