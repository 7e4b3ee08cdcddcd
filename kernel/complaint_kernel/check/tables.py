"""Rows of which the first that is met counts: intake classes, computed facts, points, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..cells import diagram as d
from ..cells.budget import Budget
from ..policy.model import DutyRule, Policy, Row
from ..policy.vocabulary import Attribute
from .examples import example
from .finding import ERROR, NOTE, Finding, Places
from .grades import ordinary, simplest, unknown
from .grading_diagrams import build_space
from .names import open_parameters
from .proposals import condition_of
from .space import Space


@dataclass(frozen=True)
class Table:
    """Rows in order, the region in which they are asked, and what a complaint lacks that no row takes.

    strict: a hole counts even where facts are missing; decided: only where all are given, decisions too.
    row: the form of the row that would close it.
    """

    path: str
    rows: Sequence[Row]
    asked: d.Node
    lacks: str
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
                path, fact.rows, everywhere, f"has no {name}", "{{clause: …, value: …, when: '{}'}}", strict=True
            )
    if policy.intake:
        rows = [row.row for row in policy.intake]
        form = "{{intake: …, clause: …, when: '{}'}}"
        yield Table("intake", rows, everywhere, "gets no intake class", form, strict=True)
    if policy.points:
        yield Table("points.first", policy.points.first, everywhere, "", "", holes=False)
        for row in policy.points.add:
            yield Table(row.path, (row,), everywhere, "", "", holes=False)
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
    tables = [(axis.id, list(axis.rows)) for axis in policy.tiers.axes]
    conditions = [row.when for _, rows in tables for row in rows if row.when]
    space = build_space(customers, tuple(conditions), budget)
    for axis, rows in tables:
        form = "{{clause: …, when: '{}'}}"
        lacks = f"gets no tier on the axis {axis}"
        path, everyone = f"tiers.axes.{axis}", space.diagrams.true
        yield from _check(space, places, Table(path, rows, everyone, lacks, form, decided=True))


def _limits(space: Space, duty: DutyRule) -> Table:
    lacks = f"is left without {duty.id}, since no limit fits"
    return Table(f"{duty.path}.within", duty.limits, space.met(duty.when), lacks, "{{limit: …, when: '{}'}}")


def _check(space: Space, places: Places, table: Table) -> Iterator[Finding]:
    diagrams = space.diagrams
    left = table.asked
    for row in table.rows:
        taken = space.both_met(left, row.when)
        if taken is diagrams.false and table.asked is not diagrams.false:
            yield from _unreached(space, places, table, row)
        elif row.default:
            yield from _closed(space, places, table, row, taken)
        if always(row):
            left = diagrams.without(left, taken)
    if table.holes:
        yield from _hole(space, places, table, left)


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
    by = " and ".join(places.named(other.path, other.clause) for other in covering[:4])
    why = f"{by} above it already take its complaints" if covering else f"no complaint meets {row.condition!r}"
    yield places.finding(
        ERROR, "unreachable", row.path,
        f"{places.named(row.path, row.clause)} never counts: {why}; remove it or set it before them",
        counterexample=shown.to_dict() if shown else None, related=tuple(other.path for other in covering[:4]),
    )  # fmt: skip


def _closed(space: Space, places: Places, table: Table, row: Row, taken: d.Node) -> Iterator[Finding]:
    found = example(space, taken)
    if found is None or not found.real:
        return
    condition = condition_of(space, taken, found.path)
    yield places.finding(
        NOTE, "default-closing", row.path,
        f"{places.named(row.path, row.clause)} is a default and closes a hole: {found} ({row.default})",
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
        yield unknown(places, table.path, f"whether a row takes every complaint: not found is one like {found}")
        return
    row = table.row.format(condition_of(space, left, found.path) or "…")
    yield places.finding(
        ERROR if table.strict or not missing else NOTE, "gap", table.path,
        f"no row (line {places.line(table.path)}) takes a complaint with {found}: it {table.lacks}; "
        f"add a row such as `{row}`, or a last row without `when`",
        counterexample=found.to_dict(), row=row,
    )  # fmt: skip


def always(row: Row) -> bool:
    """Whether a row is met by every start; a limit that is for early starts only leaves the rest."""
    return getattr(row, "started_by", None) is None


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
