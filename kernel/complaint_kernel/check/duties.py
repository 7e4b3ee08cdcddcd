"""Duties: each can apply, start and end; each penalty can arise, and a later act never costs less."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from ..base.locale import Message, message
from ..cells import diagram as d
from ..policy.model import DutyRule, Match, Measure, Outcome, PenaltyRule
from ..policy.vocabulary import Aggregate, BuiltInOutcome
from .examples import from_path
from .finding import ERROR, Finding, Places
from .names import open_parameters
from .space import Space
from .words import Labelled, Name, Value


def check_duties(space: Space, places: Places) -> Iterator[Finding]:
    """Each duty's condition, start, end and limit."""
    for duty in space.policy.duties.values():
        applies = space.met(duty.when)
        if applies is space.diagrams.false:
            if not open_parameters(space.policy, duty.when):
                condition = repr(duty.when.source if duty.when else "")
                words = message("finding.unreachable.duty", duty=_named(places, duty), condition=condition)
                yield places.finding(ERROR, "unreachable", duty.path, words)
            continue
        yield from _start(space, places, duty, applies)
        yield from _end(space, places, duty, applies)
        yield from _limit(places, duty)


def _named(places: Places, duty: DutyRule) -> Message:
    name, clause = Labelled(places.policy, duty.label, duty.id), places.policy.clause(duty.clause)
    return message("finding.duty", name=name, clause=clause, line=places.line(duty.path))


def _event(places: Places, event: str) -> Labelled:
    return Labelled(places.policy, places.policy.events[event].label, event)


def _start(space: Space, places: Places, duty: DutyRule, applies: d.Node) -> Iterator[Finding]:
    if duty.start is None or _possible(space, duty.start, applies):
        return
    path = f"{duty.path}.from"
    where = duty.start.where.source if duty.start.where else ""
    event = _event(places, duty.start.event)
    words = message("finding.no-start", duty=_named(places, duty), event=event, condition=repr(where))
    yield places.finding(ERROR, "no-start", path, words)


def _end(space: Space, places: Places, duty: DutyRule, applies: d.Node) -> Iterator[Finding]:
    path = f"{duty.path}.done_by"
    if not any(_possible(space, match, applies) for match in duty.done):
        events = tuple(_event(places, event) for event in duty.done_by)
        yield places.finding(
            ERROR, "no-end", path, message("finding.no-end.never", duty=_named(places, duty), events=events)
        )
    for match in duty.done:
        if duty.start and match.event == duty.start.event and _together(space, duty.start, match, applies):
            words = message("finding.no-end.start", duty=_named(places, duty), event=_event(places, match.event))
            yield places.finding(ERROR, "no-end", path, words, related=(f"{duty.path}.from",))


def _possible(space: Space, match: Match, applies: d.Node) -> bool:
    if open_parameters(space.policy, match.where):
        return True
    return space.diagrams.both(applies, space.matched(match)) is not space.diagrams.false


def _together(space: Space, start: Match, end: Match, applies: d.Node) -> bool:
    return space.diagrams.both(applies, space.matched(start), space.matched(end)) is not space.diagrams.false


def _limit(places: Places, duty: DutyRule) -> Iterator[Finding]:
    if duty.breach and not duty.limits:
        path = f"{duty.path}.breach"
        words = message("finding.unreachable.breach", duty=_named(places, duty), line=places.line(path))
        yield places.finding(ERROR, "unreachable", path, words)


# penalties

Cost = tuple[Decimal, int, frozenset[str]]


def check_penalties(space: Space, places: Places) -> Iterator[Finding]:
    """Each penalty can arise, has a payer, and never falls as its count rises."""
    for rule in space.policy.penalties:
        where = places.named(rule.path)
        if not rule.outcomes:
            yield places.finding(ERROR, "no-payer", rule.path, message("finding.no-payer", penalty=where))
        arises = _arises(space, rule)
        conditions = [rule.when, rule.on.where if rule.on else None]
        if arises is space.diagrams.false and not any(open_parameters(space.policy, c) for c in conditions):
            yield places.finding(ERROR, "unreachable", rule.path, message("finding.unreachable.penalty", penalty=where))
    yield from _steps(space, places)


