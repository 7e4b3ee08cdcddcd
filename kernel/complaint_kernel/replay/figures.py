"""What a replay adds up to: counts per grade, duties kept, fines by department, moves between two sides."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..base.errors import Problem
from ..base.locale import Message
from ..base.money import Money
from ..intake.complaint import Complaint, instant
from ..judging.duties import Duty, iso
from ..judging.penalties import Penalty
from ..policy.editions import Editions
from ..policy.model import Policy, Row
from ..policy.vocabulary import Attribute, DutyState
from ..populations.statistics import DutyFigures

NO_GRADE = "no grade"
MOST_MOVED = 10


@dataclass(frozen=True)
class Judged:
    """One complaint under one edition. before: its grade before uplift; row: the row that gave the grade.

    lacks: why its duties and penalties cannot be told, such as a limit that is not set.
    """

    policy: Policy
    grade: str | None
    before: str | None
    row: Row | None
    duties: tuple[Duty, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    lacks: str | Message | None = None

    @property
    def fines(self) -> Decimal:
        """Fixed amounts; a range that a person settles is no sum yet."""
        return sum((p.amount.amount for p in self.penalties if p.amount and not p.amount_max), Decimal(0))

    @property
    def owed(self) -> dict[str, tuple[datetime | None, str]]:
        return {duty.id: (instant(duty.due) if duty.due else None, duty.state) for duty in self.duties}


@dataclass(frozen=True)
class Counted:
    """The answer of a run: complaints judged and not yet received, what was refused, and what the judged add up to."""

    complaints: int
    later: int
    refused: tuple[Problem, ...]
    rows_refused: int
    more_faults: int
    figures: tuple[Figures, ...]
    moves: Moves | None


class Figures:
    """The running figures of one side: a policy, or its editions.

    untold: why an engine gives grades alone; duties, fines, points and what is lacking then stay empty.
    """

    def __init__(self, editions: Editions, untold: str | Message | None = None) -> None:
        self.editions = editions
        self.untold = untold
        self.grade_ids = tuple(dict.fromkeys(g.id for _, policy in editions.editions for g in policy.grades))
        self.ranks = {grade: rank for rank, grade in enumerate(self.grade_ids)}
        self.grades: Counter[str | None] = Counter()
        self.by_edition: Counter[str] = Counter()
        self.states: dict[tuple[str, str, str], Counter[str]] = {}
        self.provisional = 0
        self.lacking: Counter[str | Message] = Counter()
        self.fines: Counter[tuple[str | None, str]] = Counter()
        self.points: Counter[str | None] = Counter()

    def add(self, complaint: Complaint, judged: Judged) -> None:
        self.add_alike(judged, 1)
        self.lacking.update([judged.lacks] if judged.lacks else ())
        department = complaint.attributes.get(Attribute.DEPARTMENT)
        self.add_owed(judged.policy, judged.duties, judged.penalties, department, 1)

    def add_alike(self, judged: Judged, number: int) -> None:
        """Take in complaints of one verdict, without what is owed."""
        self.grades[judged.grade] += number
        self.by_edition[judged.policy.digest] += number

    def add_owed(
        self, policy: Policy, duties: Iterable[Duty], penalties: Iterable[Penalty], department: str | None, number: int
    ) -> None:
        """Take in what is owed alike for so many complaints of one department."""
        for duty in duties:
            self.states.setdefault((policy.id, duty.id, duty.clause), Counter())[duty.state] += number
            self.provisional += duty.provisional * number
        for penalty in penalties:
            self.points[department] += penalty.points * number
            if penalty.amount and not penalty.amount_max:
                self.fines[department, penalty.amount.currency] += penalty.amount.amount * number  # type: ignore[assignment]

    def rank(self, grade: str | None) -> int:
        """0 is the severest; no grade comes after all others."""
        return self.ranks.get(grade, len(self.ranks)) if grade else len(self.ranks)

    @property
    def whole(self) -> bool:
        """Whether it is told what is owed."""
        return self.untold is None

    @property
    def duties(self) -> list[DutyFigures]:
        """In the order of the policies."""
        known = [key for _, policy in self.editions.editions for key in _duties_of(policy)]
        keys = [key for key in dict.fromkeys(known) if key in self.states]
        return [DutyFigures(*key, {state: self.states[key][state] for state in DutyState.all()}) for key in keys]

    @property
    def unset(self) -> list[str]:
        """Parameters without a value: the conditions over them were not met."""
        policies = [policy for _, policy in self.editions.editions]
        return list(dict.fromkeys(name for p in policies for name, given in p.parameters.items() if given.unset))

    def grade_counts(self) -> dict[str, int] | None:
        """Every grade of the policy, the severest first; None for a policy without grades."""
        if not self.grade_ids:
            return None
        counts = {grade: self.grades[grade] for grade in self.grade_ids}
        return {**counts, NO_GRADE: self.grades[None]} if self.grades[None] else counts

    def fines_by_department(self) -> Iterator[tuple[str | None, Money]]:
        for (department, currency), amount in sorted(self.fines.items(), key=lambda f: (f[0][0] or "", f[0][1])):
            yield department, Money(Decimal(amount), currency)

    def to_dict(self) -> dict[str, Any]:
        """JSON values; what the engine did not compute is null."""
        fines = [
            {"department": name, "amount": m.text, "currency": m.currency} for name, m in self.fines_by_department()
        ]
        most = sorted(self.points.items(), key=lambda entry: (-entry[1], entry[0] or ""))
        points = [{"department": name, "points": n} for name, n in most if n]
        lacking = sorted(((str(why), n) for why, n in self.lacking.items()), key=lambda entry: (-entry[1], entry[0]))
        return {
            "policy": {"id": self.editions.latest.id, "editions": [self._edition(*e) for e in self.editions.editions]},
            "grades": self.grade_counts(),
            "duties": [duty.to_dict() for duty in self.duties] if self.whole else None,
            "provisional": self.provisional if self.whole else None,
            "fines": fines if self.whole else None,
            "points": points if self.whole else None,
            "unset": self.unset,
            "lacking": [{"because": why, "complaints": n} for why, n in lacking] if self.whole else None,
        }

    def _edition(self, since: date | None, policy: Policy) -> dict[str, Any]:
        first = since.isoformat() if since else None
        return {"in_force": first, "digest": policy.digest, "complaints": self.by_edition[policy.digest]}


def _duties_of(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Every duty with each clause that it can have."""
    for rule in policy.duties.values():
        yield from ((policy.id, rule.id, clause) for clause in (*(row.clause for row in rule.limits), rule.clause))


