"""Steps of handling: who does what, and who approves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..label import Label
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, Identifier, Shape


class StepShape(Shape):
    """One step of handling: who does it and who approves it."""

    step: Identifier
    label: Label
    clause: Clause
    by: Identifier | None = None
    approved_by: list[Identifier] = []
    when: Condition | None = None
    default: str | None = None


def _link(linker: Linker, given: Sequence[StepShape]) -> tuple[StepShape, ...]:
    return tuple(given)


def _table(steps: Sequence[StepShape], teller: Teller) -> Iterator[Cells]:
    for step in steps:
        by = teller.party(step.by) if step.by else ""
        yield teller.label(step.label), step.clause, by, teller.joined(map(teller.party, step.approved_by))


STEPS = Section(
    "steps",
    list[StepShape],
    _link,
    tables=(Table("steps", ("step", "clause", "by", "approved by"), _table),),
    meaning=False,
)
