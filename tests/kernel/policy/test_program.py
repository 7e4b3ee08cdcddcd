"""One grading program, and the same answer from everything that reads it: by hand, Python, cells and columns."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
from complaint_kernel.replay.encoding import Extent, encoding_for
from complaint_kernel.replay.plan import plan
from generated import compared, conditions

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
    diagrams = [space.name(name) for name in ("intake", "grade_before_uplift", "grade")]
    path = {}
    for level, variable in enumerate(space.variables):
        if variable.what == "condition":
            found = Expression("", variable.tree).value(settle(values).values)
            path[level] = [cell.value for cell in variable.cells].index(found)
        elif variable.what != "data":
            path[level] = cell_of(space, level, values[variable.name])
    return tuple(diagram.value_at(one, path) for one in diagrams)


@pytest.mark.parametrize("name", GRADED)
def test_by_hand_in_python_and_by_cells_a_complaint_is_graded_alike(name, history):
    policy = load_policy(name)
    space = build_space(policy)
    complaints = history(policy, 60, seed=7)
    for place, told in enumerate(complaints):
        earlier = [one for one in complaints[:place] if one["received_at"] < told["received_at"]]
        values = read(policy, {**told, "history": earlier[-8:]})
        hand = by_hand(policy, values)
        assert by_python(values) == hand, told
        assert by_cells(space, values) == hand, told


@pytest.mark.parametrize("name", GRADED)
def test_a_sample_of_the_check_is_graded_as_the_complaint_itself(name, history):
    policy = load_policy(name)
    for told in history(policy, 40, seed=11):
        values = read(policy, told)
        known = {name: values[name] for name in (*policy.facts, *ATTRIBUTES, *policy.measures)}
        sample = SampleComplaint(policy, known)
        assert (sample["intake"], sample["grade_before_uplift"]) == by_python(values)[:2], told


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


# generated programs

GENERATED = """
policy: generated
title: {{en: Generated, zh_CN: 生成}}
facts:
  cost: {{number: cost, minimum: 0, label: {{en: Cost, zh_CN: 费用}}}}
  pieces: {{number: pieces, minimum: 0, label: {{en: Pieces, zh_CN: 件数}}}}
  urgent: {{bool: false, label: {{en: Urgent, zh_CN: 紧急}}}}
derive:
  size:
    choice: {{big: {{en: Big, zh_CN: 大}}, small: {{en: Small, zh_CN: 小}}}}
    label: {{en: Size, zh_CN: 大小}}
    rows: [{{clause: a, value: big, when: '{0}'}}, {{clause: b, value: small, when: '{1}'}}]
points:
  label: {{en: Points, zh_CN: 分}}
  rounding: {{en: none, zh_CN: 不取整}}
  first: [{{clause: c, value: "2", when: '{2}'}}, {{clause: d, value: cost}}]
  add: [{{clause: e, value: pieces, when: '{3}'}}]
intake:
  - {{intake: one, clause: f, label: {{en: One, zh_CN: 一}}, when: '{4}'}}
  - {{intake: two, clause: g, label: {{en: Two, zh_CN: 二}}, when: '{5}'}}
grades:
  - grade: A
    intake: one
    label: {{en: A, zh_CN: 甲}}
    any: [{{clause: h, when: '{6}'}}, {{clause: i, when: 'size == "big"'}}]
  - {{grade: B, label: {{en: B, zh_CN: 乙}}, any: [{{clause: j, when: points >= 3}}]}}
  - {{grade: C, intake: two, label: {{en: C, zh_CN: 丙}}, any: [{{clause: k, when: '{7}'}}]}}
  - {{grade: D, intake: one, label: {{en: D, zh_CN: 丁}}, otherwise: {{clause: l}}}}
"""
rows = conditions(
    compared(("cost", "pieces", "cost + pieces"), (1, 2, 5)),
    ("urgent", "not urgent", "given(pieces)", "not given(cost)", "cost < pieces"),
    most=3,
)
GRID = [
    {name: value for name, value in (("cost", cost), ("pieces", pieces), ("urgent", urgent)) if value is not None}
    for cost in (None, 0, 1, 1.5, 2, 4, 5, 6)
    for pieces in (None, 0, 1, 2, 3, 5)
    for urgent in (False, True)
]


def of_columns(policy, values):
    """Class aside, the grades of all complaints at once by DuckDB."""
    import duckdb
    from sqlglot import exp

    from complaint_kernel.replay.columns import Columns

    planned = plan(policy)
    columns = Columns(planned, encoding_for([planned], Extent(1, Decimal(10))))
    names = ", ".join(["place BIGINT", "received BIGINT", *(f"i_{name} BIGINT" for name in planned.inputs)])
    rows = [
        (place, 0, *(columns.encoding.stored(one.complaint.facts[name]) for name in planned.inputs))
        for place, one in enumerate(values)
    ]
    source = columns.over(exp.select("*").from_("complaints"))
    asked = exp.select(columns.verdict()).from_(source.subquery("made")).order_by("place")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE complaints ({names})")
        for row in rows:
            connection.table("complaints").insert(row)
        found = connection.execute(asked.sql(dialect="duckdb")).fetchall()
    branches = [columns.verdicts[number] for (number,) in found]
    return [branch.value if branch else None for branch in branches]


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rows, min_size=8, max_size=8))
def test_a_generated_program_is_read_alike_by_hand_in_python_by_cells_and_in_columns(whens):
    pytest.importorskip("duckdb")
    policy = parse_policy(GENERATED.format(*whens))
    space = build_space(policy)
    complaints = [{"id": f"c{i}", "received_at": "2026-09-02T09:00:00+08:00", "facts": f} for i, f in enumerate(GRID)]
    values = [read(policy, told) for told in complaints]
    hand = [by_hand(policy, one) for one in values]
    assert list(map(by_python, values)) == hand
    assert [by_cells(space, one) for one in values] == hand
    assert of_columns(policy, values) == [grade for _, grade, _ in hand]
