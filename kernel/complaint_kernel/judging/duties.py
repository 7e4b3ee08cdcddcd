"""Who owes what by when, and in which state each duty is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..base.errors import ParameterError
from ..intake.complaint import Event, instant
from ..policy.model import DutyRule, LimitRow, Match
from ..worktime import Limit
from .measures import matches
from .values import Values

REFUSED = "customer_refused"
PROMISED = "reply_promised"
BROKEN = ("late", "overdue")


@dataclass(frozen=True)
class Duty:
    """One duty in one round.

    state: waiting (its start has not happened), open, met, late (done after the due moment), overdue
    (not done, past it). starts, due and done are aware moments or None. limit and pauses are what the
    due moment was counted with; limit None is a duty without a due moment.
    """

    rule: DutyRule
    clause: str
    starts: datetime | None
    due: datetime | None
    provisional: bool
    done: datetime | None
    state: str
    round: int = 1
    limit: Limit | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    years: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def broken(self) -> bool:
        return self.state in BROKEN

    def to_dict(self) -> dict[str, Any]:
        """JSON values; `round` is given from the second one on."""
        entry: dict[str, Any] = {
            "id": self.id,
            "clause": self.clause,
            "owner": self.rule.owner,
            "starts": iso(self.starts),
            "due": iso(self.due),
            "due_provisional": self.provisional,
            "done": iso(self.done),
            "state": self.state,
        }
        return {**entry, "round": self.round} if self.round > 1 else entry


def iso(moment: datetime | None) -> str | None:
    """Whole seconds with offset, None for no moment."""
    return moment.isoformat(timespec="seconds") if moment else None


def assess_duties(values: Values) -> tuple[tuple[Duty, ...], tuple[Duty, ...]]:
    """The duties of the current round in the policy's order, and the broken ones of earlier rounds."""
    current: list[Duty] = []
    earlier: list[Duty] = []
    for rule in values.policy.duties.values():
        rounds = list(_rounds(rule, values)) if rule.when is None or values.holds(rule.when) else []
        earlier += [replace(duty, state="late") for duty in rounds[:-1] if duty.broken]  # no time is left to do it
        current += rounds[-1:]
    return tuple(current), tuple(earlier)


def _rounds(rule: DutyRule, values: Values) -> Iterator[Duty]:
    row = _row(rule, None, values)
    if rule.limits and row is None:
        return
    starts = _starts(rule, values)
    for index, start in enumerate(starts):
        until = starts[index + 1] if index + 1 < len(starts) else None
        if not rule.limits or (row := _row(rule, start, values)):
            yield _duty(rule, row, start, until, index + 1, values)
    if not starts:
        yield Duty(rule, row.clause if row else rule.clause, None, None, False, None, "waiting")


def _row(rule: DutyRule, start: datetime | None, values: Values) -> LimitRow | None:
    """The first limit that is met and is for this start."""
    return next((row for row in rule.limits if row.is_for(start) and values.meets(row)), None)


def _starts(rule: DutyRule, values: Values) -> list[datetime]:
    """The first start, every start that first follows a refusal by the customer, and every `again_from`."""
    starts: list[datetime] = [] if rule.start else [values.complaint.received_at]
    refused = False
    for event in values.complaint.events:
        if event.type == REFUSED:
            refused = True
        again = bool(starts) and event.type == rule.again_from
        if again or (rule.start and matches(rule.start, event, values) and (not starts or refused)):
            starts.append(event.at)
            refused = False
    return starts


