"""Typed values: what kind of value a fact, a parameter or a field of an event's data holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, StringConstraints, model_validator
from pydantic import Field as Key

from ..base.bounds import LARGEST_FIGURE, plain_figure
from ..base.errors import expected
from ..base.locale import Joined, Message, message, words_of
from ..expression import Type
from ..worktime import LimitError, parse_limit
from .label import Label
from .shapes import Shape
from .vocabulary import FIGURE_KINDS, Kind

Choices = dict[Annotated[str, StringConstraints(min_length=1, max_length=60)], Label]


def _bounded(text: object) -> object:
    return plain_figure(text) if isinstance(text, str) else text


Figure = Annotated[Decimal, BeforeValidator(_bounded)]


def exactly_one(keys: Iterable[str], given: Sequence[str]) -> Message:
    """That one key of several says what it is, and which were found."""
    found = Joined(tuple(given), "explain.and") if given else message("fault.none_of_them")
    return message("fault.exactly_one", keys=tuple(keys), found=found)


class KindShape(Shape):
    """What sort of value it is: exactly one key of the first six says so.

    bool: its default, `true` or `false`. money: a currency. quantity: a unit, decimals allowed. count:
    a unit, whole numbers. number: the name of a bare figure. choice: its keys, each with a label.
    """

    kinds: ClassVar[tuple[str, ...]] = (Kind.BOOL, Kind.MONEY, Kind.QUANTITY, Kind.COUNT, Kind.NUMBER, Kind.CHOICE)

    flag: bool | None = Key(default=None, alias="bool")
    money: str | None = None
    quantity: str | None = None
    count: str | None = None
    number: str | None = None
    choice: Choices | None = None
    label: Label
    help: Label | None = None
    minimum: Figure | None = None
    maximum: Figure | None = None

    @property
    def kind(self) -> str:
        """The key that is given."""
        return self._given()[0]

    @property
    def unit(self) -> str | None:
        """Currency or unit; None for what has none."""
        return self.money or self.quantity or self.count

    def _given(self) -> list[str]:
        named: dict[str, object] = {"bool": self.flag}
        return [str(k) for k in self.kinds if (named[k] if k in named else getattr(self, k)) is not None]

    @model_validator(mode="after")
    def _exactly_one(self) -> KindShape:
        given = self._given()
        if len(given) != 1:
            raise ValueError(exactly_one(self.kinds, given))
        return self


@dataclass(frozen=True)
class Field:
    """A typed value: a fact, a derived fact, a parameter, or one field of an event's data.

    kind: a word of `Kind`. unit: currency or unit. choices: key → label. `integer` choices have
    whole-number keys and take JSON numbers. by_panel: decided by a panel; panel_record: where members and reason stand.
    """

    name: str
    kind: str
    label: Label
    help: Label | None = None
    unit: str | None = None
    choices: Mapping[str, Label] = field(default_factory=dict)
    default: object = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decision: bool = False
    required: bool = False
    clause: str | None = None
    worse: str | tuple[str, ...] | None = None
    by_panel: bool = False
    panel_record: str | None = None

    @cached_property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the largest figure that may be given."""
        least = -LARGEST_FIGURE if self.kind == Kind.NUMBER else Decimal(0)
        low = least if self.minimum is None else self.minimum
        return low, LARGEST_FIGURE if self.maximum is None else self.maximum

    @cached_property
    def integer(self) -> bool:
        """True for a choice whose keys are whole numbers."""
        return self.kind == Kind.CHOICE and all(key.isdigit() for key in self.choices)

    @cached_property
    def keys(self) -> tuple[str | int, ...]:
        """The keys of a choice as conditions and complaints write them."""
        return tuple(int(key) for key in self.choices) if self.integer else tuple(self.choices)

    @property
    def type(self) -> Type:
        """The type of this name inside a condition."""
        if self.kind in (Kind.BOOL, Kind.DATE, Kind.TIME, Kind.MOMENT):
            return Type(str(self.kind))
        if self.kind in (Kind.TEXT, Kind.LIMIT):
            return Type("text")
        if self.kind == Kind.CHOICE:
            return Type("choice", choices=self.keys)
        return Type("number", self.unit)


Fact = Field


def field_of(name: str, shape: KindShape, **more: Any) -> dict[str, Any]:
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


def typed(kind: str, text: str, choices: Mapping[str, object] = {}) -> object:
    """A text of the policy file as a value of its kind. Raises ValueError with what was expected."""
    if kind == Kind.BOOL:
        if text not in ("true", "false"):
            raise ValueError(message("fault.bool", found=repr(text)))
        return text == "true"
    if kind in FIGURE_KINDS:
        return _figure(kind, text)
    if kind == Kind.CHOICE:
        if text not in choices:
            raise ValueError(message("fault.choice", found=repr(text), hint=expected(text, choices)))
        return int(text) if all(key.isdigit() for key in choices) else text
    if kind == Kind.DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(message("fault.day", found=repr(text))) from None
    if kind == Kind.LIMIT:
        try:
            return parse_limit(text)
        except LimitError as error:
            raise ValueError(words_of(error)) from None
    return text


def _figure(kind: str, text: str) -> Decimal:
    figure = plain_figure(text)
    if kind != Kind.NUMBER and figure < 0:
        raise ValueError(message("fault.not_negative", found=repr(text)))
    if kind == Kind.COUNT and figure != figure.to_integral_value():
        raise ValueError(message("fault.whole", found=repr(text)))
    return figure
