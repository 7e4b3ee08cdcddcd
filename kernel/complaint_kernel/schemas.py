"""The JSON Schemas (2020-12) of what goes in and what comes out: policy file, complaint, assessment, dossier."""

from __future__ import annotations

from typing import Any

from .base.locale import ANSWERED as ANSWERED_IN
from .policy.vocabulary import Attribute, Awaits, DutyState, StepState

DIALECT = "https://json-schema.org/draft/2020-12/schema"
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
    """The schema of `policy`, `complaint`, `assessment` or `dossier`."""
    return {
        "policy": policy_schema,
        "complaint": complaint_schema,
        "assessment": assessment_schema,
        "dossier": dossier_schema,
    }[what]()


def policy_schema() -> Schema:
    """A policy file, as an editor sees it."""
    from .policy import Document

    return {"$schema": DIALECT, **_as_written(Document.model_json_schema())}


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
    complaint = _complaint({})
    return {
        "$schema": DIALECT,
        "title": "Complaint",
        **complaint,
        "$defs": {
            "event": _event(),
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
    answer = _object(
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
    return {"$schema": DIALECT, "title": "Assessment", **answer}


def _digest() -> Schema:
    return {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}


def _reason() -> Schema:
    facts = {"type": "object", "additionalProperties": VALUE}
    why = {**TEXT, "description": "why the row is ours and not the regulation's"}
    return _object({"clause": TEXT, "condition": TEXT, "facts": facts}, {"default": why})


def _note() -> Schema:
    text = _object(dict.fromkeys(ANSWERED_IN, TEXT))
    return _object({"code": TEXT, "clause": MAYBE_TEXT, "text": text}, {"id": TEXT})


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
        {"round": {"type": "integer", "minimum": 2}},
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
    for part in (complaint, answer):
        part.pop("$schema")
    for whole in (schema, schema["$defs"]["GradingPart"]):
        for name in ("complaint", "assessment"):
            whole["properties"][name] = {"$ref": f"#/$defs/{name}"}
    return {"$schema": DIALECT, **schema, "title": "Dossier"}
