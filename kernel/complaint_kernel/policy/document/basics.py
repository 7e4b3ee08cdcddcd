"""What every section is written with: labels, kinds of values, facts, events, parameters, rows."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ...worktime import is_calendar_name


def _calendar_name(text: str) -> str:
    """Only ever a name: a path in a policy would open a file of the machine on which the policy is read."""
    if not is_calendar_name(text):
        raise ValueError(
            "a policy names a calendar by small letters, digits and hyphens, such as cn-office, and never by a path"
        )
    return text


Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]


PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


CalendarName = Annotated[str, AfterValidator(_calendar_name)]


Clause = Annotated[str, StringConstraints(min_length=1, max_length=80)]


Condition = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


Choices = dict[Annotated[str, StringConstraints(min_length=1, max_length=60)], "Label"]


class Shape(BaseModel):
    """Frozen, and closed: a key that is not listed is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class Label(Shape):
    """A text for people, in both languages of the product."""

    en: str
    zh_CN: str

    def get(self, lang: str = "en") -> str:
        """The text in a language code such as `zh_CN` or `en_US`."""
        return self.zh_CN if lang.startswith("zh") else self.en

    def __str__(self) -> str:
        return self.en


class Kind(Shape):
    """What sort of value it is: exactly one key of the first six says so.

    bool: its default, `true` or `false`. money: a currency. quantity: a unit, decimals allowed. count:
    a unit, whole numbers. number: the name of a bare figure. choice: its keys, each with a label.
    """

    kinds: ClassVar[tuple[str, ...]] = ("bool", "money", "quantity", "count", "number", "choice")

    flag: bool | None = Field(default=None, alias="bool")
    money: str | None = None
    quantity: str | None = None
    count: str | None = None
    number: str | None = None
    choice: Choices | None = None
    label: Label
    help: Label | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def kind(self) -> str:
        """The key that is given."""
        return self._given()[0]

    @property
    def unit(self) -> str | None:
        """Currency or unit; None for what has none."""
        return self.money or self.quantity or self.count

    def _given(self) -> list[str]:
        named = {"bool": self.flag}
        return [k for k in self.kinds if (named[k] if k in named else getattr(self, k)) is not None]

    @model_validator(mode="after")
    def _exactly_one(self) -> Kind:
        given = self._given()
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            raise ValueError(f"exactly one of {', '.join(self.kinds)} says what it is; found {found}")
        return self


class FactShape(Kind):
    """A fact of a complaint. decision: a panel's or a manager's word, not something observed.

    worse: the direction that can never make the grade milder: `more`, `less`, or for a choice its
    keys from mild to severe.
    """

    default: str | None = None
    decision: bool = False
    clause: Clause | None = None
    worse: Literal["more", "less"] | list[str] | None = None


class DataShape(Kind):
    """One field of an event's data."""

    kinds: ClassVar[tuple[str, ...]] = (*Kind.kinds, "moment", "text")
    moment: Literal["yes"] | None = None
    text: Literal["yes"] | None = None
    required: bool = False


class EventShape(Shape):
    """Something that happens to a complaint and is written in its journal; by: the party that records it."""

    label: Label
    clause: Clause | None = None
    by: Identifier | None = None
    data: dict[Identifier, DataShape] = {}


class DatedValue(Shape):
    """A parameter's value from a day on, with where it is written."""

    since: datetime.date
    value: str
    reference: str | None = None


class ParameterShape(Kind):
    """A figure that the company sets. Without value and values it is declared unset."""

    kinds: ClassVar[tuple[str, ...]] = (*Kind.kinds, "limit")
    limit: Literal["yes"] | None = None
    clause: Clause
    value: str | None = None
    values: list[DatedValue] = []
    reference: str | None = None
    default: str | None = Field(default=None, description="why this value, where the source gives none")


class Row(Shape):
    """A condition with its clause. default: why the row is ours and not the source's."""

    clause: Clause
    when: Condition
    default: str | None = None
    label: Label | None = None


class Otherwise(Shape):
    """The row that takes what no condition took."""

    clause: Clause
    default: str | None = None
    label: Label | None = None


class EventMatch(Shape):
    """An event, where its data meet a condition."""

    event: Identifier
    where: Condition | None = None
