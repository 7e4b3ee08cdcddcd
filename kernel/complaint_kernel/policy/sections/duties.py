"""Duties: who owes what because of a complaint, from when, within which limit, and what a miss costs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field as Key
from pydantic import StringConstraints

from ...base.errors import nearest
from ...base.locale import message, words_of
from ...base.strict_yaml import Path, dotted
from ...expression import Expression
from ...worktime import Limit, LimitError, parse_limit
from ..label import Label, Multilingual, Rationale
from ..linking import Linker
from ..rows import Match, Row
from ..section import Cells, Section, Table, Teller
from ..shapes import CalendarName, Clause, Condition, EventMatch, Identifier, Shape
from ..vocabulary import Kind
from .outcomes import Breach, BreachShape, breach_text, link_breach

WARN_AT = (50, 75, 100)  # percent of a duty's working time; design, "Scheduled actions"


class LimitShape(Shape):
    """A limit for one case; the first row that is met counts, one without `when` takes the rest.

    started_by: the row is for a start at or before this time of day (`"10:00"`) only. A `promised` row gives way to
    others while nothing is promised in the round; its condition reads the journal as it stood at the promise.
    """

    limit: str
    when: Condition | None = None
    started_by: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    clause: Clause | None = None
    default: Rationale | None = None


class PauseShape(Shape):
    """While the case lies elsewhere the clock stands: from one event until another."""

    clause: Clause
    since: Identifier | EventMatch = Key(alias="from")
    until: Identifier | EventMatch


class OwnerShape(Shape):
    """Who owes it in one case; the first row that is met counts, one without `when` takes the rest."""

    owner: Identifier
    when: Condition | None = None
    clause: Clause | None = None


class DutyShape(Shape):
    """Someone owes something within a limit.

    owner: a party, or rows. from: `receipt` or an event. again_from: an event that starts a new round each
    time. again_after: events after which the starting event begins a new round, beside the customer's refusal.
    sent_back_by: an event that sends back what was done, so that it is owed again with the same limit.
    until: what ends a duty that recurs (`each day`). within: a limit, the name of a parameter, or rows;
    without it the duty has no due moment. roll: `none` leaves a last day where it is, `forward` moves it off
    days off. calendar: the working calendar of this duty, where it is neither the owner's nor the complaint's.
    warn_at: percent of the working time, without what is paused, at which the owner is reminded.
    """

    label: Label
    clause: Clause
    owner: Identifier | list[OwnerShape]
    when: Condition | None = None
    start: Literal["receipt"] | Identifier | EventMatch = Key(default="receipt", alias="from")
    again_from: Identifier | None = None
    again_after: Identifier | EventMatch | list[Identifier | EventMatch] | None = None
    sent_back_by: Identifier | EventMatch | None = None
    until: Identifier | list[Identifier] = []
    within: str | list[LimitShape] | None = None
    roll: Literal["none", "forward"] | None = None
    calendar: CalendarName | None = None
    done_by: Identifier | EventMatch | list[Identifier | EventMatch]
    breach: BreachShape | None = None
    pauses: list[PauseShape] = []
    extended_by: Identifier | None = Key(default=None, description="event with data.by that moves the due moment")
    warn_at: list[int] = list(WARN_AT)
    default: Rationale | None = None


@dataclass(frozen=True)
class LimitRow(Row):
    """A limit for one case: a Limit, or the name of a parameter that holds one.

    started_by: the latest time of day of a start that the row is for; None is for any.
    """

    limit: Limit | str = ""
    started_by: datetime.time | None = None

    def is_for(self, start: datetime.datetime | None) -> bool:
        """Whether the row is for this start; a start that has not happened may still be any."""
        return start is None or self.started_by is None or start.time() <= self.started_by


@dataclass(frozen=True)
class Pause:
    clause: str
    since: Match
    until: Match


@dataclass(frozen=True)
class Owner:
    """Who owes a duty where a condition is met; None takes the rest."""

    owner: str
    when: Expression | None = None


@dataclass(frozen=True)
class DutyRule:
    """Who owes what: start None is the receipt; limits () is a duty without a due moment.

    owner: who owes it where no row of `owners` is met. again_from: an event that starts a new round each time.
    calendar: the name of its own, else None.
    """

    id: str
    label: Label
    clause: str
    owner: str
    when: Expression | None
    start: Match | None
    limits: tuple[LimitRow, ...]
    roll: str | None
    done: tuple[Match, ...]
    breach: Breach | None
    pauses: tuple[Pause, ...] = ()
    extended_by: str | None = None
    again_from: str | None = None
    warn_at: tuple[int, ...] = WARN_AT
    default: Multilingual | None = None
    path: str = ""
    owners: tuple[Owner, ...] = ()
    sent_back_by: Match | None = None
    until: tuple[Match, ...] = ()
    calendar: str | None = None
    again_after: tuple[Match, ...] = ()

    @cached_property
    def only_limit(self) -> LimitRow | None:
        """The limit of every round, where there is one alone and without a condition."""
        row = self.limits[0] if len(self.limits) == 1 else None
        return row if row and row.when is None and row.started_by is None else None

    @cached_property
    def may_be_promised(self) -> bool:
        """Whether a promise may say when it is due; the limit of a parameter may be one."""
        return any(isinstance(row.limit, str) or row.limit.is_promised for row in self.limits)

    @property
    def done_by(self) -> tuple[str, ...]:
        """The event types that end it."""
        return tuple(match.event for match in self.done)


def _link(linker: Linker, given: Mapping[str, DutyShape]) -> dict[str, DutyRule]:
    return linker.each(("duties",), given, link_duty)


def link_duty(linker: Linker, path: Path, name: str, given: DutyShape) -> DutyRule:
    """One duty; periodic work is linked as one too."""
    owners = _owners(linker, (*path, "owner"), given)
    start = None
    with linker.at((*path, "from")):
        start = None if given.start == "receipt" else linker.match((*path, "from"), given.start, linker.after)
    for key in ("extended_by", "again_from"):
        if event := getattr(given, key):
            linker.among((*path, key), event, linker.events, "event")
    return DutyRule(
        id=name,
        label=given.label,
        clause=given.clause,
        owner=owners[-1].owner,
        when=linker.condition((*path, "when"), given.when, linker.after),
        start=start,
        limits=_limits(linker, (*path, "within"), given),
        roll=given.roll,
        done=linker.matches((*path, "done_by"), given.done_by, linker.after),
        breach=link_breach(linker, (*path, "breach"), given.breach),
        pauses=tuple(_pause(linker, (*path, "pauses", i), pause) for i, pause in enumerate(given.pauses)),
        extended_by=given.extended_by,
        again_from=given.again_from,
        warn_at=tuple(given.warn_at),
        default=given.default,
        path=dotted(path),
        owners=owners[:-1],
        sent_back_by=next(iter(linker.matches((*path, "sent_back_by"), given.sent_back_by, linker.after)), None),
        again_after=linker.matches((*path, "again_after"), given.again_after, linker.after),
        until=linker.matches((*path, "until"), given.until, linker.after),
        calendar=given.calendar,
    )


def _owners(linker: Linker, path: Path, given: DutyShape) -> tuple[Owner, ...]:
    """Every owner with its condition; the last takes the rest."""
    rows = [OwnerShape(owner=given.owner)] if isinstance(given.owner, str) else given.owner
    if not rows or rows[-1].when is not None:
        linker.fault(path, message("fault.last_owner"))
        rows = [*rows, OwnerShape(owner=rows[-1].owner if rows else "")]
    owners = []
    for index, row in enumerate(rows):
        here = path if isinstance(given.owner, str) else (*path, index, "owner")
        linker.party(here, row.owner)
        owners.append(Owner(row.owner, linker.condition((*path, index, "when"), row.when, linker.after)))
    return tuple(owners)


def _limits(linker: Linker, path: Path, given: DutyShape) -> tuple[LimitRow, ...]:
    if given.within is None:
        return ()
    if isinstance(given.within, str):
        limit = link_limit(linker, path, given.within)
        return (LimitRow(given.clause, None, None, dotted(path), limit),) if limit else ()
    rows = []
    for index, row in enumerate(given.within):
        here = (*path, index)
        when = linker.condition((*here, "when"), row.when, linker.after)
        if limit := link_limit(linker, (*here, "limit"), row.limit):
            by = datetime.time.fromisoformat(row.started_by) if row.started_by else None
            rows.append(LimitRow(row.clause or given.clause, when, row.default, dotted(here), limit, by))
    return tuple(rows)


def link_limit(linker: Linker, path: Path, text: str) -> Limit | str | None:
    """A limit, or the name of the parameter that holds one; None where it is at fault."""
    if text in linker.parameters:
        if linker.parameters[text].kind != Kind.LIMIT:
            linker.fault(path, message("fault.no_limit", name=repr(text)))
        return text
    with linker.at(path):
        try:
            return parse_limit(text)
        except LimitError as error:
            hint = nearest(text, linker.parameters)
            raise ValueError(message("fault.hinted", fault=words_of(error), hint=hint)) from None
    return None


def _pause(linker: Linker, path: Path, given: PauseShape) -> Pause:
    since = linker.match((*path, "from"), given.since, linker.after)
    return Pause(given.clause, since, linker.match((*path, "until"), given.until, linker.after))


def _expressions(duties: Mapping[str, DutyRule]) -> Iterator[Expression | None]:
    for duty in duties.values():
        yield from (duty.when, *(row.when for row in duty.limits), *(one.when for one in duty.owners))


def _matches(duties: Mapping[str, DutyRule]) -> Iterator[tuple[str, Match]]:
    for duty in duties.values():
        if duty.start:
            yield f"{duty.path}.from", duty.start
        yield from ((f"{duty.path}.done_by", match) for match in duty.done)
        yield from ((f"{duty.path}.until", match) for match in duty.until)
        if duty.sent_back_by:
            yield f"{duty.path}.sent_back_by", duty.sent_back_by
        yield from ((f"{duty.path}.again_after", match) for match in duty.again_after)
        for index, pause in enumerate(duty.pauses):
            yield f"{duty.path}.pauses[{index}].from", pause.since
            yield f"{duty.path}.pauses[{index}].until", pause.until


def _paths(duties: Mapping[str, DutyRule]) -> Iterator[str]:
    yield from (row.path for duty in duties.values() for row in duty.limits if row.when is not None)
    yield from (duty.path for duty in duties.values())
    yield from (f"{duty.path}.breach" for duty in duties.values() if duty.breach)


def _table(duties: Mapping[str, DutyRule], teller: Teller) -> Iterator[Cells]:
    for rule in duties.values():
        name = teller.ours(teller.label(rule.label), rule.default)
        starts, done = teller.event(rule.start), teller.events(rule.done)
        terms = (teller.condition(rule.when), starts, _within(rule, teller), done, breach_text(rule.breach, teller))
        yield (name, rule.clause, _owner_text(rule, teller), *terms)


def _owner_text(rule: DutyRule, teller: Teller) -> str:
    rows = [f"{teller.party(one.owner)} ({teller.condition(one.when)})" for one in rule.owners]
    return "; ".join([*rows, teller.party(rule.owner)])


def _within(rule: DutyRule, teller: Teller) -> str:
    text = "; ".join(_limit_text(row, teller) for row in rule.limits)
    return teller.aside(text, teller.head("by_calendar", calendar=rule.calendar)) if rule.calendar else text


def limit_words(limit: Limit | str, teller: Teller) -> str:
    """A limit in words, or which parameter holds it."""
    return teller.named(limit) if isinstance(limit, str) else teller.limit(limit)


def _limit_text(row: LimitRow, teller: Teller) -> str:
    text = limit_words(row.limit, teller)
    start = teller.head("by_start", at=f"{row.started_by:%H:%M}") if row.started_by else ""
    return start + text + (f" ({teller.condition(row.when)})" if row.when else "")


HEADS = ("duty", "clause", "owner", "when", "from", "within", "done_by", "breach")
DUTIES = Section(
    "duties",
    dict[Identifier, DutyShape],
    _link,
    dict,
    expressions=_expressions,
    matches=_matches,
    rows=_paths,
    tables=(Table("duties", HEADS, _table),),
    answers=True,
)


def _follow(linker: Linker, given: Any) -> str:
    return str(given)


DUTIES_FOLLOW = Section("duties_follow", Literal["grade", "worst"], _follow, lambda: "grade")
