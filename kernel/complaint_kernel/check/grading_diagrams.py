"""Grading as decision diagrams: intake class, grade and uplift of every complaint at once."""

from __future__ import annotations

from ..cells import diagram as d
from ..cells.budget import Budget
from ..expression import Expression
from ..policy.model import Policy
from .space import Space, settled_space


def build_space(policy: Policy, more: tuple[Expression, ...] = (), budget: Budget | None = None) -> Space:
    """The space of a policy, and of more conditions, that knows intake class and grade."""
    return settled_space(policy, more, GRADING_DIAGRAMS, budget or Budget())


def intake_diagram(space: Space) -> d.Node:
    """The intake class of every complaint; None where no row takes it."""
    made = space.diagrams.leaf(None)
    for row in reversed(space.policy.intake):
        made = space.choose(space.met(row.row.when), space.diagrams.leaf(row.intake), made)
    return made


def awarded(space: Space) -> d.Node:
    """The grade of every complaint before uplift; None where there is none."""
    made = space.diagrams.leaf(None)
    for intake in classes(space.policy):
        made = space.choose(class_region(space, intake), table_diagram(space, intake), made)
    return made


def uplifted(space: Space) -> d.Node:
    """The grade of every complaint after uplift."""
    made = before = space.name("grade_before_uplift")
    space.known["grade"] = before  # an uplift's condition sees the grade before it
    for uplift in reversed(space.policy.uplift):
        applies = space.both_met(space.is_value(before, uplift.raised), uplift.row.when)
        made = space.choose(applies, space.diagrams.leaf(uplift.to), made)
    return made


def classes(policy: Policy) -> tuple[str | None, ...]:
    """The intake classes; one None for a policy without intake."""
    return tuple(dict.fromkeys(row.intake for row in policy.intake)) or (None,)


def class_region(space: Space, intake: str | None) -> d.Node:
    """The complaints of one intake class."""
    if intake is None:
        return space.diagrams.true
    return space.is_value(space.name("intake"), intake)


def table_diagram(space: Space, intake: str | None) -> d.Node:
    """The grade by one intake class's table."""
    table = space.policy.table(intake)
    default = next((grade.id for grade in table if grade.otherwise), None)
    made = space.diagrams.leaf(default)
    for grade in reversed(table):
        rows = [space.met(row.when) for row in grade.rows]
        made = space.choose(space.diagrams.either(*rows), space.diagrams.leaf(grade.id), made)
    return made


GRADING_DIAGRAMS = {"intake": intake_diagram, "grade_before_uplift": awarded, "grade": uplifted}
