"""Steps of handling, in their order: who does each, who approves it, and where a refusal begins again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...base.locale import message
from ...base.strict_yaml import Path, dotted
from ...expression import Expression
from ..label import Label, Rationale
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, Identifier, Shape
from ..vocabulary import ActionKind, BuiltInEvent


class StepShape(Shape):
    """One step of handling: who does it and who approves it.

    done_by: the events that do it; returned_by: the event that sends it back; approved_with: the event by which a
    party approves it. What is not named is done by `step_done`, `step_returned` and `step_approved` with the step's
    id. again_from: an event, such as `customer_refused`, that begins a new round at this step. corrective: the kind of
    actions of the corrective action (8D) that are carried out in it: it is done when they are.
    """

    step: Identifier
    label: Label
    clause: Clause
    by: Identifier | None = None
    approved_by: list[Identifier] = []
    when: Condition | None = None
    done_by: Identifier | list[Identifier] = []
    returned_by: Identifier | None = None
    approved_with: dict[Identifier, Identifier] = {}
    again_from: Identifier | None = None
    corrective: ActionKind | None = None
    default: Rationale | None = None


@dataclass(frozen=True)
class StepRule:
    """One step, linked; done_by empty and events of None are the built-in ones with the step's id."""

    id: str
    label: Label
    clause: str
    by: str | None
    approved_by: tuple[str, ...]
    when: Expression | None
    done_by: tuple[str, ...]
    returned_by: str | None
    approved_with: Mapping[str, str]
    again_from: str | None
    corrective: ActionKind | None = None
    path: str = ""


def _link(linker: Linker, given: Sequence[StepShape]) -> tuple[StepRule, ...]:
    return linker.rows(("steps",), given, _step)


def _step(linker: Linker, path: Path, given: StepShape) -> StepRule:
    if [step.step for step in linker.document.steps].count(given.step) > 1:
        linker.fault((*path, "step"), message("fault.step_twice", step=repr(given.step)))
    for party in (given.by, *given.approved_by):
        linker.party(path, party)
    done_by = (given.done_by,) if isinstance(given.done_by, str) else tuple(given.done_by)
    for key, events in {
        "done_by": done_by,
        "returned_by": (given.returned_by,),
        "approved_with": tuple(given.approved_with.values()),
        "again_from": (given.again_from,),
    }.items():
        for event in filter(None, events):
            linker.among((*path, key), event, linker.events, "event")
    for party in given.approved_with:
        linker.among((*path, "approved_with"), party, given.approved_by, "approver")
    return StepRule(
        id=given.step,
        label=given.label,
        clause=given.clause,
        by=given.by,
        approved_by=tuple(given.approved_by),
        when=linker.condition((*path, "when"), given.when, linker.after),
        done_by=done_by,
        returned_by=given.returned_by,
        approved_with=given.approved_with,
        again_from=given.again_from,
        corrective=given.corrective,
        path=dotted(path),
    )


def _expressions(steps: Sequence[StepRule]) -> Iterator[Expression | None]:
    return (step.when for step in steps)


def _table(steps: Sequence[StepRule], teller: Teller) -> Iterator[Cells]:
    for step in steps:
        by = teller.party(step.by) if step.by else ""
        yield teller.label(step.label), step.clause, by, teller.joined(map(teller.party, step.approved_by))


STEP_EVENTS = (BuiltInEvent.STEP_DONE, BuiltInEvent.STEP_APPROVED, BuiltInEvent.STEP_RETURNED)
STEPS = Section(
    "steps",
    list[StepShape],
    _link,
    expressions=_expressions,
    tables=(Table("steps", ("step", "clause", "by", "approved_by"), _table),),
)