def _duty(
    rule: DutyRule, row: LimitRow | None, start: datetime, until: datetime | None, number: int, values: Values
) -> Duty:
    """One round. What ends it after the next round began is the next round's."""
    clause = row.clause if row else rule.clause
    done = _done(rule.done, start, until, values)
    if row is None:
        return Duty(rule, clause, start, None, False, done, "met" if done else "open", number)
    limit = _limit(rule, row, values)
    pauses = tuple(_pauses(rule, start, values))
    due = _due(rule, limit, start, until, pauses, values)
    if due is None:
        return Duty(rule, clause, start, None, False, done, "waiting", number, limit, pauses)
    moment, years = due
    state = "open" if _stands_still(pauses) and done is None else _state(moment, done, values.at)
    if years and state in BROKEN:
        state = "open"
        named = ", ".join(map(str, years))
        values.warn(
            f"{rule.id}: the holidays of {named} are not announced; its due moment {iso(moment)} is provisional, "
            f"so it stays open and costs nothing"
        )
    elif years:
        values.warn(f"{rule.id}: its due moment {iso(moment)} is provisional; the holidays of "
                    f"{', '.join(map(str, years))} are not announced")  # fmt: skip
    return Duty(rule, clause, start, moment, bool(years), done, state, number, limit, pauses, years)


def _stands_still(pauses: tuple[tuple[datetime, datetime | None], ...]) -> bool:
    """While a pause is open the due moment is only the earliest possible one, and nothing is overdue."""
    return any(end is None for _, end in pauses)


def _state(due: datetime, done: datetime | None, at: datetime) -> str:
    if done is not None:
        return "met" if instant(done) <= instant(due) else "late"
    return "overdue" if instant(at) > instant(due) else "open"


def _done(ends: tuple[Match, ...], start: datetime, until: datetime | None, values: Values) -> datetime | None:
    for event in values.complaint.events:
        inside = start <= event.at and (until is None or event.at < until)
        if inside and any(matches(end, event, values) for end in ends):
            return event.at
    return None


def _limit(rule: DutyRule, row: LimitRow, values: Values) -> Limit:
    """The limit itself, or the parameter's. Raises ParameterError when that is unset."""
    if isinstance(row.limit, Limit):
        return row.limit
    value = values[row.limit]
    if not isinstance(value, Limit):
        raise ParameterError(values.policy.id, [row.limit], f"the due moment of duty {rule.id!r}")
    return value


def _due(
    rule: DutyRule,
    limit: Limit,
    start: datetime,
    until: datetime | None,
    pauses: tuple[tuple[datetime, datetime | None], ...],
    values: Values,
) -> tuple[datetime, tuple[int, ...]] | None:
    """The due moment and the years it is provisional for; None while nothing is promised."""
    if limit.kind == "promised":
        return _promised(limit, start, until, values)
    extension = _last(rule.extended_by, start, until, values) if rule.extended_by else None
    detail = values.calendar.due_detail(start, limit, roll=rule.roll, pauses=pauses)  # type: ignore[arg-type]
    if extension and isinstance(extension.data.get("by"), datetime):
        return max(extension.data["by"], detail.moment), ()
    return detail.moment, detail.years


def _promised(
    limit: Limit, start: datetime, until: datetime | None, values: Values
) -> tuple[datetime, tuple[int, ...]] | None:
    promise = _last(PROMISED, start, until, values)
    if promise is None:
        return None
    moment: datetime = promise.data["by"]
    if limit.cap is None:
        return moment, ()
    cap = values.calendar.due_detail(start, limit.cap)
    return (cap.moment, cap.years) if cap.moment < moment else (moment, ())


def _last(kind: str, start: datetime, until: datetime | None, values: Values) -> Event | None:
    found = [e for e in values.complaint.events if e.type == kind and start <= e.at and (until is None or e.at < until)]
    return found[-1] if found else None


def _pauses(rule: DutyRule, start: datetime, values: Values) -> Iterator[tuple[datetime, datetime | None]]:
    """Spans in which the case lies elsewhere; an end of None means it still does."""
    for pause in rule.pauses:
        since: datetime | None = None
        for event in values.complaint.events:
            if since is None and matches(pause.since, event, values):
                since = event.at
            elif since is not None and matches(pause.until, event, values):
                yield max(since, start), max(event.at, start)
                since = None
        if since is not None:
            yield max(since, start), None
