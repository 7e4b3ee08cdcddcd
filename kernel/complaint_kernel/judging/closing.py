"""May the complaint be closed, how, because of what, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..base.locale import Joined
from ..policy.model import ClosingRule, Policy
from ..policy.vocabulary import OWED, BuiltInEvent, ClosingName, StepState
from .duties import Duty
from .notes import Note, Noted, merged, note
from .records import Records
from .steps import Step, ends
from .values import Reading, Values

NORMAL = "normal"


@dataclass(frozen=True)
class Closing:
    """may_close; kind: how (normal, abnormal …), None while it may not. rule: the policy's own that was met.

    because: why it may or may not, a figure that the company has not set included.
    missing: what is still owed, not done, not recorded, or not told. Each thing is told once: a duty that ends when a
    step is done is told as that step, where that is told.
    """

    may_close: bool
    kind: str | None
    because: tuple[Note, ...]
    missing: tuple[Note, ...] = ()
    rule: ClosingRule | None = None

    def to_dict(self) -> dict[str, Any]:
        """The assessment's object."""
        return {
            "may_close": self.may_close,
            "kind": self.kind,
            "because": [note.to_dict() for note in self.because],
            "missing": [note.to_dict() for note in self.missing],
        }


def judge_closing(
    values: Values, duties: Sequence[Duty], steps: Sequence[Step], records: Records
) -> Noted[Closing | None]:
    """The first closing rule that is met; without rules of its own, nothing may be missing at all.

    None for a policy that takes no complaints.
    """
    policy = values.policy
    if not policy.takes_complaints:
        return None, ()
    every = tuple(_missing(values, duties, steps, records))
    missing = _once(every, duties, steps)
    if not policy.closing:
        return Closing(not missing, None if missing else NORMAL, missing, missing), ()
    open_codes = {one.code for one in every}
    reading = Reading(values.knowing({name: code not in open_codes for name, code in CODES.items()}))
    for rule in policy.closing:
        if reading.meets(rule.row):
            because = note("closing", rule.row.clause, place=policy.clause(rule.row.clause), way=rule.label)
            return Closing(True, rule.kind, (because,), (), rule), tuple(reading.notes)
    asked_for = _once(tuple(_asked_for(policy.closing, every)), duties, steps)
    against = (*asked_for, *merged(reading.notes), _no_way(policy.closing))
    return Closing(False, None, against, missing), tuple(reading.notes)


def _asked_for(rules: Sequence[ClosingRule], missing: Sequence[Note]) -> Iterator[Note]:
    """What is missing of that which some rule asks for by name."""
    names = {name for rule in rules if rule.row.when for name in rule.row.when.names}
    codes = {code for name, code in CODES.items() if name in names}
    return (one for one in missing if one.code in codes)


def _no_way(rules: Sequence[ClosingRule]) -> Note:
    ways = Joined(tuple(dict.fromkeys(rule.label for rule in rules)), "explain.several")
    return note("way_not_met", rules[0].row.clause, ways=ways)


# What a closing rule may ask for by name, and the notes that stand against it.
CODES = {
    ClosingName.DUTIES_DONE.value: "duty_open",
    ClosingName.STEPS_DONE.value: "step_open",
    ClosingName.RECORDS_MADE.value: "record_missing",
    ClosingName.RESULT_TOLD.value: "result_untold",
    ClosingName.NOT_REFUSED.value: "refused",
}


def _missing(values: Values, duties: Sequence[Duty], steps: Sequence[Step], records: Records) -> Iterator[Note]:
    notes = _open_notes(values.policy)
    yield from (notes.of_duty(duty) for duty in duties if duty.state in OWED)
    yield from (notes.steps[step.id] for step in steps if step.state != StepState.DONE)
    yield from (notes.records[rule.id] for rule in records.missing)
    told, refused = _told(values)
    if refused:
        yield note("refused")
    elif not told:
        yield note("result_untold")


class _OpenNotes:
    """What may be open under one policy, each note made once."""

    def __init__(self, policy: Policy) -> None:
        self.steps = {one.id: note("step_open", one.clause, about=one.id, step=one.label) for one in policy.steps}
        records = policy.records.values()
        self.records = {one.id: note("record_missing", one.clause, about=one.id, record=one.label) for one in records}
        self.duties: dict[tuple[str, str], Note] = {}

    def of_duty(self, duty: Duty) -> Note:
        """By the clause of the limit that counts."""
        found = self.duties.get((duty.id, duty.clause))
        if found is None:
            found = note("duty_open", duty.clause, about=duty.id, duty=duty.rule.label)
            self.duties[duty.id, duty.clause] = found
        return found


_open_notes = lru_cache(maxsize=64)(_OpenNotes)


def _once(notes: Sequence[Note], duties: Sequence[Duty], steps: Sequence[Step]) -> tuple[Note, ...]:
    """Each thing once: without the duties that end when a step is done which these notes tell too."""
    told = {one.about for one in notes if one.code == CODES[ClosingName.STEPS_DONE]}
    untold = [step for step in steps if step.id in told]
    said = {duty.id for duty in duties if any(ends(step, duty) for step in untold)}
    left = (one for one in notes if one.code != CODES[ClosingName.DUTIES_DONE] or one.about not in said)
    return tuple(dict.fromkeys(left))


def _told(values: Values) -> tuple[bool, bool]:
    """Whether the customer has been told the result, and whether a refusal came after it."""
    told = refused = False
    for event in values.complaint.events:
        kind = values.policy.events[event.type]
        if event.type == BuiltInEvent.CUSTOMER_REFUSED:
            told, refused = False, True
        elif kind.answers or event.type == BuiltInEvent.CUSTOMER_ACCEPTED:
            told, refused = True, False
    return told, refused
