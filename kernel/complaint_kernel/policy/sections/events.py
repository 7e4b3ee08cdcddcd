"""Events: what happens to a complaint and is written in its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from ...base.strict_yaml import Path
from ..fields import Field, KindShape, field_of
from ..label import Label
from ..linking import Linker
from ..section import Section
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import BuiltInEvent, Kind

FREE_DATA = ("note", "reason")  # every event takes these beside its own data


class DataShape(KindShape):
    """One field of an event's data."""

    kinds: ClassVar[tuple[str, ...]] = (*KindShape.kinds, Kind.MOMENT, Kind.TEXT)
    moment: Literal["yes"] | None = None
    text: Literal["yes"] | None = None
    required: bool = False


class EventShape(Shape):
    """Something that happens to a complaint and is written in its journal.

    by: the party that records it; answers: whether the customer has an answer by it.
    """

    label: Label
    clause: Clause | None = None
    by: Identifier | None = None
    answers: bool = False
    data: dict[Identifier, DataShape] = {}


@dataclass(frozen=True)
class EventType:
    """A kind of event; data: what an entry of it may say, by name."""

    name: str
    label: Label
    by: str | None = None
    data: Mapping[str, Field] = field(default_factory=dict)
    answers: bool = False


PROMISED_FOR = Field("by", Kind.MOMENT, Label(en="Promised for", zh_CN="承诺时间"), required=True)
BUILT_IN = (
    EventType(BuiltInEvent.REPLY_PROMISED, Label(en="Reply promised", zh_CN="承诺答复时间"), data={"by": PROMISED_FOR}),
    EventType(BuiltInEvent.CUSTOMER_ACCEPTED, Label(en="Customer accepted", zh_CN="客户接受")),
    EventType(BuiltInEvent.CUSTOMER_REFUSED, Label(en="Customer did not accept", zh_CN="客户不接受")),
)


def _link(linker: Linker, given: Mapping[str, EventShape]) -> dict[str, EventType]:
    built_in = {str(event.name): event for event in BUILT_IN if event.name not in given}
    return {**built_in, **linker.each(("events",), given, _event)}


def _event(linker: Linker, path: Path, name: str, given: EventShape) -> EventType:
    linker.party((*path, "by"), given.by)
    return EventType(
        name, given.label, given.by, {key: _data(key, one) for key, one in given.data.items()}, given.answers
    )


def _data(key: str, given: DataShape) -> Field:
    default = given.flag if given.kind == Kind.BOOL else None
    return Field(**field_of(key, given, default=default, required=given.required))


EVENTS = Section("events", dict[Identifier, EventShape], _link, dict)
