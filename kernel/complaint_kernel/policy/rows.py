"""Rows: a condition with its clause, as an author writes it and as it is linked."""

from __future__ import annotations

from dataclasses import dataclass

from ..expression import Expression
from .label import Label, Multilingual, Rationale
from .shapes import Clause, Condition, Shape


class RowShape(Shape):
    """A condition with its clause. default: why the row is ours and not the source's."""

    clause: Clause
    when: Condition
    default: Rationale | None = None
    label: Label | None = None


class OtherwiseShape(Shape):
    """The row that takes what no condition took."""

    clause: Clause
    default: Rationale | None = None
    label: Label | None = None


@dataclass(frozen=True)
class Row:
    """A condition and its clause; `when` None takes the rest. default: why the row is ours."""

    clause: str
    when: Expression | None
    default: Multilingual | None = None
    path: str = ""

    @property
    def condition(self) -> str:
        """As it is shown: the text of the condition, or `otherwise`."""
        return self.when.source if self.when else "otherwise"


@dataclass(frozen=True)
class Match:
    """An event type, where its data meet a condition."""

    event: str
    where: Expression | None = None
