"""Who owes what by when, and in which state each duty is.

A duty is owed in rounds: a refusal by the customer, `again_from` or the next period begins one. Each round has a
clock of its own. A breach that happened stays one, whatever is paused, promised, handed over or sent back later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..intake.complaint import Event, instant
from ..policy.model import DutyRule, LimitRow, Match
from ..policy.vocabulary import BROKEN, BuiltInEvent, DutyState
from ..worktime import Limit, WorkCalendar, named_calendar
from .measures import matches
from .notes import Noted, note, unset_note
from .values import Reading, Values

AT_ONCE = "at once"
PROMISED = "promised"
EACH_DAY = "each day"
MOST_PERIODS = 4000  # some ten years of days: what recurs longer has lost its end event

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Duty:
    """One duty in one round.

    state: a word of `DutyState`: waiting (its start has not happened), open, met, late (done after the due
    moment), overdue (not done, past it). starts, due and done are aware moments or None. limit and pauses
    are what the due moment was counted with; limit None is a duty without a due moment.
    calendar: its own, by which it is counted, where it has one. broken_before: it was done late, or not at all,
    before it was sent back in the same round.
    """

    rule: DutyRule
    owner: str
    clause: str
    starts: datetime | None
    due: datetime | None
    provisional: bool
    done: datetime | None
    state: str
    round: int = 1
    limit: Limit | None = None
    pauses: tuple[Pause, ...] = ()
    years: tuple[int, ...] = ()
    broken_before: bool = False
    calendar: WorkCalendar | None = None

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def broken(self) -> bool:
        """Whether it costs what its breach costs."""
        return self.broken_before or self.state in BROKEN

    @property
    def stands_still(self) -> bool:
        """Whether its clock is paused now: the case lies elsewhere, and it is not done."""
        return _stands_still(self.done, self.pauses)

    def reminders(self, calendar: WorkCalendar) -> tuple[tuple[int, datetime], ...]:
        """When each share of `warn_at` (percent) of the working time is used up; paused time uses up nothing.

        None while there is no due moment, or the clock stands still.
        """
        if self.starts is None or self.due is None or self.stands_still:
            return ()
        starts, due, own = self.starts, self.due, self.calendar or calendar
        return tuple(
            (share, own.worked_share(starts, due, Decimal(share) / 100, pauses=self.pauses))
            for share in self.rule.warn_at
        )

    def to_dict(self) -> dict[str, Any]:
        """The assessment's entry; `round` is told from the second one on, `calendar` where the duty has its own."""
        entry: dict[str, Any] = {
            "id": self.id,
            "clause": self.clause,
            "owner": self.owner,
            "starts": iso(self.starts),
            "due": iso(self.due),
            "due_provisional": self.provisional,
            "done": iso(self.done),
            "state": str(self.state),
        }
        if self.round > 1:
            entry["round"] = self.round
        if self.calendar:
            entry["calendar"] = self.calendar.name
        return entry


def iso(moment: datetime | None) -> str | None:
    """Whole seconds with offset, None for no moment."""
    return moment.isoformat(timespec="seconds") if moment else None


def assess_duties(values: Values) -> Noted[tuple[Duty, ...]]:
    """Every round of every duty that applies, in the policy's order."""
    reading = Reading(values)
    duties = tuple(
        duty
        for rule in values.policy.duties.values()
        if rule.when is None or reading.holds(rule.when)
        for duty in _rounds(rule, reading)
    )
    return duties, tuple(reading.notes)


@dataclass(frozen=True)
class _Start:
    """Where a round begins: its moment, and the event that began it (None for receipt or a period).

    until: where the next round begins, whose promises and extensions are its own.
    """

    at: datetime
    event: Event | None = None
    until: datetime | None = None

    @property
    def instant(self) -> datetime:
        return self.event.instant if self.event else instant(self.at)


