"""Which names a condition can see, by where it stands, and the typed fields behind them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from ..base.errors import expected
from ..expression import Type
from ..worktime import LimitError, parse_limit
from .document import Kind
from .model import ATTRIBUTES, Field, Measure

RESERVED = (*ATTRIBUTES, "intake", "grade", "grade_before_uplift", "points", "true", "false", "and", "or", "not", "in")
FIGURE_KINDS = ("money", "quantity", "count", "number")


def typed(kind: str, text: str, choices: Mapping[str, object] = {}) -> object:
    """A text of the policy file as a value of its kind. Raises ValueError with what was expected."""
    if kind == "bool":
        if text not in ("true", "false"):
            raise ValueError(f"{text!r} should be true or false")
        return text == "true"
    if kind in FIGURE_KINDS:
        return _figure(kind, text)
    if kind == "choice":
        if text not in choices:
            raise ValueError(f"{text!r} is not among the choices{expected(text, choices)}")
        return int(text) if all(key.isdigit() for key in choices) else text
    if kind == "limit":
        try:
            return parse_limit(text)
        except LimitError as error:
            raise ValueError(str(error)) from None
    return text


def _figure(kind: str, text: str) -> Decimal:
    try:
        figure = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not figure.is_finite() or (kind != "number" and figure < 0):
        raise ValueError(f"{text!r} should be a finite number of at least 0")
    if kind == "count" and figure != figure.to_integral_value():
        raise ValueError(f"{text!r} should be a whole number")
    return figure


def field_of(name: str, shape: Kind, **more: object) -> dict[str, object]:
    """What every field takes over from its shape; `more` adds to it."""
    return {
        "name": name,
        "kind": shape.kind,
        "label": shape.label,
        "help": shape.help,
        "unit": shape.unit,
        "choices": shape.choice or {},
        "minimum": shape.minimum,
        "maximum": shape.maximum,
        **more,
    }


def attribute_types(named: Mapping[str, Mapping[str, object]]) -> dict[str, Type]:
    """The complaint's own texts; where the policy names values, only those may be compared."""
    return {name: Type("text", choices=tuple(named[name]) if named.get(name) else None) for name in ATTRIBUTES}


def choice_of(keys: tuple[str, ...]) -> Type:
    """The type of `grade` and `intake`."""
    return Type("choice", choices=keys)


def types_of(fields: Mapping[str, Field | Measure]) -> dict[str, Type]:
    """Name to type, for a scope."""
    return {name: field.type for name, field in fields.items()}
