"""The words that stand for one thing each: kinds of values, aggregates, states, built-in events.

They are declared here once; the file's shape, the schemas, the stages and Odoo's selections all take them from here.
Each is a text: it compares, sorts and is written as JSON as the word itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Word(str, Enum):
    """A text from a closed list, shown as the text on every Python."""

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Every word, in the order in which they are declared."""
        return tuple(word.value for word in cls)


class Kind(Word):
    """What sort of value a field holds."""

    BOOL = "bool"
    MONEY = "money"
    QUANTITY = "quantity"
    COUNT = "count"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    TIME = "time"  # of day; only of the receipt
    MOMENT = "moment"
    TEXT = "text"
    LIMIT = "limit"


FIGURE_KINDS = (Kind.MONEY, Kind.QUANTITY, Kind.COUNT, Kind.NUMBER)


class Attribute(Word):
    """The complaint's own texts, beside its facts."""

    CUSTOMER = "customer"
    ISSUE = "issue"
    EVENT = "event"
    CHANNEL = "channel"
    CATEGORY = "category"
    DEPARTMENT = "department"
    EMPLOYEE = "employee"


# The texts of a complaint that a policy may list, and the section that lists them.
LISTED: Mapping[str, str] = {
    Attribute.CHANNEL: "channels",
    Attribute.CATEGORY: "categories",
    Attribute.DEPARTMENT: "departments",
}


class Receipt(Word):
    """When the complaint came in, as conditions read it; see `policy.receipt`."""

    AT = "received_at"
    DATE = "received_date"
    TIME = "received_time"
    WEEKDAY = "received_weekday"
    ON_DAY_OFF = "received_on_day_off"
    IN_WORKING_TIME = "received_in_working_time"


class Aggregate(Word):
    """What a measure makes of what it counts."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    RUN = "run"
    LAST = "last"
    OLDER = "older"


class GroupAggregate(Word):
    """What early warning makes of a group of complaints."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"
    GROWTH = "growth"


class DutyState(Word):
    """Where a duty stands; see `Duty`."""

    WAITING = "waiting"
    OPEN = "open"
    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"


OWED = (DutyState.OPEN, DutyState.OVERDUE)
BROKEN = (DutyState.LATE, DutyState.OVERDUE)
DONE = (DutyState.MET, DutyState.LATE)
PRESSING = (DutyState.OVERDUE, DutyState.OPEN, DutyState.WAITING)  # what is still to be done, most pressing first


class StepState(Word):
    """Where a step stands; see `Step`."""

    WAITING = "waiting"
    READY = "ready"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DONE = "done"


STEP_TO_DO = (StepState.READY, StepState.RETURNED)
STEP_IN_TURN = (StepState.RETURNED, StepState.SUBMITTED, StepState.READY)


class ActionKind(Word):
    """What an action of a corrective action (8D) is for: D3, D5 and D6, D7."""

    CONTAINMENT = "containment"
    PERMANENT = "permanent"
    PREVENTIVE = "preventive"


class PlanPart(Word):
    """A part of a corrective action (8D) that can be what a regulation wants recorded."""

    PROBLEM = "problem"
    CONTAINMENT = "containment"
    ROOT_CAUSE = "root_cause"
    MEASURES = "measures"
    COMPLETION = "completion"
    EFFECT = "effect"
    PREVENTION = "prevention"


class Awaits(Word):
    """What a penalty waits for before it stands."""

    TIME = "time"
    PERSON = "person"


RESPONSIBLE = "responsible"  # as a payer: the person of the unit that the penalty names
SUPERVISOR = "supervisor"  # as a payer: that person's superior


class CostKind(Word):
    """What a complaint costs money for."""

    GOODS = "goods"
    CORRECTION = "correction"
    BUSINESS = "business"
    COMPENSATION = "compensation"
    RETURNS = "returns"


class Paper(Word):
    """What is printed of complaints: the list of them, and the form on which one is handled."""

    REGISTER = "register"
    FORM = "form"


class BuiltInOutcome(Word):
    """Outcomes that every policy knows."""

    FINE = "fine"
    POINTS = "points"
    FINE_RANGE = "fine_range"


class BuiltInEvent(Word):
    """Events that every complaint knows, whether its policy names them or not."""

    REPLY_PROMISED = "reply_promised"
    CUSTOMER_ACCEPTED = "customer_accepted"
    CUSTOMER_REFUSED = "customer_refused"
    RESULT_TOLD = "result_told"
    STEP_DONE = "step_done"
    STEP_APPROVED = "step_approved"
    STEP_RETURNED = "step_returned"


class ClosingName(Word):
    """What a closing rule may ask for by name; each is true or false."""

    DUTIES_DONE = "duties_done"
    STEPS_DONE = "steps_done"
    RECORDS_MADE = "records_made"
    RESULT_TOLD = "result_told"
    NOT_REFUSED = "not_refused"


class GradeMove(Word):
    """How a grade moves from one answer to another; other: to another class, or where it cannot be ranked."""

    RAISED = "raised"
    LOWERED = "lowered"
    OTHER = "other"
    SAME = "same"


class TierMove(Word):
    """How a customer's tier moves; mixed: axes differ; other: there is no order among the tiers."""

    UP = "up"
    DOWN = "down"
    MIXED = "mixed"
    OTHER = "other"


class Period(Word):
    """How often periodic work is owed."""

    WEEK = "each week"
    MONTH = "each month"
    HALF_YEAR = "each half year"
    YEAR = "each year"
    TWO_YEARS = "each two years"
