"""Fields: the facts of a complaint or a customer, and the data of an event; their definitions and their values.

A value is kept in one spelling, so that equal facts are equal in a database: yes or no, a choice by its key as text, a
count as a whole number, other figures as floating numbers that keep their digits, days and moments as ISO 8601 text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict

from ..base.errors import ProblemsError, Refusal, expected
from ..base.locale import message, sentence, text_of, words_of
from ..explanation.messages import Messages
from ..intake.complaint import read_facts
from ..policy import Field, Policy
from ..policy.vocabulary import LISTED, Kind, Word
from .calendars import read_calendar
from .editions import Edition, read
from .language import code, pairs, told

EVENT = "event."  # before the id of an event: its data
LISTED_TEXTS = tuple(map(str, LISTED))


class Part(Word):
    """Whose fields they are; for those of an event, `event.` and its id.

    trial: what an edition is tried with, the texts that it lists before its facts, or those of its customers.
    """

    FACTS = "facts"
    CUSTOMER = "customer"
    RECORDS = "records"
    TRIAL = "trial"


class FieldDefinition(TypedDict):
    """A field as a form asks for it. kind: of `Kind`. choices: (key, label). default: of a yes-or-no question."""

    name: str
    kind: str
    label: str
    unit: str | None
    choices: list[tuple[str, str]]
    default: bool


UNKNOWN: Mapping[str, str] = {Part.RECORDS: "refusal.unknown_record"}


def fields(edition: Edition, part: str, lang: str | None = None) -> list[FieldDefinition]:
    """The fields of a part (a word of `Part`, or `event.ID`) in the order of the file."""
    policy = read(edition)
    if part != Part.TRIAL:
        return [_definition(field, lang) for field in fields_of(policy, part).values()]
    if policy.tiers:
        return fields(edition, Part.CUSTOMER, lang)
    return [*_texts(policy, lang), *fields(edition, Part.FACTS, lang)]


def field_kinds(edition: Edition, part: str) -> dict[str, str]:
    """The kind of each field of a part, by name."""
    return {name: str(field.kind) for name, field in fields_of(read(edition), part).items()}


def _definition(field: Field, lang: str | None) -> FieldDefinition:
    return FieldDefinition(
        name=field.name,
        kind=str(field.kind),
        label=told(field.label, lang) or field.name,
        unit=field.unit,
        choices=list(pairs(field.choices, lang)),
        default=field.kind == Kind.BOOL and bool(field.default),
    )


def _texts(policy: Policy, lang: str | None) -> list[FieldDefinition]:
    """The texts of a complaint that the edition lists, as choices."""
    return [
        FieldDefinition(
            name=str(text),
            kind=str(Kind.CHOICE),
            label=text_of(f"name.{text}", code(lang)) or str(text),
            unit=None,
            choices=list(pairs(listed, lang)),
            default=False,
        )
        for text, section in LISTED.items()
        if (listed := getattr(policy, section))
    ]


def fields_of(policy: Policy, part: str) -> Mapping[str, Field]:
    """The fields of a part by name; none for customers or an event that the policy does not have."""
    if part == Part.FACTS:
        return policy.facts
    if part == Part.RECORDS:
        return policy.record_fields
    if part == Part.CUSTOMER:
        return policy.tiers.facts if policy.tiers else {}
    event = policy.events.get(part.removeprefix(EVENT))
    return event.data if event else {}


def unknown_fields(edition: Edition, part: str, names: list[str], lang: str | None = None) -> list[str]:
    """A sentence for each name that is no field of the part, with the nearest one that is."""
    policy = read(edition)
    known, key = fields_of(policy, part), UNKNOWN.get(part, "refusal.unknown_fact")
    unknown = [name for name in names if name not in known]
    found = [{"name": repr(name), "policy": policy.id, "hint": expected(name, known)} for name in unknown]
    return [sentence(key, code(lang), parts) for parts in found]


def decision_facts(edition: Edition) -> list[str]:
    """The facts that people decide on, rather than find out."""
    return [name for name, fact in read(edition).facts.items() if fact.decision]


# Values


def kept_values(edition: Edition, part: str, given: Mapping[str, Any], lang: str | None = None) -> dict[str, Any]:
    """Values as they were given, each in its one spelling; one that is taken back is None.

    Raises Refusal with a line for each fault, in a language.
    """
    known, values, faults = fields_of(read(edition), part), dict[str, Any](), list[str]()
    for name, value in given.items():
        try:
            values[name] = _kept(known[name], value)
        except ValueError as fault:
            faults += [_by_label(text, name, known[name], code(lang)) for text in _messages(fault, code(lang))]
    if faults:
        raise Refusal("\n".join(faults))
    return values


def _by_label(text: str, name: str, field: Field, lang: str) -> str:
    """What is wrong with a value, by the label of its field and with the id in brackets."""
    return f"{told(field.label, lang)} ({name}){text.removeprefix(name)}" if text.startswith(f"{name}: ") else text


def readable_values(edition: Edition, part: str, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of kept values this edition can read, such as those that were given under another one."""
    known, values = fields_of(read(edition), part), dict[str, Any]()
    for name in known.keys() & (kept or {}).keys():
        try:
            values[name] = _kept(known[name], (kept or {})[name])
        except ValueError:
            continue
    return values


