"""What follows: duties, limits, pauses, penalties, caps, closing, records and steps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from .basics import Clause, Condition, EventMatch, Identifier, Label, Shape


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
