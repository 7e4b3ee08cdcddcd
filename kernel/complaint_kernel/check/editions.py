"""What changes between two editions of a policy, each change with the smallest complaint that shows it.

Both editions are laid over one space: facts, texts and measures are cut where either of them turns, so every pair of
answers is seen at once. Grades, intake classes, computed facts, and for every rule whether it applies, who owns it,
which limit fits, are compared as diagrams; whatever else a rule says is compared as it is written. Where a change hangs
on what cells do not settle and no complaint was found that shows it, its answer is `unknown`.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from ..base.bounds import CHECK_STEPS
from ..base.errors import FigureError, KernelError
from ..base.locale import message
from ..cells import diagram as d
from ..cells.budget import Budget, OutOfBudget
from ..cells.conditions import cell_value
from ..cells.variables import Cell, attribute_texts, cells_of, measure_cells, text_cells
from ..expression import Expression, Name, Node, walk
from ..judging.assessment import assess
from ..policy.analysis import parts_of
from ..policy.label import Label
from ..policy.model import ATTRIBUTES, DutyRule, Match, Outcome, Policy
from ..policy.program import OUTCOMES
from ..policy.sections import SECTIONS
from ..policy.thresholds import Thresholds
from ..worktime import Limit, WorktimeError, named_calendar
from .examples import OWN, TRIAL, SampleComplaint, is_so, needs, plain, samples_of
from .space import Space, build_space

SHOWN, UNKNOWN = "shown", "unknown"
MOST_TRIALS = 5_000
MONDAY_MORNING = "2026-09-21T09:00"
WORDS = {"label", "path", "id", "default", "help", "title", "name"}  # said to people; no answer turns on it
Said = tuple[str | None, str | None]
GRADING = {"intake", "points", "grades", "uplift", "derive", "measures"}  # compared by what they answer
OF_A_COMPLAINT = {"duties", "penalties", "steps", "records", "closing"}  # rules that a complaint meets or not
UNCOMPARED = {"cases", "parties", "facts"}


@dataclass(frozen=True)
class Change:
    """One change: what it concerns (grade, intake, a section), its path, from and to, the smallest complaint.

    answer: `shown`, or `unknown` where no complaint was found that shows it. due: the two due moments of a duty.
    """

    what: str
    path: str
    old: str | None
    new: str | None
    answer: str = SHOWN
    example: Mapping[str, Any] | None = None
    due: tuple[str | None, str | None] | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values only."""
        example = None if self.example is None else {name: plain(value) for name, value in self.example.items()}
        entry = {"what": self.what, "path": self.path, "from": self.old, "to": self.new}
        entry |= {"answer": self.answer, "example": example}  # type: ignore[dict-item]
        return {**entry, "due": {"from": self.due[0], "to": self.due[1]}} if self.due else entry


def compare_editions(old: Policy, new: Policy, budget: Budget | None = None) -> tuple[Change, ...]:
    """Every change between two editions, for complaints that both can read.

    Raises ValueError where a fact of the same name is another sort of thing in each; OutOfBudget and TooLarge where
    there are more combinations than are looked at.
    """
    return tuple(_Comparison(old, new, budget or Budget(8 * CHECK_STEPS)).changes())


# one space over both editions


