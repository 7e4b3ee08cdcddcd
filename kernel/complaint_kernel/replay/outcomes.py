"""What each duty and penalty comes to in each of its cells: judged by the reference, held against the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..base.locale import message
from ..judging.duties import Duty
from ..judging.penalties import Penalty
from ..policy.vocabulary import BROKEN, DutyState
from .complaint_table import Table, Work
from .duty_cells import DutyCells
from .duty_columns import STATES, PartColumns, TermColumns
from .duty_plan import DutyPart
from .figures import Judged
from .plan import EngineError, cannot
from .restored import Restored, at_places
from .spool import micros
from .verdicts import MOST_VERDICTS

MOST_CELLS = 20_000  # each costs some 300 µs


@dataclass(frozen=True)
class Outcome:
    """What one part comes to in one cell. term: the limit that counted, None where there is no due moment."""

    duty: Duty | None
    penalties: tuple[Penalty, ...]
    term: TermColumns | None = None

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The duty, if it is owed."""
        return (self.duty,) if self.duty else ()


@dataclass(frozen=True)
class PartOutcomes:
    """One part of one edition at work. outcomes: by number; counts: (number, department, complaints)."""

    work: int
    part: PartColumns
    outcomes: Mapping[int, Outcome]
    counts: tuple[tuple[int, str | None, int], ...]

    @property
    def duty(self) -> str | None:
        """The id of the duty, None for a penalty."""
        return self.part.part.rule.id if isinstance(self.part.part, DutyPart) else None


def part_outcomes(table: Table, cells: DutyCells, restored: Restored) -> list[PartOutcomes]:
    """The outcomes of every part of every edition. Raises EngineError where columns and reference differ."""
    counted = [
        (number, part, cells.counts(part, in_force(table, number)))
        for number, one in enumerate(cells.works)
        for part in one.parts
    ]
    standing = [_standing(counts) for _, _, counts in counted]
    places = {place for by_number in standing for place in by_number.values()}
    if len(places) > MOST_CELLS:
        raise EngineError(message("engine.cells", most=MOST_CELLS))
    condition = at_places(sorted(places))
    judged = {place: found for place, _, found in restored.judged(condition)}
    stated = cells.stated(condition)
    sides = [table.sides.index(work.side) for work in table.work]
    return [
        PartOutcomes(
            number,
            part,
            {
                one: _outcome(table.work[number], part, judged[place][sides[number]], stated[place])
                for one, place in by_number.items()
            },
            tuple((one, department, complaints) for one, department, complaints, _ in counts),
        )
        for (number, part, counts), by_number in zip(counted, standing, strict=True)
    ]


def in_force(table: Table, number: int) -> str:
    """The SQL condition that an edition at work is the one that judges a complaint."""
    side = table.sides.index(table.work[number].side)
    return f"v{side} BETWEEN {number * MOST_VERDICTS} AND {(number + 1) * MOST_VERDICTS - 1}"


def _standing(counts: list[tuple[int, str | None, int, int]]) -> dict[int, int]:
    """The place of one complaint of each number."""
    standing: dict[int, int] = {}
    for number, _, _, place in counts:
        standing[number] = min(place, standing.get(number, place))
    return standing


def _outcome(work: Work, part: PartColumns, judged: Judged, stated: Mapping[str, Any]) -> Outcome:
    if not isinstance(part.part, DutyPart):
        rule = part.part.rule
        return Outcome(None, tuple(one for one in judged.penalties if one.rule is rule))
    name = part.part.rule.id
    duties = [duty for duty in judged.duties if duty.id == name]
    penalties = tuple(one for one in judged.penalties if one.duty == name)
    if not duties:
        return Outcome(None, penalties)
    terms = [term for term in part.terms if _agrees(term, duties[0], work, stated)]
    if len(duties) > 1 or not terms:  # the columns are wrong somewhere: rather no answer than that one
        raise cannot(work.edition.policy, message("engine.differs", name=repr(name)))
    return Outcome(duties[0], penalties, terms[0] if duties[0].due else None)


def _agrees(names: TermColumns, duty: Duty, work: Work, stated: Mapping[str, Any]) -> bool:
    """Whether a limit of the columns is the one that counted, and says of the duty what the reference says."""
    term = names.term
    if duty.due is None:
        return term.limit is None or STATES[stated[names.state]] == DutyState.WAITING
    calendar = duty.calendar or work.edition.calendar
    if term.limit != duty.limit or (term.calendar and term.calendar.edition != calendar.edition):
        return False
    state, provisional = STATES[stated[names.state]], bool(stated[names.provisional])
    if provisional and state in BROKEN:
        state = DutyState.OPEN
    return (stated[names.due], provisional, state) == (micros(duty.due), duty.provisional, duty.state)
