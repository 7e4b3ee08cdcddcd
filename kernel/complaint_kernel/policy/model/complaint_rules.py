"""What judges and handles one complaint, in the order in which it is met."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ...base.money import Money
from ...expression import Expression
from ...worktime import Limit
from ..document import Label
from .basics import Match, Row, ValueRow


@dataclass(frozen=True)
class Intake:
    intake: str
    label: Label
    row: Row


@dataclass(frozen=True)
class Grade:
    id: str
    label: Label
    intake: str | None
    participants: tuple[str, ...]
    rows: tuple[Row, ...]
    otherwise: Row | None


@dataclass(frozen=True)
class Points:
    label: Label
    rounding: Label
    first: tuple[ValueRow, ...]
    add: tuple[ValueRow, ...]


@dataclass(frozen=True)
class Uplift:
    raised: str
    to: str
    row: Row


@dataclass(frozen=True)
class LimitRow(Row):
    """A limit for one case: a Limit, or the name of a parameter that holds one.

    started_by: the latest time of day of a start that the row is for; None is for any.
    """

    limit: Limit | str = ""
    started_by: datetime.time | None = None

    def is_for(self, start: datetime.datetime | None) -> bool:
        """Whether the row is for this start; a start that has not happened may still be any."""
        return start is None or self.started_by is None or start.time() <= self.started_by


@dataclass(frozen=True)
class Outcome:
    """What one payer bears: money, points, a range that a human settles, or a named outcome.

    parameter: the amount is the company's and may be unset. own_points: the complaint's own points.
    """

    payer: str
    kind: str  # fine, points, fine_range, or a named outcome
    amount: Money | None = None
    amount_max: Money | None = None
    points: int = 0
    parameter: str | None = None
    own_points: bool = False
    person: bool = False


@dataclass(frozen=True)
class Breach:
    clause: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Pause:
    clause: str
    since: Match
    until: Match


@dataclass(frozen=True)
class DutyRule:
    """Who owes what: start None is the receipt; limits () is a duty without a due moment.

    again_from: an event that starts a new round each time.
    """

    id: str
    label: Label
    clause: str
    owner: str
    when: Expression | None
    start: Match | None
    limits: tuple[LimitRow, ...]
    roll: str | None
    done: tuple[Match, ...]
    breach: Breach | None
    pauses: tuple[Pause, ...] = ()
    extended_by: str | None = None
    again_from: str | None = None
    warn_at: tuple[int, ...] = (50, 75, 100)
    default: str | None = None
    path: str = ""

    @property
    def done_by(self) -> tuple[str, ...]:
        """The event types that end it."""
        return tuple(match.event for match in self.done)


@dataclass(frozen=True)
class PenaltyRule:
    """A penalty that needs no duty: on every matching event, or once while `when` is met."""

    clause: str
    on: Match | None
    when: Expression | None
    outcomes: tuple[Outcome, ...]
    loss: str | None = None
    path: str = ""


@dataclass(frozen=True)
class Cap:
    """The most that one person pays in a calendar month. amount None: the company has not set it."""

    clause: str
    amount: Money | None
    parameter: str | None = None


@dataclass(frozen=True)
class Closing:
    kind: str
    label: Label
    row: Row
