"""Periodic work, owed once in each week, month, half year, year or two whatever complaints there are; its targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import model_validator

from ...base.errors import expected
from ...base.locale import message
from ...base.strict_yaml import Path
from ...expression import Expression, Type
from ..label import Label, Rationale
from ..linking import Linker, Scope, types_of
from ..rows import Match
from ..section import Cells, Section, Table, Teller
from ..shapes import Clause, Condition, EventMatch, Identifier, Shape
from ..vocabulary import Period
from .duties import DutyRule, DutyShape, link_duty
from .outcomes import BreachShape, breach_text


class TargetShape(Shape):
    """A share that should reach a figure: at_least is a value such as `0.9`, `2 / 3` or a parameter.

    Of complaints: the share of those received in the period that meet `among` to which the event
    `happened`. Of the work itself: `share`, computed from the data of the event that did it.
    """

    label: Label
    clause: Clause
    among: Condition | None = None
    happened: Identifier | EventMatch | None = None
    share: Condition | None = None
    at_least: Condition
    default: Rationale | None = None

    @model_validator(mode="after")
    def _one_share(self) -> TargetShape:
        if (self.share is None) == (self.happened is None):
            raise ValueError(message("fault.share_or_happened"))
        return self


class PeriodicShape(Shape):
    """Work that is owed once in every week, month, half year, year or two, whatever complaints there are.

    every: `each week|month|half year|year`, `each two years`, or a parameter that holds one of these. done_by: the
    event that does it; without one there are only targets. per: it is owed to each of several subjects.
    """

    label: Label
    clause: Clause
    owner: Identifier
    every: str
    done_by: Identifier | EventMatch | None = None
    per: Label | None = None
    breach: BreachShape | None = None
    targets: dict[Identifier, TargetShape] = {}
    default: Rationale | None = None

    @model_validator(mode="after")
    def _something_owed(self) -> PeriodicShape:
        if self.done_by is None and not self.targets:
            raise ValueError(message("fault.nothing_owed"))
        return self


@dataclass(frozen=True)
class Target:
    """A share and the figure that it should reach; of complaints (`happened`) or of an event's data (`share`)."""

    id: str
    label: Label
    clause: str
    among: Expression | None
    happened: Match | None
    share: Expression | None
    at_least: Expression


@dataclass(frozen=True)
class Periodic:
    """Work owed once a period. rule: the duty; every: the period, or the parameter that holds it.

    owed: false where only targets count. per: what it is owed to each of.
    """

    rule: DutyRule
    every: str
    owed: bool
    per: Label | None
    targets: tuple[Target, ...]


def _link(linker: Linker, given: Mapping[str, PeriodicShape]) -> dict[str, Periodic]:
    return linker.each(("periodic",), given, _periodic)


def _periodic(linker: Linker, path: Path, name: str, given: PeriodicShape) -> Periodic:
    """Linked as a duty that starts with its period, so that due moments and breaches are the duties' own."""
    _check_period(linker, (*path, "every"), given.every)
    duty = link_duty(linker, path, name, _as_duty(given))
    targets = linker.each((*path, "targets"), given.targets, _target, given)
    return Periodic(duty, given.every, given.done_by is not None, given.per, tuple(targets.values()))


def _check_period(linker: Linker, path: Path, every: str) -> None:
    periods = set(Period.all())
    named = [name for name, p in linker.parameters.items() if p.choices and set(p.choices) <= periods]
    if every not in periods and every not in named:
        hint = expected(every, [*Period.all(), *named])
        linker.fault(path, message("fault.period", found=repr(every), hint=hint))


def _as_duty(given: PeriodicShape) -> DutyShape:
    return DutyShape.model_validate(
        {
            "label": given.label,
            "clause": given.clause,
            "owner": given.owner,
            "done_by": given.done_by or [],
            "breach": given.breach,
            "default": given.default,
        }
    )


def _target(linker: Linker, path: Path, name: str, given: TargetShape, periodic: PeriodicShape) -> Target:
    happened = linker.match((*path, "happened"), given.happened, linker.after) if given.happened else None
    company: Scope = types_of(linker.parameters)
    data = company
    if given.share is not None:
        if periodic.done_by is None or isinstance(periodic.done_by, list):
            raise ValueError(message("fault.share_of_one"))
        done = linker.match((*path, "share"), periodic.done_by, linker.after)
        data = linker.event_scope(done.event, company)
    at_least = linker.condition((*path, "at_least"), given.at_least, company, Type("number"))
    return Target(
        id=name,
        label=given.label,
        clause=given.clause,
        among=linker.condition((*path, "among"), given.among, linker.after),
        happened=happened,
        share=linker.condition((*path, "share"), given.share, data, Type("number")),
        at_least=at_least,  # type: ignore[arg-type]  # None only beside a fault, and then no policy comes of it
    )


def _work(periodic: Mapping[str, Periodic], teller: Teller) -> Iterator[Cells]:
    for work in periodic.values():
        rule = work.rule
        every = teller.named(work.every) if work.every in teller.policy.parameters else teller.period(work.every)
        done, breach = teller.events(rule.done), breach_text(rule.breach, teller)
        yield teller.label(rule.label), rule.clause, teller.party(rule.owner), every, done, breach


def _targets(periodic: Mapping[str, Periodic], teller: Teller) -> Iterator[Cells]:
    for work in periodic.values():
        for target in work.targets:
            yield teller.label(target.label), target.clause, target.at_least.source


PERIODIC = Section(
    "periodic",
    dict[Identifier, PeriodicShape],
    _link,
    dict,
    tables=(
        Table("periodic", ("work", "clause", "owner", "every", "done_by", "breach"), _work),
        Table("targets", ("target", "clause", "at_least"), _targets),
    ),
    answers=True,
)
