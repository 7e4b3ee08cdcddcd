"""What a database is asked for: the complaints before one that can count for it, and those after that count it.

Each need of the policy (`Policy.history_needs`) becomes one question with the complaint's own values. What is asked
may be more than what counts, since only the kernel compares grades and what is computed; it is never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..intake.complaint import Complaint, read_complaint
from ..judging.history import grade_alone
from ..policy import Policy
from ..policy.analysis import countable, facts_of_grading, grade_rests_on, measures_history, reads_own_history
from ..policy.model import ATTRIBUTES
from ..policy.needs import HistoryNeed
from ..policy.vocabulary import Aggregate
from ..worktime import WorkCalendar, named_calendar

# The grade of complaints that are alike rests on no day.
ANY_DAY = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class HistoryQuestion:
    """Complaints that share attributes and facts with one, in a stretch of time.

    attributes, facts: name -> the value that is shared, as the policy types it. since, until: the stretch, None where
    it has no end. The complaint's own moment never belongs to it; the other end does. measures: those that ask, by
    name. counted: how a database may count them instead, None where each has to be read.
    """

    attributes: Mapping[str, str]
    facts: Mapping[str, Any]
    since: datetime | None
    until: datetime | None
    measures: tuple[str, ...] = ()
    counted: CountedBy | None = None


@dataclass(frozen=True)
class CountedBy:
    """Complaints are alike that have these attributes and facts in common, and the grade where it is asked for.

    Where a complaint without a grade is to be graded on the way, it is alike to those that have `graded_by` in common
    as well, the attributes and facts that its grade rests on, and where that is not all it rests on (`graded_whole`)
    all facts and the moment of receipt. sums: the facts that are summed; one that is not a value of its field counts
    as nothing.
    """

    attributes: tuple[str, ...]
    facts: tuple[str, ...]
    grade: bool
    graded_by: tuple[str, ...]
    graded_whole: bool
    sums: tuple[str, ...]


def earlier_questions(
    policy: Policy, complaint: Mapping[str, Any], calendar: WorkCalendar
) -> tuple[HistoryQuestion, ...]:
    """What is asked for before a complaint is judged; `until` is its own moment.

    complaint: as for `assess`; events and history are not looked at. Raises ComplaintError for a faulty one.
    """
    read = _without_story(policy, complaint, calendar)
    asked = [(need, _earlier(need, shared, read, calendar)) for need, shared in _shared(policy, read)]
    return tuple(
        _asked_by(policy, question, [need for need, same in asked if same == question])
        for question in _distinct(question for _need, question in asked)
    )


def _asked_by(policy: Policy, question: HistoryQuestion, needs: Sequence[HistoryNeed]) -> HistoryQuestion:
    measures = tuple(need.measure for need in needs)
    return replace(question, measures=measures, counted=counted_by(policy, needs))


def counted_by(policy: Policy, needs: Sequence[HistoryNeed]) -> CountedBy | None:
    """What has to be common to complaints so that they may be counted together for these needs; None where they may
    not."""
    if not all(countable(policy, need) for need in needs):
        return None
    summed = {need.argument for need in needs if need.aggregate == Aggregate.SUM}
    read = frozenset().union(*(need.shared for need in needs))
    graded_by, graded_whole = grade_rests_on(policy)
    return CountedBy(
        attributes=tuple(name for name in ATTRIBUTES if name in read),
        facts=tuple(name for name in policy.facts if name in read),
        grade="grade" in read,
        graded_by=graded_by,
        graded_whole=graded_whole,
        sums=tuple(name for name in policy.facts if name in summed),
    )


def grade_of_alike(policy: Policy, shared: Mapping[str, Any]) -> str | None:
    """The grade before uplift of complaints that have in common what it rests on.

    shared: attributes and `facts`, as in an item of a history. Raises ComplaintError for one that cannot be read.
    """
    calendar = named_calendar(policy.calendar)
    item = {"id": "alike", "received_at": calendar.localize(ANY_DAY), **shared}
    return grade_alone(policy, _without_story(policy, item, calendar), calendar)


def later_questions(
    policy: Policy, complaint: Mapping[str, Any], calendar: WorkCalendar
) -> tuple[HistoryQuestion, ...]:
    """Which later complaints may have to be judged again after this one has changed; `since` is its own moment.

    policy: the edition by which those are judged. Raises ComplaintError for a complaint that it cannot read.
    """
    read = _without_story(policy, complaint, calendar)
    if any(measures_history(policy, need) for need in policy.history_needs):
        return (HistoryQuestion({}, {}, read.received_at, None),)
    return _distinct(_later(need, shared, read, calendar) for need, shared in _shared(policy, read))


def counts_alike(policy: Policy, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a complaint counts for later ones now as it did before: the same in all that is read of it.

    before, now: items of a history.
    """
    reads = frozenset().union(*(need.reads for need in policy.history_needs))
    ungraded = before.get("grade") is None or now.get("grade") is None
    known = {*ATTRIBUTES, *policy.facts, *policy.parameters, "grade"}
    if not reads <= known or ("grade" in reads and ungraded):
        return before == now
    texts = ("received_at", *(name for name in ("grade", *ATTRIBUTES) if name in reads))
    facts = [name for name in policy.facts if name in reads]
    return all(before.get(name) == now.get(name) for name in texts) and all(
        before["facts"].get(name) == now["facts"].get(name) for name in facts
    )


def _without_story(policy: Policy, complaint: Mapping[str, Any], calendar: WorkCalendar) -> Complaint:
    left_out = ("events", "history", "counted", "grade", "records")
    return read_complaint(policy, {key: complaint[key] for key in complaint if key not in left_out}, calendar)


def _distinct(questions: Iterable[HistoryQuestion]) -> tuple[HistoryQuestion, ...]:
    found: list[HistoryQuestion] = []
    for question in questions:
        if question not in found:
            found.append(question)
    return tuple(found)


Shared = tuple[Mapping[str, str], Mapping[str, Any]]


def _shared(policy: Policy, complaint: Complaint) -> Iterator[tuple[HistoryNeed, Shared]]:
    """Each need that this complaint can have, with the values of its keys; one that is empty equals nothing.

    A fact that the grade rests on is left open: what is missing, and what would change the grade, is found by
    supposing other values of it.
    """
    open_facts = facts_of_grading(policy) if policy.grades or policy.intake else ()
    for need in policy.history_needs:
        attributes = {name: complaint.attributes[name] for name in need.attributes}
        facts = {name: complaint.facts[name] for name in need.facts if name not in open_facts}
        given = {name: text for name, text in attributes.items() if text is not None}
        if len(given) == len(attributes) and None not in facts.values():
            yield need, (given, facts)


def _earlier(need: HistoryNeed, shared: Shared, complaint: Complaint, calendar: WorkCalendar) -> HistoryQuestion:
    moment = complaint.received_at
    since = None if need.within is None else calendar.earliest_within(moment, need.within)
    return HistoryQuestion(*shared, since, moment)


def _later(need: HistoryNeed, shared: Shared, complaint: Complaint, calendar: WorkCalendar) -> HistoryQuestion:
    moment = complaint.received_at
    until = None if need.within is None else calendar.latest_within(moment, need.within)
    return HistoryQuestion(*shared, moment, until)


__all__ = [
    "CountedBy",
    "HistoryQuestion",
    "counted_by",
    "earlier_questions",
    "grade_of_alike",
    "later_questions",
    "reads_own_history",
]
