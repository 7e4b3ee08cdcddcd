"""The journal: the kinds of events, whose they are, what an entry says, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypedDict

from ..explanation.messages import Messages
from ..policy import Field
from ..policy.vocabulary import OWED, BuiltInEvent
from .calendars import read_calendar
from .duties import done_by
from .editions import Edition, read
from .fields import said, spelling
from .language import code, told

ANSWERED = "answered"
ACCEPTED = "accepted"
REFUSED = "refused"
CLOSED = "closed"
EFFECTS = {BuiltInEvent.CUSTOMER_ACCEPTED: ANSWERED, BuiltInEvent.CUSTOMER_REFUSED: REFUSED}


class EventKind(TypedDict):
    """A kind of event. party: whose act it is, None for anybody's."""

    id: str
    label: str
    party: str | None


class Answer(TypedDict):
    """Where the answer to the customer stands.

    said: `answered` (by us), `accepted` or `refused` (by the customer). at: since when, ISO 8601 text.
    """

    said: str
    at: str


def events(edition: Edition, lang: str | None = None) -> list[EventKind]:
    """The kinds of events that an edition knows."""
    found = read(edition).events.items()
    return [EventKind(id=name, label=told(event.label, lang) or name, party=event.by) for name, event in found]


def parties_of(edition: Edition, event: str, data: Mapping[str, Any] | None = None) -> list[str]:
    """The parties whose act an entry of the journal is; none where it is anybody's."""
    return list(read(edition).parties_of(event, data or {}))


def periodic_events(edition: Edition) -> list[str]:
    """The events that only end work owed once a period, such as weekly statistics: no complaint's own."""
    policy = read(edition)
    periodic = {match.event for work in policy.periodic.values() for match in work.rule.done}
    duties = policy.duties.values()
    own = {match.event for duty in duties for match in (*duty.done, duty.start) if match}
    own |= {rule.on.event for rule in policy.penalties if rule.on}
    return sorted(periodic - own)


def effect_of(edition: Edition, event: str | None) -> str | None:
    """What an entry says of the answer to the customer: `answered`, `refused`, or nothing."""
    kind = read(edition).events.get(event or "")
    return ANSWERED if kind and kind.answers else EFFECTS.get(event)  # type: ignore[call-overload]


def answer(edition: Edition, entries: Iterable[Mapping[str, Any]]) -> Answer | None:
    """Where the answer to the customer stands by the entries `{"type", "at"}` of a journal; None before any."""
    said = [entry for entry in _in_order(entries) if effect_of(edition, entry["type"])]
    if not said:
        return None
    last = said[-1]
    words = {BuiltInEvent.CUSTOMER_ACCEPTED: ACCEPTED, BuiltInEvent.CUSTOMER_REFUSED: REFUSED}
    return Answer(said=words.get(last["type"], ANSWERED), at=str(last["at"]))


def _in_order(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By their moments; of one moment the one recorded last comes last."""
    return sorted(entries, key=lambda entry: str(entry["at"]))


def closing_event(edition: Edition) -> str | None:
    """The event that closing a complaint is, where an edition knows one."""
    return CLOSED if CLOSED in read(edition).events else None


def data_text(
    edition: Edition,
    event: str | None,
    data: Mapping[str, Any] | None,
    lang: str | None = None,
    calendar: str | None = None,
) -> str:
    """What an entry says as "label: value" pairs; moments by the clocks of the people of a calendar that is given."""
    policy = read(edition)
    kind, messages = policy.events.get(event or ""), Messages(policy, code(lang))
    fields = kind.data if kind else {}
    pairs = (
        messages.text("pair", name=_title(messages, fields, name), text=said(messages, fields, name, value, calendar))
        for name, value in (data or {}).items()
    )
    return messages.joined(pairs, by="pairs")


def _title(messages: Messages, fields: Mapping[str, Field], name: str) -> str:
    return messages.label(fields[name].label) if name in fields else name


def plain_data(data: Any) -> Any:
    """What an entry says as texts, one spelling for each value, so that the same entry is found again."""
    if not data or not isinstance(data, dict):
        return str(data or "")
    return {name: spelling(value) for name, value in data.items()}


def promised(entries: Iterable[Mapping[str, Any]], calendar: str) -> str | None:
    """The moment that the latest promise to the customer names, of entries `{"type", "at", "data"}`.

    A moment without an offset is in the calendar's time zone.
    """
    promises = [entry for entry in entries if entry["type"] == BuiltInEvent.REPLY_PROMISED]
    promises = [entry for entry in promises if (entry.get("data") or {}).get("by")]
    if not promises:
        return None
    latest = _in_order(promises)[-1]
    moment = datetime.fromisoformat(latest["data"]["by"])
    return (moment if moment.tzinfo else moment.replace(tzinfo=read_calendar(calendar).zone)).isoformat()


def answer_expected(
    edition: Edition, entries: Iterable[Mapping[str, Any]], duties: Iterable[Mapping[str, Any]], calendar: str
) -> str | None:
    """The moment until which the customer may expect an answer, as ISO 8601 text; None where there is none to name.

    What was promised since the last answer goes first; else it is the soonest limit that runs of a duty that ends by
    answering the customer. entries: `{"type", "at", "data"}`. duties: as an assessment has them. A due moment that
    may still move is named to nobody.
    """
    entries = _in_order(entries)
    said = [number for number, entry in enumerate(entries, 1) if effect_of(edition, entry["type"])]
    if moment := promised(entries[max(said, default=0) :], calendar):
        return moment
    running = (duty for duty in duties if duty["state"] in OWED and duty["due"] and not duty["due_provisional"])
    moments = [duty["due"] for duty in running if _answers(edition, duty["id"])]
    return min(moments, key=datetime.fromisoformat, default=None)


def _answers(edition: Edition, duty: str) -> bool:
    """Whether a duty ends by an entry that answers the customer."""
    return any(effect_of(edition, event) == ANSWERED for event in done_by(edition, duty))
