"""Values of complaints as columns hold them: whole numbers and texts, so that no engine ever rounds.

Figures are scaled by the one power of ten that leaves none of them a fraction; yes and no are 1 and 0; a day is its
number. Texts and the keys of choices stay as they are. What is not given is NULL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any

from ..base.locale import message
from ..expression import In, Literal, Name, walk
from ..policy.fields import Field
from ..policy.program import First, Total
from ..policy.vocabulary import FIGURE_KINDS, Kind
from .plan import Plan, cannot

MOST_PLACES = 12
LARGEST_NARROW = 10**15  # leaves room in 64 bits for a sum of a thousand such figures
EXACT = Context(prec=60)
NUMBERED = (*FIGURE_KINDS, Kind.DATE)


@dataclass(frozen=True)
class Encoding:
    """How figures are scaled. places: of the power of ten; wide: whether they need 128 bits."""

    places: int
    wide: bool = True

    def stored(self, value: Any) -> int | str | None:
        """A value as a column holds it; the places are enough for every figure (`encoding_for`)."""
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, date):
            value = Decimal(value.toordinal())
        if not isinstance(value, Decimal):
            return int(value)  # the key of a choice
        return int(value.scaleb(self.places))

    def restored(self, field: Field | None, stored: Any) -> Any:
        """The value of a field, or of an attribute (None), that a column holds."""
        if stored is None or is_text(field) or field is None:
            return stored
        if field.kind == Kind.BOOL:
            return bool(stored)
        if field.kind == Kind.CHOICE:
            return int(stored)
        if field.kind == Kind.DATE:
            return date.fromordinal(int(stored) // 10**self.places)
        return self.figure(stored)

    def figure(self, stored: Any) -> Decimal | None:
        """The figure that a column holds."""
        return None if stored is None else EXACT.scaleb(Decimal(int(stored)), -self.places)


def is_text(field: Field | None) -> bool:
    """Whether the column of a field, or of an attribute (None), holds texts."""
    return field is None or field.kind == Kind.TEXT or (field.kind == Kind.CHOICE and not field.integer)


@dataclass(frozen=True)
class Extent:
    """What figures need: decimal places, and the largest by its amount."""

    places: int = 0
    largest: Decimal = Decimal(0)

    def with_(self, other: Extent) -> Extent:
        """What both need."""
        return Extent(max(self.places, other.places), max(self.largest, other.largest))


def encoding_for(plans: list[Plan], given: Extent) -> Encoding:
    """The encoding that holds the figures of the plans and of the complaints.

    given: of the complaints' figures. Raises EngineError where one has too many places.
    """
    figures = [figure for plan in plans for figure in plan_figures(plan)]
    places = max([given.places, *map(places_of, figures)])
    if places > MOST_PLACES:
        raise cannot(plans[0].policy, message("engine.places", most=MOST_PLACES))
    most = max([given.largest, *map(abs, figures), Decimal(date.max.toordinal())])
    return Encoding(places, wide=most.scaleb(places) > LARGEST_NARROW)


def plan_figures(plan: Plan) -> Iterator[Decimal]:
    """Every figure that a policy compares or computes with."""
    for node in plan.nodes:
        firsts = (node,) if isinstance(node, First) else (node.first, *node.added) if isinstance(node, Total) else ()
        yield from (b.value for first in firsts for b in first.branches if isinstance(b.value, Decimal))
    for part in (part for tree in plan.trees for part in walk(tree)):
        if isinstance(part, Literal) and isinstance(part.value, Decimal):
            yield part.value
        elif isinstance(part, In):
            yield from (value for value in part.values if isinstance(value, Decimal))
        elif isinstance(part, Name) and part.name in plan.policy.parameters:
            value = plan.policy.parameters[part.name].value
            if isinstance(value, Decimal):
                yield value


def places_of(figure: Decimal) -> int:
    """The decimal places that a figure needs."""
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
