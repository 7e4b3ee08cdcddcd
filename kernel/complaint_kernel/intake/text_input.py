"""Complaints whose values are all text, as in CSV rows and in the cases of policy files → typed values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..policy.model import Field, Policy
from ..policy.vocabulary import FIGURE_KINDS, Kind

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")


def typed_complaint(policy: Policy, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same complaint with facts, event data and history typed by the policy.

    What cannot be typed is left as it stands, for the reader of complaints to refuse by name.
    """
    typed = {key: None if value == "null" else value for key, value in given.items()}
    if isinstance(given.get("facts"), Mapping):
        typed["facts"] = typed_fields(policy.facts, given["facts"])
    if isinstance(given.get("events"), list):
        typed["events"] = [_event(policy, event) for event in given["events"]]
    if isinstance(given.get("history"), list):
        typed["history"] = [
            typed_complaint(policy, item) if isinstance(item, Mapping) else item for item in given["history"]
        ]
    return typed


def typed_fields(fields: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """Texts by the kind of their field; empty and `null` are not given."""
    return {name: _typed(fields.get(name), value) for name, value in given.items()}


def _event(policy: Policy, event: Any) -> Any:
    if not isinstance(event, Mapping) or not isinstance(event.get("data"), Mapping):
        return event
    kind = policy.events.get(str(event.get("type")))
    return {**event, "data": typed_fields(kind.data if kind else {}, event["data"])}


def _typed(field: Field | None, value: Any) -> Any:
    if field is None or not isinstance(value, str):
        return value
    text = value.strip()
    if text in ("", "null"):
        return None
    if field.kind == Kind.BOOL:
        return {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), value)
    if field.kind in FIGURE_KINDS:
        return value if (number := plain_number(text)) is None else number
    return int(text) if field.kind == Kind.CHOICE and field.integer and text in field.choices else text


def plain_number(text: str) -> Decimal | None:
    """The number of a text in plain digits, exactly as written; None for 1_000, 1,000 and digits of other scripts."""
    return Decimal(text) if NUMBER.fullmatch(text) else None
