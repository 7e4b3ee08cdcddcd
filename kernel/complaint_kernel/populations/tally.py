"""What a set of complaints adds up to, added one by one: as small as the words that occur, however many they are.

A tally goes to JSON and back, so that many complaints are counted in batches: `Tally.read(tally.to_dict())`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..intake.complaint import Complaint, instant
from ..judging.assessment import Assessment
from ..policy.vocabulary import Attribute, BuiltInEvent

SCOPES = (Attribute.CHANNEL.value, Attribute.CATEGORY.value, Attribute.DEPARTMENT.value)
GRADED = ("intake", "grade")
ACCEPTED, REFUSED = BuiltInEvent.CUSTOMER_ACCEPTED, BuiltInEvent.CUSTOMER_REFUSED

DutyKey = tuple[str, str, str]
"""Policy, duty, clause."""
TargetKey = tuple[str, str, str]
"""Periodic work, target, period."""
Nature = tuple[str, str]
"""Customer and issue."""


@dataclass
class Tally:
    """Counts of a set of complaints; `statistics.figures_of` makes its figures of them.

    natures: how many there are of each, when the first came in, and whether its history knows the same. targets: for
    each share of a period of how many complaints it is told, and of how many it holds. refused: complaints that could
    not be assessed, which are counted nowhere else.
    """

    cause: str = Attribute.ISSUE.value
    recurrence: str = "recurred"
    number: int = 0
    refused: int = 0
    solved: int = 0
    spoke: int = 0
    accepted: int = 0
    recurred: int = 0
    tried: int = 0
    scope: dict[str, Counter[str | None]] = field(
        default_factory=lambda: {name: Counter() for name in (*SCOPES, *GRADED)}
    )
    causes: Counter[str | None] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    points: Counter[str | None] = field(default_factory=Counter)
    states: dict[DutyKey, Counter[str]] = field(default_factory=dict)
    natures: dict[Nature, tuple[int, str, bool]] = field(default_factory=dict)
    fines: dict[tuple[str | None, str], Decimal] = field(default_factory=dict)
    among: Counter[TargetKey] = field(default_factory=Counter)
    counted: Counter[TargetKey] = field(default_factory=Counter)

    def add(self, found: Assessment) -> None:
        """Count one complaint more."""
        complaint, department = found.complaint, found.complaint.attributes[Attribute.DEPARTMENT]
        self.number += 1
        self.causes[_field(complaint, self.cause)] += 1
        self.days[complaint.received_at.date().isoformat()] += 1
        for name in SCOPES:
            self.scope[name][complaint.attributes[name]] += 1
        self.scope["intake"][found.grading.intake] += 1
        self.scope["grade"][found.grading.grade] += 1
        self.points[department] += sum(penalty.points for penalty in found.penalties)
        for duty in found.duties:
            self.states.setdefault((found.policy.id, duty.id, duty.clause), Counter())[duty.state] += 1
        self._add_fines(found, department)
        self._add_nature(complaint)
        self._add_answer(found)

    def add_target(self, key: TargetKey, holds: bool) -> None:
        """Count one complaint for a share that should be reached."""
        self.among[key] += 1
        self.counted[key] += holds

    @property
    def repeated(self) -> int:
        """Complaints before which the same customer raised the same issue, in the set or in their history."""
        return sum(number - (not known) for number, _first, known in self.natures.values())

    def _add_fines(self, found: Assessment, department: str | None) -> None:
        """Fixed amounts only; a range that a person settles is no sum yet."""
        for penalty in found.penalties:
            if penalty.amount and not penalty.amount_max:
                key = (department, penalty.amount.currency)
                self.fines[key] = self.fines.get(key, Decimal(0)) + penalty.amount.amount

    def _add_nature(self, complaint: Complaint) -> None:
        nature = _nature(complaint)
        if nature is None:
            return
        received = instant(complaint.received_at).isoformat()
        number, first, known = self.natures.get(nature, (0, received, False))
        if not number or received < first:
            first, known = received, nature in map(_nature, complaint.history)
        self.natures[nature] = (number + 1, first, known)

    def _add_answer(self, found: Assessment) -> None:
        complaint, word = found.complaint, last_word(found.complaint)
        back = has(complaint, self.recurrence)
        self.solved += _solved(found, word)
        self.spoke += word is not None
        self.accepted += word == ACCEPTED
        self.recurred += back
        self.tried += back or has(complaint, ACCEPTED)

    # to JSON and back

    def to_dict(self) -> dict[str, Any]:
        """JSON values; a table with a missing word is a list of rows."""
        plain = {name: getattr(self, name) for name in PLAIN}
        return {
            **plain,
            "scope": {name: _rows(counts) for name, counts in self.scope.items()},
            **{name: _rows(getattr(self, name)) for name in COUNTERS},
            "states": [[*key, dict(counts)] for key, counts in self.states.items()],
            "natures": [[*key, *found] for key, found in self.natures.items()],
            "fines": [[*key, str(amount)] for key, amount in self.fines.items()],
            **{name: [[*key, number] for key, number in getattr(self, name).items()] for name in TARGETS},
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Tally:
        """The tally that was told by `to_dict`."""
        given: dict[str, Any] = {name: data[name] for name in PLAIN}
        given |= {name: _counter(data[name]) for name in COUNTERS}
        given |= {name: Counter({(w, t, p): number for w, t, p, number in data[name]}) for name in TARGETS}
        return cls(
            **given,
            scope={name: _counter(rows) for name, rows in data["scope"].items()},
            states={(policy, duty, clause): Counter(counts) for policy, duty, clause, counts in data["states"]},
            natures={(customer, issue): (n, first, known) for customer, issue, n, first, known in data["natures"]},
            fines={(department, currency): Decimal(amount) for department, currency, amount in data["fines"]},
        )


PLAIN = ("cause", "recurrence", "number", "refused", "solved", "spoke", "accepted", "recurred", "tried")
COUNTERS = ("causes", "days", "points")
TARGETS = ("among", "counted")


def _rows(counts: Mapping[Any, int]) -> list[list[Any]]:
    return [[word, number] for word, number in counts.items()]


def _counter(rows: Iterable[Any]) -> Counter[Any]:
    return Counter(dict(rows))


def _field(complaint: Complaint, name: str) -> str | None:
    value = complaint.attributes.get(name) if name in complaint.attributes else complaint.facts.get(name)
    return None if value is None else str(value)


def _nature(complaint: Complaint) -> Nature | None:
    customer, issue = complaint.attributes[Attribute.CUSTOMER], complaint.attributes[Attribute.ISSUE]
    return (customer, issue) if customer and issue else None


def _solved(found: Assessment, word: str | None) -> bool:
    if found.closing is not None and found.policy.closing:
        return found.closing.may_close
    return word == ACCEPTED


def last_word(complaint: Complaint) -> str | None:
    """Whether the customer accepted or refused at last."""
    words = [event.type for event in complaint.events if event.type in (ACCEPTED, REFUSED)]
    return words[-1] if words else None


def has(complaint: Complaint, kind: str) -> bool:
    """Whether an event of the kind stands in the journal."""
    return any(event.type == kind for event in complaint.events)
