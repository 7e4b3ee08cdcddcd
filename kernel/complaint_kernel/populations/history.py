"""What a database is asked for: the complaints before one that can count for it, and those after that count it.

Each need of the policy (`Policy.history_needs`) becomes one question with the complaint's own values. What is asked
may be more than what counts, since only the kernel compares grades and what is computed; it is never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..intake.complaint import Complaint, read_complaint
from ..policy import Policy
from ..policy.analysis import facts_of_grading, measures_history, reads_own_history
from ..policy.needs import HistoryNeed
from ..worktime import WorkCalendar


@dataclass(frozen=True)
class HistoryQuestion:
    """Complaints that share attributes and facts with one, in a stretch of time.

    attributes, facts: name -> the value that is shared, as the policy types it. since, until: the stretch, None where
    it has no end. The complaint's own moment never belongs to it; the other end does.
    """

    attributes: Mapping[str, str]
    facts: Mapping[str, Any]
    since: datetime | None
    until: datetime | None


def earlier_questions(
    policy: Policy, complaint: Mapping[str, Any], calendar: WorkCalendar
) -> tuple[HistoryQuestion, ...]:
    """What is asked for before a complaint is judged; `until` is its own moment.

    complaint: as for `assess`; events and history are not looked at. Raises ComplaintError for a faulty one.
    """
    read = _without_story(policy, complaint, calendar)
    return _distinct(_earlier(need, shared, read, calendar) for need, shared in _shared(policy, read))


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


def _without_story(policy: Policy, complaint: Mapping[str, Any], calendar: WorkCalendar) -> Complaint:
    left_out = ("events", "history", "grade", "records")
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


__all__ = ["HistoryQuestion", "earlier_questions", "later_questions", "reads_own_history"]
