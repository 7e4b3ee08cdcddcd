"""Periodic work: what is owed each week, month or year, and the report of some days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..explanation.messages import Messages
from ..explanation.period import period_page
from ..populations.period_report import period_report
from ..populations.periodic import PeriodicDuty, periodic_work
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


def report_of_days(
    edition: Edition,
    calendar: str,
    first: str,
    last: str,
    lang: str | None = None,
    complaints: Sequence[Mapping[str, Any]] = (),
    done: Sequence[Mapping[str, Any]] = (),
    subjects: Mapping[str, Sequence[str]] | None = None,
    fines: Sequence[Mapping[str, Any]] = (),
) -> Json:
    """The report of some days in a language: work, targets with their shares, what fines stand, figures of complaints.

    first, last: days, both included. Answers `{"title", "lead", "sections"}`, a section being `{"title", "lines",
    "points", "heads", "rows"}`.
    """
    policy = read(edition)
    days = date.fromisoformat(first), date.fromisoformat(last)
    report = period_report(
        policy,
        *days,
        calendar=read_calendar(calendar),
        complaints=complaints,
        done_events=done,
        subjects=subjects,
        fines=fines,
    )
    page = period_page(Messages(policy, code(lang)), report)
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
