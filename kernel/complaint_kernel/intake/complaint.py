"""A complaint as it comes in: facts, events and history, checked once and then frozen.

The shapes are those of `complaint-kernel schema complaint`. Every fault of one complaint is found in one reading;
each names the fact, field or event, what was found, what was expected, and the nearest valid name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from ..base.bounds import MOST_FAULTS
from ..base.errors import ComplaintError, Problem, expected, nearest
from ..base.locale import Message, message, words_of
from ..base.strict_json import pointer as pointed
from ..policy.analysis import countable_measures
from ..policy.model import ATTRIBUTES, FREE_DATA, EventType, Field, Match, Policy
from ..policy.vocabulary import Kind
from ..worktime import FIRST_YEAR, LAST_YEAR, WorktimeError
from .earlier import FarComplaints, Glance, far_complaints

ITEM_KEYS = ("id", "received_at", *ATTRIBUTES, "facts", "events", "history", "records", "grade")
KEYS = (*(key for key in ITEM_KEYS if key != "grade"), "counted")
ROW_KEYS = ("received_at", *ATTRIBUTES, "facts", "grade", "count", "sums")
MOST_DIGITS = 40
LARGEST = Decimal(10) ** MOST_DIGITS
NO_EVENTS: Mapping[str, tuple[Event, ...]] = {}
A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
A_MOMENT = message("given.a_moment")
A_FACT, A_RECORD, A_FIELD = message("thing.fact"), message("thing.record"), message("thing.field")


@dataclass(frozen=True)
class Event:
    """Something that happened: its type, when, and its typed data (moments are aware datetimes)."""

    type: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    instant: datetime = field(init=False, compare=False, repr=False)  # its moment in UTC

    def __post_init__(self) -> None:
        object.__setattr__(self, "instant", instant(self.at))


@dataclass(frozen=True)
class Complaint:
    """One complaint. facts holds every fact of the policy, None where it is not given.

    attributes: customer, issue, event, channel, category, department, employee (text or None). events
    and history stand in the order of their moments. grade: of a history item, as it was given. records: what
    has been recorded, by the names of the policy's `records`. counted: by measure, earlier complaints that were
    counted beforehand; for these measures they stand in for the history.
    """

    id: str
    received_at: datetime
    attributes: Mapping[str, str | None]
    facts: Mapping[str, Any]
    events: tuple[Event, ...] = ()
    history: tuple[Complaint, ...] = ()
    grade: str | None = None
    records: Mapping[str, str | None] = field(default_factory=dict)
    counted: Mapping[str, tuple[Alike, ...]] = field(default_factory=dict)
    events_by_type: Mapping[str, tuple[Event, ...]] = field(init=False, compare=False, repr=False)
    glance: ClassVar[Mapping[str, Any] | None] = None  # of an earlier one that is not read yet: what measures read

    def __post_init__(self) -> None:
        object.__setattr__(self, "events_by_type", _by_type(self.events) if self.events else NO_EVENTS)

    def __getattr__(self, name: str) -> Any:
        """A part of a complaint that was only looked at (`_looked_at`) is read when somebody asks for it."""
        unread = self.__dict__.get("_unread")
        if unread is None or name.startswith("__"):
            raise AttributeError(name)
        reader, raw = unread
        if name == "received_at":
            self.__dict__[name] = reader.calendar.localize(raw[name])
        else:
            self.__dict__.update(reader.complaint(raw, "", ITEM_KEYS).__dict__)
            self.__dict__.pop("_unread", None)
        return self.__getattribute__(name)

    def seen_at(self, at: datetime) -> Complaint:
        """The same complaint with what has happened by a moment; later events have not happened yet."""
        now = instant(at)
        if not self.events or self.events[-1].instant <= now:
            return self
        return replace(self, events=tuple(event for event in self.events if event.instant <= now))

    def supposing(self, facts: Mapping[str, Any]) -> Complaint:
        """The same complaint with other values of some facts."""
        made = object.__new__(Complaint)
        made.__dict__.update(self.__dict__, facts={**self.facts, **facts}, glance=None)
        return made

    def events_of(self, kind: str | None) -> tuple[Event, ...]:
        """The events of one type, in the order of their moments."""
        return self.events_by_type.get(kind, ()) if kind else ()

    def has_any(self, matches: Iterable[Match]) -> bool:
        """Whether an event of one of the types has happened."""
        return any(match.event in self.events_by_type for match in matches)

    def missing(self) -> tuple[str, ...]:
        """The facts that are not given."""
        return tuple(name for name, value in self.facts.items() if value is None)


@dataclass(frozen=True)
class Alike:
    """Earlier complaints that are the same in all that some measures read of them.

    complaint: one for all, with what is read. sums: of each fact that a measure sums, over all of them.
    """

    count: int
    complaint: Complaint
    sums: Mapping[str, Decimal]


def _by_type(events: tuple[Event, ...]) -> Mapping[str, tuple[Event, ...]]:
    """The events of each type that has happened, in the order of their moments."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.type, []).append(event)
    return {kind: tuple(some) for kind, some in found.items()}


