"""Grades: is there one for every complaint, is every row of use, is worse never milder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..base.locale import Joined, Message, Translated, message
from ..cells import diagram as d
from ..policy.model import Grade, Policy, Row
from ..policy.program import BEFORE, INTAKE
from .examples import Example, SampleComplaint, example, from_path
from .finding import ERROR, NOTE, Finding, Places
from .names import open_parameters
from .proposals import condition_of
from .space import Space, classes
from .words import Name, example_words


def grade_of(policy: Policy, values: SampleComplaint) -> int:
    """The place of the grade in its table, the number of grades where none is awarded."""
    table = [grade.id for grade in policy.table(values[INTAKE])]
    grade = values[BEFORE]
    return table.index(grade) if grade in table else len(table)


# the findings


@dataclass(frozen=True)
class GradedRow:
    """One row of a table with the region it takes, inside the table's intake class."""

    grade: Grade
    row: Row
    region: d.Node


def check_grades(space: Space, places: Places) -> Iterator[Finding]:
    """Every finding about intake-class tables."""
    live: dict[str, d.Node] = {}
    for intake in classes(space.policy):
        table = space.policy.table(intake)
        if not table:
            continue
        rows = graded_rows(space, intake)
        yield from _gaps(space, places, table, space.of_class(intake), rows)
        yield from _overlaps(space, places, table, rows)
        yield from _redundant(space, places, rows)
        for found in rows:
            before = live.get(found.row.path, space.diagrams.false)
            live[found.row.path] = space.diagrams.either(before, _live(space, found, rows))
    yield from _unreached(space, places, live)


def graded_rows(space: Space, intake: str | None) -> list[GradedRow]:
    """The rows of one intake class's table, the severest grade first."""
    here = space.of_class(intake)
    return [
        GradedRow(grade, row, space.both_met(here, row.when))
        for grade in space.policy.table(intake)
        for row in grade.rows
    ]


def ordinary(space: Space, decided: bool = False) -> d.Node:
    """The complaints of which every fact is given, but for what a panel or manager decides (decided: that too)."""
    facts = space.policy.facts
    given = [
        space.diagrams.where(space.known[v.name], lambda value: value is not None)
        for v in space.variables
        if v.what == "fact" and (decided or not facts[v.name].decision)
    ]
    return space.diagrams.both(*given)


def something_given(space: Space, hole: d.Node) -> d.Node:
    """The complaints that give one of the facts that matter to a hole, beside those that make their intake class."""
    facts = space.policy.facts
    classing = d.support(space.name("intake")) if space.policy.intake else ()
    matter = [space.variables[level].name for level in d.support(hole) if level not in classing]
    optional = [name for name in matter if name in facts and facts[name].default is None and not facts[name].decision]
    return space.diagrams.either(
        *(space.diagrams.where(space.known[name], lambda v: v is not None) for name in optional)
    )


def simplest(space: Space, region: d.Node, wanted: d.Node) -> tuple[Example | None, bool]:
    """The simplest example that is also wanted, shown by what matters to the region; else any, and then True."""
    shown = frozenset(d.support(region))
    costs = space.variables
    path = space.diagrams.cheapest(
        space.diagrams.both(region, wanted), lambda level, index: costs[level].cells[index].cost
    )
    if path is not None:
        return from_path(space, {level: index for level, index in path.items() if level in shown}), False
    return example(space, region), True


def _gaps(
    space: Space, places: Places, table: tuple[Grade, ...], here: d.Node, rows: list[GradedRow]
) -> Iterator[Finding]:
    hole = space.diagrams.without(here, *(found.region for found in rows))
    default = next((grade.otherwise for grade in table if grade.otherwise), None)
    if default is None:
        yield from _gap(space, places, table[-1], here, hole)
    elif hole is space.diagrams.false:
        words = message("finding.redundant.default", row=places.named(default.path))
        yield places.finding(NOTE, "redundant", default.path, words)
    elif default.default:
        yield from _closed(space, places, default, here, hole)
    for found in rows:
        if found.row.default:
            others = [other.region for other in rows if other is not found]
            yield from _closed(space, places, found.row, here, space.diagrams.without(found.region, *others))


