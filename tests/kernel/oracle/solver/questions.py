"""Is there always a grade, can a row be met, is worse never milder."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

from complaint_kernel.check.examples import SampleComplaint
from complaint_kernel.check.grades import grade_of
from complaint_kernel.check.space import classes
from complaint_kernel.policy.model import Field, Policy, Row

from .asking import ask
from .symbolic import Symbolic
from .terms import PROVED, REFUTED, SECONDS, UNKNOWN, Variables, Verdict


def complete(policy: Policy, intake: str | None, all_given: bool = False, seconds: float = SECONDS) -> Verdict:
    """Whether every complaint of an intake class gets a grade. all_given: only those with every fact given."""
    complaint = Symbolic(policy)
    none = complaint.rank(intake) == len(policy.table(intake))
    asked = [complaint.in_class(intake), none]
    if all_given:
        given = [complaint.name(name).given for name, fact in policy.facts.items() if not fact.decision]
        asked += given
    return ask(
        complaint,
        asked,
        seconds,
        lambda s: s["intake"] == intake and grade_of(policy, s) == len(policy.table(intake)),
    )


def reachable(policy: Policy, path: str, seconds: float = SECONDS) -> Verdict:
    """Whether some complaint is graded by the row at a path; `proved` shows one, `refuted` says there is none."""
    complaint = Symbolic(policy)
    verdicts = [_reached(complaint, policy, intake, path, seconds) for intake in classes(policy)]
    shown = next((v for v in verdicts if v.answer == REFUTED), None)
    if shown:
        return Verdict(PROVED, shown.example)
    return Verdict(UNKNOWN if any(v.answer == UNKNOWN for v in verdicts) else REFUTED)


def _reached(complaint: Symbolic, policy: Policy, intake: str | None, path: str, seconds: float) -> Verdict:
    for index, grade in enumerate(policy.table(intake)):
        for row in grade.rows:
            if row.path == path:
                asked = [complaint.in_class(intake), complaint.rank(intake) == index, complaint.met(row.when)]
                return ask(complaint, asked, seconds, partial(_met_by, row))
    return Verdict(PROVED)


def _met_by(row: Row, values: SampleComplaint) -> bool:
    return row.when is None or row.when.met(values)


def monotone(policy: Policy, fact: str, seconds: float = SECONDS) -> Verdict:
    """Whether a worse value of a fact, all else the same, never gives a milder grade."""
    verdicts = [_monotone(policy, fact, intake, seconds) for intake in classes(policy) if policy.table(intake)]
    order = {REFUTED: 0, UNKNOWN: 1, PROVED: 2}
    return min(verdicts, key=lambda verdict: order[verdict.answer], default=Verdict(PROVED))


def _monotone(policy: Policy, fact: str, intake: str | None, seconds: float) -> Verdict:
    mild = Symbolic(policy)
    other = Variables(" worse")
    worse_value = Symbolic(policy, other).name(fact)
    worse = Symbolic(policy, mild.variables, {fact: worse_value})
    first = mild.name(fact)
    asked = [first.given, worse_value.given, _is_worse(mild.z3, policy.facts[fact], first.value, worse_value.value)]
    asked += [
        mild.in_class(intake),
        worse.in_class(intake),
        worse.rank(intake) > mild.rank(intake),
        *other.assumptions(),
    ]

    def holds(values: SampleComplaint) -> bool:
        worsened = SampleComplaint(policy, {**values.given, fact: values.given[f"worse {fact}"]})
        return worsened["intake"] == intake and grade_of(policy, worsened) > grade_of(policy, values)

    return ask(mild, asked, seconds, holds, worse=other)


def _is_worse(z3: Any, field: Field, mild: Any, worse: Any) -> Any:
    if field.kind == "bool":
        return z3.And(z3.Not(mild), worse) if field.worse == "more" else z3.And(mild, z3.Not(worse))
    if isinstance(field.worse, tuple):
        places = {str(key): index for index, key in enumerate(field.keys)}
        order = [places[key] for key in field.worse if key in places]
        pairs = itertools.combinations(order, 2)
        return z3.Or(*(z3.And(mild == a, worse == b) for a, b in pairs))
    return mild < worse if field.worse == "more" else worse < mild
