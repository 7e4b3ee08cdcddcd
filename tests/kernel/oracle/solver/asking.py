"""How a question is put: with a time limit, and an example that is small and true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from complaint_kernel.cells.variables import Thresholds
from complaint_kernel.check.examples import SampleComplaint
from complaint_kernel.policy.model import Policy

from .symbolic import Symbolic
from .terms import PROVED, REFUTED, STEP, UNKNOWN, Term, Variables, Verdict, exact


def ask(
    complaint: Symbolic,
    asked: list[Any],
    seconds: float,
    holds: Callable[[SampleComplaint], bool],
    worse: Variables | None = None,
    second: Symbolic | None = None,
) -> Verdict:
    """`proved` when nothing can be as asked; `refuted` with the smallest complaint that is; else unknown."""
    z3, variables = complaint.z3, complaint.variables
    solver = z3.Solver()
    solver.set("timeout", int(seconds * 1000))
    solver.add(*variables.assumptions(), *asked)
    answer = solver.check()
    if answer == z3.unsat:
        return Verdict(PROVED)
    if answer != z3.sat:
        return Verdict(UNKNOWN)
    policies = [complaint.policy, *([second.policy] if second else [])]
    _make_small(solver, variables, policies, worse)
    values = _readable(variables.read(solver.model()))
    if worse:
        values |= {f"worse {name}": value for name, value in worse.read(solver.model()).items()}
    if not holds(SampleComplaint(complaint.policy, values)):
        return Verdict(UNKNOWN)
    return Verdict(REFUTED, {name: value for name, value in values.items() if _telling(policies[0], name, value)})


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removesuffix(" in force"): value for name, value in values.items()}


def _telling(policy: Policy, name: str, value: Any) -> bool:
    """Whether an example must say it: neither a default nor what is not given."""
    return value is not None and name not in policy.parameters and value != _default(policy, name)


def _default(policy: Policy, name: str) -> Any:
    return policy.facts[name].default if name in policy.facts else None


def _make_small(solver: Any, variables: Variables, policies: list[Policy], worse: Variables | None) -> None:
    """Leave out what may be left out, then take the smallest telling figure; one name after the other."""
    thresholds = [Thresholds(policy, frozenset(policy.derived) | {"points"}) for policy in policies]
    for found, policy in zip(thresholds, policies, strict=True):
        for expression in policy.expressions():
            found.read(expression)
    for source in (variables, worse):
        for name, term in source.terms.items() if source else ():
            figures = sorted({figure for found in thresholds for figure in found.found[name]})
            for wish in _wishes(source, name, term, figures, _default(policies[0], name)):
                if _grant(solver, wish):
                    break
    solver.check()


def _grant(solver: Any, wish: Any) -> bool:
    solver.push()
    solver.add(wish)
    granted = str(solver.check()) == "sat"
    solver.pop()
    if granted:
        solver.add(wish)
    return granted


def _wishes(variables: Variables | None, name: str, term: Term, figures: list[Decimal], default: Any) -> Iterator[Any]:
    """What would make one name simpler, the simplest first."""
    assert variables is not None
    z3, (kind, values) = variables.z3, variables.kinds[name]
    yield z3.Not(term.given)
    if kind == "flag":
        yield term.value == bool(default)
    elif kind == "figure":
        steps = (Decimal(0), STEP, Decimal(1))
        for figure in sorted(
            {Decimal(0), *(f + s for f in figures for s in steps), *(f - s for f in figures for s in steps)}
        ):
            yield term.value == exact(z3, figure)
    else:
        yield from (term.value == index for index in range(len(values)))
