"""How much of each yearly, monthly or daily allowance of complaints is used, by grade and by who has it.

A quota is what a penalty without an event says: `measure > figure`, where the measure counts the history
of the same calendar span. Its figure and its lines are those of the policy; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..expression import Compare, Expression, Name, Node, walk
from ..intake.complaint import Complaint, instant, read_complaint
from ..judging.history import Earlier, EarlierComplaint, values_of
from ..judging.measures import describe
from ..judging.values import Values
from ..policy.model import ATTRIBUTES, Measure, PenaltyRule, Policy
from ..policy.vocabulary import Aggregate, Attribute
from ..worktime import WorkCalendar, named_calendar
from .history import CountedBy, counted_by

EMPTY = "—"
BEYOND = Decimal(10) ** 9


@dataclass(frozen=True)
class Quota:
    """One allowance in the span of a moment. line: what the complaints of it share beside the grade.

    departments: those of the policy whose complaints count here. quota None: the company has not set it. complaints:
    their ids; counted: how many more there are that were counted beforehand.
    """

    clause: str
    measure: str
    within: str
    grade: str
    line: Mapping[str, Any]
    departments: tuple[str, ...]
    quota: Decimal | None
    complaints: tuple[str, ...]
    counted: int = 0

    @property
    def used(self) -> int:
        return len(self.complaints) + self.counted

    @property
    def beyond(self) -> int:
        """How many lie beyond it."""
        return 0 if self.quota is None else max(0, self.used - int(self.quota))

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "clause": self.clause,
            "measure": self.measure,
            "within": self.within,
            "grade": self.grade,
            "line": describe(self.line),
            "departments": list(self.departments),
            "quota": None if self.quota is None else int(self.quota),
            "used": self.used,
            "beyond": self.beyond,
            "complaints": list(self.complaints),
        }


def quotas(
    policy: Policy,
    complaints: Iterable[Mapping[str, Any] | Complaint],
    calendar: WorkCalendar | None = None,
    at: datetime | str | None = None,
    counted: Iterable[Mapping[str, Any]] = (),
) -> tuple[Quota, ...]:
    """Every quota of a policy with its use in the calendar span of a moment; none for a policy without quotas.

    complaints: as the history of a complaint, each with its `grade` where it is known. Those after `at` have
    not come in yet. counted: rows of complaints of that span that are alike in what `quota_reads` names, with their
    `count`, in place of each. Raises ComplaintError for a faulty complaint, TypeError without `at`.
    """
    if at is None:
        raise TypeError("quotas() needs at=…, the moment asked about: the kernel has no clock")
    calendar = calendar or named_calendar(policy.calendar)
    moment = calendar.localize(at)
    rules = [(rule, *found) for rule in policy.penalties for found in _allowances(policy, rule)]
    if not rules:
        return ()
    given = [c if isinstance(c, Complaint) else _read(policy, c, calendar) for c in complaints]
    rows = {f"counted {place}": row for place, row in enumerate(counted)}
    given += [_read(policy, _as_item(row, name, moment), calendar) for name, row in rows.items()]
    past = sorted((c for c in given if c.received_at <= moment), key=lambda c: (instant(c.received_at), c.id))
    counts = {name: int(row["count"]) for name, row in rows.items()}
    counter = _QuotaCounter(policy, calendar, moment, tuple(past), counts)
    return tuple(quota for rule, measure, figure in rules for quota in counter.of(rule, measure, figure))


def quota_reads(policy: Policy) -> CountedBy | None:
    """In what complaints have to be alike to be counted together for the quotas; None where each has to be read."""
    measures = {found[0].name for rule in policy.penalties for found in _allowances(policy, rule)}
    needs = [need for need in policy.history_needs if need.measure in measures]
    return counted_by(policy, needs) if needs else None


def _as_item(row: Mapping[str, Any], name: str, moment: datetime) -> dict[str, Any]:
    """A row of complaints that are alike as one of them."""
    shared = {key: value for key, value in row.items() if key not in ("count", "sums")}
    return {"id": name, "received_at": moment.isoformat(), "facts": {}, **shared}


def has_quotas(policy: Policy) -> bool:
    """Whether a policy allows a number of complaints within a calendar span."""
    return any(True for rule in policy.penalties for _ in _allowances(policy, rule))


def _read(policy: Policy, given: Mapping[str, Any], calendar: WorkCalendar) -> Complaint:
    """A complaint as an item of a history, which may carry its grade."""
    grade = given.get("grade")
    complaint = read_complaint(policy, {key: given[key] for key in given if key != "grade"}, calendar)
    return replace(complaint, grade=grade)


def _allowances(policy: Policy, rule: PenaltyRule) -> Iterator[tuple[Measure, Node]]:
    """The comparisons of a penalty that say how many there may be."""
    for node in walk(rule.when.tree) if rule.when and rule.on is None else ():
        if isinstance(node, Compare) and node.op == ">" and isinstance(node.left, Name):
            measure = policy.measures.get(node.left.name)
            if measure and measure.aggregate == Aggregate.COUNT and "grade" in measure.same and _by_calendar(measure):
                yield measure, node.right


def _by_calendar(measure: Measure) -> bool:
    return isinstance(measure.within, str) and measure.within.startswith("calendar ")


@dataclass
class _QuotaCounter:
    policy: Policy
    calendar: WorkCalendar
    at: datetime
    past: tuple[Complaint, ...]
    counts: Mapping[str, int]

    def of(self, rule: PenaltyRule, measure: Measure, figure: Node) -> list[Quota]:
        """A quota for every line that some department, known to the policy or met in a complaint, belongs to."""
        lines: dict[tuple[Any, ...], tuple[Values, list[str]]] = {}
        for grade in dict.fromkeys(grade.id for grade in self.policy.grades):
            for department in self._departments(measure):
                values = self._supposed(grade, department, measure)
                if rule.when is not None and values.holds(rule.when):
                    key = tuple(values[name] for name in measure.same)
                    lines.setdefault(key, (values, []))[1].append(department)
        return [self._quota(rule, measure, figure, values, named) for values, named in lines.values()]

    def _departments(self, measure: Measure) -> list[str]:
        met = [c.attributes[Attribute.DEPARTMENT] for c in self.past if c.attributes[Attribute.DEPARTMENT]]
        return list(dict.fromkeys([*self.policy.departments, *map(str, met)])) or [EMPTY]

    def _supposed(self, grade: str, department: str, measure: Measure) -> Values:
        """A complaint of a department, of which nothing is known but that it is of the grade and one too many."""
        attributes = {**dict.fromkeys(ATTRIBUTES), "department": None if department == EMPTY else department}
        facts = {name: fact.default for name, fact in self.policy.facts.items()}
        complaint = Complaint("-", self.at, attributes, facts, (), self.past)
        values = values_of(self.policy, complaint, self.calendar, self.at)
        return values.knowing({"grade": grade, "grade_before_uplift": grade, measure.name: BEYOND})

    def _quota(
        self, rule: PenaltyRule, measure: Measure, figure: Node, values: Values, departments: list[str]
    ) -> Quota:
        allowed = Expression("", figure).value(values)
        assert isinstance(values.history, Earlier)
        used = [
            item.complaint.id
            for item in values.history
            if all(item[name] == values[name] for name in measure.same) and self._inside(measure, item)
        ]
        line = {name: values[name] for name in measure.same if name != "grade"}
        quota = allowed if isinstance(allowed, Decimal) else None
        within, named = str(measure.within), tuple(name for name in departments if name != EMPTY)
        each, rows = (tuple(name for name in used if (name in self.counts) == counted) for counted in (False, True))
        counted = sum(self.counts[name] for name in rows)
        return Quota(rule.clause, measure.name, within, str(values["grade"]), line, named, quota, each, counted)

    def _inside(self, measure: Measure, item: EarlierComplaint) -> bool:
        condition = measure.condition is None or measure.condition.met(item)
        return condition and self.calendar.within(item.complaint.received_at, self.at, str(measure.within))