def _rounds(rule: DutyRule, values: Reading) -> Iterator[Duty]:
    row = _row(rule, None, values)
    if rule.limits and row is None:
        return
    starts = _starts(rule, values)
    if not starts:
        clause = row.clause if row else rule.clause
        yield Duty(rule, _owner(rule, values), clause, None, None, False, None, DutyState.WAITING)
    elif row and _recurs(rule, row, values):
        yield from _periods(rule, starts[0], values)
    else:
        for number, start in enumerate(starts, 1):
            after = starts[number] if number < len(starts) else None
            duty = _duty(rule, _Start(start.at, start.event, after.at) if after else start, number, values)
            if duty and not (after and _handed_over(duty, after, values)):
                yield duty


def _owner(rule: DutyRule, values: Reading) -> str:
    """Who owes it: the first owner whose condition is met."""
    if not rule.owners:
        return rule.owner
    return next((one.owner for one in rule.owners if one.when is None or values.holds(one.when)), rule.owner)


def _row(rule: DutyRule, start: datetime | None, values: Reading) -> LimitRow | None:
    """The first limit that is met and is for this start."""
    if not rule.limits or rule.only_limit:
        return rule.only_limit
    own = _own_calendar(rule, values)
    local = own.localize(start) if own and start else start
    return next((row for row in rule.limits if row.is_for(local) and values.meets(row)), None)


def _own_calendar(rule: DutyRule, values: Reading) -> WorkCalendar | None:
    """The calendar of the duty, else of who owes it; None for the complaint's. Raises CalendarError."""
    if not values.policy.own_calendars:
        return None
    name = values.policy.calendar_of(rule, _owner(rule, values))
    return None if name is None or name == values.calendar.name else named_calendar(name)


def _calendar(rule: DutyRule, values: Reading) -> WorkCalendar:
    return _own_calendar(rule, values) or values.calendar


# where rounds begin


def _starts(rule: DutyRule, values: Reading) -> list[_Start]:
    """The first start, every start that first follows a refusal by the customer, and every `again_from`.

    A refusal that begins a round implies the starting event; where that follows before the limit has run out, it
    tells the moment better.
    """
    starts = [] if rule.start else [_Start(values.complaint.received_at)]
    if not _may_begin(rule, values):
        return starts
    implied = _implied_start(rule, values)
    refused = False
    for event in values.complaint.events:
        refused = refused or event.type == BuiltInEvent.CUSTOMER_REFUSED
        again = bool(starts) and event.type == rule.again_from
        begins = event is implied or ((not implied or starts) and _begins(rule, event, values))
        if again or (begins and (not starts or refused)):
            starts.append(_Start(event.at, event))
            refused = False
        elif begins and _only_implied(starts[-1], event, rule, values):
            starts[-1] = _Start(event.at, event)
    return starts


def _may_begin(rule: DutyRule, values: Reading) -> bool:
    """Whether an event has happened that could begin a round."""
    happened = values.complaint.events_by_type
    if rule.again_from in happened:
        return True
    kind = values.policy.events.get(rule.start.event) if rule.start else None
    return kind is not None and (kind.name in happened or any(name in happened for name in kind.implied_by))


def _only_implied(start: _Start, event: Event, rule: DutyRule, values: Reading) -> bool:
    """Whether a refusal began the round, and its limit had not run out when the starting event came."""
    if start.event is None or start.event.type != BuiltInEvent.CUSTOMER_REFUSED:
        return False
    due = _due(rule, _limit(rule, _row(rule, start.at, values), values), start, values)
    return due is not None and event.instant <= instant(due.moment)


def _begins(rule: DutyRule, event: Event, values: Reading) -> bool:
    return rule.start is not None and matches(rule.start, event, values)


def _implied_start(rule: DutyRule, values: Reading) -> Event | None:
    """An event that implies the starting one, where that was not recorded before the limit had run out."""
    kind = values.policy.events.get(rule.start.event) if rule.start else None
    if kind is None or not kind.implied_by:
        return None
    implied = next((event for event in values.complaint.events if event.type in kind.implied_by), None)
    own = next((event for event in values.complaint.events if _begins(rule, event, values)), None)
    if implied is None or own is None or own.instant <= implied.instant:
        return implied if own is None else None
    due = _due(rule, _limit(rule, _row(rule, implied.at, values), values), _Start(implied.at, implied), values)
    return implied if due and own.instant > instant(due.moment) else None


