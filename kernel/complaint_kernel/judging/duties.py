"""Who owes what by when, and in which state each duty is.

A duty is owed in rounds: a refusal by the customer, `again_from` or the next period begins one. Each round has a
clock of its own. A breach that happened stays one, whatever is paused, promised, handed over or sent back later.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from ..intake.complaint import Event, instant
from ..policy.model import DutyRule, LimitRow, Match, Policy
from ..policy.vocabulary import BROKEN, BuiltInEvent, DutyState
from ..worktime import Limit, WorkCalendar
from .measures import any_of, matches
from .notes import Noted, note
from .terms import Due, Pause, Start, first_row, limit_of, own_calendar, owner_of, term_of
from .values import Reading, Values

EACH_DAY = "each day"
MOST_PERIODS = 4000  # some ten years of days: what recurs longer has lost its end event


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

    @property
    def recurs(self) -> bool:
        """Whether it is owed anew in the period after this one."""
        return recurs(self.rule, self.limit)

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
    happened = values.complaint.events_by_type.keys()
    duties: list[Duty] = []
    for rule, begins, waiting in _prepared(values.policy):
        if rule.when is None or reading.holds(rule.when):
            if waiting and begins.isdisjoint(happened):
                duties.append(waiting)
            else:
                duties += _rounds(rule, begins, reading)
    return tuple(duties), tuple(reading.notes)


@lru_cache(maxsize=64)
def _prepared(policy: Policy) -> tuple[tuple[DutyRule, frozenset[str], Duty | None], ...]:
    """Each duty with the types of event that could begin a round, and with what it is for every complaint before."""
    return tuple((rule, _beginning(rule, policy), _waiting_for(rule)) for rule in policy.duties.values())


def _beginning(rule: DutyRule, policy: Policy) -> frozenset[str]:
    kind = policy.events.get(rule.start.event) if rule.start else None
    again = (rule.again_from,) if rule.again_from else ()
    return frozenset((*again, *((kind.name, *kind.implied_by) if kind else ())))


def _waiting_for(rule: DutyRule) -> Duty | None:
    """A duty whose start has not happened; None where it depends on the complaint what it is then."""
    if not rule.start or rule.owners or (rule.limits and not rule.only_limit):
        return None
    return _waiting(rule, rule.owner, rule.only_limit)


def _waiting(rule: DutyRule, owner: str, row: LimitRow | None) -> Duty:
    clause = row.clause if row else rule.clause
    return Duty(rule, owner, clause, None, None, False, None, DutyState.WAITING)


def _rounds(rule: DutyRule, begins: Set[str], values: Reading) -> Iterator[Duty]:
    row, starts = first_row(rule, None, values), _starts(rule, begins, values)
    if not starts:
        if row or not rule.limits:
            yield _waiting(rule, owner_of(rule, values), row)
    elif row and recurs(rule, limit_of(rule, row, values)):
        yield from _series(rule, starts, values)
    else:
        for start, after in zip_longest(starts, starts[1:]):
            duty = _duty(rule, replace(start, until=after.at) if after else start, values)
            if duty and not (after and _handed_over(duty, after, values)):
                yield duty


# where rounds begin


def _starts(rule: DutyRule, beginning: Set[str], values: Reading) -> list[Start]:
    """The first start, every start that first follows a refusal by the customer, and every `again_from`.

    What the policy names as `again_after` lets the next start count, as a refusal does.

    A refusal that begins a round implies the starting event; where that follows before the limit has run out, it
    tells the moment better.
    """
    starts = [] if rule.start else [Start(values.complaint.received_at)]
    if beginning.isdisjoint(values.complaint.events_by_type.keys()):
        return starts
    implied = _implied_start(rule, values)
    refused = False
    for event in values.complaint.events:
        refused = refused or event.type == BuiltInEvent.CUSTOMER_REFUSED or any_of(rule.again_after, event, values)
        again = bool(starts) and event.type == rule.again_from
        begins = event is implied or ((not implied or starts) and _begins(rule, event, values))
        if again or (begins and (not starts or refused)):
            starts.append(Start(event.at, event, number=len(starts) + 1))
            refused = False
        elif begins and _only_implied(starts[-1], event, rule, values):
            starts[-1] = Start(event.at, event, number=len(starts))
    return starts


def _only_implied(start: Start, event: Event, rule: DutyRule, values: Reading) -> bool:
    """Whether a refusal began the round, and its limit had not run out when the starting event came."""
    if start.event is None or start.event.type != BuiltInEvent.CUSTOMER_REFUSED:
        return False
    due = term_of(rule, start, values).due
    return due is not None and event.instant <= instant(due.moment)


def _begins(rule: DutyRule, event: Event, values: Reading) -> bool:
    return rule.start is not None and matches(rule.start, event, values)


def _implied_start(rule: DutyRule, values: Reading) -> Event | None:
    """An event that implies the starting one, where that was not recorded before the limit had run out."""
    kind = values.policy.events.get(rule.start.event) if rule.start else None
    if kind is None or not kind.implied_by:
        return None
    if values.complaint.events_by_type.keys().isdisjoint(kind.implied_by):
        return None
    implied = next((event for event in values.complaint.events if event.type in kind.implied_by), None)
    own = next((event for event in values.complaint.events if _begins(rule, event, values)), None)
    if implied is None or own is None or own.instant <= implied.instant:
        return implied if own is None else None
    due = term_of(rule, Start(implied.at, implied), values).due
    return implied if due and own.instant > instant(due.moment) else None


def _handed_over(duty: Duty, after: Start, values: Reading) -> bool:
    """Whether the next round took this one's place in time: an act of ours that starts the same duty again before its
    due moment hands it over. What the customer does begins a claim beside the one that runs."""
    kind = values.policy.events.get(after.event.type) if after.event else None
    if kind is None or kind.of_customer or (duty.done and instant(duty.done) <= after.instant):
        return False
    return duty.due is not None and after.instant <= instant(duty.due) and duty.state != DutyState.MET


# duties that recur


def recurs(rule: DutyRule, limit: Limit | None) -> bool:
    """Whether a duty with this limit is owed for each period."""
    return limit is not None and (limit.kind == EACH_DAY or (bool(rule.until) and limit.kind.startswith("each ")))


def _series(rule: DutyRule, starts: list[Start], values: Reading) -> Iterator[Duty]:
    """The periods from the first start on, and from each later one that follows an end event."""
    number = 1
    end: datetime | None = None
    for start in starts:
        if start is starts[0] or (end is not None and instant(end) <= start.instant):
            end = _first(rule.until, start, values)
            for duty in _periods(rule, replace(start, number=number), end, values):
                yield duty
                number = duty.round + 1


def _periods(rule: DutyRule, start: Start, end: datetime | None, values: Reading) -> Iterator[Duty]:
    """One round for each period until the end event, or until now; one answer settles what is open before it."""
    for number in range(start.number, start.number + MOST_PERIODS):
        duty = _duty(rule, replace(start, number=number), values)
        if duty is None or duty.due is None:
            return
        ended = end is not None and instant(end) <= instant(duty.due)
        if not ended or (duty.done is not None and end is not None and instant(duty.done) <= instant(end)):
            yield duty
        start = Start(duty.due + timedelta(microseconds=1))
        if ended or start.instant > instant(values.at):
            return


def _first(ends: tuple[Match, ...], start: Start, values: Reading) -> datetime | None:
    event = _next_match(ends, start, values)
    return event.at if event else None


# one round


def _duty(rule: DutyRule, start: Start, values: Reading) -> Duty | None:
    """One round, as often as it was sent back; the last try is shown, and what an earlier one broke stays broken."""
    broken = False
    while duty := _try(rule, start, values, broken):
        returned = _sent_back(rule, duty, values)
        if returned is None:
            return duty
        broken = duty.broken
        start = replace(start, at=returned.at, event=returned, sent_back=True)
    return None


def _sent_back(rule: DutyRule, duty: Duty, values: Reading) -> Event | None:
    """The event that sends back what was done."""
    if rule.sent_back_by is None or duty.done is None:
        return None
    done, returns = instant(duty.done), values.complaint.events_of(rule.sent_back_by.event)
    later = (event for event in returns if event.instant >= done)
    return next((event for event in later if matches(rule.sent_back_by, event, values)), None)


def _try(rule: DutyRule, start: Start, values: Reading, broken: bool) -> Duty | None:
    """One try of a round; None where no limit is met. broken: an earlier one was late, or not done at all."""
    term = term_of(rule, start, values)
    if rule.limits and term.row is None:
        return None
    owner, calendar = owner_of(rule, values), own_calendar(rule, values)
    clause = term.row.clause if term.row else rule.clause
    answer = _next_match(rule.done, start, values)
    done = answer.at if answer else None
    limit, due = term.limit, term.due
    if due is None:
        state = DutyState.WAITING if limit and limit.is_promised else _undated(done)
        return Duty(rule, owner, clause, start.at, None, False, done, state, start.number, limit, broken_before=broken,
                    calendar=calendar)  # fmt: skip
    state = DutyState.OPEN if _stands_still(done, due.pauses) else _state(due.moment, done, values.at)
    state = _provisional(rule, due, state, values) if due.years else state
    return Duty(rule, owner, clause, start.at, due.moment, bool(due.years), done, state, start.number, limit,
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


def _provisional(rule: DutyRule, due: Due, state: str, values: Reading) -> str:
    """Past a provisional due moment a duty stays open, and costs nothing."""
    broken = state in BROKEN
    code = "provisional_past" if broken else "provisional"
    years = ", ".join(map(str, due.years))
    due_text = f"{due.moment:%Y-%m-%d %H:%M}"
    values.notes.append(note(code, rule.clause, about=rule.id, duty=rule.label, years=years, due=due_text))
    return DutyState.OPEN if broken else state


def _next_match(ends: tuple[Match, ...], start: Start, values: Reading) -> Event | None:
    """The first event that ends a round: not before its start, and never the one that began it; after a return later
    than it, for what is done at that moment is sent back too."""
    if not values.complaint.has_any(ends):
        return None
    since, begun = start.instant, start.event
    later = (event for event in values.complaint.events if event is not begun and event.instant >= since)
    if start.sent_back:
        later = (event for event in later if event.instant > since)
    return next((event for event in later if any_of(ends, event, values)), None)
