"""Counts, sums and runs over the complaints that came before, and over the complaint's own events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from ..intake.complaint import Complaint, Event, instant
from ..policy.model import Match, Measure
from ..policy.vocabulary import Aggregate
from ..worktime import Limit
from .values import Values


def measure(rule: Measure, values: Values) -> Any:
    """The figure of one measure: a Decimal, a field's value, a bool; None where it has no value."""
    if rule.aggregate == Aggregate.OLDER:
        return _older(rule, values)
    return _over_events(rule, values) if rule.event else _over_history(rule, values)


# history


def _over_history(rule: Measure, values: Values) -> Decimal | None:
    earlier = list(_earlier(rule, values))
    if len(earlier) < rule.earlier:
        return None
    if rule.aggregate == Aggregate.RUN:
        return Decimal(_run(earlier, rule))
    counted = [item for item in earlier if rule.condition is None or rule.condition.met(item)]
    if rule.this and (rule.condition is None or rule.condition.met(values)):
        counted.append(values)
    if rule.aggregate == Aggregate.COUNT:
        return Decimal(len(counted))
    name = str(rule.argument)
    if rule.aggregate == Aggregate.DISTINCT:
        return Decimal(len({item[name] for item in counted} - {None}))
    return sum((item[name] or Decimal(0) for item in counted), Decimal(0))


def _earlier(rule: Measure, values: Values) -> Iterator[Values]:
    """The earlier complaints that belong together with this one, the oldest first."""
    if any(values[name] is None for name in rule.same):
        return
    for item in items(values):
        together = all(item[name] == values[name] for name in rule.same)
        if together and (rule.within is None or _inside(rule.within, item, values)):
            values.counted.add(item.complaint.id)
            yield item


def items(values: Values) -> tuple[HistoryValues, ...]:
    """The history as complaints of their own, each with the history before it; built once."""
    if values.history is None:
        earlier = values.complaint.history
        values.history = tuple(HistoryValues(values, item, index) for index, item in enumerate(earlier))
    found: tuple[HistoryValues, ...] = values.history() if callable(values.history) else values.history
    return found


class HistoryValues(Values):
    """An earlier complaint; its grade (before uplift) is the given one, else computed from its facts."""

    def __init__(self, values: Values, item: Complaint, index: int) -> None:
        super().__init__(values.policy, item, values.calendar, item.received_at, values.formulas)
        self.history, self.counted = (lambda: items(values)[:index]), values.counted
        del self["grade"]

    def _compute(self, name: str) -> Any:
        if name != "grade":
            return super()._compute(name)
        if self.complaint.grade:
            return self.complaint.grade
        self["grade"] = None
        return self.formulas.grade(self)


def _inside(window: str | Limit, item: Values, values: Values) -> bool:
    return values.calendar.within(item.complaint.received_at, values.complaint.received_at, window)


def _run(earlier: Sequence[Values], rule: Measure) -> int:
    """How many in a row meet the condition, counted back from the latest."""
    assert rule.condition is not None
    length = 0
    for item in reversed(earlier):
        if not rule.condition.met(item):
            break
        length += 1
    return length


# events


def _over_events(rule: Measure, values: Values) -> Any:
    events = [event for event in values.complaint.events if event.type == rule.event]
    if rule.after is not None:
        begin = first_or_last(rule.after, rule.take, values)
        if begin is None:
            return None if rule.aggregate == Aggregate.LAST else Decimal(0)
        events = [event for event in events if event.at >= begin.at]
    if rule.until is not None:
        end = next((event for event in values.complaint.events if event.type == rule.until), None)
        events = [event for event in events if end is None or instant(event.at) < instant(end.at)]
    if rule.aggregate == Aggregate.LAST:
        return _last(rule, events)
    if rule.aggregate == Aggregate.RUN:
        return Decimal(_event_run(rule, events, values))
    met = [event for event in events if _met(rule, event, values)]
    return Decimal(len(met))


def _last(rule: Measure, events: Sequence[Event]) -> Any:
    return events[-1].data.get(str(rule.argument)) if events else None


def _met(rule: Measure, event: Event, values: Values) -> bool:
    return rule.condition is None or values.holds(rule.condition, values.of_event(event.data))


def _event_run(rule: Measure, events: Sequence[Event], values: Values) -> int:
    """How many of the latest in a row meet the condition; within: all inside the window of the last."""
    length = 0
    for event in reversed(events):
        inside = rule.within is None or values.calendar.within(event.at, events[-1].at, rule.within)
        if not inside or not _met(rule, event, values):
            break
        length += 1
    return length


def matches(match: Match, event: Event, values: Values) -> bool:
    """Whether an event is of the type, and its data meet the condition."""
    if event.type != match.event:
        return False
    return match.where is None or values.holds(match.where, values.of_event(event.data))


def first_or_last(match: Match, take: str, values: Values) -> Event | None:
    """The first or the last event that matches."""
    found = [event for event in values.complaint.events if matches(match, event, values)]
    return (found[0] if take == "first" else found[-1]) if found else None


# age


def _older(rule: Measure, values: Values) -> bool:
    """Whether more time than `within` passed from the start to the ending event, or has passed by now."""
    complaint, start = values.complaint, values.complaint.received_at
    if rule.after is not None:
        begun = first_or_last(rule.after, rule.take, values)
        if begun is None:
            return False
        start = begun.at
    ends = (event.at for event in complaint.events if event.type == rule.argument and event.at >= start)
    assert rule.within is not None
    return not values.calendar.within(start, max(next(ends, values.at), start), rule.within)


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