def _handed_over(duty: Duty, after: _Start, values: Reading) -> bool:
    """Whether the next round took this one's place in time: an act of ours that starts the same duty again before its
    due moment hands it over. What the customer does begins a claim beside the one that runs."""
    kind = values.policy.events.get(after.event.type) if after.event else None
    if kind is None or kind.of_customer or (duty.done and instant(duty.done) <= after.instant):
        return False
    return duty.due is not None and after.instant <= instant(duty.due) and duty.state != DutyState.MET


# duties that recur


def _recurs(rule: DutyRule, row: LimitRow, values: Reading) -> bool:
    limit = _limit(rule, row, values)
    return limit is not None and (limit.kind == EACH_DAY or (bool(rule.until) and limit.kind.startswith("each ")))


def _periods(rule: DutyRule, start: _Start, values: Reading) -> Iterator[Duty]:
    """One round for each period until the end event, or until now; one answer settles what is open before it."""
    end = _first(rule.until, start, values)
    for number in range(1, MOST_PERIODS):
        duty = _duty(rule, start, number, values)
        if duty is None or duty.due is None:
            return
        ended = end is not None and instant(end) <= instant(duty.due)
        if not ended or (duty.done is not None and end is not None and instant(duty.done) <= instant(end)):
            yield duty
        start = _Start(duty.due + timedelta(microseconds=1))
        if ended or start.instant > instant(values.at):
            return


def _first(ends: tuple[Match, ...], start: _Start, values: Reading) -> datetime | None:
    event = _next_match(ends, start, values)
    return event.at if event else None


# one round


def _duty(rule: DutyRule, start: _Start, number: int, values: Reading) -> Duty | None:
    """One round, as often as it was sent back; the last try is shown, and what an earlier one broke stays broken."""
    if rule.limits and _row(rule, start.at, values) is None:
        return None
    broken = False
    while True:
        duty = _try(rule, start, number, values, broken)
        returned = _sent_back(rule, duty, values)
        if returned is None:
            return duty
        broken = duty.broken
        start = _Start(returned.at, returned, start.until)


def _sent_back(rule: DutyRule, duty: Duty, values: Reading) -> Event | None:
    """The event that sends back what was done."""
    if rule.sent_back_by is None or duty.done is None:
        return None
    done, returns = instant(duty.done), values.complaint.events_of(rule.sent_back_by.event)
    later = (event for event in returns if event.instant >= done)
    return next((event for event in later if matches(rule.sent_back_by, event, values)), None)


def _try(rule: DutyRule, start: _Start, number: int, values: Reading, broken: bool) -> Duty:
    """One try of a round; broken: an earlier one was late, or not done at all."""
    row, owner, calendar = _row(rule, start.at, values), _owner(rule, values), _own_calendar(rule, values)
    clause = row.clause if row else rule.clause
    answer = _next_match(rule.done, start, values)
    done = answer.at if answer else None
    limit = _limit(rule, row, values)
    due = _due(rule, limit, start, values)
    if due is None:
        state = DutyState.WAITING if limit and limit.kind == PROMISED else _undated(done)
        return Duty(rule, owner, clause, start.at, None, False, done, state, number, limit, broken_before=broken,
                    calendar=calendar)  # fmt: skip
    state = DutyState.OPEN if _stands_still(done, due.pauses) else _state(due.moment, done, values.at)
    state = _provisional(rule, due, state, values) if due.years else state
    return Duty(rule, owner, clause, start.at, due.moment, bool(due.years), done, state, number, limit,
                due.pauses, due.years, broken, calendar)  # fmt: skip


def _stands_still(done: datetime | None, pauses: tuple[Pause, ...]) -> bool:
    return done is None and any(end is None for _, end in pauses)


def _undated(done: datetime | None) -> str:
    """The state of what has no due moment: done whenever that comes, and never late by itself."""
    return DutyState.MET if done else DutyState.OPEN