def instant(moment: datetime) -> datetime:
    """The moment in UTC: Python compares two moments of one zone by the clock on the wall, which may go back."""
    return moment.astimezone(timezone.utc)


def _order(event: Event) -> tuple[datetime, str, str]:
    """By moment; what happened at the same moment stands in an order that does not depend on the input's."""
    return event.instant, event.type, str(sorted(event.data.items()))


class Clock(Protocol):
    """Reads moments: a calendar, or a `ZoneClock` where no working time is counted."""

    def localize(self, moment: str | datetime) -> datetime: ...


def read_complaint(
    policy: Policy,
    given: Mapping[str, Any],
    calendar: Clock,
    file: str = "complaint",
    *,
    only_what_counts: bool = False,
) -> Complaint:
    """A mapping of the complaint's schema as a Complaint. Raises ComplaintError with every fault found.

    only_what_counts: leave out of the history what can count for nothing under the policy, once it is seen to be right.
    """
    reader = _Reader(policy, calendar, file, far_complaints(policy) if only_what_counts else None)
    complaint = reader.complaint(given)
    if reader.problems or complaint is None:
        raise ComplaintError(reader.problems)
    return complaint


def read_facts(
    fields: Mapping[str, Field], given: Mapping[str, Any], file: str, pointer: str = "/facts"
) -> dict[str, Any]:
    """Facts alone, such as a customer's. Raises ComplaintError with every fault found."""
    reader = _FieldReader(file)
    facts = reader.fields(fields, given, pointer, message("thing.fact"))
    if reader.problems:
        raise ComplaintError(reader.problems)
    return facts


