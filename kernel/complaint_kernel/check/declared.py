"""What a file declares: parameters set or unset, names in use, clauses that stand once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..base.locale import Message, message
from ..base.strict_yaml import dotted
from ..policy.model import Policy
from .finding import ERROR, NOTE, Finding, Places
from .names import Uses
from .words import Labelled

MOST_SHOWN = 5


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
            yield places.finding(
                ERROR, "unused", path, message("finding.unused.parameter", parameter=places.named(path))
            )
        elif parameter.unset:
            words = message(
                "finding.unset-parameter",
                name=Labelled(policy, parameter.label, name),
                clause=policy.clause(parameter.clause or ""),
                line=places.line(path),
                rows=shortened(places, rows),
                number=len(rows),
            )
            yield places.finding(NOTE, "unset-parameter", path, words, related=rows)


def _unused(policy: Policy, places: Places, uses: Uses) -> Iterator[Finding]:
    for section, names in (("measures", policy.measures), ("derive", policy.derived)):
        for name in names:
            path = f"{section}.{name}"
            if not uses.of(name):
                yield places.finding(NOTE, "unused", path, message("finding.unused.computed", name=places.named(path)))


def _clauses(policy: Policy, places: Places) -> Iterator[Finding]:
    """Two conditions of one grade cannot be told apart by one clause."""
    for grade in policy.grades:
        first: dict[str, str] = {}
        for row in grade.rows:
            other = first.setdefault(row.clause, row.path)
            if other != row.path:
                rows, of = places.all_named((row.path, other)), places.grade(grade.id)
                words = message("finding.clause-twice", rows=rows, grade=of)
                yield places.finding(NOTE, "clause-twice", row.path, words, related=(other,))
    yield from _named_clauses(policy, places)


def _named_clauses(policy: Policy, places: Places) -> Iterator[Finding]:
    """A clause that has a name and stands nowhere, such as one that a row spells otherwise."""
    written = set(_written_clauses(policy.source.data))
    for clause in policy.clauses.keys() - written:
        path = dotted(("clauses", clause))
        words = message("finding.unused.clause", clause=repr(clause), line=places.line(path))
        yield places.finding(NOTE, "unused", path, words)


def _written_clauses(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "clause" and isinstance(value, str):
                yield value
            yield from _written_clauses(value)
    elif isinstance(data, list):
        for value in data:
            yield from _written_clauses(value)


def shortened(places: Places, paths: Sequence[str], most: int = MOST_SHOWN) -> tuple[Message, ...]:
    """The first places of many, and how many more there are."""
    named = tuple(dict.fromkeys(map(places.named, paths)))
    shown = named[:most]
    return (*shown, message("finding.more", number=len(named) - most)) if len(named) > most else shown
