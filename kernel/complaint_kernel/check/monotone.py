"""Worse is never milder: facts that declare `worse`, one step at a time, all else the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..base.locale import Message, message
from ..cells import diagram as d
from ..cells.variables import Variable
from ..policy.model import Field, Policy
from ..policy.vocabulary import Aggregate
from .examples import Example, SampleComplaint, from_path, needs
from .finding import ERROR, Finding, Places
from .grades import GradedRow, grade_of, graded_rows, unknown
from .proposals import source
from .space import Space, classes
from .words import Labelled, Name, Value


def check_monotone(space: Space, places: Places) -> Iterator[Finding]:
    """Facts that say `worse`, under every intake class."""
    if all(field.worse is None for field in space.policy.facts.values()):
        return
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
    here = space.of_class(intake)
    ranks = space.diagrams.lift(lambda grade: rank.get(grade, len(table)), space.table(intake))
    levels = {variable.name: level for level, variable in enumerate(space.variables)}
    for name, field in space.policy.facts.items():
        if field.worse is None:
            continue
        sums = [m.name for m in space.policy.measures.values() if m.aggregate == Aggregate.SUM and m.argument == name]
        found = [f for w in (name, *sums) for f in _milder(space, places, field, levels[w], here, ranks, table, rows)]
        yield from found
        if not found and (hidden := _through_hidden(space, ranks, name)):
            yield _unknown(places, name, hidden)


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
        grades = [_grade_at(places, ranks, {**path, level: index}, table) for index in (mild, worse)]
        related = [r for index in (mild, worse) for r in _rows_at(rows, {**path, level: index})[:1]]
        values = [Value(space.policy, variable.name, variable.cells[i].samples[0]) for i in (mild, worse)]
        where = f"facts.{field.name}.worse"
        shown_by = tuple(found.row.path for found in related)
        words = message(
            "finding.not-monotone.worse",
            fact=Labelled(space.policy, field.label, field.name),
            line=places.line(where),
            name=Name(space.policy, variable.name),
            mild=values[0],
            grade=grades[0],
            worse=values[1],
            milder=grades[1],
            rows=places.all_named(shown_by),
        )
        yield places.finding(ERROR, "not-monotone", where, words, counterexample=shown.to_dict(), related=shown_by)
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


def _unknown(places: Places, fact: str, hidden: str | None = None) -> Finding:
    name = Name(places.policy, fact)
    what = message("question.milder", fact=name)
    if hidden:
        what = message("question.milder_through", fact=name, figure=hidden)
    return unknown(places, f"facts.{fact}.worse", what)


def _grade_at(places: Places, ranks: d.Node, path: dict[int, int], table: list[str]) -> Message:
    rank: int = d.value_at(ranks, path)
    if rank < len(table):
        return message("finding.some_grade", grade=places.grade(table[rank]))
    return message("finding.no_grade")


def _rows_at(rows: list[GradedRow], path: dict[int, int]) -> list[GradedRow]:
    return [found for found in rows if d.value_at(found.region, path) is True]


def _through_hidden(space: Space, ranks: d.Node, name: str) -> str | None:
    """A computed figure or comparison that rests on the fact and stands as a variable of its own."""
    hidden = [space.variables[level] for level in d.support(ranks)]
    resting = [v for v in hidden if v.what in ("computed", "condition") and name in needs(space.policy, v)]
    return next((source(v.tree) if v.tree else v.name for v in resting), None)
