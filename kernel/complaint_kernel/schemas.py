"""The JSON Schemas (2020-12) of what goes in and comes out: policy, complaint, assessment, calendar, dossier, list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .base.locale import ANSWERED as ANSWERED_IN
from .policy.vocabulary import Attribute, Awaits, DutyState, StepState

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLACE = "urn:complaint-kernel:schema:"
Schema = dict[str, Any]

# What a YAML editor would read as a number or boolean, the strict reader takes as the text that stands there.
SCALAR = ["string", "number", "boolean"]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {
    "type": "string",
    "description": "ISO 8601; without an offset it is in the calendar's time zone",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
    "([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?)?$",
}
ANSWERED: Schema = {
    "description": "ISO 8601 with the calendar's offset, whole seconds",
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$",
}
MAYBE_ANSWERED: Schema = {"anyOf": [ANSWERED, {"type": "null"}]}
AMOUNT: Schema = {"type": ["string", "null"], "pattern": r"^[0-9]+\.[0-9]{2}$"}
VALUE: Schema = {"type": ["boolean", "number", "string", "null"]}
ATTRIBUTES: dict[str, str] = {
    Attribute.CUSTOMER.value: "who complains",
    Attribute.ISSUE.value: "the nature of the complaint; the same customer and issue again is a repetition",
    Attribute.EVENT.value: "what ties complaints of many customers to one cause",
    Attribute.CHANNEL.value: "how it came in",
    Attribute.CATEGORY.value: "what sort of complaint it is",
    Attribute.DEPARTMENT.value: "whom it concerns",
    Attribute.EMPLOYEE.value: "whom it concerns in person",
}


def json_schema(what: str) -> Schema:
    """The schema of one of `SCHEMAS`, under its published name and title."""
    schema = SCHEMAS[what]()
    head = {"$schema": DIALECT, "$id": f"{PLACE}{what}.schema.json", "title": what.replace("_", " ").capitalize()}
    return {**head, **{key: part for key, part in schema.items() if key not in head}}


def policy_schema() -> Schema:
    """A policy file, as an editor sees it."""
    from .policy import Document
    from .policy.keys import KEYS, described
    from .policy.sections import SECTIONS

    schema = Document.model_json_schema()
    for section in SECTIONS:
        schema["properties"][section.name]["description"] = KEYS.get(f"Document.{section.name}") or section.summary
    for name, shape in (("Document", schema), *schema["$defs"].items()):
        texts = described(name, shape.get("description", ""), shape.get("properties", {}))
        for key, text in texts.items():
            shape["properties"][key].setdefault("description", text)
    for section in SECTIONS:
        if section.alias:
            earlier = {"description": f"an earlier key of `{section.name}`", "deprecated": True}
            schema["properties"][section.alias] = {**schema["properties"][section.name], **earlier}
    written: Schema = _as_written(schema)
    return written


def _as_written(schema: Any, key: str = "") -> Any:
    """Texts may be written without quotes, whatever YAML would make of them."""
    if isinstance(schema, list):
        return [_as_written(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    written = {name: _as_written(part, name) for name, part in schema.items()}
    plain = not {"format", "const", "enum"} & set(written)
    if written.get("type") == "string" and plain and key != "propertyNames":
        written["type"] = SCALAR
    return written


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None, **more: Any) -> Schema:
    properties = {**required, **(optional or {})}
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


# complaint


def complaint_schema() -> Schema:
    """A complaint as it goes in; which facts and events there are is up to the policy."""
    counted = {"description": "earlier complaints that a database counted, for these measures in place of `history`"}
    complaint = _complaint({"counted": {**_maybe(_list({"$ref": "#/$defs/counted"})), **counted}})
    return {
        **complaint,
        "$defs": {
            "event": _event(),
            "counted": _object({"measures": _list(TEXT), "rows": _list(_alike())}),
            "earlier": _complaint({"grade": {**MAYBE_TEXT, "description": "before uplift; else it is computed"}}),
        },
    }


def _complaint(more: dict[str, Schema]) -> Schema:
    required: dict[str, Schema] = {
        "id": {"type": "string", "minLength": 1},
        "received_at": MOMENT,
        "facts": {"type": "object", "additionalProperties": VALUE, "description": "values by the policy's facts"},
    }
    lists = {"events": "#/$defs/event", "history": "#/$defs/earlier"}
    optional = {name: {**MAYBE_TEXT, "description": text} for name, text in ATTRIBUTES.items()}
    optional |= {name: _maybe(_list({"$ref": place})) for name, place in lists.items()}
    optional["records"] = _maybe({"type": "object", "additionalProperties": MAYBE_TEXT, "description": "by name"})
    return _object(required, {**optional, **more})


def _alike() -> Schema:
    """Earlier complaints that are the same in all that is read of them."""
    facts = {"type": "object", "additionalProperties": VALUE, "description": "what all of them have"}
    summed = {"type": "number", "minimum": 0}
    sums = {"type": "object", "additionalProperties": summed, "description": "of facts, over all"}
    optional = {name: {**MAYBE_TEXT, "description": text} for name, text in ATTRIBUTES.items()}
    more = {"facts": facts, "grade": MAYBE_TEXT, "sums": sums, "received_at": MOMENT}
    return _object({"count": {"type": "integer", "minimum": 1}}, {**optional, **more})


def _event() -> Schema:
    data = {"type": ["object", "null"], "additionalProperties": VALUE}
    return _object({"type": TEXT, "at": MOMENT}, {"data": data})


# assessment


def assessment_schema() -> Schema:
    """The answer of `assess`."""
    policy = _object({"id": TEXT, "in_force": _maybe({"type": "string", "format": "date"}), "digest": _digest()})
    undecided = _object({"worst": TEXT, "facts": _list(TEXT)})
    closing = {
        "may_close": {"type": "boolean"},
        "kind": MAYBE_TEXT,
        "because": _list(_note()),
        "missing": _list(_note()),
    }
    return _object(
        {
            "complaint": TEXT,
            "policy": policy,
            "at": ANSWERED,
            "intake": MAYBE_TEXT,
            "grade": MAYBE_TEXT,
            "grade_before_uplift": MAYBE_TEXT,
            "points": {"type": ["integer", "null"]},
            "undecided": _maybe(undecided),
            "reasons": _list(_reason()),
            "participants": _list(TEXT),
            "duties": _list(_duty()),
            "penalties": _list(_penalty()),
            "steps": _list(_step()),
            "records": _object({"missing": _list(TEXT)}),
            "closing": _maybe(_object(closing)),
            "warnings": _list(_note()),
        }
    )


def _digest() -> Schema:
    return {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}


def _reason() -> Schema:
    facts = {"type": "object", "additionalProperties": VALUE}
    why = {**_words(), "description": "why the row is ours and not the regulation's"}
    return _object({"clause": TEXT, "condition": TEXT, "facts": facts}, {"default": why})


def _words() -> Schema:
    return _object(dict.fromkeys(ANSWERED_IN, TEXT))


def _note() -> Schema:
    return _object({"code": TEXT, "clause": MAYBE_TEXT, "text": _words()}, {"id": TEXT})


def _step() -> Schema:
    approval = _object({"by": TEXT, "at": MAYBE_ANSWERED})
    return _object(
        {
            "id": TEXT,
            "clause": TEXT,
            "by": MAYBE_TEXT,
            "state": {"enum": list(StepState.all())},
            "round": {"type": "integer", "minimum": 1},
            "done": MAYBE_ANSWERED,
            "approvals": _list(approval),
        }
    )


def _duty() -> Schema:
    return _object(
        {
            "id": TEXT,
            "clause": TEXT,
            "owner": TEXT,
            "starts": MAYBE_ANSWERED,
            "due": MAYBE_ANSWERED,
            "due_provisional": {"type": "boolean"},
            "done": MAYBE_ANSWERED,
            "state": {"enum": list(DutyState.all())},
        },
        {"round": {"type": "integer", "minimum": 2}, "calendar": TEXT},
    )


def _penalty() -> Schema:
    return _object(
        {
            "clause": TEXT,
            "duty": MAYBE_TEXT,
            "payer": TEXT,
            "unit": MAYBE_TEXT,
            "outcome": TEXT,
            "amount": AMOUNT,
            "currency": MAYBE_TEXT,
            "points": {"type": "integer"},
            "awaits": {"enum": [*Awaits.all(), None]},
        },
        {"amount_min": AMOUNT, "amount_max": AMOUNT, "round": {"type": "integer", "minimum": 2}},
    )


# dossier


def dossier_schema() -> Schema:
    """What `verify` reads; the complaint and the answer in it have the shapes of their own schemas."""
    from .dossier import DossierShape

    schema = DossierShape.model_json_schema()
    complaint, answer = complaint_schema(), assessment_schema()
    schema["$defs"] |= {**complaint.pop("$defs"), "complaint": complaint, "assessment": answer}
    for whole in (schema, schema["$defs"]["GradingPart"]):
        for name in ("complaint", "assessment"):
            whole["properties"][name] = {"$ref": f"#/$defs/{name}"}
    return schema


# list of verdicts


def verdict_list_schema() -> Schema:
    """What `verify --list` reads."""
    from .verdict_list import VerdictListShape

    return VerdictListShape.model_json_schema()


# calendar


def calendar_schema() -> Schema:
    """A calendar file, as an editor sees it; what only a reader can tell, such as two shifts at once, it does not."""
    from .worktime.files import EDITION_KEYS, KEYS, REQUIRED, WEEKDAYS

    day = rf"({'|'.join(WEEKDAYS)})"
    ordinal = "(1st|2nd|3rd|4th|5th|last)"
    days = rf"^({day}( to {day})?|{day} of (even|odd) weeks|{ordinal}((, | and ){ordinal})* {day})$"
    shift = _text("a shift such as 08:30-12:00; 22:00-06:00 runs over midnight", rf"^{_CLOCK}-{_CLOCK}$")
    shifts = _list(shift)
    week: Schema = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": days},
        "additionalProperties": shifts,
        "description": "shifts by `Monday to Friday`, `Saturday of even weeks`, `1st and 3rd Saturday`",
    }
    names: Schema = {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]{2,3}(_[A-Z]{2})?$"},
        "additionalProperties": {"type": SCALAR},
        "description": "a name by language",
    }
    date = _text("a day, a range of two days, or a day or range of every year", rf"^{_DAY}( to {_DAY})?$")
    span = _text("the first and last day of every year", r"^[0-9]{2}-[0-9]{2} to [0-9]{2}-[0-9]{2}$")
    since = _text("the first day of the edition", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    file = _text("the name of a file in the same folder", r"^[^/\\]+\.ics$")
    years: Schema = {"type": ["string", "integer"], "pattern": "^[0-9]{4}( to [0-9]{4})?$"}
    named = _list(_object({"date": date}, {"name": names}))
    seasons = _list(_object({"date": span, "weekly": week}, {"name": names}))
    make_up = {**shifts, "description": "shifts of make-up workdays, else Monday's; `[]`: they are not worked"}
    keys: dict[str, Schema] = {
        "calendar": _text("the name: small letters, digits and hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$"),
        "title": names,
        "zone": {**TEXT, "description": "a time zone such as Asia/Shanghai"},
        "weekly": week,
        "seasons": {**seasons, "description": "a week of its own in a part of every year"},
        "holidays": {
            **_object({"country": TEXT}, {"subdivision": TEXT}),
            "description": "public holidays of a country",
        },
        "announced": {
            "anyOf": [years, _list(years)],
            "description": "the years whose holidays are announced: `2001 to 2026`",
        },
        "make_up_shifts": make_up,
        "days_off": _list(_object({"date": date}, {"name": names})),
        "extra_working_days": _list(_object({"date": date, "shifts": {**shifts, "minItems": 1}}, {"name": names})),
        "notices": {
            **_list(_object({"year": years}, {"reference": TEXT, "days_off": named, "worked": named})),
            "description": "the holidays of a year as its notice has them; what is known of the country counts no more",
        },
        "icalendar": {
            **_list(_object({"file": file}, {"worked": TEXT, "shifts": shifts})),
            "description": "iCalendar files in the same folder: their days are days off, "
            "or extra working days where the name holds `worked`",
        },
        "working_days": {
            "type": "object",
            "propertyNames": {"pattern": "^[0-9]{4}$"},
            "additionalProperties": {"type": ["string", "integer"], "pattern": "^[0-9]{1,3}$"},
            "description": "how many days are worked in a year, to hold the holidays against",
        },
    }
    later = _object({"since": since}, {key: keys[key] for key in EDITION_KEYS if key != "since"})
    keys["editions"] = {**_list(later), "description": "what changes from a day on"}
    return _object({key: keys[key] for key in REQUIRED}, {key: keys[key] for key in KEYS if key not in REQUIRED})


_CLOCK = "[0-2][0-9]:[0-5][0-9]"
_DAY = "([0-9]{4}-)?[0-9]{2}-[0-9]{2}"


def _text(description: str, pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern, "description": description}


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "policy": policy_schema,
    "complaint": complaint_schema,
    "assessment": assessment_schema,
    "calendar": calendar_schema,
    "dossier": dossier_schema,
    "verdict_list": verdict_list_schema,
}
