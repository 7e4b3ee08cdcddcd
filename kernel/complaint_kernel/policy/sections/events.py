"""Events: what happens to a complaint and is written in its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from ...base.strict_yaml import Path
from ..fields import Field, KindShape, field_of
from ..label import Label, built_in_label
from ..linking import Linker
from ..section import Section
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import BuiltInEvent, Kind

FREE_DATA = ("note", "reason")  # every event takes these beside its own data


class DataShape(KindShape):
    """One field of an event's data."""

    kinds: ClassVar[tuple[str, ...]] = (*KindShape.kinds, Kind.DATE, Kind.MOMENT, Kind.TEXT)
    date: Literal["yes"] | None = None
    moment: Literal["yes"] | None = None
    text: Literal["yes"] | None = None
    required: bool = False


class CallShape(Shape):
    """A call to the customer about the complaint.

    reached: the yes or no among the event's data that says whether the customer was reached. agreed: the one that says
    whether the customer agreed.
    word: whether what the customer says on the telephone of the solution is an entry of its own beside it.
    """

    reached: Identifier | None = None
    agreed: Identifier | None = None
    word: bool = False


class EventShape(Shape):
    """Something that happens to a complaint and is written in its journal.

    by: the party that records it, or each of several that may. answers: whether the customer has an answer by it,
    and so knows the result. implied_by: events that say this one has happened too, where it has no entry of its own.
    call: that it is a call to the customer, and what its data say of it. rating: the number among its data that is
    the customer's rating, from 1 to 5.
    """

    label: Label
    clause: Clause | None = None
    by: Identifier | list[Identifier] = []
    answers: bool = False
    implied_by: list[Identifier] = []
    call: CallShape | None = None
    rating: Identifier | None = None
    data: dict[Identifier, DataShape] = {}


@dataclass(frozen=True)
class Call:
    """That an event is a call to the customer; the names of its data that say what came of it."""

    reached: str | None
    agreed: str | None
    word: bool


@dataclass(frozen=True)
class EventType:
    """A kind of event; parties: whose act it is; data: what an entry of it may say, by name."""

    name: str
    label: Label
    parties: tuple[str, ...] = ()
    data: Mapping[str, Field] = field(default_factory=dict)
    answers: bool = False
    implied_by: tuple[str, ...] = ()
    call: Call | None = None
    rating: str | None = None

    @property
    def by(self) -> str | None:
        """Whose act it is first of all."""
        return next(iter(self.parties), None)

    @property
    def of_customer(self) -> bool:
        """Whether it is the customer's act: by the party `customer`, or named `customer_…` as the built-in ones are."""
        return "customer" in self.parties or self.name.startswith("customer_")


def _built_in(event: BuiltInEvent, *data: Field, answers: bool = False) -> EventType:
    """An event that every complaint knows, labelled by the locale files."""
    fields = {field.name: field for field in data}
    return EventType(event.value, built_in_label(f"event.{event}"), data=fields, answers=answers)


PROMISED_FOR = Field("by", Kind.MOMENT, built_in_label("event.data.promised_for"), required=True)
BUILT_IN = (
    _built_in(BuiltInEvent.REPLY_PROMISED, PROMISED_FOR),
    _built_in(BuiltInEvent.CUSTOMER_ACCEPTED),
    _built_in(BuiltInEvent.CUSTOMER_REFUSED),
)
RESULT_TOLD = _built_in(BuiltInEvent.RESULT_TOLD, answers=True)


def _link(linker: Linker, given: Mapping[str, EventShape]) -> dict[str, EventType]:
    events = (*BUILT_IN, *_of_steps(linker))
    if not any(event.answers for event in given.values()):
        events = (*events, RESULT_TOLD)
    built_in = {str(event.name): event for event in events if event.name not in given}
    return {**built_in, **linker.each(("events",), given, _event)}


def _of_steps(linker: Linker) -> tuple[EventType, ...]:
    """The events by which steps are done, approved and sent back, where the policy has steps."""
    steps = {step.step: step.label for step in linker.document.steps}
    if not steps:
        return ()
    step = Field("step", Kind.CHOICE, built_in_label("event.data.step"), choices=steps, required=True)
    by = Field("by", Kind.CHOICE, built_in_label("event.data.party"), choices=linker.document.parties)
    reason = Field("reason", Kind.TEXT, built_in_label("event.data.reason"))
    return (
        _built_in(BuiltInEvent.STEP_DONE, step),
        _built_in(BuiltInEvent.STEP_APPROVED, step, by),
        _built_in(BuiltInEvent.STEP_RETURNED, step, by, reason),
    )


def _event(linker: Linker, path: Path, name: str, given: EventShape) -> EventType:
    parties = (given.by,) if isinstance(given.by, str) else tuple(given.by)
    for party in parties:
        linker.party((*path, "by"), party)
    for event in given.implied_by:
        linker.among((*path, "implied_by"), event, [*linker.document.events, *BuiltInEvent.all()], "event")
    data = {key: _data(key, one) for key, one in given.data.items()}
    call = _call(linker, path, given)
    _names_data(linker, (*path, "rating"), given, given.rating, Kind.NUMBER)
    return EventType(name, given.label, parties, data, given.answers, tuple(given.implied_by), call, given.rating)


def _call(linker: Linker, path: Path, given: EventShape) -> Call | None:
    if given.call is None:
        return None
    for key in ("reached", "agreed"):
        _names_data(linker, (*path, "call", key), given, getattr(given.call, key), Kind.BOOL)
    return Call(given.call.reached, given.call.agreed, given.call.word)


def _names_data(linker: Linker, path: Path, given: EventShape, name: str | None, kind: Kind) -> None:
    """Note a fault where a name is none of the event's data of that kind."""
    if name is not None:
        linker.among(path, name, [key for key, data in given.data.items() if data.kind == kind], "field_of_event")


def _data(key: str, given: DataShape) -> Field:
    default = given.flag if given.kind == Kind.BOOL else None
    return Field(**field_of(key, given, default=default, required=given.required))


EVENTS = Section("events", dict[Identifier, EventShape], _link, dict)
