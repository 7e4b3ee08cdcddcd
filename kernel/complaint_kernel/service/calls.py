"""Calls to customers: which events are one, what is recorded of how a call went, and the customer's rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from ..policy.vocabulary import BuiltInEvent, Word
from .editions import Edition, read


class CallOutcome(Word):
    """How a call to a customer went."""

    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    REACHED = "reached"
    NOT_REACHED = "not_reached"


class Entry(TypedDict):
    """An entry of the journal that is to be recorded: the kind of event and its data."""

    type: str
    data: dict[str, Any]


def call_event(edition: Edition, events: Sequence[str]) -> str | None:
    """Of the events that end a duty or step, the one named first where that is a call to the customer; else None."""
    kind = read(edition).events.get(events[0]) if events else None
    return kind.name if kind and kind.call else None


def call_outcomes(edition: Edition, event: str) -> dict[str, list[Entry]]:
    """How a call may have gone, as `CallOutcome` has it -> the entries that are recorded of it.

    Nothing is recorded of a call in vain where the policy's event does not say whether anybody was reached.
    """
    call = read(edition).events[event].call
    if call is None:
        raise ValueError(f"{event} is no call")
    reached = {call.reached: True} if call.reached else {}
    vain = [_entry(event, {call.reached: False})] if call.reached else []
    if call.agreed:
        agreed = [_entry(event, {**reached, call.agreed: True})]
        refused = [_entry(event, {**reached, call.agreed: False})]
    elif call.word:
        agreed = [_entry(event, reached), _entry(BuiltInEvent.CUSTOMER_ACCEPTED, {})]
        refused = [_entry(event, reached), _entry(BuiltInEvent.CUSTOMER_REFUSED, {})]
    else:
        return {CallOutcome.REACHED: [_entry(event, reached)], CallOutcome.NOT_REACHED: vain}
    return {CallOutcome.AGREED: agreed, CallOutcome.NOT_AGREED: refused, CallOutcome.NOT_REACHED: vain}


def _entry(event: str, data: dict[str, bool]) -> Entry:
    return Entry(type=str(event), data={**data})


def rating_entry(edition: Edition, rating: int) -> Entry | None:
    """The entry that the customer's rating (1 to 5) is, where an edition knows one."""
    for kind in read(edition).events.values():
        if kind.rating:
            return Entry(type=kind.name, data={kind.rating: rating})
    return None
