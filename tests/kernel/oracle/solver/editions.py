"""Which complaints change grade between two editions, with the smallest example of each move."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from complaint_kernel.cells.variables import SOMETHING_ELSE, Thresholds, attribute_texts
from complaint_kernel.check.examples import SampleComplaint
from complaint_kernel.check.grades import grade_of
from complaint_kernel.check.space import classes
from complaint_kernel.policy.model import ATTRIBUTES, Policy

from .asking import ask
from .symbolic import Symbolic
from .terms import PROVED, SECONDS, Verdict


@dataclass(frozen=True)
class Move:
    """Complaints that change grade between two editions: from, to (None: no grade), the smallest example."""

    old: str | None
    new: str | None
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        return {"from": self.old, "to": self.new, **self.verdict.to_dict()}


def difference(old: Policy, new: Policy, seconds: float = SECONDS) -> tuple[Move, ...]:
    """Which complaints change grade between two editions: each move from grade to grade, with its smallest example.

    Only complaints that both editions can read. A move of which nothing was found in time is `unknown`.
    Raises ValueError where a fact of the same name is another sort of thing in each.
    """
    keys = _shared_keys(old, new)
    first = Symbolic(old, keys=keys)
    second = Symbolic(new, first.variables, keys=keys)
    moves = []
    for one, other in itertools.product(_outcomes(old), _outcomes(new)):
        if one[1] == other[1]:
            continue
        asked = [_awarded(first, *one), _awarded(second, *other)]
        verdict = ask(first, asked, seconds, partial(_moves, old, one, new, other), second=second)
        if verdict.answer != PROVED:
            moves.append(Move(one[1], other[1], verdict))
    return tuple(moves)


def _shared_keys(old: Policy, new: Policy) -> dict[str, tuple[Any, ...]]:
    """For every choice and text of either edition the values that a complaint may have under both."""
    keys: dict[str, tuple[Any, ...]] = {}
    for name in old.facts.keys() & new.facts.keys():
        one, other = old.facts[name], new.facts[name]
        if (one.kind, one.unit) != (other.kind, other.unit):
            raise ValueError(
                f"fact {name!r} is {one.type} in one edition and {other.type} in the other; rename one of them"
            )
        if one.kind == "choice":
            keys[name] = tuple(key for key in one.keys if key in other.keys)
    for name in ATTRIBUTES:
        texts = [_own_texts(policy, name) for policy in (old, new)]
        keys[name] = (*dict.fromkeys((*texts[0], *texts[1])), SOMETHING_ELSE)
    return keys


def _own_texts(policy: Policy, name: str) -> tuple[str, ...]:
    thresholds = Thresholds(policy, frozenset())
    for expression in policy.expressions():
        thresholds.read(expression)
    return attribute_texts(policy, name, thresholds.texts[name])


def _moves(old: Policy, one: Any, new: Policy, other: Any, values: SampleComplaint) -> bool:
    """Whether one complaint really has these intake classes and grades under both editions."""
    for policy, (intake, grade) in ((old, one), (new, other)):
        sample = SampleComplaint(policy, values.given)
        ids = [*(found.id for found in policy.table(intake)), None]
        if sample["intake"] != intake or ids[grade_of(policy, sample)] != grade:
            return False
    return True


def _outcomes(policy: Policy) -> Iterator[tuple[str | None, str | None]]:
    """Every intake class with every grade it can end in, and with none."""
    for intake in classes(policy):
        grades = [grade.id for grade in policy.table(intake)]
        yield from ((intake, grade) for grade in (*grades, None))


def _awarded(complaint: Symbolic, intake: str | None, grade: str | None) -> Any:
    ids = [found.id for found in complaint.policy.table(intake)]
    wanted = ids.index(grade) if grade is not None else len(ids)
    return complaint.z3.And(complaint.in_class(intake), complaint.rank(intake) == wanted)
