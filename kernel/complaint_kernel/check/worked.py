"""The cases that a policy file carries: all pass, and every row is met by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..base.errors import KernelError
from ..base.locale import Joined, message, words_of
from ..cells.budget import Budget
from ..intake.complaint import read_complaint
from ..judging.closing import judge_closing
from ..judging.duties import assess_duties
from ..judging.grading import grade_complaint, values_of
from ..judging.penalties import occurrences
from ..judging.records import assess_records
from ..judging.steps import assess_steps
from ..policy.load import with_parameters
from ..policy.model import Policy, Row
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


def _rows_of(policy: Policy, complaint: Any, calendar: Any, at: Any) -> Iterator[str]:
    """The rows of one complaint, in the order in which they are judged."""

    values = values_of(policy, complaint.seen_at(at), calendar, at)
    grading = grade_complaint(values)
    yield from _first_met(values, [row.row for row in policy.intake])
    for fact in policy.derived.values():
        yield from _first_met(values, fact.rows)
    if policy.points:
        yield from _first_met(values, policy.points.first)
        yield from (row.path for row in policy.points.add if values.meets(row))
    yield from _grade_rows(policy, values, grading)
    duties = assess_duties(values)
    for duty in duties:
        yield duty.rule.path
        yield from _first_met(values, duty.rule.limits)
        if duty.broken:
            yield f"{duty.rule.path}.breach"
    yield from (rule.path for rule in policy.penalties if _penalised(rule, values))
    steps = assess_steps(values)
    closing = judge_closing(values, duties, steps, assess_records(values, steps))
    if closing and closing.rule:
        yield closing.rule.row.path


def _first_met(values: Any, rows: Iterable[Row]) -> Iterator[str]:
    row = next((row for row in rows if values.meets(row)), None)
    if row is not None:
        yield row.path


def _grade_rows(policy: Policy, values: Any, grading: Any) -> Iterator[str]:
    before = next((g for g in policy.table(grading.intake) if g.id == grading.before_uplift), None)
    if before is None:
        return
    met = [row.path for row in before.rows if values.meets(row)]
    yield from met or [before.otherwise.path if before.otherwise else ""]
    if grading.grade != grading.before_uplift:
        for uplift in policy.uplift:
            if uplift.raised == grading.before_uplift and values.meets(uplift.row):
                yield uplift.row.path
                break


def _penalised(rule: Any, values: Any) -> bool:

    return occurrences(rule, values) > 0
