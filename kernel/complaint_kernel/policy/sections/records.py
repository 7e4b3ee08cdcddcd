"""Records: what the regulation wants written down, where no fact holds it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from ...base.strict_yaml import Path, dotted
from ..label import Label
from ..linking import Linker
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Identifier, Shape
from ..vocabulary import PlanPart


class RecordShape(Shape):
    """Something the regulation wants recorded. required: its absence is missed and stands against closing.

    step: it belongs to this step, or to each of several, and is asked for once one is done. after: it is asked for
    once this event has happened. With both it belongs to the step from that event on; without either it is asked for
    from receipt on. corrective: the part of the corrective action (8D) that is written there, so that nobody writes it
    twice.
    """

    label: Label
    clause: Clause
    required: bool = False
    step: Identifier | list[Identifier] | None = None
    after: Identifier | None = None
    corrective: PlanPart | None = None


@dataclass(frozen=True)
class RecordRule:
    """What has to be recorded, and from when it is asked for; see `RecordShape`."""

    id: str
    label: Label
    clause: str
    required: bool
    steps: tuple[str, ...] = ()
    after: str | None = None
    corrective: PlanPart | None = None
    path: str = ""

    def begun(self, happened: Container[str]) -> bool:
        """Whether the event after which it is asked for has happened."""
        return self.after is None or self.after in happened


def _link(linker: Linker, given: Mapping[str, RecordShape]) -> dict[str, RecordRule]:
    return linker.each(("records",), given, _record)


def _record(linker: Linker, path: Path, name: str, given: RecordShape) -> RecordRule:
    steps = (given.step,) if isinstance(given.step, str) else tuple(given.step or ())
    for step in steps:
        linker.among((*path, "step"), step, [one.step for one in linker.document.steps], "step")
    if given.after:
        linker.among((*path, "after"), given.after, linker.events, "event")
    return RecordRule(
        name, given.label, given.clause, given.required, steps, given.after, given.corrective, dotted(path)
    )


def _table(records: Mapping[str, RecordRule], teller: Teller) -> Iterator[Cells]:
    return ((teller.label(one.label), one.clause, teller.yes_or_no(one.required)) for one in records.values())


RECORDS = Section(
    "records",
    dict[Identifier, RecordShape],
    _link,
    dict,
    alias="fields",
    tables=(Table("records", ("what", "clause", "required"), _table),),
)