def exact_values(edition: Edition, part: str, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """Kept values as a complaint states them: figures exact, whole-number choices as numbers; what is None left out."""
    known = fields_of(read(edition), part)
    return {
        name: _exact(known[name], value) if name in known else value
        for name, value in (kept or {}).items()
        if value is not None
    }


def typed_value(field: Field, kept: Any) -> Any:
    """A kept value as conditions read it, its default where it is not given; None for one that cannot be read."""
    try:
        value = _kept(field, kept)
        given = {} if value is None else {field.name: _exact(field, value)}
        return read_facts({field.name: field}, given, "facts")[field.name]
    except ValueError:
        return None


def value_text(
    edition: Edition, part: str, name: str, value: Any, lang: str | None = None, calendar: str | None = None
) -> str:
    """A kept value as a person would write it: the choice's label, the figure with its unit, yes or no; "" for none.

    calendar: moments are told by the clocks of its people, where one is given.
    """
    fields = fields_of(read(edition), part)
    if fields[name].kind == Kind.BOOL:
        return text_of("explain.yes" if _or_default(value, fields[name]) else "explain.no", code(lang)) or ""
    if value is None or value is False:
        return ""
    return said(Messages(read(edition), code(lang)), fields, name, value, calendar)


def said(messages: Messages, fields: Mapping[str, Field], name: str, value: Any, calendar: str | None = None) -> str:
    """A value by its field; as it stands where no field has its name, or it cannot be read as one."""
    field = fields.get(name)
    if field is None or field.kind in (Kind.CHOICE, Kind.TEXT):
        return messages.unquoted(name, str(value), fields)
    if field.kind == Kind.MOMENT:
        return _moment_text(messages, value, calendar)
    read_as = typed_value(field, value)
    return str(value) if read_as is None else messages.value(name, read_as, fields)


def _moment_text(messages: Messages, value: Any, calendar: str | None) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if moment.tzinfo and calendar:
        moment = moment.astimezone(read_calendar(calendar).zone)
    return messages.moment(moment)


def plain(number: int | float | Decimal | str) -> str:
    """A number as text, without exponent and needless zeros."""
    text = f"{Decimal(str(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spelling(value: Any) -> str:
    """One text for each value, however it was written: 3, 3.0 and "3" are the same."""
    try:
        return str(value) if isinstance(value, bool) else str(Decimal(str(value)).normalize())
    except (InvalidOperation, ArithmeticError):
        return str(value)


def _or_default(value: Any, field: Field) -> Any:
    return field.default if value is None else value


def _kept(field: Field, value: Any) -> Any:
    if field.kind == Kind.BOOL and (value is None or value is False):
        # What is not given is what the policy takes for it: a "no" is kept only where that is "yes".
        return value is None if field.default else None
    if value is None or value == "":
        return None
    if field.kind == Kind.MOMENT:
        return _moment(field, value)
    read = _read(field, _choice_key(field, value) if field.kind == Kind.CHOICE else value)
    if isinstance(read, Decimal):
        return int(read) if field.kind == Kind.COUNT else _floating(field, read)
    if isinstance(read, date):
        return read.isoformat()
    return str(read) if field.kind == Kind.CHOICE else read


def _read(field: Field, value: Any) -> Any:
    return read_facts({field.name: field}, {field.name: value}, "facts")[field.name]


def _choice_key(field: Field, value: Any) -> Any:
    """The key that is meant: 1 and "1" are the same choice."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    key = value if isinstance(value, bool) else str(value).strip()
    return int(key) if field.integer and key in field.choices else key


def _floating(field: Field, figure: Decimal) -> float:
    """A figure as a floating number, which keeps its digits exactly as they were given."""
    kept = float(figure) or 0.0
    if Decimal(str(kept)) != figure:
        words = message("given.digits", wanted=message("type.number"), most=15, found=str(figure))
        raise ValueError(message("given.named", name=field.name, fault=words))
    return kept


def _moment(field: Field, value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        words = message("given.moment", moment=message("given.a_moment"), found=repr(value))
        raise ValueError(message("given.named", name=field.name, fault=words))
    return moment.isoformat()


def _exact(field: Field, value: Any) -> Any:
    if field.kind == Kind.CHOICE:
        return int(value) if field.integer and str(value).isdigit() else value
    figure = field.kind in (Kind.MONEY, Kind.QUANTITY, Kind.NUMBER) and not isinstance(value, bool)
    return Decimal(str(value)) if figure and isinstance(value, (int, float)) else value


def _messages(fault: ValueError, lang: str) -> list[str]:
    if isinstance(fault, ProblemsError):
        return [problem.text(lang) for problem in fault.problems]
    words = words_of(fault)
    return [words if isinstance(words, str) else words.get(lang)]