def shown(value: object) -> str | Message:
    """A found value in a message, short and as a person would write it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Decimal) and value.is_nan():
        return "NaN"
    if isinstance(value, (Mapping, list, tuple)):
        return message("given.an_object" if isinstance(value, Mapping) else "given.a_list")
    text = repr(value) if isinstance(value, str) else str(Decimal(value) if isinstance(value, int) else value)
    return text if len(text) <= 60 else text[:57] + "…"


class _FieldReader:
    """Typed values by name; faults are collected with their JSON pointer, up to what anyone mends at once.

    Raises ComplaintError with them at the last one of these: each may look for the nearest name.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def fault(self, pointer: str, words: Message) -> None:
        self.problems.append(Problem(self.file, None, pointer, words))
        if len(self.problems) >= MOST_FAULTS:
            raise ComplaintError(
                [*self.problems, Problem(self.file, None, "", message("fault.too_many", most=MOST_FAULTS))]
            )

    def fields(self, fields: Mapping[str, Field], given: Any, pointer: str, what: Message) -> dict[str, Any]:
        """Every field of a declaration, None or its default where it is not given."""
        values = {name: f.default for name, f in fields.items()}
        if not isinstance(given, Mapping):
            self.fault(pointer, message("given.by_name", what=what, found=shown(given)))
            return values
        for name, raw in given.items():
            if name not in fields:
                self.fault(pointer + pointed(name), unknown_key(name, fields, what))
            elif raw is not None:
                values[name] = self.value(fields[name], raw, pointer, name)
        return values

    def value(self, field: Field, raw: Any, pointer: str, name: str) -> Any:
        """One value of its kind, None after a fault; pointer: of the object in which it has the name."""
        try:
            return READERS[field.kind](self, field, raw)
        except ValueError as error:
            self.fault(pointer + pointed(name), fault_of(field.name, words_of(error)))
            return None

    def _bool(self, field: Field, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise ValueError(message("given.bool", found=shown(raw)))
        return raw

    def _figure(self, field: Field, raw: Any) -> Decimal:
        if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
            raise ValueError(message("given.number", wanted=wanted(field), found=shown(raw)))
        figure = Decimal(str(raw)) if isinstance(raw, float) else Decimal(raw)
        if not figure.is_finite():
            raise ValueError(message("given.finite", wanted=wanted(field), found=shown(figure)))
        low, high = field.bounds
        if not low <= figure <= high:
            key, bound = ("given.at_least", low) if figure < low else ("given.at_most", high)
            raise ValueError(message(key, wanted=wanted(field), bound=f"{bound:f}", found=shown(raw)))
        digits = len(raw.as_tuple().digits) if isinstance(raw, Decimal) else 0  # plain numbers never have so many
        if digits > MOST_DIGITS or abs(figure.adjusted()) > MOST_DIGITS:
            raise ValueError(message("given.digits", wanted=wanted(field), most=MOST_DIGITS, found=shown(raw)))
        if field.kind == Kind.COUNT and figure != figure.to_integral_value():
            raise ValueError(message("given.whole", unit=field.unit, found=shown(raw)))
        return figure

    def _choice(self, field: Field, raw: Any) -> str | int:
        plain = isinstance(raw, (str, int, float, Decimal)) and not isinstance(raw, bool)
        if isinstance(raw, Decimal) and not raw.is_finite():
            plain = False
        for key in field.keys:
            if plain and key == raw:
                return key
        hint = expected(raw, field.choices) if isinstance(raw, str) and len(field.choices) > 20 else ""
        raise ValueError(
            message("given.one_of", choices=tuple(field.choices), found=shown(raw), hint=hint or _near(raw, field))
        )

    def _text(self, field: Field, raw: Any) -> str:
        if not isinstance(raw, str):
            raise ValueError(message("given.text", found=shown(raw)))
        return raw

    def _date(self, field: Field, raw: Any) -> date:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        try:
            return date.fromisoformat(raw if A_DAY.fullmatch(raw) else "")
        except (TypeError, ValueError):
            raise ValueError(message("given.day", found=shown(raw))) from None

    def moment(self, field: Field, raw: Any) -> datetime:
        raise ValueError(message("given.no_moment"))


def fault_of(name: str, fault: str | Message) -> Message:
    """A fault with the name of the field that has it."""
    return message("given.named", name=name, fault=fault)


def wanted(field: Field) -> Message:
    """What a figure of a field should be, in a message."""
    return message("type.number_in", unit=field.unit) if field.unit else message("type.number")


def unknown_key(name: object, known: Iterable[str], what: Message) -> Message:
    """That a name is not known, with the nearest one."""
    return message("fault.unknown", what=what, name=shown(name), hint=expected(str(name), known))


def _near(raw: Any, field: Field) -> Message | str:
    """What may be meant: a key with the same number, or the nearest."""
    if not isinstance(raw, str):
        return ""
    number = field.integer and raw.strip() in field.choices
    return message("given.unquoted", number=raw.strip()) if number else nearest(raw, field.choices)


READERS: Mapping[str, Callable[[_FieldReader, Field, Any], Any]] = {
    Kind.BOOL: _FieldReader._bool,
    Kind.MONEY: _FieldReader._figure,
    Kind.QUANTITY: _FieldReader._figure,
    Kind.COUNT: _FieldReader._figure,
    Kind.NUMBER: _FieldReader._figure,
    Kind.CHOICE: _FieldReader._choice,
    Kind.TEXT: _FieldReader._text,
    Kind.DATE: _FieldReader._date,
    Kind.MOMENT: lambda reader, field, raw: reader.moment(field, raw),
}


def _looked_at(reader: _Reader, glance: Glance) -> Complaint:
    """An earlier complaint that is surely right, of which no more is read than measures ask for."""
    made = object.__new__(Complaint)
    raw, names = glance
    made.__dict__.update(id=raw["id"], grade=raw.get("grade"), glance=names, _unread=(reader, raw))
    return made


class _Reader(_FieldReader):
    """One complaint with its events and history."""

    def __init__(self, policy: Policy, calendar: Clock, file: str, far: FarComplaints | None = None) -> None:
        super().__init__(file)
        self.policy = policy
        self.calendar = calendar
        self.far = far
        self.grades = tuple(dict.fromkeys(grade.id for grade in policy.grades))

    def complaint(self, given: Any, pointer: str = "", keys: tuple[str, ...] = KEYS) -> Complaint | None:
        if not isinstance(given, Mapping):
            self.fault(pointer, message("given.complaint", found=shown(given)))
            return None
        self._check_keys(given, pointer, keys)
        received = self._moment(given, pointer, "received_at")
        attributes = {
            name: None if (raw := given.get(name)) is None else self._attribute(raw, pointer, name)
            for name in ATTRIBUTES
        }
        facts = self.fields(self.policy.facts, given.get("facts", {}), f"{pointer}/facts", A_FACT)
        identifier = self._identifier(given, f"{pointer}/id")
        events = self._events(given.get("events"), received, f"{pointer}/events")
        history = self._history(given.get("history"), received, attributes, f"{pointer}/history")
        grade = self._grade(given.get("grade"), f"{pointer}/grade") if "grade" in keys else None
        records = self._records(given.get("records"), f"{pointer}/records")
        if received is None:
            return None
        counted = self._counted(given.get("counted"), received, f"{pointer}/counted") if "counted" in keys else {}
        return Complaint(identifier, received, attributes, facts, events, history, grade, records, counted)

    def _records(self, given: Any, pointer: str) -> Mapping[str, str | None]:
        """What has been recorded; an empty text is no record."""
        if given is None:
            return {}
        found = self.fields(self.policy.record_fields, given, pointer, A_RECORD)
        return {name: text.strip() or None for name, text in found.items() if isinstance(text, str)}

    def _check_keys(self, given: Mapping[str, Any], pointer: str, keys: tuple[str, ...]) -> None:
        for key in given:
            if key not in keys:
                self.fault(pointer + pointed(key), unknown_key(key, keys, A_FIELD))
        for key in ("id", "received_at", "facts"):
            if key not in given:
                self.fault(f"{pointer}/{key}", message("given.missing", key=repr(key)))

    def _identifier(self, given: Mapping[str, Any], pointer: str) -> str:
        raw = given.get("id")
        if "id" in given and (not isinstance(raw, str) or not raw.strip()):
            self.fault(pointer, fault_of("id", message("given.text", found=shown(raw))))
        return str(raw)

    def _attribute(self, raw: Any, pointer: str, name: str) -> str | None:
        if not isinstance(raw, str):
            self.fault(
                f"{pointer}/{name}",
                fault_of(name, message("given.text_or_null", found=shown(raw))),
            )
            return None
        return raw or None

    def _moment(self, given: Mapping[str, Any], pointer: str, name: str) -> datetime | None:
        if name not in given:
            return None
        try:
            return self.moment(None, given[name])
        except ValueError as error:
            self.fault(f"{pointer}/{name}", fault_of(name, words_of(error)))
            return None

    def moment(self, field: Field | None, raw: Any) -> datetime:
        """An aware datetime in the calendar's zone. Raises ValueError with what was expected."""
        if not isinstance(raw, (str, datetime)):
            raise ValueError(message("given.moment", moment=A_MOMENT, found=shown(raw)))
        try:
            moment = self.calendar.localize(raw)
        except (WorktimeError, ValueError):
            raise ValueError(message("given.moment", moment=A_MOMENT, found=shown(raw))) from None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError(message("given.years", first=FIRST_YEAR, last=LAST_YEAR, found=shown(raw)))
        return moment

    def _list(self, given: Any, pointer: str) -> Sequence[Any]:
        if given is None:
            return []
        if isinstance(given, (str, Mapping)) or not isinstance(given, Sequence):
            self.fault(pointer, message("given.list", found=shown(given)))
            return []
        return given

    def _events(self, given: Any, received: datetime | None, pointer: str) -> tuple[Event, ...]:
        events = [self._event(item, f"{pointer}/{i}", received) for i, item in enumerate(self._list(given, pointer))]
        return tuple(sorted((event for event in events if event), key=_order))

    def _event(self, given: Any, pointer: str, received: datetime | None) -> Event | None:
        if not isinstance(given, Mapping):
            self.fault(pointer, message("given.event", found=shown(given)))
            return None
        for key in given:
            if key not in ("type", "at", "data"):
                self.fault(pointer + pointed(key), unknown_key(key, ("type", "at", "data"), A_FIELD))
        kind = self.policy.events.get(given["type"]) if isinstance(given.get("type"), str) else None
        if kind is None:
            unknown = unknown_key(given.get("type"), self.policy.events, message("thing.event"))
            self.fault(f"{pointer}/type", unknown)
        at = self._moment(given, pointer, "at")
        if "at" not in given:
            self.fault(f"{pointer}/at", message("given.no_at", moment=A_MOMENT))
        if at and received and instant(at) < instant(received):
            parts = {"at": received.isoformat(), "found": shown(given["at"])}
            name = kind.name if kind else message("given.the_event")
            self.fault(f"{pointer}/at", message("given.before_receipt", event=name, **parts))
        if kind is None or at is None:
            return None
        return Event(kind.name, at, self._data(kind, given.get("data"), f"{pointer}/data"))

    def _data(self, kind: EventType, given: Any, pointer: str) -> Mapping[str, Any]:
        given = {} if given is None else given
        if isinstance(given, Mapping):
            given = {key: value for key, value in given.items() if key in kind.data or key not in FREE_DATA}
            if not given and not kind.data:
                return {}
        data = self.fields(kind.data, given, pointer, message("thing.field_of", event=kind.name))
        for name, declared in kind.data.items():
            if declared.required and data[name] is None and not self._named(f"{pointer}/{name}"):
                self.fault(
                    f"{pointer}/{name}", message("given.needed", name=name, event=kind.name, label=declared.label)
                )
        return data

    def _named(self, pointer: str) -> bool:
        return any(problem.path == pointer for problem in self.problems)

    def _history(
        self, given: Any, received: datetime | None, attributes: Mapping[str, str | None], pointer: str
    ) -> tuple[Complaint, ...]:
        items: list[Complaint] = []
        raws = self._list(given, pointer)
        if self.far and received and raws:
            near = self.far.glance(raws, attributes, received)
            if near is not None:
                reader = _Reader(self.policy, self.calendar, self.file)
                return tuple(_looked_at(reader, one) for one in near)
        for place, raw in enumerate(raws):
            if self.far and received and self.far.has(raw, attributes, received):
                continue
            item = self._earlier(raw, received, f"{pointer}/{place}")
            if item:
                items.append(item)
        return tuple(sorted(items, key=lambda item: (instant(item.received_at), item.id)))

    def _earlier(self, given: Any, received: datetime | None, pointer: str) -> Complaint | None:
        item = self.complaint(given, pointer, ITEM_KEYS)
        if item and received and instant(item.received_at) >= instant(received):
            parts = {"at": received.isoformat(), "found": shown(given["received_at"])}
            self.fault(f"{pointer}/received_at", message("given.not_earlier", **parts))
        return item

    def _counted(self, given: Any, received: datetime, pointer: str) -> Mapping[str, tuple[Alike, ...]]:
        """What was counted beforehand: groups of measures, each with rows of complaints that are alike."""
        found: dict[str, tuple[Alike, ...]] = {}
        known = countable_measures(self.policy) if given else ()
        for place, group in enumerate(self._list(given, pointer)):
            where = f"{pointer}/{place}"
            if not isinstance(group, Mapping) or group.keys() != {"measures", "rows"}:
                self.fault(where, message("given.counted", found=shown(group)))
                continue
            rows = enumerate(self._list(group["rows"], f"{where}/rows"))
            alike = tuple(row for n, raw in rows if (row := self._alike(raw, received, f"{where}/rows/{n}")))
            for index, name in enumerate(self._list(group["measures"], f"{where}/measures")):
                if name not in known:
                    words = unknown_key(name, known, message("thing.measure"))
                    self.fault(f"{where}/measures/{index}", words)
                else:
                    found[name] = alike
        return found

    def _alike(self, raw: Any, received: datetime, pointer: str) -> Alike | None:
        if not isinstance(raw, Mapping):
            self.fault(pointer, message("given.by_name", what=message("thing.field"), found=shown(raw)))
            return None
        self._check_keys({"id": "", "received_at": "", "facts": {}, **raw}, pointer, ("id", *ROW_KEYS))
        count = raw.get("count")
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            self.fault(f"{pointer}/count", fault_of("count", message("given.count_of_alike", found=shown(count))))
        shared = {key: raw[key] for key in ITEM_KEYS if key in raw and key in ROW_KEYS}
        item = {"id": "counted", "received_at": received, "facts": {}, **shared}
        complaint = self.complaint(item, pointer, ITEM_KEYS)
        sums = self._sums(raw.get("sums") or {}, f"{pointer}/sums")
        return Alike(count, complaint, sums) if complaint and isinstance(count, int) else None

    def _sums(self, given: Any, pointer: str) -> Mapping[str, Decimal]:
        """Sums of facts, each in the fact's unit."""
        if not isinstance(given, Mapping):
            self.fault(pointer, message("given.by_name", what=message("thing.fact"), found=shown(given)))
            return {}
        found = {}
        for name, raw in given.items():
            if name not in self.policy.facts:
                self.fault(pointer + pointed(name), unknown_key(name, self.policy.facts, message("thing.fact")))
            elif isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)) or not 0 <= raw < LARGEST:
                self.fault(pointer + pointed(name), fault_of(name, message("given.sum_of_alike", found=shown(raw))))
            else:
                found[name] = Decimal(str(raw))
        return found

    def _grade(self, raw: Any, pointer: str) -> str | None:
        if raw is not None and raw not in self.grades:
            self.fault(
                pointer,
                fault_of("grade", unknown_key(raw, self.grades, message("thing.grade"))),
            )
        return raw if isinstance(raw, str) else None
