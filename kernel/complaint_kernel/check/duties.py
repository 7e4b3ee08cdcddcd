"""Duties: each can apply, start and end; each penalty can arise, and a later act never costs less."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from ..cells import diagram as d
from ..policy.model import DutyRule, Match, Measure, Outcome, PenaltyRule
from ..policy.vocabulary import Aggregate, BuiltInOutcome
from ..worktime import Limit
from .examples import example, from_path, spoken
from .finding import ERROR, Finding, Places
from .names import open_parameters
from .space import Space


def check_duties(space: Space, places: Places) -> Iterator[Finding]:
    """Each duty's condition, start, end and limit."""
    for duty in space.policy.duties.values():
        applies = space.met(duty.when)
        if applies is space.diagrams.false:
            if not open_parameters(space.policy, duty.when):
                said = f"{_named(places, duty)} applies to no complaint: {_text(duty)} is never met"
                yield places.finding(ERROR, "unreachable", duty.path, f"{said}; mend its `when` or remove it")
            continue
        yield from _start(space, places, duty, applies)
        yield from _end(space, places, duty, applies)
        yield from _limit(space, places, duty, applies)


def _named(places: Places, duty: DutyRule) -> str:
    return f"duty {duty.id} ({duty.clause}, line {places.line(duty.path)})"


def _text(duty: DutyRule) -> str:
    return repr(duty.when.source) if duty.when else "its condition"


def _start(space: Space, places: Places, duty: DutyRule, applies: d.Node) -> Iterator[Finding]:
    if duty.start is None or _possible(space, duty.start, applies):
        return
    path = f"{duty.path}.from"
    where = duty.start.where.source if duty.start.where else ""
    message = f"{_named(places, duty)} can never start: no event {duty.start.event} meets {where!r}; mend `from`"
    yield places.finding(ERROR, "no-start", path, message)


def _end(space: Space, places: Places, duty: DutyRule, applies: d.Node) -> Iterator[Finding]:
    path = f"{duty.path}.done_by"
    if not any(_possible(space, match, applies) for match in duty.done):
        events = ", ".join(duty.done_by)
        said = f"{_named(places, duty)} can never be done: no event {events} meets its `where`; mend `done_by`"
        yield places.finding(ERROR, "no-end", path, said)
    for match in duty.done:
        if duty.start and match.event == duty.start.event and _together(space, duty.start, match, applies):
            said = f"{_named(places, duty)} is done by the event {match.event} that starts it, so it is never open"
            mend = f"{said}; name another event in `done_by`"
            yield places.finding(ERROR, "no-end", path, mend, related=(f"{duty.path}.from",))


def _possible(space: Space, match: Match, applies: d.Node) -> bool:
    if open_parameters(space.policy, match.where):
        return True
    return space.diagrams.both(applies, space.matched(match)) is not space.diagrams.false


def _together(space: Space, start: Match, end: Match, applies: d.Node) -> bool:
    return space.diagrams.both(applies, space.matched(start), space.matched(end)) is not space.diagrams.false


def _limit(space: Space, places: Places, duty: DutyRule, applies: d.Node) -> Iterator[Finding]:
    if duty.breach and not duty.limits:
        path = f"{duty.path}.breach"
        said = f"{_named(places, duty)} has a penalty (line {places.line(path)})"
        message = f"{said} but no `within`, so it can never be missed"
        yield places.finding(ERROR, "unreachable", path, f"{message}; give it a limit or take the penalty away")
    left = applies
    for row in duty.limits:
        taken = space.both_met(left, row.when)
        left = space.diagrams.without(left, taken) if row.started_by is None else left
        if duty.start is None and _is_open(space, row.limit) and taken is not space.diagrams.false:
            shown = example(space, taken)
            yield places.finding(
                ERROR, "unset-parameter", row.path,
                f"{_named(places, duty)} runs from receipt within {row.limit}, which is declared unset: no such "
                f"complaint can be assessed ({shown}); start it at an event or add `given({row.limit})` to its `when`",
                counterexample=shown.to_dict() if shown else None, related=(f"parameters.{row.limit}",),
            )  # fmt: skip


def _is_open(space: Space, limit: Limit | str) -> bool:
    return isinstance(limit, str) and space.policy.parameters[limit].unset


# penalties

Cost = tuple[Decimal, int, frozenset[str]]


def check_penalties(space: Space, places: Places) -> Iterator[Finding]:
    """Each penalty can arise, has a payer, and never falls as its count rises."""
    for rule in space.policy.penalties:
        where = f"penalty {rule.clause} (line {places.line(rule.path)})"
        if not rule.outcomes:
            yield places.finding(
                ERROR, "no-payer", rule.path, f"{where} has no payer; name one, such as `responsible: 20 CNY`"
            )
        arises = _arises(space, rule)
        conditions = [rule.when, rule.on.where if rule.on else None]
        if arises is space.diagrams.false and not any(open_parameters(space.policy, c) for c in conditions):
            yield places.finding(
                ERROR,
                "unreachable",
                rule.path,
                f"{where} can never arise: its condition is never met; mend or remove it",
            )
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
        names = " and ".join(f"{rule.clause} (line {places.line(rule.path)})" for rule in related)
        values = [spoken(variable.cells[index].samples[0]) for index in (few, more)]
        yield places.finding(
            ERROR, "smaller-penalty", related[0].path,
            f"{variable.name} {values[1]} costs less than {variable.name} {values[0]}, which {names} punishes; "
            f"let the later act cost at least as much",
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
