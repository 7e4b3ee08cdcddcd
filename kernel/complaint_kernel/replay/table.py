"""A policy's intake classes and grades as compiled functions: the verdict of a complaint in about a microsecond.

It answers what `grading.award` answers, without the reasons: the same conditions, compiled together.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from ..expression import Node, decide
from ..policy.model import Policy, Row


@dataclass(frozen=True)
class Verdict:
    """The intake class, the grade before uplift and the first row that gave it; each may be None."""

    intake: str | None
    grade: str | None
    row: Row | None


Judge: TypeAlias = Callable[[MutableMapping[str, Any]], Verdict]


@lru_cache(maxsize=64)
def verdict_of(policy: Policy) -> Judge:
    """A function of a complaint's values: every fact and attribute, and on demand what is computed of them.

    It sets the intake class among the values, as grading does, before it looks for the grade.
    """
    tables = {intake: decide(rows_of(policy, intake)) for intake in (None, *policy.intakes)}
    if not policy.intake:
        return tables[None]
    intake_class = decide([(_tree(row.row), row.intake) for row in policy.intake])

    def verdict(values: MutableMapping[str, Any]) -> Verdict:
        values["intake"] = intake = intake_class(values)
        found: Verdict = tables[intake](values)
        return found

    return verdict


def rows_of(policy: Policy, intake: str | None) -> list[tuple[Node | None, Verdict]]:
    """The rows of one table with what each gives, severest grade first; then its default, else no grade."""
    table = policy.table(intake)
    met = [(_tree(row), Verdict(intake, grade.id, row)) for grade in table for row in grade.rows]
    default = next(((g.id, g.otherwise) for g in table if g.otherwise), (None, None))
    return [*met, (None, Verdict(intake, *default))]


def _tree(row: Row) -> Node | None:
    return row.when.tree if row.when else None
