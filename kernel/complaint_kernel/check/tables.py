"""Rows of which the first that is met counts: intake classes, computed facts, points, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..base.locale import Message, message
from ..cells import diagram as d
from ..cells.budget import Budget
from ..policy.model import DutyRule, Policy, Row
from ..policy.vocabulary import Attribute
from ..worktime import Limit
from .examples import example
from .finding import ERROR, NOTE, Finding, Places
from .grades import closed_words, ordinary, simplest, unknown
from .names import open_parameters
from .proposals import condition_of
from .space import Space, build_space
from .words import Labelled, example_words


@dataclass(frozen=True)
class Table:
    """Rows in order, the region in which they are asked, and what a complaint lacks that no row takes.

    strict: a hole counts even where facts are missing; decided: only where all are given, decisions too.
    row: the form of the row that would close it.
    """

    path: str
    rows: Sequence[Row]
    asked: d.Node
    lacks: Message | None
    row: str
    strict: bool = False
    holes: bool = True
    decided: bool = False


def check_tables(space: Space, places: Places) -> Iterator[Finding]:
    """Holes, rows out of reach and default rows of every such table."""
    for table in _tables(space):
        yield from _check(space, places, table)


def _tables(space: Space) -> Iterator[Table]:
    policy, everywhere = space.policy, space.diagrams.true
    for name, fact in policy.derived.items():
        if fact.rows:
            path = f"derive.{name}.rows"
            yield Table(
                path,
                fact.rows,
                everywhere,
                _lacks("derived", name=Labelled(policy, fact.label, name)),
                "{{clause: …, value: …, when: '{}'}}",
                strict=True,
            )
    if policy.intake:
        rows = [row.row for row in policy.intake]
        form = "{{intake: …, clause: …, when: '{}'}}"
        yield Table("intake", rows, everywhere, _lacks("intake"), form, strict=True)
    if policy.points:
        yield Table("points.first", policy.points.first, everywhere, None, "", holes=False)
        for row in policy.points.add:
            yield Table(row.path, (row,), everywhere, None, "", holes=False)
    for duty in policy.duties.values():
        if duty.limits:
            yield _limits(space, duty)


def check_customers(policy: Policy, places: Places, budget: Budget | None = None) -> Iterator[Finding]:
    """Holes and rows out of reach among the tiers of customers, who have facts of their own."""
    if policy.tiers is None:
        return
    customers = replace(
        policy, facts=policy.tiers.facts, derived=policy.tiers.derived, measures={}, intake=(), points=None,
        grades=(), uplift=(), duties={}, penalties=(), closing=(),
    )  # fmt: skip
    conditions = [row.when for axis in policy.tiers.axes for row in axis.rows if row.when]
    space = build_space(customers, tuple(conditions), budget)
    for axis in policy.tiers.axes:
        form = "{{clause: …, when: '{}'}}"
        lacks = _lacks("tier", axis=Labelled(policy, axis.label, axis.id))
        path, everyone = f"tiers.axes.{axis.id}", space.diagrams.true
        yield from _check(space, places, Table(path, list(axis.rows), everyone, lacks, form, decided=True))


def _lacks(what: str, **parts: Any) -> Message:
    return message(f"finding.lacks.{what}", **parts)


def _limits(space: Space, duty: DutyRule) -> Table:
    lacks = _lacks("limit", duty=Labelled(space.policy, duty.label, duty.id))
    return Table(f"{duty.path}.within", duty.limits, space.met(duty.when), lacks, "{{limit: …, when: '{}'}}")


def _check(space: Space, places: Places, table: Table) -> Iterator[Finding]:
    diagrams = space.diagrams
    left = unanswered = table.asked
    for row in table.rows:
        taken = space.both_met(left, row.when)
        if taken is diagrams.false and table.asked is not diagrams.false:
            yield from _unreached(space, places, table, row)
        elif row.default:
            yield from _closed(space, places, table, row, taken)
        if always(row):
            left = diagrams.without(left, taken)
        if always(row) or promised(row):
            unanswered = diagrams.without(unanswered, taken)
    if table.holes:
        yield from _hole(space, places, table, unanswered)


def _unreached(space: Space, places: Places, table: Table, row: Row) -> Iterator[Finding]:
    if open_parameters(space.policy, row.when):
        return
    region = space.both_met(table.asked, row.when)
    earlier = table.rows[: list(table.rows).index(row)]
    taking = [o for o in earlier if space.both_met(region, o.when) is not space.diagrams.false]
    covering = [
        o for o in taking if space.diagrams.without(region, space.met(o.when)) is space.diagrams.false
    ] or taking
    shown = example(space, region)
    above = tuple(other.path for other in covering[:4])
    why = (
        message("finding.taken_above", rows=places.all_named(above))
        if covering
        else message("finding.never_met", condition=repr(row.condition))
    )
    yield places.finding(
        ERROR, "unreachable", row.path, message("finding.unreachable.row", row=places.named(row.path), why=why),
        counterexample=shown.to_dict() if shown else None, related=above,
    )  # fmt: skip


def _closed(space: Space, places: Places, table: Table, row: Row, taken: d.Node) -> Iterator[Finding]:
    found = example(space, taken)
    if found is None or not found.real:
        return
    condition = condition_of(space, taken, found.path)
    yield places.finding(
        NOTE, "default-closing", row.path,
        closed_words(places, row, example_words(space.policy, found.values)),
        counterexample=found.to_dict(), row=table.row.format(condition) if condition and table.row else None,
    )  # fmt: skip


def _hole(space: Space, places: Places, table: Table, left: d.Node) -> Iterator[Finding]:
    if any(open_parameters(space.policy, row.when) for row in table.rows):
        return  # as shipped such a row is not met; the note on its parameter says so
    wanted = space.diagrams.both(ordinary(space, table.decided), named(space))
    found, missing = simplest(space, left, wanted)
    if found is None or (missing and table.decided):
        return
    if not found.real:
        shown = example_words(space.policy, found.values)
        yield unknown(places, table.path, message("question.rows", example=shown))
        return
    row = table.row.format(condition_of(space, left, found.path) or "…")
    yield places.finding(
        ERROR if table.strict or not missing else NOTE, "gap", table.path,
        message(
            "finding.gap.rows", line=places.line(table.path), lacks=table.lacks, row=row,
            example=example_words(space.policy, found.values),
        ),
        counterexample=found.to_dict(), row=row,
    )  # fmt: skip


def always(row: Row) -> bool:
    """Whether a row takes all that meets it.

    A limit that is for early starts only leaves the rest, and one that is promised what nothing is promised for.
    """
    return getattr(row, "started_by", None) is None and not promised(row)


def promised(row: Row) -> bool:
    """Whether a row is a limit that a promise names."""
    limit = getattr(row, "limit", None)
    return isinstance(limit, Limit) and limit.is_promised


def named(space: Space) -> d.Node:
    """The complaints whose channel, category and department are among those that the policy names."""
    named = {
        Attribute.CHANNEL: space.policy.channels,
        Attribute.CATEGORY: space.policy.categories,
        Attribute.DEPARTMENT: space.policy.departments,
    }
    regions = [
        space.diagrams.either(*(space.is_value(space.known[name], text) for text in texts))
        for name, texts in named.items()
        if texts
    ]
    return space.diagrams.both(*regions)
