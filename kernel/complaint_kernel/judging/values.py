"""Every name that a condition can read, of one complaint under one policy at one moment.

`Values` is never written to. What must be computed is computed by the policy's program when it is first asked for,
and kept; what grading finds makes other values (`knowing`), and so do supposed facts (`supposing`). A stage reads
them through a `Reading` of its own, which gathers what the reader of the answer should know: an unset parameter
that a condition needed, a derived row that warns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Any, Protocol

from ..expression import Expression
from ..intake.complaint import Complaint, Event
from ..policy.compiled import Evaluation, branch_of, compiled
from ..policy.model import Measure, Policy, Row
from ..policy.program import INTAKE, OUTCOMES, Branch, First
from ..policy.receipt import RECEIPT
from ..policy.vocabulary import ClosingName
from ..worktime import WorkCalendar
from .measures import over_events
from .notes import Note, Noted, unset_note
from .receipt import of_receipt

NOTHING_FOUND: Mapping[str, Any] = dict.fromkeys(OUTCOMES)
FOUND_LATER = frozenset((*OUTCOMES, *ClosingName.all()))


class History(Protocol):
    """What came before a complaint, as far as measures ask for it."""

    def figure(self, rule: Measure, reading: Reading | Values) -> Any: ...


class Values(Mapping[str, Any]):
    """The names of one complaint; `history.values_of` makes them. known: names with values that are not computed."""

    __slots__ = (
        "_computed",
        "_given",
        "_known",
        "_own",
        "at",
        "calendar",
        "complaint",
        "history",
        "policy",
    )

    def __init__(
        self,
        policy: Policy,
        complaint: Complaint,
        calendar: WorkCalendar,
        at: datetime,
        history: History,
        known: Mapping[str, Any] = NOTHING_FOUND,
    ) -> None:
        self.policy = policy
        self.complaint = complaint
        self.calendar = calendar
        self.at = at
        self.history = history
        self._known = known
        self._given = {**complaint.attributes, **complaint.facts, **known}
        self._computed: dict[str, Noted[Any]] = {}  # names that rest on nothing that grading finds
        self._own: dict[str, Noted[Any]] = {}  # names that do

    # a mapping of every name

    def __getitem__(self, name: str) -> Any:
        given = self._given
        return given[name] if name in given else self.computed(name)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._given, *self.policy.parameters, *self.policy.program.by_name)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def given(self) -> Mapping[str, Any]:
        """Facts, attributes, and what is known already of what grading finds."""
        return self._given

    def meets(self, row: Row) -> bool:
        """Whether a row is met; a row without a condition takes the rest."""
        return row.when is None or row.when.met(self)

    def holds(self, condition: Expression, data: Mapping[str, Any] = {}) -> bool:
        """Whether a condition is met; data: those of an event, which stand before the complaint's names."""
        return condition.met(EventNames(self, data) if data else self)

    def measured(self, rule: Measure) -> Any:
        """The figure of a measure."""
        return self.history.figure(rule, self) if rule.over_history else over_events(rule, self)

    def note(self, node: First, found: Branch | None) -> None:
        """Nobody asks here for what there is to note; a `Reading` gathers it."""

    # other values

    def knowing(self, names: Mapping[str, Any]) -> Values:
        """The same complaint once more is known, such as its grade."""
        made = Values(self.policy, self.complaint, self.calendar, self.at, self.history, {**self._known, **names})
        if names.keys() <= FOUND_LATER:
            made._computed = self._computed
        return made

    def supposing(self, facts: Mapping[str, Any]) -> Values:
        """The same complaint with other facts; intake class, history and moment stay."""
        complaint = self.complaint.supposing(facts)
        known = {**NOTHING_FOUND, INTAKE: self._given[INTAKE]}
        return Values(self.policy, complaint, self.calendar, self.at, self.history, known)

    def up_to(self, event: Event) -> Values:
        """The same complaint with the journal as it stood when an event of it was entered."""
        events = self.complaint.events[: self.complaint.events.index(event) + 1]
        if len(events) == len(self.complaint.events):
            return self
        complaint = replace(self.complaint, events=events)
        return Values(self.policy, complaint, self.calendar, self.at, self.history, self._known)

    # what is computed

    def computed(self, name: str) -> Noted[Any]:
        """What a name that is not given comes to; computed once."""
        kept = self._own if name in self.policy.program.after else self._computed
        found = kept.get(name)
        if found is None:
            found = kept[name] = self._compute(name)
        return found

    def _compute(self, name: str) -> Noted[Any]:
        if parameter := self.policy.parameters.get(name):
            return parameter.on(self.complaint.received_at.date()), ()
        if name in RECEIPT:
            return of_receipt(name, self.complaint.received_at, self.calendar)
        value = compiled(self.policy.program)[name].value
        if name in self.policy.program.silent:
            return value(self), ()
        reading = Reading(self)
        return value(reading), tuple(reading.notes)


