"""Penalties that need no duty: on every such event, or once while a condition is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field as Key
from pydantic import model_validator

from ...base.locale import message
from ...base.strict_yaml import Path, dotted
from ...expression import Expression
from ..label import Rationale
from ..linking import Linker
from ..rows import Match
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, EventMatch, Identifier, Shape
from .outcomes import Outcome, OutcomeTexts, link_outcomes, outcome_text


class PenaltyShape(Shape):
    """A penalty that needs no duty: on every such event, or once while a condition is met.

    unit: the party whose person pays, where the payer is `responsible` or `supervisor`.
    """

    clause: Clause
    unit: Identifier | None = None
    on: Identifier | EventMatch | None = None
    when: Condition | None = None
    each: OutcomeTexts
    loss: Identifier | None = Key(default=None, description="fact whose amount a `loss` outcome bears")
    default: Rationale | None = None

    @model_validator(mode="after")
    def _some_cause(self) -> PenaltyShape:
        if self.on is None and self.when is None:
            raise ValueError(message("fault.no_cause"))
        return self


@dataclass(frozen=True)
class PenaltyRule:
    """A penalty that needs no duty: on every matching event, or once while `when` is met."""

    clause: str
    on: Match | None
    when: Expression | None
    outcomes: tuple[Outcome, ...]
    loss: str | None = None
    path: str = ""
    unit: str | None = None


def _link(linker: Linker, given: Sequence[PenaltyShape]) -> tuple[PenaltyRule, ...]:
    return linker.rows(("penalties",), given, _penalty)


def _penalty(linker: Linker, path: Path, given: PenaltyShape) -> PenaltyRule:
    on = linker.match((*path, "on"), given.on, linker.after) if given.on else None
    scope = linker.event_scope(on.event, linker.after) if on else linker.after
    if given.loss:
        linker.among((*path, "loss"), given.loss, linker.fact_names, "fact")
    when = linker.condition((*path, "when"), given.when, scope)
    outcomes = link_outcomes(linker, (*path, "each"), given.each)
    linker.party((*path, "unit"), given.unit)
    return PenaltyRule(given.clause, on, when, outcomes, given.loss, dotted(path), given.unit)


def _expressions(penalties: Sequence[PenaltyRule]) -> Iterator[Expression | None]:
    return (rule.when for rule in penalties if rule.on is None)


def _event_expressions(penalties: Sequence[PenaltyRule]) -> Iterator[Expression | None]:
    return (rule.when for rule in penalties if rule.on is not None)


def _matches(penalties: Sequence[PenaltyRule]) -> Iterator[tuple[str, Match]]:
    return ((f"{rule.path}.on", rule.on) for rule in penalties if rule.on)


def _paths(penalties: Sequence[PenaltyRule]) -> Iterator[str]:
    return (rule.path for rule in penalties)


def _table(penalties: Sequence[PenaltyRule], teller: Teller) -> Iterator[Cells]:
    for rule in penalties:
        data = teller.policy.events[rule.on.event].data if rule.on else {}
        causes = [teller.event(rule.on)] if rule.on else []
        causes += [teller.condition(rule.when, data)] if rule.when else []
        cause = teller.joined(causes, "and")
        for outcome in rule.outcomes:
            yield rule.clause, cause, teller.party(outcome.payer), outcome_text(outcome, teller)


PENALTIES = Section(
    "penalties",
    list[PenaltyShape],
    _link,
    expressions=_expressions,
    event_expressions=_event_expressions,
    matches=_matches,
    rows=_paths,
    tables=(Table("penalties", ("clause", "cause", "payer", "outcome"), _table),),
    answers=True,
)
