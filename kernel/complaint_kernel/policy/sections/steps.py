"""Steps of handling, in their order: who does each, who approves it, and where a refusal begins again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...base.locale import message
from ...base.strict_yaml import Path, dotted
from ...expression import Expression
from ..label import Label, Rationale
from ..linking import Linker
from ..rows import Match
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, EventMatch, Identifier, Shape
from ..vocabulary import ActionKind, BuiltInEvent


class StepShape(Shape):
    """One step of handling: who does it and who approves it.

    done_by: the events that do it, each where its data meet a condition (`{event: call_back, where: reached}`); one
    that does not meet it leaves the step to be done. returned_by: the event that sends it back; approved_with: the
    event by which a party approves it. What is not named is done by `step_done`, `step_returned` and `step_approved`
    with the step's id. again_from: an event, such as `customer_refused`, or several, that begin a new round at this
    step. corrective: the kind of actions of the corrective action (8D) that are carried out in it: it is done when
    they are.
    """

    step: Identifier
    label: Label
    clause: Clause
    by: Identifier | None = None
    approved_by: list[Identifier] = []
    when: Condition | None = None
    done_by: Identifier | EventMatch | list[Identifier | EventMatch] = []
    returned_by: Identifier | None = None
    approved_with: dict[Identifier, Identifier] = {}
    again_from: Identifier | EventMatch | list[Identifier | EventMatch] | None = None
    corrective: ActionKind | None = None
    default: Rationale | None = None


@dataclass(frozen=True)
class StepRule:
    """One step, linked; `done` empty and events of None are the built-in ones with the step's id."""

    id: str
    label: Label
    clause: str
    by: str | None
    approved_by: tuple[str, ...]
    when: Expression | None
    done: tuple[Match, ...]
    returned_by: str | None
    approved_with: Mapping[str, str]
    again: tuple[Match, ...]
    corrective: ActionKind | None = None
    path: str = ""

    @cached_property
    def done_by(self) -> tuple[str, ...]:
        """The event types that do it."""
        return tuple(match.event for match in self.done)


def _link(linker: Linker, given: Sequence[StepShape]) -> tuple[StepRule, ...]:
    return linker.rows(("steps",), given, _step)


def _step(linker: Linker, path: Path, given: StepShape) -> StepRule:
    if [step.step for step in linker.document.steps].count(given.step) > 1:
        linker.fault((*path, "step"), message("fault.step_twice", step=repr(given.step)))
    for party in (given.by, *given.approved_by):
        linker.party(path, party)
    for key, events in {
        "returned_by": (given.returned_by,),
        "approved_with": tuple(given.approved_with.values()),
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
        done=linker.matches((*path, "done_by"), given.done_by, linker.after),
        returned_by=given.returned_by,
        approved_with=given.approved_with,
        again=linker.matches((*path, "again_from"), given.again_from, linker.after),
        corrective=given.corrective,
        path=dotted(path),
    )


def _expressions(steps: Sequence[StepRule]) -> Iterator[Expression | None]:
    return (step.when for step in steps)


def _matches(steps: Sequence[StepRule]) -> Iterator[tuple[str, Match]]:
    for step in steps:
        yield from ((f"{step.path}.done_by", match) for match in step.done if match.where)
        yield from ((f"{step.path}.again_from", match) for match in step.again if match.where)


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
    matches=_matches,
    tables=(Table("steps", ("step", "clause", "by", "approved_by"), _table),),
)
