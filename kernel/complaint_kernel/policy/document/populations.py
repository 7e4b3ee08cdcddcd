"""What looks at many: customer tiers, early warning, periodic work, numbering."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from .basics import Clause, Condition, EventMatch, FactShape, Identifier, Label, Otherwise, Row, Shape
from .handling import BreachShape
from .judging import DerivedShape


class ServiceShape(Shape):
    """What customers of a tier are given."""

    label: Label
    clause: Clause


class TierShape(Shape):
    """One tier of an axis: any one row gives it. services: what its customers are given."""

    tier: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=40)]
    label: Label
    services: list[Identifier] = []
    rows: list[Row] = Field(default=[], alias="any")
    otherwise: Otherwise | None = None


class AxisShape(Shape):
    """One side of a customer: its tiers, the best first; the first with a row met is the customer's.

    ordered: false where no tier stands above another, so that a change is no rise and no fall. none: the
    row for customers who are in no tier of this axis, and so have no code.
    """

    label: Label
    ordered: bool = True
    tiers: list[TierShape] = Field(min_length=1)
    none: Otherwise | None = None


class ScoreShape(Shape):
    """A weighted mean of facts: each with its weight, a figure or the name of a parameter."""

    label: Label
    clause: Clause
    weights: dict[Identifier, str] = Field(min_length=1)


class TiersShape(Shape):
    """How customers are sorted. code: how the tiers of several axes are written as one, `{spend}/{loyalty}`."""

    label: Label
    facts: dict[Identifier, FactShape]
    derive: dict[Identifier, DerivedShape] = {}
    scores: dict[Identifier, ScoreShape] = {}
    services: dict[Identifier, ServiceShape] = {}
    axes: dict[Identifier, AxisShape] = Field(min_length=1)
    code: str | None = None

    @model_validator(mode="after")
    def _code_for_several(self) -> TiersShape:
        if self.code is None and len(self.axes) > 1:
            raise ValueError('several axes need a code, such as `code: "{' + "}/{".join(self.axes) + '}"`')
        return self


class SegmentShape(Shape):
    """A part of the complaints with thresholds of its own."""

    label: Label
    clause: Clause
    when: Condition
    default: str | None = None


class GroupMeasureShape(Shape):
    """A figure over the complaints of one group, in the day, month or year of the moment asked about.

    One of count (`complaints`), sum (a fact), distinct (a field), growth (`complaints`): percent by
    which the count grew over the whole day, month or year before. where: which complaints count.
    """

    label: Label
    clause: Clause
    count: Literal["complaints"] | None = None
    sum: Identifier | None = None
    distinct: Identifier | None = None
    growth: Literal["complaints"] | None = None
    where: Condition | None = None
    within: Literal["calendar day", "calendar month", "calendar year"]
    default: str | None = None

    @model_validator(mode="after")
    def _one_figure(self) -> GroupMeasureShape:
        given = [k for k in ("count", "sum", "distinct", "growth") if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of count, sum, distinct, growth; found {' and '.join(given) or 'none'}")
        return self


class LevelRow(Row):
    """A condition on the measures of a group, and the level that it gives."""

    level: Identifier


class WarningTableShape(Shape):
    """The levels of one kind of warning. per: fields by which complaints fall into groups, each with a level.

    duties: what is owed once a level is determined; they start at the event `determined_by`.
    """

    kind: Identifier
    segment: Identifier | None = None
    per: list[Identifier] = []
    rows: list[LevelRow] = Field(alias="any", min_length=1)
    duties: list[Identifier] = []
    default: str | None = None


class WarningsShape(Shape):
    """Early warning over many complaints: levels from low to high, of which the severest met wins."""

    levels: dict[Identifier, Label] = Field(min_length=1)
    kinds: dict[Identifier, Label] = Field(min_length=1)
    segments: dict[Identifier, SegmentShape] = {}
    measures: dict[Identifier, GroupMeasureShape] = Field(min_length=1)
    determined_by: Identifier
    tables: list[WarningTableShape] = Field(min_length=1)


class TargetShape(Shape):
    """A share that should reach a figure: at_least is a value such as `0.9`, `2 / 3` or a parameter.

    Of complaints: the share of those received in the period that meet `among` to which the event
    `happened`. Of the work itself: `share`, computed from the data of the event that did it.
    """

    label: Label
    clause: Clause
    among: Condition | None = None
    happened: Identifier | EventMatch | None = None
    share: Condition | None = None
    at_least: Condition
    default: str | None = None

    @model_validator(mode="after")
    def _one_share(self) -> TargetShape:
        if (self.share is None) == (self.happened is None):
            raise ValueError("either share (of the event's data) or happened (to the complaints) says what is compared")
        return self


class PeriodicShape(Shape):
    """Work that is owed once in every week, month or year, whatever complaints there are.

    every: `each week`, `each month`, `each year`, or a parameter that holds one of these. done_by: the
    event that does it; without one there are only targets. per: it is owed to each of several subjects.
    """

    label: Label
    clause: Clause
    owner: Identifier
    every: str
    done_by: Identifier | EventMatch | None = None
    per: Label | None = None
    breach: BreachShape | None = None
    targets: dict[Identifier, TargetShape] = {}
    default: str | None = None

    @model_validator(mode="after")
    def _something_owed(self) -> PeriodicShape:
        if self.done_by is None and not self.targets:
            raise ValueError("periodic work needs `done_by` (an event) or `targets`")
        return self


class NumberingShape(Shape):
    """How complaints are numbered: `{year}`, `{month}`, `{day}` and `{serial:4}` (at least four digits)."""

    clause: Clause
    pattern: str
    restart: Literal["day", "month", "year", "never"]
    default: str | None = None
