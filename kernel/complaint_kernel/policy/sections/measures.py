"""Measures: counts, sums and runs over history, or over the complaint's own events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import model_validator

from ...base.bounds import DEEPEST_VALUES, MOST_FAULTS
from ...base.locale import Joined, message
from ...base.strict_yaml import Path
from ...expression import Expression, Type
from ...worktime import Limit, parse_limit
from ..fields import exactly_one
from ..label import Label
from ..linking import Linker, Scope
from ..rows import Match
from ..section import Section
from ..shapes import Clause, Condition, EventMatch, Identifier, Shape
from ..vocabulary import Aggregate, Attribute
from .derive import Derived
from .events import EventType

A_NUMBER = Type("number")
CALENDAR_SPANS = ("calendar month", "calendar year")


class MeasureShape(Shape):
    """A count, sum or run over history, or over the complaint's own events.

    History: one of count (`history`), distinct (a field), sum (a fact), run (a condition; how many
    earlier ones in a row meet it, the latest first). same: fields that must equal this complaint's; one
    that is empty equals nothing. within: a limit, `calendar month` or `calendar year`. earlier: how
    many earlier complaints there must be, else the measure has no value. this: counts this one too.

    Events: events (a type) with count, run or last (a field of its data); where: a condition on the
    data; after: only those after the first or last event of another type; until: only those before the first
    event of this type. Its conditions may name other measures over events, which tell of the journal as it stood
    at the event.

    Age: older (a limit): true once more time has passed since receipt, or since the first or last event
    named by `after`, unless until (an event) came first.
    """

    label: Label
    clause: Clause | None = None
    count: Literal["history", "events"] | None = None
    distinct: Identifier | None = None
    sum: Identifier | None = None
    run: Condition | None = None
    last: Identifier | None = None
    older: str | None = None
    until: Identifier | None = None
    events: Identifier | None = None
    after: EventMatch | None = None
    take: Literal["first", "last"] = "last"
    same: list[Identifier] = []
    where: Condition | None = None
    within: str | None = None
    earlier: int = 0
    this: bool = True

    @property
    def aggregate(self) -> str:
        """The one key that says what is made of what is counted."""
        return next(key for key in Aggregate.all() if getattr(self, key) is not None)

    def type_in(self, item: Scope, events: Mapping[str, EventType]) -> Type:
        """Its type inside a condition; item: the names of a complaint before it is judged."""
        if self.older is not None:
            return Type("bool")
        if self.sum is not None:
            return item.get(self.sum, Type("number"))
        if self.last is not None and self.events and self.events in events:
            field = events[self.events].data.get(self.last)
            return field.type if field else Type("number")
        return Type("number")

    @model_validator(mode="after")
    def _one_figure(self) -> MeasureShape:
        given = [key for key in Aggregate.all() if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError(exactly_one(Aggregate.all(), given))
        if (self.events is None) != (self.count != "events" and self.last is None) and self.run is None:
            raise ValueError(message("fault.events_read"))
        return self


@dataclass(frozen=True)
class Measure:
    """A count, sum or run over history or events; the fields are those of `MeasureShape`.

    aggregate: a word of `Aggregate`. argument: the fact summed, the field counted or read, or the event
    that ends an age.
    """

    name: str
    label: Label
    aggregate: str
    type: Type
    argument: str | None = None
    event: str | None = None
    after: Match | None = None
    take: str = "last"
    same: tuple[str, ...] = ()
    condition: Expression | None = None
    within: str | Limit | None = None
    earlier: int = 0
    this: bool = True
    until: str | None = None

    @property
    def over_history(self) -> bool:
        return self.event is None and self.aggregate != Aggregate.OLDER

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """On what is counted, and on the event after which it is."""
        return tuple(one for one in (self.condition, self.after.where if self.after else None) if one)


def _link(linker: Linker, given: Mapping[str, MeasureShape]) -> dict[str, Measure]:
    measures = linker.each(("measures",), given, _measure)
    check_circles(linker, linker.linked["derive"], measures)
    return measures


def _measure(linker: Linker, path: Path, name: str, given: MeasureShape) -> Measure:
    linker.free_name(path, name)
    aggregate = given.aggregate
    if given.events:
        linker.among((*path, "events"), given.events, linker.events, "event")
    scope: Scope = linker.earlier
    if given.events and given.events in linker.events:
        scope = linker.event_scope(given.events, linker.measured)
    condition_key = "run" if aggregate == Aggregate.RUN else "where"
    return Measure(
        name=name,
        label=given.label,
        aggregate=aggregate,
        type=given.type_in(linker.item, linker.events),
        argument=_argument(linker, path, given, aggregate),
        event=given.events,
        after=linker.match((*path, "after"), given.after, linker.measured) if given.after else None,
        take=given.take,
        same=_same(linker, path, given.same),
        condition=linker.condition((*path, condition_key), getattr(given, condition_key), scope),
        within=_window(linker, (*path, "within"), given.within if given.older is None else given.older),
        earlier=given.earlier,
        this=given.this,
        until=_until(linker, path, given),
    )


def _until(linker: Linker, path: Path, given: MeasureShape) -> str | None:
    """The event before which events are counted; an age has its own, as its argument."""
    if given.until is None or given.older is not None:
        return None
    linker.among((*path, "until"), given.until, linker.events, "event")
    return given.until


def _argument(linker: Linker, path: Path, given: MeasureShape, aggregate: str) -> str | None:
    if aggregate == Aggregate.OLDER:
        if given.until:
            linker.among((*path, "until"), given.until, linker.events, "event")
        return given.until
    if aggregate == Aggregate.SUM:
        linker.among((*path, "sum"), given.sum or "", linker.fact_names, "fact")
        summed = linker.item.get(given.sum or "")
        if summed and summed.kind != A_NUMBER.kind:
            linker.fault((*path, "sum"), message("fault.no_sum", name=repr(given.sum), type=summed.words))
        return given.sum
    if aggregate == Aggregate.DISTINCT:
        linker.among((*path, "distinct"), given.distinct or "", [*Attribute.all(), *linker.linked["facts"]], "field")
        return given.distinct
    if aggregate == Aggregate.LAST and given.events in linker.events:
        known = linker.events[given.events or ""].data
        linker.among((*path, "last"), given.last or "", known, "field_of_event")
        return given.last
    return None


def _same(linker: Linker, path: Path, same: list[str]) -> tuple[str, ...]:
    for index, name in enumerate(same):
        linker.among((*path, "same", index), name, [*Attribute.all(), *linker.fact_names, "grade"], "field")
    return tuple(same)


def _window(linker: Linker, path: Path, within: str | None) -> str | Limit | None:
    if within is None or within in CALENDAR_SPANS:
        return within
    with linker.at(path):
        return parse_limit(within)
    return None


def check_circles(
    linker: Linker, derived: Mapping[str, Derived], measures: Mapping[str, Measure], inside: Path = ()
) -> None:
    """A value that needs itself would never be known; name the way round."""
    needs = {name: {n for part in fact.expressions for n in part.names} for name, fact in derived.items()}
    needs |= {name: _needs(linker, measure) for name, measure in measures.items()}
    depth = _depths(needs)
    for name in (name for name in needs if depth.get(name, 0) == DEEPEST_VALUES + 1):
        section = "derive" if name in derived else "measures"
        linker.fault((*inside, section, name), message("fault.too_deep", name=name, most=DEEPEST_VALUES))
    for name in [name for name in needs if name not in depth][:MOST_FAULTS]:
        if (way := _way_round(name, needs)) and name == min(way):
            section = "derive" if name in derived else "measures"
            way_round = Joined((*way, name), "fault.needs")
            linker.fault((*inside, section, name), message("fault.circle", way=way_round))


def _needs(linker: Linker, measure: Measure) -> set[str]:
    """What a measure rests on; what an event says of itself rests on nothing."""
    if measure.event is None:
        argument = {measure.argument} if measure.argument else set()
        return set(measure.same).union(*(condition.names for condition in measure.conditions)) | argument
    matches = (Match(measure.event, measure.condition), *((measure.after,) if measure.after else ()))
    asked = ((match.where.names, linker.events.get(match.event)) for match in matches if match.where)
    return {name for names, event in asked if event for name in names - set(event.data)}


def _depths(needs: Mapping[str, set[str]]) -> dict[str, int]:
    """How many values each rests on, one on another; one that lies on a circle, or rests on one, has no number."""
    depth: dict[str, int] = {}
    waiting = {name: {n for n in below if n in needs} for name, below in needs.items()}
    above: dict[str, list[str]] = {}
    for name, below in waiting.items():
        for other in below:
            above.setdefault(other, []).append(name)
    ready = [name for name, below in waiting.items() if not below]
    while ready:
        name = ready.pop()
        depth[name] = 1 + max((depth[n] for n in needs[name] if n in needs), default=0)
        for other in above.get(name, ()):
            waiting[other].discard(name)
            if not waiting[other]:
                ready.append(other)
    return depth


def _way_round(start: str, needs: Mapping[str, set[str]]) -> list[str]:
    """The names from `start` back to itself, or nothing."""
    stack = [(start, [start])]
    seen = set()
    while stack:
        name, way = stack.pop()
        for following in sorted(needs.get(name, ())):
            if following == start:
                return way
            if following not in seen and following in needs:
                seen.add(following)
                stack.append((following, [*way, following]))
    return []


MEASURES = Section("measures", dict[Identifier, MeasureShape], _link, dict)