def _arises(space: Space, rule: PenaltyRule) -> d.Node:
    event = rule.on.event if rule.on else None
    region = space.matched(rule.on) if rule.on else space.diagrams.true
    return space.both_met(region, rule.when, event)


def _steps(space: Space, places: Places) -> Iterator[Finding]:
    """A later act of the same kind is never punished by less than the one before it."""
    triggers = dict.fromkeys(rule.on.event if rule.on else None for rule in space.policy.penalties)
    for trigger in triggers:
        rules = [rule for rule in space.policy.penalties if (rule.on.event if rule.on else None) == trigger]
        applying = space.diagrams.leaf(())
        for index, rule in enumerate(rules):
            applying = space.diagrams.lift(
                lambda met, seen, index=index: (*seen, index) if met else seen, _arises(space, rule), applying
            )
        for level in d.support(applying):
            variable = space.variables[level]
            if variable.what == "measure" and _counts_acts(space.policy.measures[variable.name], trigger):
                yield from _smaller(space, places, rules, applying, level)


def _counts_acts(measure: Measure, trigger: str | None) -> bool:
    """Whether it counts acts of the kind that is punished: earlier complaints, or events of the trigger's own type."""
    of_the_kind = measure.over_history or measure.event == trigger
    return of_the_kind and measure.aggregate in (Aggregate.COUNT, Aggregate.RUN, Aggregate.DISTINCT)


def _smaller(space: Space, places: Places, rules: list[PenaltyRule], applying: d.Node, level: int) -> Iterator[Finding]:
    diagrams, variable = space.diagrams, space.variables[level]
    counts = [index for index, cell in enumerate(variable.cells) if cell.value is not None]
    for few, more in itertools.pairwise(counts):
        before, after = diagrams.at(applying, level, few), diagrams.at(applying, level, more)
        less = diagrams.lift(lambda a, b: _is_less(rules, a, b), before, after)
        path = diagrams.cheapest(less, lambda lv, index: space.variables[lv].cells[index].cost)
        if path is None:
            continue
        shown = from_path(space, {**path, level: more}, frozenset({variable.name}))
        seen: tuple[int, ...] = d.value_at(before, path)
        related = [rules[index] for index in seen]
        values = [Value(space.policy, variable.name, variable.cells[index].samples[0]) for index in (few, more)]
        words = message(
            "finding.smaller-penalty",
            name=Name(space.policy, variable.name),
            few=values[0],
            more=values[1],
            rows=places.all_named(rule.path for rule in related),
        )
        yield places.finding(
            ERROR, "smaller-penalty", related[0].path, words,
            counterexample=shown.to_dict(), related=tuple(rule.path for rule in related[1:]),
        )  # fmt: skip
        return


def _is_less(rules: list[PenaltyRule], before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether every payer bears no more than before, and one of them less. Outcomes of other names do not compare."""
    old, new = _cost(rules, before), _cost(rules, after)
    payers = old.keys() | new.keys()
    nothing: Cost = (Decimal(0), 0, frozenset())
    pairs = [(old.get(payer, nothing), new.get(payer, nothing)) for payer in payers]
    return old != new and all(n[0] <= o[0] and n[1] <= o[1] and n[2] <= o[2] for o, n in pairs)


def _cost(rules: list[PenaltyRule], applying: tuple[int, ...]) -> dict[str, Cost]:
    found: dict[str, Cost] = {}
    for outcome in (outcome for index in applying for outcome in rules[index].outcomes):
        fine, points, named = found.get(outcome.payer, (Decimal(0), 0, frozenset()))
        found[outcome.payer] = (fine + _fine(outcome), points + outcome.points, named | _named_outcome(outcome))
    return found


def _fine(outcome: Outcome) -> Decimal:
    most = outcome.amount_max or outcome.amount
    return most.amount if most else Decimal(0)


def _named_outcome(outcome: Outcome) -> frozenset[str]:
    plain = outcome.kind in (BuiltInOutcome.FINE, BuiltInOutcome.POINTS) and not outcome.parameter
    return frozenset() if plain else frozenset({outcome.kind})
