"""May the complaint be closed, how, because of what, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..base.locale import Joined
from ..policy.model import ClosingRule, Policy
from ..policy.vocabulary import OWED, BuiltInEvent, ClosingName, StepState
from .duties import Duty
from .notes import Note, Noted, merged, note
from .records import Records
from .steps import Step, steps_that_end
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
    every = _missing(values, duties, steps, records)
    missing = _once(policy, every, duties)
    if not policy.closing:
        return Closing(not missing, None if missing else NORMAL, missing, missing), ()
    open_codes = {one.code for one in every}
    reading = Reading(values.knowing({name: code not in open_codes for name, code in CODES.items()}))
    for rule in policy.closing:
        if reading.meets(rule.row):
            because = note("closing", rule.row.clause, place=policy.clause(rule.row.clause), way=rule.label)
            return Closing(True, rule.kind, (because,), (), rule), tuple(reading.notes)
    notes = _open_notes(policy)
    asked_for = _once(policy, [one for one in every if one.code in notes.asked_for], duties)
    against = (*asked_for, *merged(reading.notes), *((notes.no_way,) if notes.no_way else ()))
    return Closing(False, None, against, missing), tuple(reading.notes)


def _no_way(rules: Sequence[ClosingRule]) -> Note:
    ways = Joined(tuple(dict.fromkeys(rule.label for rule in rules)), "explain.several")
    return note("way_not_met", rules[0].row.clause, ways=ways)


DUTY_OPEN, STEP_OPEN = "duty_open", "step_open"
# What a closing rule may ask for by name, and the notes that stand against it.
CODES = {
    ClosingName.DUTIES_DONE.value: DUTY_OPEN,
    ClosingName.STEPS_DONE.value: STEP_OPEN,
    ClosingName.RECORDS_MADE.value: "record_missing",
    ClosingName.RESULT_TOLD.value: "result_untold",
    ClosingName.NOT_REFUSED.value: "refused",
}


def _missing(values: Values, duties: Sequence[Duty], steps: Sequence[Step], records: Records) -> list[Note]:
    notes = _open_notes(values.policy)
    found = [notes.of_duty(duty) for duty in duties if duty.state in OWED]
    found += [notes.steps[step.rule.id] for step in steps if step.state != StepState.DONE]
    found += [notes.records[rule.id] for rule in records.missing]
    told, refused = _told(values)
    if refused:
        found.append(notes.refused)
    elif not told:
        found.append(notes.untold)
    return found


class _OpenNotes:
    """What may be open under one policy, each note made once."""

    def __init__(self, policy: Policy) -> None:
        self.steps = {one.id: note(STEP_OPEN, one.clause, about=one.id, step=one.label) for one in policy.steps}
        records = policy.records.values()
        self.records = {one.id: note("record_missing", one.clause, about=one.id, record=one.label) for one in records}
        self.refused, self.untold = note("refused"), note("result_untold")
        self.duties: dict[tuple[str, str], Note] = {}
        self.no_way = _no_way(policy.closing) if policy.closing else None
        names = {name for rule in policy.closing if rule.row.when for name in rule.row.when.names}
        self.asked_for = {code for name, code in CODES.items() if name in names}

    def of_duty(self, duty: Duty) -> Note:
        """By the clause of the limit that counts."""
        key = duty.rule.id, duty.clause
        found = self.duties.get(key)
        if found is None:
            found = self.duties[key] = note(DUTY_OPEN, duty.clause, about=duty.id, duty=duty.rule.label)
        return found


_open_notes = lru_cache(maxsize=64)(_OpenNotes)


def _once(policy: Policy, notes: Sequence[Note], duties: Sequence[Duty]) -> tuple[Note, ...]:
    """Each thing once: without the duties that end when a step is done which these notes tell too."""
    told = {one.about for one in notes if one.code == STEP_OPEN}
    ending = steps_that_end(policy) if told else {}
    said = {duty for duty in {one.rule.id for one in duties} if duty in ending and not told.isdisjoint(ending[duty])}
    left = [one for one in notes if one.code != DUTY_OPEN or one.about not in said]
    return tuple({id(one): one for one in left}.values())  # `_OpenNotes` makes each of them once


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
