"""By when a round of a duty is due: which of its limits counts, from which moment, and what moves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..intake.complaint import Event, instant
from ..policy.model import DutyRule, LimitRow
from ..policy.vocabulary import BuiltInEvent
from ..worktime import Limit, WorkCalendar, named_calendar
from .measures import matches
from .notes import unset_note
from .values import Reading

AT_ONCE = "at once"

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Start:
    """Where a round begins: its moment, and the event that began it (None for receipt or a period).

    number: of the round. until: where the next round begins, whose promises and extensions are its own. sent_back:
    the event sent back what was done until then, the same moment included.
    """

    at: datetime
    event: Event | None = None
    until: datetime | None = None
    number: int = 1
    sent_back: bool = False

    @property
    def instant(self) -> datetime:
        return self.event.instant if self.event else instant(self.at)


@dataclass(frozen=True)
class Due:
    """A due moment, the years it is provisional for, and the pauses that moved it."""

    moment: datetime
    years: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Term:
    """What a round is timed by.

    row: the limit that counts, None where none is met. limit: it, or the parameter's; None without one, and where
    the company has not set it. due: None without a limit, for `at once`, and while nothing is promised.
    """

    row: LimitRow | None
    limit: Limit | None
    due: Due | None


def term_of(rule: DutyRule, start: Start, values: Reading) -> Term:
    """Which limit counts for a round, and by when it is due."""
    row = first_row(rule, start, values)
    limit = limit_of(rule, row, values)
    timed = limit is not None and limit.kind != AT_ONCE and not limit.is_promised
    unpromised = Term(row, limit, _due(rule, limit, start, values) if limit and timed else None)
    return _promised(rule, start, values, unpromised) if rule.may_be_promised else unpromised


def owner_of(rule: DutyRule, values: Reading) -> str:
    """Who owes it: the first owner whose condition is met."""
    if not rule.owners:
        return rule.owner
    return next((one.owner for one in rule.owners if one.when is None or values.holds(one.when)), rule.owner)


def own_calendar(rule: DutyRule, values: Reading) -> WorkCalendar | None:
    """The calendar of the duty, else of who owes it; None for the complaint's. Raises CalendarError."""
    if not values.policy.own_calendars:
        return None
    name = values.policy.calendar_of(rule, owner_of(rule, values))
    return None if name is None or name == values.calendar.name else named_calendar(name)


def _calendar(rule: DutyRule, values: Reading) -> WorkCalendar:
    return own_calendar(rule, values) or values.calendar


# which limit


def first_row(rule: DutyRule, start: Start | None, values: Reading) -> LimitRow | None:
    """The first limit that is met and is for this start, while nothing is promised: what is promised gives way."""
    if not rule.limits or rule.only_limit:
        return rule.only_limit
    rows = _rows(rule, start, values)
    first = next(rows, None)
    if first is None or not _is_promised(first, values):
        return first
    return next((row for row in rows if not _is_promised(row, values)), first)


def _rows(rule: DutyRule, start: Start | None, values: Reading) -> Iterator[LimitRow]:
    """The limits that are met for a round."""
    own = own_calendar(rule, values)
    at = start.at if start else None
    local = own.localize(at) if own and at else at
    return (row for row in rule.limits if row.is_for(local) and values.meets(row))


def limit_of(rule: DutyRule, row: LimitRow | None, values: Reading) -> Limit | None:
    """The limit itself, or the parameter's; None where there is none, or the company has not set it."""
    value = _known_limit(row, values) if row else None
    if row is None or value:
        return value
    values.notes.append(unset_note("limit_unset", [str(row.limit)], values.policy, row.clause, duty=rule.label))
    return None


def _known_limit(row: LimitRow, values: Reading) -> Limit | None:
    value = row.limit if isinstance(row.limit, Limit) else values[row.limit]
    return value if isinstance(value, Limit) else None


def _is_promised(row: LimitRow, values: Reading) -> bool:
    limit = _known_limit(row, values)
    return limit is not None and limit.is_promised


# by when


def _due(rule: DutyRule, limit: Limit, start: Start, values: Reading) -> Due:
    due = _paused(rule, limit, start, values)
    extensions = _events(rule.extended_by, start, values) if rule.extended_by else ()
    for extension in extensions:  # one that comes after the due moment extends nothing
        by = extension.data.get("by")
        if isinstance(by, datetime) and extension.instant <= instant(due.moment) < instant(by):
            due = Due(by, (), due.pauses)
    return due


def _paused(rule: DutyRule, limit: Limit, start: Start, values: Reading) -> Due:
    """The due moment with the pauses that began before it; a later one undoes no breach."""
    counted: tuple[Pause, ...] = ()
    calendar = _calendar(rule, values)
    detail = calendar.due_detail(start.at, limit, roll=rule.roll)  # type: ignore[arg-type]
    if not rule.pauses:
        return Due(detail.moment, detail.years)
    for pause in sorted(_pauses(rule, start.at, values), key=lambda pause: instant(pause[0])):
        if instant(pause[0]) >= instant(detail.moment):
            break
        counted = (*counted, pause)
        detail = calendar.due_detail(start.at, limit, roll=rule.roll, pauses=counted)  # type: ignore[arg-type]
    return Due(detail.moment, detail.years, counted)


def _promised(rule: DutyRule, start: Start, values: Reading, found: Term) -> Term:
    """By the latest promise that was made before what counted until then had run out; without one as it was found.

    Each by the limit that was met when it was made: a reason that comes later lengthens no earlier promise.
    """
    for promise in _events(BuiltInEvent.REPLY_PROMISED, start, values):
        row = next(_rows(rule, start, values.up_to(promise)), None)
        limit = _known_limit(row, values) if row else None
        if limit is None or not limit.is_promised or (found.due and promise.instant > instant(found.due.moment)):
            break
        found = Term(row, limit, _capped(promise.data["by"], rule, limit, start, values))
    return found


def _capped(moment: datetime, rule: DutyRule, limit: Limit, start: Start, values: Reading) -> Due:
    cap = _calendar(rule, values).due_detail(start.at, limit.cap) if limit.cap else None
    return Due(cap.moment, cap.years) if cap and instant(cap.moment) < instant(moment) else Due(moment)


def _events(kind: str, start: Start, values: Reading) -> tuple[Event, ...]:
    """The events of a type that belong to a round."""
    since, until = start.instant, instant(start.until) if start.until else None
    found = values.complaint.events_of(kind)
    return tuple(e for e in found if since <= e.instant and (until is None or e.instant < until))


def _pauses(rule: DutyRule, start: datetime, values: Reading) -> Iterator[Pause]:
    """Spans in which the case lies elsewhere; an end of None means it still does."""
    for pause in rule.pauses:
        if not values.complaint.has_any((pause.since,)):
            continue
        since: datetime | None = None
        for event in values.complaint.events:
            if since is None and matches(pause.since, event, values):
                since = event.at
            elif since is not None and matches(pause.until, event, values):
                if event.instant > instant(start):
                    yield max(since, start, key=instant), event.at
                since = None
        if since is not None:
            yield max(since, start, key=instant), None
