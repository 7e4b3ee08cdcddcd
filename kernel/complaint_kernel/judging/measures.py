"""Counts, runs and ages over the complaint's own events; `history` measures the complaints before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from ..expression import Expression
from ..intake.complaint import Event, instant
from ..policy.model import Match, Measure
from ..policy.vocabulary import Aggregate

if TYPE_CHECKING:
    from .values import Reading, Values

NOTHING = Decimal(0)
Names: TypeAlias = "Reading | Values"


def over_events(rule: Measure, reading: Names) -> Any:
    """The figure of a measure over events or age: a Decimal, a field's value, a bool; None where it has no value."""
    if rule.aggregate == Aggregate.OLDER:
        return _older(rule, reading)
    if rule.event not in reading.complaint.events_by_type and (rule.after is None or rule.after.where is None):
        return None if rule.aggregate == Aggregate.LAST else NOTHING
    events = [event for event in reading.complaint.events if event.type == rule.event]
    if rule.after is not None:
        begin = first_or_last(rule.after, rule.take, reading)
        if begin is None:
            return None if rule.aggregate == Aggregate.LAST else Decimal(0)
        events = [event for event in events if event.at >= begin.at]
    if rule.until is not None:
        end = next((event for event in reading.complaint.events if event.type == rule.until), None)
        events = [event for event in events if end is None or instant(event.at) < instant(end.at)]
    if rule.aggregate == Aggregate.LAST:
        return _last(rule, events)
    if rule.aggregate == Aggregate.RUN:
        return Decimal(_event_run(rule, events, reading))
    met = [event for event in events if _met(rule, event, reading)]
    return Decimal(len(met))


def _last(rule: Measure, events: Sequence[Event]) -> Any:
    return events[-1].data.get(str(rule.argument)) if events else None


def _met(rule: Measure, event: Event, reading: Names) -> bool:
    return rule.condition is None or _held(rule.condition, event, reading)


def _held(condition: Expression, event: Event, reading: Names) -> bool:
    """Whether a condition on an event is met; measures in it tell of the journal as it stood then."""
    then = reading if condition.names.isdisjoint(reading.policy.measures) else reading.up_to(event)
    return then.holds(condition, event.data)


def _event_run(rule: Measure, events: Sequence[Event], reading: Names) -> int:
    """How many of the latest in a row meet the condition; within: all inside the window of the last."""
    length = 0
    for event in reversed(events):
        inside = rule.within is None or reading.calendar.within(event.at, events[-1].at, rule.within)
        if not inside or not _met(rule, event, reading):
            break
        length += 1
    return length


def matches(match: Match, event: Event, reading: Names) -> bool:
    """Whether an event is of the type, and its data meet the condition."""
    if event.type != match.event:
        return False
    return match.where is None or reading.holds(match.where, event.data)


def any_of(wanted: Sequence[Match], event: Event, reading: Names) -> bool:
    """Whether an event is one of several that are waited for."""
    return any(matches(match, event, reading) for match in wanted)


def first_or_last(match: Match, take: str, reading: Names) -> Event | None:
    """The first or the last event that matches."""
    alike = (event for event in reading.complaint.events if event.type == match.event)
    found = [event for event in alike if match.where is None or _held(match.where, event, reading)]
    return (found[0] if take == "first" else found[-1]) if found else None


# age


@dataclass(frozen=True)
class Age:
    """From when on it is counted, and when it ended; None while it goes on."""

    start: datetime
    end: datetime | None


def age_of(rule: Measure, reading: Names) -> Age | None:
    """The age that a measure asks for; None while what it runs from has not happened."""
    complaint, start = reading.complaint, reading.complaint.received_at
    if rule.after is not None:
        begun = first_or_last(rule.after, rule.take, reading)
        if begun is None:
            return None
        start = begun.at
    ends = (event.at for event in complaint.events if event.type == rule.argument and event.at >= start)
    return Age(start, next(ends, None))


def _older(rule: Measure, reading: Names) -> bool:
    """Whether more time than `within` passed from the start to the ending event, or has passed by now."""
    age = age_of(rule, reading)
    if age is None:
        return False
    assert rule.within is not None
    return not reading.calendar.within(age.start, max(age.end or reading.at, age.start), rule.within)


def describe(names: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON: whole decimals as integers, others exactly as text, moments as ISO text."""
    return {name: _json(value) for name, value in sorted(names.items())}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value