def _state(due: datetime, done: datetime | None, at: datetime) -> str:
    if done is not None:
        return DutyState.MET if instant(done) <= instant(due) else DutyState.LATE
    return DutyState.OVERDUE if instant(at) > instant(due) else DutyState.OPEN


def _provisional(rule: DutyRule, due: _Due, state: str, values: Reading) -> str:
    """Past a provisional due moment a duty stays open, and costs nothing."""
    broken = state in BROKEN
    code = "provisional_past" if broken else "provisional"
    years = ", ".join(map(str, due.years))
    due_text = f"{due.moment:%Y-%m-%d %H:%M}"
    values.notes.append(note(code, rule.clause, about=rule.id, duty=rule.label, years=years, due=due_text))
    return DutyState.OPEN if broken else state


def _next_match(ends: tuple[Match, ...], start: _Start, values: Reading) -> Event | None:
    """The first event that ends a round: not before its start, and never the one that began it."""
    if not values.complaint.has_any(ends):
        return None
    since = start.instant
    later = (event for event in values.complaint.events if event is not start.event and event.instant >= since)
    return next((event for event in later if any(matches(end, event, values) for end in ends)), None)


# due moments


@dataclass(frozen=True)
class _Due:
    """A due moment, the years it is provisional for, and the pauses that moved it."""

    moment: datetime
    years: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()


def _limit(rule: DutyRule, row: LimitRow | None, values: Reading) -> Limit | None:
    """The limit itself, or the parameter's; None where there is none, or the company has not set it."""
    if row is None:
        return None
    value = row.limit if isinstance(row.limit, Limit) else values[row.limit]
    if isinstance(value, Limit):
        return value
    values.notes.append(unset_note("limit_unset", [str(row.limit)], values.policy, row.clause, duty=rule.label))
    return None


def _due(rule: DutyRule, limit: Limit | None, start: _Start, values: Reading) -> _Due | None:
    """The due moment; None while nothing is promised."""
    if limit is None or limit.kind == AT_ONCE:
        return None
    if limit.kind == PROMISED:
        return _promised(rule, limit, start, values)
    due = _paused(rule, limit, start, values)
    extensions = _events(rule.extended_by, start, values) if rule.extended_by else ()
    for extension in extensions:  # one that comes after the due moment extends nothing
        by = extension.data.get("by")
        if isinstance(by, datetime) and extension.instant <= instant(due.moment) < instant(by):
            due = _Due(by, (), due.pauses)
    return due


def _paused(rule: DutyRule, limit: Limit, start: _Start, values: Reading) -> _Due:
    """The due moment with the pauses that began before it; a later one undoes no breach."""
    counted: tuple[Pause, ...] = ()
    calendar = _calendar(rule, values)
    detail = calendar.due_detail(start.at, limit, roll=rule.roll)  # type: ignore[arg-type]
    if not rule.pauses:
        return _Due(detail.moment, detail.years)
    for pause in sorted(_pauses(rule, start.at, values), key=lambda pause: instant(pause[0])):
        if instant(pause[0]) >= instant(detail.moment):
            break
        counted = (*counted, pause)
        detail = calendar.due_detail(start.at, limit, roll=rule.roll, pauses=counted)  # type: ignore[arg-type]
    return _Due(detail.moment, detail.years, counted)


def _promised(rule: DutyRule, limit: Limit, start: _Start, values: Reading) -> _Due | None:
    """The moment of the latest promise that was made before the one before it had run out, capped."""
    cap = _calendar(rule, values).due_detail(start.at, limit.cap) if limit.cap else None
    due: _Due | None = None
    for promise in _events(BuiltInEvent.REPLY_PROMISED, start, values):
        if due and promise.instant > instant(due.moment):
            break
        moment: datetime = promise.data["by"]
        due = _Due(cap.moment, cap.years) if cap and instant(cap.moment) < instant(moment) else _Due(moment)
    return due


def _events(kind: str, start: _Start, values: Reading) -> tuple[Event, ...]:
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