def _gap(space: Space, places: Places, last: Grade, here: d.Node, hole: d.Node) -> Iterator[Finding]:
    found, missing = simplest(space, hole, ordinary(space))
    if missing:
        found, missing = simplest(space, hole, something_given(space, hole))
    if found is None:
        return
    path = _grade_path(space.policy, last)
    condition = _row_condition(space, here, hole, found)
    row = f"- {{clause: …, when: '{condition}', default: …}}" if condition else "otherwise: {clause: …, default: …}"
    if not found.real:
        shown = example_words(space.policy, found.values)
        yield unknown(places, path, message("question.graded", example=shown))
        return
    where = {"grade": places.grade(last.id), "line": places.line(path), "row": row}
    shown = example_words(space.policy, found.values)
    if missing:
        words = message("finding.gap.missing", example=shown, **where)
    else:
        words = message("finding.gap.grades", example=shown, left_out=left_out(space, found), **where)
    severity = NOTE if missing else ERROR
    yield places.finding(severity, "gap", path, words, counterexample=found.to_dict(), row=row)


def left_out(space: Space, found: Example) -> Message | str:
    """` while loss is not given`, for the facts whose absence matters."""
    facts = space.policy.facts
    absent = [v.name for level, i in found.path.items() if (v := space.variables[level]).cells[i].value is None]
    named = [name for name in absent if name in facts and not facts[name].decision]
    names = Joined(tuple(Name(space.policy, name) for name in named), "explain.and")
    return message("finding.left_out", names=names, number=len(named)) if named else ""


def _row_condition(space: Space, here: d.Node, hole: d.Node, found: Example) -> str | None:
    """The condition of the row to add; complaints of other intake classes never ask it."""
    elsewhere = space.diagrams.without(space.diagrams.true, here)
    return condition_of(space, space.diagrams.either(hole, elsewhere), found.path)


def _closed(space: Space, places: Places, row: Row, here: d.Node, region: d.Node) -> Iterator[Finding]:
    """The hole that a default row closes, as a note."""
    found, _ = simplest(space, region, ordinary(space))
    if found is None:
        return
    condition = _row_condition(space, here, region, found)
    yield places.finding(
        NOTE, "default-closing", row.path,
        closed_words(places, row, example_words(space.policy, found.values)),
        counterexample=found.to_dict(), row=f"- {{clause: …, when: '{condition}'}}" if condition else None,
    )  # fmt: skip


def closed_words(places: Places, row: Row, example: Translated) -> Message:
    """What a default row says of the hole that it closes."""
    return message("finding.default-closing", row=places.named(row.path), example=example, default=row.default)


def _live(space: Space, found: GradedRow, rows: list[GradedRow]) -> d.Node:
    """The complaints that are graded by this row: met, and by no severer grade."""
    severer = [other.region for other in rows[: rows.index(found)] if other.grade is not found.grade]
    return space.diagrams.without(found.region, *severer)


def _unreached(space: Space, places: Places, live: dict[str, d.Node]) -> Iterator[Finding]:
    rows = {row.path: (grade, row) for grade in space.policy.grades for row in grade.rows}
    regions = {path: space.met(row.when) for path, (_, row) in rows.items()}
    for path, region in live.items():
        grade, row = rows[path]
        if open_parameters(space.policy, row.when):
            continue
        if shown := example(space, region):
            if not shown.real:
                yield unknown(places, path, message("question.decides", row=places.named(path)))
            continue
        if regions[path] is space.diagrams.false:
            words = message("finding.unreachable.never", row=places.named(path), condition=repr(row.condition))
            yield places.finding(ERROR, "unreachable", path, words)
            continue
        yield _shadowed(space, places, grade, row, rows, regions)


