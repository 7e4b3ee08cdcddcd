"""The check: what holds of a policy for every complaint, and what does not, with a complaint that shows it.

`check_policy(policy)` splits every fact into the cells between which no answer turns, and asks its
questions of all cells at once (`diagram`). What it proves holds for every complaint; what it refutes it
shows; what it cannot tell it calls unknown, and never proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..base.errors import FigureError
from ..base.locale import Figure, message
from ..base.strict_yaml import dotted
from ..cells.budget import Budget, OutOfBudget
from ..cells.diagram import TooLarge
from ..policy.model import Policy
from .declared import check_declared
from .duties import check_duties, check_penalties
from .editions import Change, compare_editions
from .finding import ERROR, NOTE, Finding, Place, Places
from .grades import check_grades, check_uplift
from .monotone import check_monotone
from .space import Space, build_space
from .tables import check_customers, check_tables
from .worked import check_cases

__all__ = [
    "ERROR",
    "NOTE",
    "NOT_FINISHED",
    "Budget",
    "Change",
    "Finding",
    "Place",
    "build_space",
    "check_policy",
    "compare_editions",
]

# More combinations than are looked at, a nesting that Python does not walk, figures beyond decimal arithmetic.
BEYOND = (TooLarge, RecursionError, ArithmeticError, FigureError)
NOT_FINISHED = (OutOfBudget, *BEYOND)
QUESTIONS: tuple[tuple[str, str, Callable[[Space, Places], Iterator[Finding]]], ...] = (
    ("intake", "question.first_met", check_tables),
    ("grades", "question.grades", check_grades),
    ("grades", "question.worse", check_monotone),
    ("uplift", "question.uplift", check_uplift),
    ("duties", "question.duties", check_duties),
    ("penalties", "question.penalties", check_penalties),
)


def check_policy(policy: Policy, budget: Budget | int | None = None) -> tuple[Finding, ...]:
    """Every finding, errors first, each in the order of the file.

    budget: how much the check may do, a number of steps or a `Budget`. What it does not come to is told by notes of
    the code `not-finished`: nothing is said of it then, neither that it holds nor that it does not.
    """
    places = Places(policy, {dotted(path): path for path in policy.source.lines})
    budget = budget if isinstance(budget, Budget) else Budget() if budget is None else Budget(budget)
    proved = list(_proved(policy, places, budget))
    found = [*check_declared(policy, places), *proved, *_tried(policy, places, budget)]
    return tuple(sorted(found, key=lambda finding: (finding.severity != ERROR, finding.line or 0, finding.code)))


def _proved(policy: Policy, places: Places, budget: Budget) -> Iterator[Finding]:
    everything = "question.everything"
    try:
        space = build_space(policy, budget=budget)
        yield from list(check_customers(policy, places, budget))
    except OutOfBudget:
        yield _not_finished(places, "facts", everything, budget)
        return
    except BEYOND:
        yield _beyond(places, "facts", everything)
        return
    for path, what, question in QUESTIONS:
        try:
            yield from list(question(space, places))
        except OutOfBudget:
            yield _not_finished(places, path, what, budget)
        except BEYOND:
            yield _beyond(places, path, what)


def _tried(policy: Policy, places: Places, budget: Budget) -> Iterator[Finding]:
    """The findings of the file's own cases, as far as the budget goes."""
    try:
        yield from check_cases(policy, places, budget)
    except OutOfBudget:
        yield _not_finished(places, "cases", "question.cases", budget)


def _not_finished(places: Places, path: str, what: str, budget: Budget) -> Finding:
    seconds = budget.seconds
    used = (
        message("finding.steps", steps=Figure(budget.steps))
        if seconds is None
        else message("finding.steps_or_seconds", steps=Figure(budget.steps), seconds=f"{seconds:g}")
    )
    return places.finding(NOTE, "not-finished", path, message("finding.not-finished", what=message(what), budget=used))


def _beyond(places: Places, path: str, what: str) -> Finding:
    return places.finding(NOTE, "unknown", path, message("finding.unknown.beyond", what=message(what)))
