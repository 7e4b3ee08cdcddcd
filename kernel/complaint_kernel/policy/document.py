"""The shape of a policy file: what an author may write, and the JSON Schema that editors use.

Every scalar is read as text and typed here, so clause `8.10` stays `8.10`. A row without a clause
cannot be written. Names and conditions are linked in `link.py`; this file knows only shapes.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
PolicyId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
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


class DerivedRow(Shape):
    """One case of a derived fact; the first that is met gives the value. warn: told when it does."""

    clause: Clause
    value: str
    when: Condition | None = None
    default: str | None = None
    warn: Label | None = None


class DerivedShape(Kind):
    """A fact computed from facts: one expression, or rows of which the first met counts."""

    clause: Clause | None = None
    value: Condition | None = None
    rows: list[DerivedRow] = []

    @model_validator(mode="after")
    def _one_way(self) -> DerivedShape:
        if (self.value is None) == (not self.rows):
            raise ValueError("either value or rows computes it")
        return self


class EventMatch(Shape):
    """An event, where its data meet a condition."""

    event: Identifier
    where: Condition | None = None


class MeasureShape(Shape):
    """A count, sum or run over history, or over the complaint's own events.

    History: one of count (`history`), distinct (a field), sum (a fact), run (a condition; how many
    earlier ones in a row meet it, the latest first). same: fields that must equal this complaint's; one
    that is empty equals nothing. within: a limit, `calendar month` or `calendar year`. earlier: how
    many earlier complaints there must be, else the measure has no value. this: counts this one too.

    Events: events (a type) with count, run or last (a field of its data); where: a condition on the
    data; after: only those after the first or last event of another type.

    Age: older (a limit): true once more time has passed since receipt, unless until (an event) came first.
    """

    label: Label
    clause: Clause | None = None
    count: Literal["history", "events"] | None = None
    distinct: Identifier | None = None
    sum: Identifier | None = None
    run: Condition | None = None
    last: Identifier | None = None
    older: str | None = None
    until: Identifier | None = None
    events: Identifier | None = None
    after: EventMatch | None = None
    take: Literal["first", "last"] = "last"
    same: list[Identifier] = []
    where: Condition | None = None
    within: str | None = None
    earlier: int = 0
    this: bool = True

    @model_validator(mode="after")
    def _one_figure(self) -> MeasureShape:
        given = [k for k in ("count", "distinct", "sum", "run", "last", "older") if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of count, distinct, sum, run, last, older; found {' and '.join(given)}")
        if (self.events is None) != (self.count != "events" and self.last is None) and self.run is None:
            raise ValueError("events names the event type that count: events or last reads")
        return self


class IntakeRow(Shape):
    """An intake class; the first row that is met counts, one without `when` takes the rest."""

    intake: Identifier
    label: Label
    clause: Clause
    when: Condition | None = None
    default: str | None = None


class GradeShape(Shape):
    """One grade of one intake class; the severest stands first in the file."""

    grade: Identifier
    label: Label
    intake: Identifier | None = None
    clause: Clause | None = None
    participants: list[Identifier] = []
    rows: list[Row] = Field(default=[], alias="any")
    otherwise: Otherwise | None = None


class PointsRow(Shape):
    """Points that a condition gives."""

    clause: Clause
    value: Condition
    when: Condition | None = None
    default: str | None = None


class PointsShape(Shape):
    """Points: the first row met, plus every row of `add` that is met. rounding: said in words."""

    label: Label
    rounding: Label
    first: list[PointsRow]
    add: list[PointsRow] = []


class UpliftShape(Shape):
    """A complaint of grade `from` is raised to `to` when the condition is met."""

    clause: Clause
    raised: Identifier = Field(alias="from")
    to: Identifier
    when: Condition
    default: str | None = None


class LimitRow(Shape):
    """A limit for one case; the first row that is met counts, one without `when` takes the rest.

    started_by: the row is for a start at or before this time of day (`"10:00"`) only.
    """

    limit: str
    when: Condition | None = None
    started_by: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    clause: Clause | None = None
    default: str | None = None


class PauseShape(Shape):
    """While the case lies elsewhere the clock stands: from one event until another."""

    clause: Clause
    since: Identifier | EventMatch = Field(alias="from")
    until: Identifier | EventMatch


Outcomes = dict[Identifier, str | list[str]]


class BreachShape(Shape):
    """What a missed duty costs: each payer with `30 CNY`, `100 points`, an outcome, or several."""

    clause: Clause
    each: Outcomes
    default: str | None = None


class DutyShape(Shape):
    """Someone owes something within a limit.

    from: `receipt` or an event. again_from: an event that starts a new round each time. within: a limit,
    the name of a parameter, or rows; without it the duty has no due moment. roll: `none` leaves a last
    day where it is, `forward` moves it off days off. warn_at: percent of the working time at which the
    owner is warned.
    """

    label: Label
    clause: Clause
    owner: Identifier
    when: Condition | None = None
    start: Literal["receipt"] | Identifier | EventMatch = Field(default="receipt", alias="from")
    again_from: Identifier | None = None
    within: str | list[LimitRow] | None = None
    roll: Literal["none", "forward"] | None = None
    done_by: Identifier | EventMatch | list[Identifier]
    breach: BreachShape | None = None
    pauses: list[PauseShape] = []
    extended_by: Identifier | None = Field(default=None, description="event with data.by that moves the due moment")
    warn_at: list[int] = [50, 75, 100]
    default: str | None = None


class PenaltyShape(Shape):
    """A penalty that needs no duty: on every such event, or once while a condition is met."""

    clause: Clause
    on: Identifier | EventMatch | None = None
    when: Condition | None = None
    each: Outcomes
    loss: Identifier | None = Field(default=None, description="fact whose amount a `loss` outcome bears")
    default: str | None = None

    @model_validator(mode="after")
    def _some_cause(self) -> PenaltyShape:
        if self.on is None and self.when is None:
            raise ValueError("a penalty needs `on` (an event) or `when` (a condition)")
        return self


class OutcomeShape(Shape):
    """A named outcome; person: a human confirms it before it stands."""

    label: Label
    person: bool = False


class CapShape(Shape):
    """The most that one person pays within a calendar month: `200 CNY`, or `parameter CNY`."""

    clause: Clause
    at_most: str
    within: Literal["calendar month"] = "calendar month"
    default: str | None = None


class ClosingShape(Shape):
    """One way to close a complaint; the first that is met counts."""

    kind: Identifier
    clause: Clause
    when: Condition
    label: Label
    default: str | None = None


class RecordField(Shape):
    """Something the regulation wants recorded, where no fact holds it."""

    label: Label
    clause: Clause
    required: bool = False


class StepShape(Shape):
    """One step of handling: who does it and who approves it."""

    step: Identifier
    label: Label
    clause: Clause
    by: Identifier | None = None
    approved_by: list[Identifier] = []
    when: Condition | None = None
    default: str | None = None


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


class CaseShape(Shape):
    """A worked case of the regulation, run as a test: a complaint in, some answers out.

    The complaint's keys are those of the contract; received_at and at default to ordinary moments.
    customer: facts of a customer instead, to its tier. population: complaints, to the early warning at `at`.
    done: periodic work done, with `since` to what is owed and reached at `at`. numbered: to the next number.
    expect holds the parts of the assessment to compare; a mapping or list is compared part by part.
    """

    title: str
    clause: Clause | None = None
    at: str | None = None
    complaint: dict[str, object] = {}
    facts: dict[str, object] = {}
    events: list[dict[str, object]] = []
    history: list[dict[str, object]] = []
    customer: dict[str, object] | None = None
    population: list[dict[str, object]] | None = None
    done: list[dict[str, object]] | None = None
    since: str | None = None
    numbered: dict[str, str] | None = None
    parameters: dict[str, str] = {}
    expect: dict[str, object]


class Document(Shape):
    """One regulation in one dated edition."""

    policy: PolicyId
    title: Label
    summary: Label | None = None
    dated: datetime.date | None = None
    in_force: datetime.date | None = None
    calendar: str = "cn-office"
    currency: str = "CNY"
    parties: dict[Identifier, Label] = {}
    channels: dict[Identifier, Label] = {}
    categories: dict[Identifier, Label] = {}
    departments: dict[Identifier, Label] = {}
    outcomes: dict[Identifier, OutcomeShape] = {}
    parameters: dict[Identifier, ParameterShape] = {}
    facts: dict[Identifier, FactShape] = {}
    events: dict[Identifier, EventShape] = {}
    derive: dict[Identifier, DerivedShape] = {}
    measures: dict[Identifier, MeasureShape] = {}
    intake: list[IntakeRow] = []
    points: PointsShape | None = None
    grades: list[GradeShape] = []
    uplift: list[UpliftShape] = []
    duties_follow: Literal["grade", "worst"] = "grade"
    duties: dict[Identifier, DutyShape] = {}
    penalties: list[PenaltyShape] = []
    caps: list[CapShape] = []
    closing: list[ClosingShape] = []
    fields: dict[Identifier, RecordField] = {}
    steps: list[StepShape] = []
    tiers: TiersShape | None = None
    warnings: WarningsShape | None = None
    periodic: dict[Identifier, PeriodicShape] = {}
    numbering: NumberingShape | None = None
    cases: list[CaseShape] = []