def _shadowed(
    space: Space,
    places: Places,
    grade: Grade,
    row: Row,
    rows: dict[str, tuple[Grade, Row]],
    regions: dict[str, d.Node],
) -> Finding:
    region = regions[row.path]
    place = space.policy.grades.index
    before = [path for path, (other, _) in rows.items() if place(other) < place(grade)]
    same = [path for path in before if regions[path] is region]
    covering = same or [p for p in before if space.diagrams.without(region, regions[p]) is space.diagrams.false]
    related = tuple(covering or before)[:6]
    shown = example(space, region)
    by = Joined(tuple(places.of_grade(path, rows[path][0].id) for path in related), "explain.and")
    own = places.of_grade(row.path, grade.id)
    others = by if related else message("finding.another_class")
    words = message("finding.contradiction" if same else "finding.unreachable.taken", row=own, others=others)
    return places.finding(
        ERROR, "contradiction" if same else "unreachable", row.path, words,
        counterexample=shown.to_dict() if shown else None, related=related,
    )  # fmt: skip


def _redundant(space: Space, places: Places, rows: list[GradedRow]) -> Iterator[Finding]:
    """Rows of one grade of which one says nothing that another does not say."""
    for index, found in enumerate(rows):
        if found.region is space.diagrams.false:
            continue
        for other in rows:
            same = other.region is found.region
            if other is found or other.grade is not found.grade or (same and rows.index(other) > index):
                continue
            if same or space.diagrams.without(found.region, other.region) is space.diagrams.false:
                row, of = places.named(found.row.path), places.grade(found.grade.id)
                words = message("finding.redundant.row", row=row, other=places.named(other.row.path), grade=of)
                yield places.finding(NOTE, "redundant", found.row.path, words, related=(other.row.path,))
                break


def _overlaps(space: Space, places: Places, table: tuple[Grade, ...], rows: list[GradedRow]) -> Iterator[Finding]:
    """One note for each pair of grades of which one complaint can meet rows, unless one row holds the other."""
    for milder_index, milder in enumerate(table):
        for severer in table[:milder_index]:
            if found := _overlap(space, severer, milder, rows):
                first, second, shown = found
                words = message(
                    "finding.overlap",
                    severer=places.of_grade(first.row.path, severer.id),
                    milder=places.of_grade(second.row.path, milder.id),
                    example=example_words(space.policy, shown.values),
                    grade=places.grade(severer.id),
                )
                yield places.finding(
                    NOTE, "overlap", second.row.path, words, counterexample=shown.to_dict(), related=(first.row.path,)
                )


def _overlap(
    space: Space, severer: Grade, milder: Grade, rows: list[GradedRow]
) -> tuple[GradedRow, GradedRow, Example] | None:
    for second in (found for found in rows if found.grade is milder):
        for first in (found for found in rows if found.grade is severer):
            shared = space.diagrams.both(first.region, second.region)
            if shared in (space.diagrams.false, first.region, second.region):
                continue
            shown = example(space, shared)
            if shown and shown.real:
                return first, second, shown
    return None


def unknown(places: Places, path: str, what: Message) -> Finding:
    """An answer that was not found; it is never reported as proved."""
    return places.finding(NOTE, "unknown", path, message("finding.unknown", what=what))


def _grade_path(policy: Policy, grade: Grade) -> str:
    return f"grades[{policy.grades.index(grade)}]"


def check_uplift(space: Space, places: Places) -> Iterator[Finding]:
    """An uplift that can happen, and raises."""
    policy = space.policy
    order = [grade.id for grade in policy.grades]
    for uplift in policy.uplift:
        path, where, raised_from = uplift.row.path, places.named(uplift.row.path), places.grade(uplift.raised)
        if order.index(uplift.to) >= order.index(uplift.raised):
            words = message("finding.not-monotone.uplift", row=where, to=places.grade(uplift.to), raised=raised_from)
            yield places.finding(ERROR, "not-monotone", path, words)
        raised = space.is_value(space.name(BEFORE), uplift.raised)
        if space.both_met(raised, uplift.row.when) is space.diagrams.false and not open_parameters(
            policy, uplift.row.when
        ):
            words = message("finding.unreachable.uplift", row=where, grade=raised_from)
            yield places.finding(ERROR, "unreachable", path, words)
