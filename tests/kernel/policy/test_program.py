"""One grading program, and the same answer from everything that reads it: by hand, Python, and cells."""

from decimal import Decimal

import pytest

from complaint_kernel import load_calendar, load_policy, parse_policy, shipped_policies
from complaint_kernel.cells import diagram
from complaint_kernel.cells.interval_arithmetic import Interval
from complaint_kernel.check.examples import SampleComplaint
from complaint_kernel.check.space import build_space
from complaint_kernel.expression import Expression
from complaint_kernel.intake.complaint import read_complaint
from complaint_kernel.judging.grading import settle
from complaint_kernel.judging.history import values_of
from complaint_kernel.judging.values import Reading
from complaint_kernel.policy.model import ATTRIBUTES

GRADED = [name for name in shipped_policies() if load_policy(name).grades]


def read(policy, given):
    calendar = load_calendar(policy.calendar)
    complaint = read_complaint(policy, given, calendar)
    return values_of(policy, complaint, calendar, complaint.received_at)


def by_hand(policy, values):
    """Intake class and grade, row by row as the regulation reads."""
    intake = next((one.intake for one in policy.intake if values.meets(one.row)), None)
    classed = values.knowing({"intake": intake})
    table = [grade for grade in policy.grades if grade.intake in (None, intake)]
    met = [grade.id for grade in table if any(classed.meets(row) for row in grade.rows)]
    before = next(iter((*met, *(grade.id for grade in table if grade.otherwise))), None)
    graded = classed.knowing({"grade": before, "grade_before_uplift": before})
    raised = [one.to for one in policy.uplift if one.raised == before and graded.meets(one.row)]
    return intake, before, next(iter((*raised, before)))


def by_python(values):
    settled = settle(values)
    return settled.values["intake"], settled.values["grade_before_uplift"], settled.values["grade"]


def cell_of(space, variable, value):
    """The number of the cell in which a value lies."""
    cells = enumerate(space.variables[variable].cells)
    if isinstance(value, Decimal):
        return next(i for i, cell in cells if isinstance(cell.value, Interval) and cell.value.holds(value))
    keys = [cell.value for _, cell in cells]
    return keys.index(value if value in keys else "something else")


def by_cells(space, values):
    """The same from the diagrams: each variable in its cell, what cells do not split as it comes out."""
    path = {}
    for level, variable in enumerate(space.variables):
        if variable.what == "condition":
            found = Expression("", variable.tree).value(settle(values).values)
            path[level] = [cell.value for cell in variable.cells].index(found)
        elif variable.what != "data":
            path[level] = cell_of(space, level, values[variable.name])
    return tuple(diagram.value_at(space.name(name), path) for name in ("intake", "grade_before_uplift", "grade"))


@pytest.mark.parametrize("name", GRADED)
def test_by_hand_in_python_and_by_cells_a_complaint_is_graded_alike(name, history):
    policy = load_policy(name)
    space = build_space(policy)
    complaints = history(policy, 60, seed=7)
    for place, given in enumerate(complaints):
        earlier = [one for one in complaints[:place] if one["received_at"] < given["received_at"]]
        values = read(policy, {**given, "history": earlier[-8:]})
        hand = by_hand(policy, values)
        assert by_python(values) == hand, given
        assert by_cells(space, values) == hand, given


@pytest.mark.parametrize("name", GRADED)
def test_a_sample_of_the_check_is_graded_as_the_complaint_itself(name, history):
    policy = load_policy(name)
    for given in history(policy, 40, seed=11):
        values = read(policy, given)
        known = {name: values[name] for name in (*policy.facts, *ATTRIBUTES, *policy.measures)}
        sample = SampleComplaint(policy, known)
        assert (sample["intake"], sample["grade_before_uplift"]) == by_python(values)[:2], given


@pytest.mark.parametrize("name", shipped_policies())
def test_every_node_stands_after_those_that_it_rests_on(name):
    program = load_policy(name).program
    seen = set()
    for node in program.nodes:
        assert not {read for read in program.reads(node.name) if read in program} - {*seen, "grade"}, node.name
        seen.add(node.name)


LOOKS_BACK = """
policy: looks-back
title: {en: Looks back, zh_CN: 回看}
facts: {cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}}
measures: {alike: {count: history, same: [grade], clause: "0", label: {en: Alike, zh_CN: 同级}}}
grades:
  - {grade: I, label: {en: I, zh_CN: 一}, any: [{clause: "1", when: cost > 10}]}
  - {grade: II, label: {en: II, zh_CN: 二}, otherwise: {clause: "2"}}
uplift: [{from: II, to: I, clause: "3", when: alike >= 2}]
"""


def test_a_measure_over_the_grade_is_the_one_of_its_stage_and_values_stay_as_they_were():
    policy = parse_policy(LOOKS_BACK)
    earlier = [{"id": "h", "received_at": "2026-09-01T09:00:00+08:00", "facts": {"cost": 1}}]
    values = read(policy, {"id": "c", "received_at": "2026-09-02T09:00:00+08:00", "facts": {}, "history": earlier})
    settled = settle(values)
    assert (settled.before.id, settled.grade.id) == ("II", "I")
    assert settled.values["alike"] == 1, "after the uplift it counts complaints of grade I, itself alone"
    assert values["grade"] is None, "nothing was written to what was handed in"


def test_a_stage_gathers_notes_of_its_own():
    values = read(load_policy("manufacturing"), {"id": "c", "received_at": "2026-09-02T09:00:00+08:00", "facts": {}})
    first, second = Reading(values), Reading(values)
    assert first["severity_class"] == "general"
    assert [note.code for note in first.notes] == ["derived"]
    assert not second.notes
    assert second["severity_class"] == "general" and second.notes == first.notes
