"""Worse is never milder: facts that declare `worse`, one step at a time, all else the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..cells import diagram as d
from ..cells.variables import Variable
from ..policy.model import Field, Policy
from ..policy.vocabulary import Aggregate
from .examples import Example, SampleComplaint, from_path, needs, spoken
from .finding import ERROR, Finding, Places
from .grades import GradedRow, grade_of, graded_rows, unknown
from .grading_diagrams import class_region, classes, table_diagram
from .proposals import source
from .space import Space


def check_monotone(space: Space, places: Places) -> Iterator[Finding]:
    """Facts that say `worse`, under every intake class."""
    for intake in classes(space.policy):
        if space.policy.table(intake):
            yield from _monotone(space, places, intake)


def worse_steps(field: Field, cells: list[object]) -> list[tuple[int, int]]:
    """Pairs of cell numbers, the second one step worse, by the fact's declaration."""
    if isinstance(field.worse, tuple):
        places = {str(value): index for index, value in enumerate(cells) if value is not None}
        order = [places[key] for key in field.worse if key in places]
    else:
        order = [index for index, value in enumerate(cells) if value is not None]
        order = order if field.worse == "more" else order[::-1]
    return list(itertools.pairwise(order))


def _monotone(space: Space, places: Places, intake: str | None) -> Iterator[Finding]:
    rows = graded_rows(space, intake)
    table = [grade.id for grade in space.policy.table(intake)]
    rank = {grade: index for index, grade in enumerate(table)}
    here = class_region(space, intake)
    ranks = space.diagrams.lift(lambda grade: rank.get(grade, len(table)), table_diagram(space, intake))
    levels = {variable.name: level for level, variable in enumerate(space.variables)}
    for name, field in space.policy.facts.items():
        if field.worse is None:
            continue
        sums = [m.name for m in space.policy.measures.values() if m.aggregate == Aggregate.SUM and m.argument == name]
        found = [f for w in (name, *sums) for f in _milder(space, places, field, levels[w], here, ranks, table, rows)]
        yield from found
        if not found and (hidden := _through_hidden(space, ranks, name)):
            yield _unknown(places, name, f", through {hidden}")


def _milder(
    space: Space, places: Places, field: Field, level: int, here: d.Node, ranks: d.Node, table: list[str],
    rows: list[GradedRow],
) -> Iterator[Finding]:  # fmt: skip
    """The first step to worse that makes the grade milder."""
    diagrams, variable = space.diagrams, space.variables[level]
    for mild, worse in worse_steps(field, [cell.value for cell in variable.cells]):
        before, after = diagrams.at(ranks, level, mild), diagrams.at(ranks, level, worse)
        inside = diagrams.both(diagrams.at(here, level, mild), diagrams.at(here, level, worse))
        milder = diagrams.both(inside, diagrams.lift(lambda a, b: b > a, before, after))
        path = diagrams.cheapest(milder, lambda lv, index: space.variables[lv].cells[index].cost)
        if path is None:
            continue
        shown = from_path(space, {**path, level: worse}, frozenset({variable.name}))
        if not shown.real or not _is_milder(space.policy, shown, variable, mild, worse):
            yield _unknown(places, field.name)
            return
        grades = [_grade_at(ranks, {**path, level: index}, table) for index in (mild, worse)]
        related = [r for index in (mild, worse) for r in _rows_at(rows, {**path, level: index})[:1]]
        values = [spoken(variable.cells[index].samples[0]) for index in (mild, worse)]
        lines = " and ".join(places.named(found.row.path, found.row.clause) for found in related)
        yield places.finding(
            ERROR, "not-monotone", f"facts.{field.name}.worse",
            f"{field.name} (line {places.line(f'facts.{field.name}.worse')}) says that worse is never milder, but "
            f"{variable.name} {values[0]} gives {grades[0]} and the worse {values[1]} gives {grades[1]}; see {lines}",
            counterexample=shown.to_dict(), related=tuple(found.row.path for found in related),
        )  # fmt: skip
        return


def _is_milder(policy: Policy, shown: Example, variable: Variable, mild: int, worse: int) -> bool:
    """Whether real complaints that differ in this one value only are graded so; needed where figures are compared."""
    computed = {*policy.derived, "points"}
    facts = {name: value for name, value in shown.values.items() if name not in computed}
    before, after = (
        grade_of(policy, SampleComplaint(policy, {**facts, variable.name: variable.cells[index].samples[0]}))
        for index in (mild, worse)
    )
    return after > before


def _unknown(places: Places, fact: str, through: str = "") -> Finding:
    return unknown(places, f"facts.{fact}.worse", f"whether a worse {fact} never makes the grade milder{through}")


def _grade_at(ranks: d.Node, path: dict[int, int], table: list[str]) -> str:
    rank: int = d.value_at(ranks, path)
    return f"grade {table[rank]}" if rank < len(table) else "no grade"


def _rows_at(rows: list[GradedRow], path: dict[int, int]) -> list[GradedRow]:
    return [found for found in rows if d.value_at(found.region, path) is True]


def _through_hidden(space: Space, ranks: d.Node, name: str) -> str | None:
    """A computed figure or comparison that rests on the fact and stands as a variable of its own."""
    hidden = [space.variables[level] for level in d.support(ranks)]
    resting = [v for v in hidden if v.what in ("computed", "condition") and name in needs(space.policy, v)]
    return next((source(v.tree) if v.tree else v.name for v in resting), None)