class EditionSpace(Space):
    """The space of one edition, cut where either edition turns; what both mean alike is one variable."""

    def __init__(self, policy: Policy, other: Policy, budget: Budget, beside: EditionSpace | None = None) -> None:
        self.other = other
        self.beside = beside
        self.owners: dict[int, Policy] = beside.owners if beside else {}
        self.alike: dict[str, bool] = {}
        super().__init__(policy, build_space(policy, budget=budget).inline, (), budget)

    def add(self, name: str, what: str, cells: tuple[Cell, ...], tree: Node | None = None) -> d.Node:
        self.owners[len(self.variables)] = self.policy
        return super().add(name, what, cells, tree)

    def same(self, name: str) -> bool:
        """Whether a name means the same in both editions. A measure is the figure that it is, however counted."""
        if name not in self.alike:
            self.alike[name] = True  # for a name that comes back to itself
            self.alike[name] = self._same(name)
        return self.alike[name]

    def _same(self, name: str) -> bool:
        one, two = self.policy, self.other
        if name in one.parameters or name in two.parameters:
            return bool(_in_force(one, name) == _in_force(two, name))
        if name in one.derived or name in two.derived or name == "points":
            mine, others = (written(p.points if name == "points" else p.derived.get(name)) for p in (one, two))
            return mine == others and all(self.same(n) for part in parts_of(one, name) for n in part.names)
        if name in one.measures or name in two.measures:
            found = one.measures.get(name), two.measures.get(name)
            return None not in found and len({rule.type for rule in found if rule}) == 1
        return True

    def _declare(self) -> None:
        self._take_thresholds()
        if self.beside:
            self.diagrams, self.variables = self.beside.diagrams, self.beside.variables
        for name, fact in self.policy.facts.items():
            shared = _shared_field(fact, self.other.facts.get(name))
            self._once(name, "fact", lambda name=name, shared=shared, fact=fact: cells_of(  # type: ignore[misc]
                shared, self.thresholds.found[name], shared.default is None, 0 if fact.decision else 4
            ))  # fmt: skip
        for name in ATTRIBUTES:
            texts = (attribute_texts(policy, name, self.thresholds.texts[name]) for policy in (self.policy, self.other))
            self._once(name, "attribute", lambda texts=texts: text_cells(dict.fromkeys(itertools.chain(*texts))))  # type: ignore[misc]
        for name, measure in self.policy.measures.items():
            self._once(name, "measure", lambda name=name, measure=measure: measure_cells(  # type: ignore[misc]
                self.policy, measure, self.thresholds.found[name], self.thresholds.texts[name]
            ))  # fmt: skip
        for name in self.policy.parameters:
            self.known[name] = self.diagrams.leaf(cell_value(_in_force(self.policy, name)))

    def _take_thresholds(self) -> None:
        """The other edition's thresholds too."""
        other = Thresholds(self.other, frozenset((*self.other.derived, "points")))
        for expression in self.other.expressions():
            other.read(expression)
        for name, figures in other.found.items():
            self.thresholds.found[name] |= figures
        for name, texts in other.texts.items():
            self.thresholds.texts[name] |= texts
        for name, fact in self.other.facts.items():
            self.thresholds.found[name] |= {b for b in (fact.minimum, fact.maximum) if b is not None}

    def _once(self, name: str, what: str, cells: Callable[[], tuple[Cell, ...]]) -> None:
        if self.beside and name in self.beside.known and self.same(name):
            self.known[name] = self.beside.known[name]
        else:
            self.add(name, what, cells())

    def _data(self, event: str, name: str) -> d.Node:
        key = f"{event}.{name}"
        if self.beside and key in self.beside.known and key not in self.known:
            self.known[key] = self.beside.known[key]
        return super()._data(event, name)

    def _computed(self, name: str) -> d.Node:
        found = self.beside.known.get(name) if self.beside and name not in OUTCOMES else None
        if found is not None and name not in self.inline and self.same(name):
            return found
        return super()._computed(name)

    def _settled(self, node: Node, value: d.Node, event: str | None) -> d.Node:
        names = {part.name for part in walk(node) if isinstance(part, Name)}
        for key in ((event, node), (None, node)):
            known = self.beside.conditions.get(key) if self.beside else None
            if known is not None and key not in self.conditions and all(map(self.same, names)):
                self.conditions[key] = known
        return super()._settled(node, value, event)


def _in_force(policy: Policy, name: str) -> Any:
    parameter = policy.parameters.get(name)
    if parameter is None:
        return None
    return parameter.dated[-1][1] if parameter.dated else parameter.value


def _shared_field(one: Any, other: Any) -> Any:
    """The values that a complaint may give under both editions."""
    if other is None:
        return one
    if (one.kind, one.unit) != (other.kind, other.unit):
        kinds = {"kind": str(one.type), "other": str(other.type)}
        raise KernelError(message("check.two_kinds", name=repr(one.name), **kinds))
    least = [bound for bound in (one.minimum, other.minimum) if bound is not None]
    most = [bound for bound in (one.maximum, other.maximum) if bound is not None]
    return dataclasses.replace(
        one,
        choices={key: label for key, label in one.choices.items() if key in other.choices},
        minimum=max(least, default=None),
        maximum=min(most, default=None),
        default=one.default if one.default is not None else other.default,
    )


# the comparison


