"""The duties and penalties of an edition as columns: for each a number that tells its outcome apart from every other.

Complaints with the same number are alike in all that the outcome rests on: conditions, whether it has begun and ended,
and by every limit that could count whether it is open, met, late or overdue, and rests on holidays to come. So one of
them is judged for all (`duty_count`). 0 is what does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from ..base.locale import message
from ..expression import Expression
from ..policy.vocabulary import DutyState
from .columns import RECEIVED, Columns
from .due_table import DueTable
from .duty_plan import DutyPart, DutyPlan, PenaltyPart, Term
from .plan import cannot
from .spool import event_column

STATES = (DutyState.WAITING, DutyState.OPEN, DutyState.MET, DutyState.LATE, DutyState.OVERDUE)
OPEN, MET, LATE, OVERDUE = range(1, 5)
LARGEST_NUMBER = 2**62
NARROW = {"UTINYINT": 2**8 - 1, "USMALLINT": 2**16 - 1, "UINTEGER": 2**32 - 1}


@dataclass(frozen=True)
class TermColumns:
    """The columns of one limit of one duty: its start, its due moment, whether that is provisional, its state."""

    term: Term
    start: str
    due: str
    provisional: str
    state: str


@dataclass(frozen=True)
class PartColumns:
    """A duty or penalty. number: the column that tells outcomes apart; met: columns of its conditions."""

    part: DutyPart | PenaltyPart
    number: str
    met: tuple[str, ...]
    terms: tuple[TermColumns, ...] = ()


class DutyColumns:
    """The columns of one edition's duties and penalties, in three layers over the columns of its grades.

    of_complaint: conditions and starts. with_due: due moments, by a `DueTable`. numbers: the outcomes.
    """

    def __init__(self, plan: DutyPlan, columns: Columns, at: int) -> None:
        self.plan = plan
        self.columns = columns
        self.at = at
        parts: tuple[DutyPart | PenaltyPart, ...] = (*plan.duties, *plan.penalties)
        self.parts = [self._named(number, part) for number, part in enumerate(parts)]
        self._check_sizes()

    def _named(self, number: int, part: DutyPart | PenaltyPart) -> PartColumns:
        name = f"{self.columns.number}_{number}"
        conditions = part.conditions if isinstance(part, DutyPart) else (part.when,)
        met = tuple(f"met{name}_{place}" for place in range(len(conditions)))
        terms = part.terms if isinstance(part, DutyPart) else ()
        named = (
            TermColumns(term, *(f"{what}{name}_{place}" for what in ("start", "due", "provisional", "state")))
            for place, term in enumerate(terms)
        )
        return PartColumns(part, f"k{name}", met, tuple(named))

    def _check_sizes(self) -> None:
        for one in self.parts:
            if prod(size for _, size in _digits(one)) >= LARGEST_NUMBER:
                assert isinstance(one.part, DutyPart)
                raise cannot(self.plan.plan.policy, message("engine.duty", name=repr(one.part.rule.id)))

    # the complaint: its conditions and starts

    @property
    def alone(self) -> str:
        """Whether only the complaint by itself can tell: SQL of the journal and of the conditions."""
        events = [f"{event_column(kind)} <= {self.at}" for kind in sorted(self.plan.alone)]
        own = map(self._met, self.plan.alone_when)
        return " OR ".join(f"coalesce({test}, FALSE)" for test in (*events, *own)) or "FALSE"

    @property
    def of_complaint(self) -> Iterator[str]:
        """The conditions, each a column."""
        for one in self.parts:
            conditions = one.part.conditions if isinstance(one.part, DutyPart) else (one.part.when,)
            for name, condition in zip(one.met, conditions, strict=True):
                yield f"{self._met(condition)} AS {name}"

    def _met(self, condition: Expression) -> str:
        return str(self.columns.met(condition).sql(dialect="duckdb"))

    # due moments

    @property
    def terms(self) -> list[Term]:
        """Every limit that may count."""
        return [one.term for part in self.parts for one in part.terms]

    @property
    def starts(self) -> list[tuple[str, ...]]:
        """Events by which duties begin, the receipt being none; each as often as a duty begins by it."""
        return [start for one in self.parts if isinstance(one.part, DutyPart) for start in _starts(one.part)]

    @property
    def looked_up(self) -> list[tuple[str, ...]]:
        """Those whose due moments stand in the table of the calendar."""
        dated = [one for one in self.parts if any(names.term.calendar for names in one.terms)]
        return [start for one in dated if isinstance(one.part, DutyPart) for start in _starts(one.part)]

    def with_due(self, due: DueTable) -> Iterator[str]:
        """Start, due moment and whether that is provisional, for every limit."""
        for one in self.parts:
            if isinstance(one.part, DutyPart):
                for term in one.terms:
                    yield from _due_columns(one.part, term, due)

    # outcomes

    @property
    def states(self) -> Iterator[str]:
        """The state by each limit, a number of `STATES`, over `with_due`."""
        for one in self.parts:
            if isinstance(one.part, DutyPart):
                for term in one.terms:
                    yield f"{_state(one.part, term, self.at)} AS {term.state}"

    @property
    def numbers(self) -> Iterator[str]:
        """The number of each part, over `states`."""
        for one in self.parts:
            number = "0::BIGINT"
            for digit, size in _digits(one):
                number = f"({number}) * {size} + {digit}"
            applies = one.met[0] if _has_when(one.part) else "TRUE"
            yield f"CASE WHEN {applies} THEN ({number}) + 1 ELSE 0 END::{_type(one)} AS {one.number}"


def _type(one: PartColumns) -> str:
    """The narrowest type for the numbers of a part, by which millions of rows are grouped."""
    most = prod(size for _, size in _digits(one))
    return next((kind for kind, largest in NARROW.items() if most <= largest), "BIGINT")


def start_column(kinds: Sequence[str]) -> str:
    """The name of the column of a start: the receipt, an event, or the first of several."""
    return f'"start_{"|".join(kinds)}"' if kinds else RECEIVED


def start_value(kinds: Sequence[str]) -> str:
    """What stands in it."""
    events = ", ".join(map(event_column, kinds))
    return f"least({events})" if len(kinds) > 1 else events


def _starts(part: DutyPart) -> list[tuple[str, ...]]:
    """The start itself, and what says that it has happened."""
    own: tuple[str, ...] = (part.start,) if part.start else ()
    return [own, part.implied] if part.implied else [own]


def _has_when(part: DutyPart | PenaltyPart) -> bool:
    return isinstance(part, PenaltyPart) or part.rule.when is not None


def _digits(one: PartColumns) -> Iterator[tuple[str, int]]:
    """What a number is made of: SQL of each digit, and how many values it has."""
    for met in one.met[1 if _has_when(one.part) else 0 :]:
        yield f"{met}::BIGINT", 2
    for term in one.terms:
        yield f"{term.state} + {term.provisional} * {len(STATES)}", 2 * len(STATES)


def _due_columns(part: DutyPart, names: TermColumns, due: DueTable) -> Iterator[str]:
    """The start that counts by one limit, and the due moment from it.

    What says that the starting event has happened begins the duty where that was not recorded before the limit ran out.
    """
    own, *implied = map(start_column, _starts(part))
    term, dated = names.term, names.term.limit is not None
    ends, opens = {}, {}
    for start in (own, *implied):
        ends[start] = due.due(term, start) if dated else "NULL::BIGINT"
        opens[start] = due.is_provisional(term, start) if dated else "0"
    by_implied = "FALSE"
    for start in implied:
        late = f"t.{own} > t.{start} AND t.{own} > {ends[start]}"
        by_implied = f"coalesce(t.{start} IS NOT NULL AND (t.{own} IS NULL OR {late}), FALSE)"
    other = implied[0] if implied else own
    yield f"CASE WHEN {by_implied} THEN t.{other} ELSE t.{own} END AS {names.start}"
    yield f"CASE WHEN {by_implied} THEN {ends[other]} ELSE {ends[own]} END AS {names.due}"
    yield f"coalesce(CASE WHEN {by_implied} THEN {opens[other]} ELSE {opens[own]} END, 0) AS {names.provisional}"


def _state(part: DutyPart, names: TermColumns, at: int) -> str:
    """Waiting, open, met, late or overdue; what has no due moment is never late."""
    start = names.start
    ends = [f"CASE WHEN {event_column(kind)} >= {start} THEN {event_column(kind)} END" for kind in part.done]
    done = f"least({', '.join(ends)})" if len(ends) > 1 else "".join(ends) or "NULL::BIGINT"
    if names.term.limit is None:
        return f"CASE WHEN {start} IS NULL THEN 0 WHEN {done} IS NOT NULL THEN {MET} ELSE {OPEN} END"
    late = f"CASE WHEN {done} <= {names.due} THEN {MET} ELSE {LATE} END"
    return (
        f"CASE WHEN {start} IS NULL THEN 0 WHEN {done} IS NOT NULL THEN {late} "
        f"WHEN {at} > {names.due} THEN {OVERDUE} ELSE {OPEN} END"
    )