class Reading(Evaluation):
    """One stage's reading of values: names as conditions take them, and in `notes` what came up on the way."""

    __slots__ = ("at", "calendar", "complaint", "notes", "policy", "values_read")

    def __init__(self, values: Values, notes: Iterable[Note] = ()) -> None:
        super().__init__(values.policy.program, values.given)
        self.values_read = values
        self.policy = values.policy
        self.complaint = values.complaint
        self.calendar = values.calendar
        self.at = values.at
        self.notes = list(notes)

    def compute(self, name: str) -> Any:
        value, notes = self.values_read.computed(name)
        self.notes += notes
        return value

    def measured(self, rule: Measure) -> Any:
        return self.values_read.history.figure(rule, self) if rule.over_history else over_events(rule, self)

    def up_to(self, event: Event) -> Reading:
        """A reading of the journal as it stood when an event of it was entered; what it notes is noted here too."""
        then = Reading(self.values_read.up_to(event))
        then.notes = self.notes
        return then

    # conditions

    def meets(self, row: Row) -> bool:
        """Whether a row is met; a row without a condition takes the rest."""
        return row.when is None or self.holds(row.when)

    def holds(self, condition: Expression, data: Mapping[str, Any] = {}) -> bool:
        """Whether a condition is met; data: those of an event, which stand before the complaint's names.

        One that only an unset parameter leaves open is noted.
        """
        seen: Mapping[str, Any] = EventNames(self, data) if data else self
        if condition.met(seen):
            return True
        if condition.parameters:
            self._note_unset(condition, seen)
        return False

    def first(self, node: First) -> Branch | None:
        """The first branch of a node that is met."""
        found: Branch | None = branch_of(node)(self)
        self.note(node, found)
        return found

    # notes

    def note(self, node: First, found: Branch | None) -> None:
        for branch in takewhile(lambda branch: branch is not found, node.branches if node.open_branches else ()):
            if branch in node.open_branches:
                self._note_unset(branch.row.when, self)
        if found and found.warn:
            self.notes.append(Note("derived", found.row.clause, found.warn, node.name))
        if found and isinstance(found.value, Expression):
            self._note_unset_names(found.value, self)

    def _note_unset(self, condition: Expression | None, seen: Mapping[str, Any]) -> None:
        assert condition is not None
        if not condition.unmet(seen):
            self._note_unset_names(condition, seen)

    def _note_unset_names(self, expression: Expression, seen: Mapping[str, Any]) -> None:
        """Note the unset parameters that alone leave a condition or a computed figure open."""
        unset = sorted(name for name in expression.parameters if self[name] is None)
        known = all(seen[name] is not None for name in expression.names - expression.parameters)
        if unset and known:
            self.notes.append(unset_note("parameter_unset", unset, self.policy))


class EventNames(dict[str, Any]):
    """The data of an event before the names of its complaint."""

    def __init__(self, names: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self._names = names

    def __missing__(self, name: str) -> Any:
        return self._names[name]