@dataclass
class _Comparison:
    old: Policy
    new: Policy
    budget: Budget
    spaces: tuple[EditionSpace, EditionSpace] = field(init=False)

    def __post_init__(self) -> None:
        first = EditionSpace(self.old, self.new, self.budget)
        self.spaces = first, EditionSpace(self.new, self.old, self.budget, first)

    @property
    def diagrams(self) -> d.Diagrams:
        return self.spaces[0].diagrams

    def changes(self) -> Iterator[Change]:
        yield from self.pairs("grade", "grades", self.named("grade"))
        if self.old.intake or self.new.intake:
            yield from self.pairs("intake", "intake", self.named("intake"))
        for name in self.old.derived.keys() & self.new.derived.keys():
            if not self.spaces[0].same(name):
                yield from self.computed(name)
        for section in SECTIONS:
            if section.name not in UNCOMPARED:
                yield from self.section(section.name, section.of(self.old), section.of(self.new))

    def named(self, name: str) -> list[d.Node]:
        return [space.name(name) for space in self.spaces]

    def pairs(self, what: str, path: str, sides: Sequence[d.Node], duty: str | None = None) -> Iterator[Change]:
        """Every pair of answers that some complaint gets, and that differ."""
        both = self.diagrams.lift(lambda a, b: (a, b), *sides)
        for old, new in sorted(d.leaves(both), key=str):
            if old != new:
                found = self.example(self.spaces[0].is_value(both, (old, new)))
                yield self.change(what, path, (_text(old), _text(new)), found, duty)

    def change(
        self, what: str, path: str, said: Said, found: Mapping[str, Any] | None, duty: str | None = None
    ) -> Change:
        """One change with the complaint that shows it; None: none was found."""
        due = self.due(duty, found) if duty and found is not None else None
        return Change(what, path, *said, UNKNOWN if found is None else SHOWN, found, due)

    def computed(self, name: str) -> Iterator[Change]:
        """A computed fact that some complaint has otherwise."""
        differs = self.diagrams.lift(lambda a, b: a != b, *self.named(name))
        said = [" ".join(part.source for part in parts_of(policy, name)) for policy in (self.old, self.new)]
        if differs is not self.diagrams.false or said[0] != said[1]:
            yield self.change("derive", f"derive.{name}", (said[0], said[1]), self.example(differs))

    def section(self, name: str, old: Any, new: Any) -> Iterator[Change]:
        before, after = (dict(_records(name, one)) for one in (old, new))
        for path in dict.fromkeys((*before, *after)):
            one, other = before.get(path), after.get(path)
            if written(one) == written(other) and self.meaning_stays(one):
                continue
            if name in GRADING:
                yield from self.graded(name, path, one, other)
            elif name in OF_A_COMPLAINT:
                yield from self.rule(name, path, one, other)
            else:
                yield from self.parts(name, path, one, other, None)

    def meaning_stays(self, record: Any) -> bool:
        """Whether every name that a record reads means the same in both editions."""
        return all(self.stays(name) for name in _names(record))

    def stays(self, name: str) -> bool:
        if name not in OUTCOMES:
            return self.spaces[0].same(name)
        before, after = self.named(name)
        return before is after

    def graded(self, name: str, path: str, one: Any, other: Any) -> Iterator[Change]:
        """What a part of grading says beside the answers that are compared already."""
        if name == "measures":
            yield from self.parts(name, path, one, other, None)
        elif name == "grades" and one and other and one.participants != other.participants:
            sides = [space.is_value(space.name("grade"), one.id) for space in self.spaces]
            if (found := self.example(self.diagrams.both(*sides))) is not None:
                said = _said(one.participants), _said(other.participants)
                yield self.change(name, f"{path}.participants", said, found)

    def rule(self, name: str, path: str, one: Any, other: Any) -> Iterator[Change]:
        """One rule: whether it applies, the rows of which the first counts, and all else as it is written."""
        event = next((_event(record) for record in (one, other) if record is not None), None)
        applies = [self.applies(space, rule, event) for space, rule in zip(self.spaces, (one, other), strict=True)]
        told = ("does not apply", "applies")
        sides = [self.diagrams.lift(lambda x: told[bool(x)], region) for region in applies]
        yield from self.pairs(name, path, sides)
        if one is None or other is None:
            return
        here = self.diagrams.both(*applies)
        duty = one.id if isinstance(one, DutyRule) else None
        if here is not self.diagrams.false:
            yield from self.parts(name, path, one, other, here, duty)

    def applies(self, space: EditionSpace, rule: Any, event: str | None) -> d.Node:
        if rule is None:
            return space.diagrams.false
        when = rule.row.when if hasattr(rule, "row") else getattr(rule, "when", None)
        known = event if event in space.policy.events else None
        return space.met(when, known)

    def parts(
        self, name: str, path: str, one: Any, other: Any, here: d.Node | None, duty: str | None = None
    ) -> Iterator[Change]:
        """The parts of a rule that differ; here: the complaints to which it applies in both editions."""
        if type(one) is not type(other) or not hasattr(one, "__dataclass_fields__"):
            yield Change(name, path, _said(one), _said(other))
            return
        for part in one.__dataclass_fields__:
            if part in (*WORDS, "when", "owners"):
                continue
            if part in ("limits", "owner") and here is not None:
                rows = _choices(one, part, self.old), _choices(other, part, self.new)
                sides = [self.first_of(space, *chosen, here) for space, chosen in zip(self.spaces, rows, strict=True)]
                yield from self.pairs(name, f"{path}.{part}", sides, duty)
            values = _constant(one, part), _constant(other, part)
            if written(values[0]) != written(values[1]):
                found = self.example(here) if here is not None else None
                answer = UNKNOWN if here is not None and found is None else SHOWN
                due = self.due(duty, found) if duty and found is not None else None
                yield Change(name, f"{path}.{part}", _said(values[0]), _said(values[1]), answer, found, due)

    def first_of(self, space: EditionSpace, rows: Sequence[tuple[Expression | None, str]], rest: str | None,
                 here: d.Node) -> d.Node:  # fmt: skip
        """The text of the first row met, where the rule applies in both editions; the same elsewhere."""
        made = space.diagrams.leaf(rest)
        for when, text in reversed(rows):
            made = space.choose(space.met(when), space.diagrams.leaf(text), made)
        return space.choose(here, made, space.diagrams.leaf(None))

    # examples

    def example(self, region: d.Node) -> Mapping[str, Any] | None:
        """The simplest complaint of a region; None where no real one was found to be in it."""
        variables = self.spaces[0].variables
        path = self.diagrams.cheapest(region, self.cost)
        if path is None:
            return None
        hidden = {level: index for level, index in path.items() if variables[level].what in OWN}
        given = {level: index for level, index in path.items() if level not in hidden}
        for values in self.trials(given, hidden):
            self.budget.spend(TRIAL)
            if self.so(hidden, values):
                return self.told(values)
        return None

    def cost(self, level: int, index: int) -> int:
        """What an example must say costs; what it may leave out does not."""
        variable = self.spaces[0].variables[level]
        cell = variable.cells[index]
        return 0 if cell.value is None and variable.what not in OWN else cell.cost

    def trials(self, given: Mapping[int, int], hidden: Mapping[int, int]) -> Iterator[dict[str, Any]]:
        variables, owners = self.spaces[0].variables, self.spaces[0].owners
        fixed = {variables[level].name: variables[level].cells[index].samples[0] for level, index in given.items()}
        needed = set().union(*(needs(owners[level], variables[level]) for level in hidden))
        levels = {variable.name: level for level, variable in enumerate(variables) if variable.what not in OWN}
        names = [name for name in levels if name in needed]
        choices = [samples_of(variables[levels[name]], given.get(levels[name])) for name in names]
        for trial in itertools.islice(itertools.product(*choices), MOST_TRIALS):
            yield {**fixed, **dict(zip(names, trial, strict=True))}

    def so(self, hidden: Mapping[int, int], values: Mapping[str, Any]) -> bool:
        """Whether the values have what stands as a variable of its own, each under its edition."""
        variables, owners = self.spaces[0].variables, self.spaces[0].owners
        samples = {policy: SampleComplaint(policy, values) for policy in {*owners.values()}}
        try:
            return all(is_so(variables[at], index, samples[owners[at]]) for at, index in hidden.items())
        except FigureError:
            return False

    def told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a complaint must say: neither defaults nor what is not given."""
        facts = {**self.new.facts, **self.old.facts}
        return {
            name: value for name, value in values.items()
            if value is not None and (name not in facts or value != facts[name].default)
        }  # fmt: skip

    def due(self, duty: str | None, found: Mapping[str, Any] | None) -> tuple[str | None, str | None] | None:
        """The due moments of a duty for the complaint of an example, under each edition; None where they are one."""
        moments = [_due(policy, duty, found or {}) for policy in (self.old, self.new)]
        return (moments[0], moments[1]) if moments[0] != moments[1] else None


def _due(policy: Policy, duty: str | None, found: Mapping[str, Any]) -> str | None:
    rule = policy.duties[str(duty)]
    events = [{"type": rule.start.event, "at": MONDAY_MORNING}] if rule.start else []
    facts = {name: value for name, value in found.items() if name in policy.facts}
    texts = {name: value for name, value in found.items() if name in ATTRIBUTES}
    complaint = {"id": "example", "received_at": MONDAY_MORNING, "facts": facts, "events": events, **texts}
    try:
        answer = assess(policy, complaint, named_calendar(policy.calendar), at=MONDAY_MORNING)
    except (KernelError, WorktimeError):
        return None
    return next((one.to_dict()["due"] for one in answer.duties if one.id == duty), None)


# records as they are written


def _records(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    """The records of a section by their path: by name where they have one, else by what they are about."""
    if isinstance(found, Mapping):
        yield from ((f"{name}.{key}", value) for key, value in found.items())
    elif isinstance(found, tuple):
        seen: dict[str, int] = {}
        for record in found:
            key = _key(record)
            seen[key] = seen.get(key, 0) + 1
            yield f"{name}.{key}" + (f"[{seen[key]}]" if seen[key] > 1 else ""), record
    else:
        yield name, found


def _key(record: Any) -> str:
    """What a record of a list is about, so that it is found again in the other edition."""
    for name in ("id", "kind", "step", "intake", "clause"):
        if isinstance(value := getattr(record, name, None), str) and value:
            return value
    return type(record).__name__.lower()


def _event(record: Any) -> str | None:
    on = getattr(record, "on", None)
    return on.event if isinstance(on, Match) else None


def _choices(rule: DutyRule, part: str, policy: Policy) -> tuple[list[tuple[Expression | None, str]], str | None]:
    """The rows of which the first counts, and what takes the rest."""
    if part == "owner":
        return [(one.when, one.owner) for one in rule.owners], rule.owner
    rows = []
    for row in rule.limits:
        limit = _in_force(policy, row.limit) if isinstance(row.limit, str) else row.limit
        by = f" started by {row.started_by:%H:%M}" if row.started_by else ""
        rows.append((row.when, f"{limit if limit is not None else f'{row.limit}, not set'}{by}"))
    return rows, "no limit"


def _constant(rule: Any, part: str) -> Any:
    """A part of a rule that is the same for every complaint; of rows of which the first counts only the clauses."""
    value = getattr(rule, part)
    if part == "row":
        return value.clause
    if part == "limits":
        return tuple(row.clause for row in value)
    return None if part == "owner" and hasattr(rule, "owners") else value


def _names(record: Any) -> Iterator[str]:
    if isinstance(record, Expression):
        yield from record.names
    elif dataclasses.is_dataclass(record) and not isinstance(record, type):
        for part in dataclasses.fields(record):
            value = getattr(record, part.name)
            yield from _names(value)
            if part.name == "limit" and isinstance(value, str):
                yield value
    elif isinstance(record, (tuple, list)):
        yield from itertools.chain.from_iterable(map(_names, record))
    elif isinstance(record, Mapping):
        yield from itertools.chain.from_iterable(map(_names, record.values()))


def written(value: Any) -> Any:
    """A record as values that compare: words for people and places in the file are left out."""
    if isinstance(value, Expression):
        return value.tree
    if isinstance(value, (Label, Limit)):
        return str(value) if isinstance(value, Limit) else None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = (part.name for part in dataclasses.fields(value) if part.name not in WORDS)
        return type(value).__name__, {name: written(getattr(value, name)) for name in parts}
    if isinstance(value, Mapping):
        return {key: written(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [written(one) for one in value]
    return value


def _said(value: Any) -> str | None:
    """A part of a rule in one line."""
    if value is None or value == () or value == "":
        return None
    if isinstance(value, Expression):
        return value.source
    if isinstance(value, Match):
        return f"{value.event} where {value.where.source}" if value.where else value.event
    if isinstance(value, Outcome):
        return f"{value.payer} {_outcome(value)}"
    if isinstance(value, (tuple, list)):
        return ", ".join(filter(None, map(_said, value)))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, (Decimal, Limit, Enum, datetime, str, int)):
        return _text(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {p.name: _said(getattr(value, p.name)) for p in dataclasses.fields(value) if p.name not in WORDS}
        return " ".join(f"{name} {text}" for name, text in parts.items() if text)
    return str(value)


def _outcome(outcome: Outcome) -> str:
    if outcome.parameter:
        return outcome.parameter
    if outcome.amount:
        return f"{outcome.amount} to {outcome.amount_max}" if outcome.amount_max else str(outcome.amount)
    return f"{outcome.points} points" if outcome.points else str(outcome.kind)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


__all__ = ["Change", "EditionSpace", "OutOfBudget", "compare_editions"]