@dataclass(frozen=True)
class Move:
    """One complaint that came out differently. steps: grades milder (+) or severer (-), None where the two
    policies do not have the same grades; fines: how much more it costs; duties: whose moment or state differs; both
    None where grades alone were told."""

    complaint: str
    received_at: datetime
    grades: tuple[str | None, str | None]
    steps: int | None
    clauses: tuple[str | None, str | None]
    fines: Decimal | None
    duties: tuple[str, ...] | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "complaint": self.complaint,
            "received_at": iso(self.received_at),
            "from": self.grades[0],
            "to": self.grades[1],
            "steps": self.steps,
            "clauses": list(self.clauses),
            "fines": None if self.fines is None else Money(self.fines, "").text,
            "duties": None if self.duties is None else list(self.duties),
        }


@dataclass(frozen=True)
class _Order:
    """Of two complaints that move alike the later is less."""

    key: tuple[datetime, str]

    def __lt__(self, other: _Order) -> bool:
        return self.key > other.key


@dataclass
class Moves:
    """The moves from one side to the other: the matrix of grades, and the complaints that move most, in any order."""

    sides: tuple[Figures, Figures]
    counts: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    heap: list[tuple[Any, _Order, Move]] = field(default_factory=list)
    changed: int = 0

    def add(self, complaint: Complaint, first: Judged, second: Judged) -> None:
        self.counts[first.grade, second.grade] += 1
        self.changed += self.consider(complaint, first, second)

    def consider(self, complaint: Complaint, first: Judged, second: Judged) -> bool:
        """Whether a complaint came out differently; kept, if it is one of those that move most."""
        fines = second.fines - first.fines
        owed = first.owed, second.owed
        duties = tuple(name for name in {**owed[0], **owed[1]} if owed[0].get(name) != owed[1].get(name))
        way = self._way(first.grade, second.grade)
        if not (way or first.grade != second.grade or fines or duties):
            return False
        size = abs(way), abs(fines), len(duties)
        if len(self.heap) < MOST_MOVED or not size < self.heap[0][0]:
            move = self._move(complaint.id, complaint.received_at, first, second, fines, duties)
            self._keep(size, move)
        return True

    def _keep(self, size: Any, move: Move) -> None:
        entry = size, _Order((instant(move.received_at), move.complaint)), move
        if len(self.heap) < MOST_MOVED:
            heapq.heappush(self.heap, entry)
        elif self.heap[0][:2] < entry[:2]:
            heapq.heapreplace(self.heap, entry)

    # the same where complaints are counted

    def count(self, first: Judged, second: Judged, number: int) -> None:
        """Take in complaints of one pair of verdicts, of which nothing else is told."""
        self.count_grades(first, second, number)
        self.changed += number if self.size(first, second) is not None else 0

    def count_grades(self, first: Judged, second: Judged, number: int) -> None:
        """Take in the grades of complaints of one pair of verdicts."""
        self.counts[first.grade, second.grade] += number

    def size(self, first: Judged, second: Judged) -> Fraction | None:
        """How far a pair of verdicts lies apart; None where nothing changed."""
        way = self._way(first.grade, second.grade)
        return abs(way) if way or first.grade != second.grade else None

    def tell(self, complaint: str, received_at: datetime, first: Judged, second: Judged) -> None:
        """One that may be of those that move most, by its verdicts alone."""
        move = self._move(complaint, received_at, first, second, None, None)
        self._keep((self.size(first, second), Decimal(0), 0), move)

    def _move(
        self,
        complaint: str,
        received_at: datetime,
        first: Judged,
        second: Judged,
        fines: Decimal | None,
        duties: tuple[str, ...] | None,
    ) -> Move:
        grades = first.grade, second.grade
        clauses = _clause(first.row), _clause(second.row)
        return Move(complaint, received_at, grades, self._steps(*grades), clauses, fines, duties)

    def _way(self, first: str | None, second: str | None) -> Fraction:
        """How far apart two grades are, each as a part of its policy's scale."""
        one, other = self.sides
        return Fraction(other.rank(second), len(other.ranks) or 1) - Fraction(one.rank(first), len(one.ranks) or 1)

    def _steps(self, first: str | None, second: str | None) -> int | None:
        one, other = self.sides
        return other.rank(second) - one.rank(first) if one.grade_ids == other.grade_ids else None

    @property
    def most(self) -> list[Move]:
        """The complaints that move most: by grade, then by fines, then by duties; the earlier first."""
        return [move for *_, move in sorted(self.heap, key=lambda entry: entry[:2], reverse=True)]

    @property
    def whole(self) -> bool:
        """Whether the sides were compared in what is owed as well."""
        return all(side.whole for side in self.sides)

    @property
    def moved(self) -> int:
        """How many have another grade."""
        return sum(number for (first, second), number in self.counts.items() if first != second)

    def matrix(self) -> dict[str, dict[str, int]]:
        """Grade of the first side → grade of the second → how many; every grade has its row and column."""
        rows, columns = (self._names(side, place) for place, side in enumerate(self.sides))
        return {row or NO_GRADE: {column or NO_GRADE: self.counts[row, column] for column in columns} for row in rows}

    def _names(self, side: Figures, place: int) -> Sequence[str | None]:
        ungraded = any(pair[place] is None for pair in self.counts)
        return [*side.grade_ids, None] if ungraded or not side.grade_ids else side.grade_ids

    def to_dict(self) -> dict[str, Any]:
        return {
            "moves": self.matrix(),
            "moved": self.moved,
            "changed": self.changed if self.whole else None,
            "most_moved": [move.to_dict() for move in self.most],
        }


def _clause(row: Row | None) -> str | None:
    return row.clause if row else None
