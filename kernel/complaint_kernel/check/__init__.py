"""The check: what holds of a policy for every complaint, and what does not, with a complaint that shows it.

`check_policy(policy)` splits every fact into the cells between which no answer turns, and asks its
questions of all cells at once (`diagram`). What it proves holds for every complaint; what it refutes it
shows; what it cannot tell it calls unknown, and never proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..base.errors import FigureError
from ..base.strict_yaml import dotted
from ..cells.budget import Budget, OutOfBudget
from ..cells.diagram import TooLarge
from ..policy.model import Policy
from .declared import check_declared
from .duties import check_duties, check_penalties
from .editions import Change, compare_editions
from .finding import ERROR, NOTE, Finding, Place, Places
from .grades import check_grades, check_uplift, unknown
from .grading_diagrams import build_space
from .monotone import check_monotone
from .space import Space
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
    ("intake", "whether first-met rows take every complaint", check_tables),
    ("grades", "whether every complaint gets one grade", check_grades),
    ("grades", "whether worse is never milder", check_monotone),
    ("uplift", "whether every uplift can happen", check_uplift),
    ("duties", "whether every duty can start and end", check_duties),
    ("penalties", "whether every penalty can arise", check_penalties),
)


def check_policy(policy: Policy, budget: Budget | int | None = None) -> tuple[Finding, ...]:
    """Every finding, errors first, each in the order of the file.

    budget: how much the check may do, a number of steps or a `Budget`. What it does not come to is told by notes of
    the code `not-finished`: nothing is said of it then, neither that it holds nor that it does not.
    """
    places = Places(policy, {dotted(path): line for path, line in policy.source.lines.items()})
    budget = budget if isinstance(budget, Budget) else Budget() if budget is None else Budget(budget)
    proved = list(_proved(policy, places, budget))
    found = [*check_declared(policy, places), *proved, *_tried(policy, places, budget)]
    return tuple(sorted(found, key=lambda finding: (finding.severity != ERROR, finding.line or 0, finding.code)))


def _proved(policy: Policy, places: Places, budget: Budget) -> Iterator[Finding]:
    everything = "what holds for every complaint"
    try:
        space = build_space(policy, budget=budget)
        yield from list(check_customers(policy, places, budget))
    except OutOfBudget:
        yield _not_finished(places, "facts", everything, budget)
        return
    except BEYOND:
        yield unknown(places, "facts", f"{everything}: more combinations than are looked at")
        return
    for path, what, question in QUESTIONS:
        try:
            yield from list(question(space, places))
        except OutOfBudget:
            yield _not_finished(places, path, what, budget)
        except BEYOND:
            yield unknown(places, path, f"{what}: more combinations than are looked at")


def _tried(policy: Policy, places: Places, budget: Budget) -> Iterator[Finding]:
    """The findings of the file's own cases, as far as the budget goes."""
    try:
        yield from check_cases(policy, places, budget)
    except OutOfBudget:
        yield _not_finished(places, "cases", "whether every case comes out as it says", budget)


def _not_finished(places: Places, path: str, what: str, budget: Budget) -> Finding:
    message = f"not finished: {what}; {budget} are used up, so ask with a larger budget, or make the policy smaller"
    return places.finding(NOTE, "not-finished", path, message)
