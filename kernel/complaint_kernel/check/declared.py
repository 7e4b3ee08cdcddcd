"""What a file declares: parameters set or unset, names in use, clauses that stand once."""

from __future__ import annotations

from collections.abc import Iterator

from ..policy.model import Policy
from .finding import ERROR, NOTE, Finding, Places
from .names import Uses


def check_declared(policy: Policy, places: Places) -> Iterator[Finding]:
    """Parameters, computed names, and the clauses of grades."""
    uses = Uses(policy)
    yield from _parameters(policy, places, uses)
    yield from _unused(policy, places, uses)
    yield from _clauses(policy, places)


def _parameters(policy: Policy, places: Places, uses: Uses) -> Iterator[Finding]:
    for name, parameter in policy.parameters.items():
        path = f"parameters.{name}"
        rows = uses.of(name)
        if not rows:
            message = f"parameter {name} (line {places.line(path)}) is used by nothing; use it or take it away"
            yield places.finding(ERROR, "unused", path, message)
        elif parameter.unset:
            where = ", ".join(f"{row} (line {places.line(row)})" for row in rows[:5])
            more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
            waits = "waits" if len(rows) == 1 else "wait"
            said = f"{name} ({parameter.clause}, line {places.line(path)}) is declared unset"
            message = f"{said}; {where}{more} {waits} for it"
            yield places.finding(NOTE, "unset-parameter", path, f"{message}; the company sets it", related=rows)


def _unused(policy: Policy, places: Places, uses: Uses) -> Iterator[Finding]:
    for section, names in (("measures", policy.measures), ("derive", policy.derived)):
        for name in names:
            path = f"{section}.{name}"
            if not uses.of(name):
                message = f"{name} (line {places.line(path)}) is computed and used by nothing"
                yield places.finding(NOTE, "unused", path, message)


def _clauses(policy: Policy, places: Places) -> Iterator[Finding]:
    """Two conditions of one grade cannot be told apart by one clause."""
    for grade in policy.grades:
        first: dict[str, str] = {}
        for row in grade.rows:
            other = first.setdefault(row.clause, row.path)
            if other != row.path:
                both = f"{places.named(row.path, row.clause)} and {places.named(other, row.clause)}"
                message = f"{both} of grade {grade.id} share one clause"
                mend = "join them with `or`, or tell them apart (a, b …)"
                yield places.finding(NOTE, "clause-twice", row.path, f"{message}; {mend}", related=(other,))
