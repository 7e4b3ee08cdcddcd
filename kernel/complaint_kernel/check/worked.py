"""The cases that a policy file carries: all pass, and every row is met by one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ..base.errors import KernelError
from ..base.locale import Joined, message, words_of
from ..cells.budget import Budget
from ..intake.complaint import Complaint, read_complaint
from ..judging.assessment import assess_read
from ..judging.grading import grade_complaint, settle
from ..judging.history import values_of
from ..judging.penalties import occurrences
from ..judging.values import Reading
from ..policy.load import with_parameters
from ..policy.model import Policy
from ..policy.program import First, Total
from ..worktime import CalendarError, WorkCalendar, named_calendar
from .cases import MONDAY_MORNING, complaint_of, run_cases
from .declared import shortened
from .finding import ERROR, NOTE, Finding, Places
from .space import READING

MOST_SHOWN = 8
CASE = 600  # steps that one case is counted as: it is run twice, for its answer and for the rows that it meets


def check_cases(policy: Policy, places: Places, budget: Budget) -> Iterator[Finding]:
    """Failing cases, and rows without one. Without the calendar no case can be run, which is the one finding then."""
    try:
        calendar = named_calendar(policy.calendar)
    except CalendarError as error:
        words = message("finding.calendar-unknown", error=words_of(error))
        yield places.finding(ERROR, "calendar-unknown", "calendar", words)
        return
    conditions = sum(1 for _ in policy.expressions())
    for result in run_cases(policy):
        case = policy.cases[result.index]
        # A case with figures of its own has every condition read again; one of a population judges them all.
        budget.spend(CASE * (1 + len(case.population or ())) + (conditions * READING if case.parameters else 0))
        if not result.passed:
            path = f"cases[{result.index}]"
            words = message(
                "finding.case-failed",
                title=repr(result.title),
                line=places.line(path),
                differences=Joined(result.differences, "explain.several"),
            )
            yield places.finding(ERROR, "case-failed", path, words)
    met = set(_met_rows(policy, calendar))
    missing = [path for path in policy.deciding_paths() if path not in met]
    if missing:
        words = message("finding.case-missing", rows=shortened(places, missing, MOST_SHOWN))
        yield places.finding(NOTE, "case-missing", missing[0], words, related=tuple(missing[1:]))


def _met_rows(policy: Policy, calendar: WorkCalendar) -> Iterator[str]:
    """The paths of the rows that the cases meet."""
    for case in policy.cases:
        used = with_parameters(policy, case.parameters) if case.parameters else policy
        try:
            given = complaint_of(used, case)
            moments = [given.get("received_at", MONDAY_MORNING), *(event["at"] for event in given.get("events") or [])]
            at = calendar.localize(case.at or max(moments, key=calendar.localize))
            yield from _rows_of(used, read_complaint(used, given, calendar), calendar, at)
        except (KernelError, KeyError, ValueError, TypeError):
            continue  # a case that cannot be assessed meets no row; whether it should is the case's own matter


def _rows_of(policy: Policy, complaint: Complaint, calendar: WorkCalendar, at: datetime) -> Iterator[str]:
    """The rows of one complaint: those of its grading, then of what follows from it."""
    found = assess_read(policy, complaint, calendar, at)
    values = values_of(policy, found.complaint, calendar, at)
    settled, (_, following) = settle(values), grade_complaint(values)
    for node in policy.program.nodes:
        if isinstance(node, (First, Total)):
            yield from _first_met(node, Reading(settled.values))
    yield from (row.path for row in (*settled.rows_before, settled.raised) if row)
    after = Reading(following)
    for duty in found.duties:
        yield duty.rule.path
        limit = next((row for row in duty.rule.limits if after.meets(row)), None)
        yield from (limit.path,) if limit else ()
        if duty.broken:
            yield f"{duty.rule.path}.breach"
    yield from (rule.path for rule in policy.penalties if occurrences(rule, after) > 0)
    if found.closing and found.closing.rule:
        yield found.closing.rule.row.path


def _first_met(node: First | Total, reading: Reading) -> Iterator[str]:
    """The rows of a node of the program that count."""
    for part in (node,) if isinstance(node, First) else (node.first, *node.added):
        if found := reading.first(part):
            yield found.row.path
