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

    by: the party that records it. answers: whether the customer has an answer by it, and so knows the result.
    implied_by: events that say this one has happened too, where it has no entry of its own.
    """

    label: Label
    clause: Clause | None = None
    by: Identifier | None = None
    answers: bool = False
    implied_by: list[Identifier] = []
    data: dict[Identifier, DataShape] = {}


@dataclass(frozen=True)
class EventType:
    """A kind of event; data: what an entry of it may say, by name."""

    name: str
    label: Label
    by: str | None = None
    data: Mapping[str, Field] = field(default_factory=dict)
    answers: bool = False
    implied_by: tuple[str, ...] = ()

    @property
    def of_customer(self) -> bool:
        """Whether it is the customer's act: by the party `customer`, or named `customer_…` as the built-in ones are."""
        return self.by == "customer" or self.name.startswith("customer_")


PROMISED_FOR = Field("by", Kind.MOMENT, Label(en="Promised for", zh_CN="承诺时间"), required=True)
BUILT_IN = (
    EventType(
        BuiltInEvent.REPLY_PROMISED.value, Label(en="Reply promised", zh_CN="承诺答复时间"), data={"by": PROMISED_FOR}
    ),
    EventType(BuiltInEvent.CUSTOMER_ACCEPTED.value, Label(en="Customer accepted", zh_CN="客户接受")),
    EventType(BuiltInEvent.CUSTOMER_REFUSED.value, Label(en="Customer did not accept", zh_CN="客户不接受")),
)
RESULT_TOLD = EventType(
    BuiltInEvent.RESULT_TOLD.value,
    Label(en="Customer told the result", zh_CN="已将处理结果告知客户"),
    answers=True,
)


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
    step = Field("step", Kind.CHOICE, Label(en="Step", zh_CN="步骤"), choices=steps, required=True)
    by = Field("by", Kind.CHOICE, Label(en="Party", zh_CN="审批方"), choices=linker.document.parties)
    reason = Field("reason", Kind.TEXT, Label(en="Reason", zh_CN="理由"))
    return (
        EventType(BuiltInEvent.STEP_DONE.value, Label(en="Step done", zh_CN="步骤已完成"), data={"step": step}),
        EventType(
            BuiltInEvent.STEP_APPROVED.value,
            Label(en="Step approved", zh_CN="步骤已批准"),
            data={"step": step, "by": by},
        ),
        EventType(
            BuiltInEvent.STEP_RETURNED.value,
            Label(en="Step sent back", zh_CN="步骤被退回"),
            data={"step": step, "by": by, "reason": reason},
        ),
    )


def _event(linker: Linker, path: Path, name: str, given: EventShape) -> EventType:
    linker.party((*path, "by"), given.by)
    for event in given.implied_by:
        linker.among((*path, "implied_by"), event, [*linker.document.events, *BuiltInEvent.all()], "event")
    data = {key: _data(key, one) for key, one in given.data.items()}
    return EventType(name, given.label, given.by, data, given.answers, tuple(given.implied_by))


def _data(key: str, given: DataShape) -> Field:
    default = given.flag if given.kind == Kind.BOOL else None
    return Field(**field_of(key, given, default=default, required=given.required))


EVENTS = Section("events", dict[Identifier, EventShape], _link, dict)
