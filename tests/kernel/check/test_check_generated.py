"""Generated policies: the cells, the solver and plain trying of every combination give the same answers."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaint_kernel import parse_policy
from complaint_kernel.check import check_policy
from generated import compared, conditions
from solver import PROVED, REFUTED, complete, monotone, reachable

pytestmark = pytest.mark.slow

HEAD = """\
policy: generated
title: {en: Generated, zh_CN: 生成}
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}, worse: more}
  pieces: {count: pcs, label: {en: Pieces, zh_CN: 件数}, worse: less}
  urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}, worse: more}
  kind:
    choice: {x: {en: X, zh_CN: 甲}, y: {en: Y, zh_CN: 乙}, z: {en: Z, zh_CN: 丙}}
    label: {en: Kind, zh_CN: 类别}
    worse: [x, y, z]
derive:
  weight:
    number: weight
    label: {en: Weight, zh_CN: 权重}
    rows:
      - {clause: "0", value: "2", when: urgent}
      - {clause: "0", value: "0", when: kind == "z"}
      - {clause: "0", value: "1"}
"""
NAMES = ("cost", "pieces", "urgent", "kind")
COST_TEXTS = ("0", "0.5", "1", "1.5", "2", "3", "4", "4.5", "5", "5.5", "6", "8", "10", "11", "12", "13")
COSTS = [None, *map(Decimal, COST_TEXTS)]
PIECES = [None, *map(Decimal, range(8))]

rows = conditions(
    compared(("cost", "pieces", "pieces * 2 - 1", "floor(cost / 2)"), (1, 2, 5)),
    compared(("weight",), (1, 2)),
    ("urgent", "not urgent", 'kind == "x"', 'kind in ("y", "z")', "given(kind)", "not given(cost)"),
    most=3,
)
tables = st.lists(st.lists(rows, min_size=1, max_size=2), min_size=2, max_size=3)


def policy_of(table):
    lines = [HEAD, "grades:\n"]
    for number, rows in enumerate(table):
        lines.append(f"  - grade: G{number}\n    label: {{en: G, zh_CN: 级}}\n    any:\n")
        lines += [f"      - {{clause: '{number}.{row}', when: '{when}'}}\n" for row, when in enumerate(rows)]
    return parse_policy("".join(lines), "generated.yaml")


class Complaint(dict):
    """One complaint of the grid, with its weight by hand."""

    def __init__(self, values):
        super().__init__(zip(NAMES, values, strict=True))
        self["weight"] = Decimal(2 if self["urgent"] else 0 if self["kind"] == "z" else 1)

    @property
    def whole(self):
        return None not in (self["cost"], self["pieces"], self["kind"])

    def grade(self, policy):
        met = (number for number, grade in enumerate(policy.grades) if any(row.when.met(self) for row in grade.rows))
        return next(met, len(policy.grades))


GRID = [Complaint(values) for values in itertools.product(COSTS, PIECES, (False, True), (None, "x", "y", "z"))]


def tried_milder(policy, fact, order):
    """Whether some complaint of the grid gets a milder grade by a worse value of one fact."""
    grades = {tuple(complaint[name] for name in NAMES): complaint.grade(policy) for complaint in GRID}
    place = NAMES.index(fact)
    for key, grade in grades.items():
        if key[place] in order[:-1]:
            worse = order[order.index(key[place]) + 1]
            if grades[(*key[:place], worse, *key[place + 1 :])] > grade:
                return True
    return False


ORDERS = {"cost": COSTS[1:], "pieces": PIECES[:0:-1], "urgent": [False, True], "kind": ["x", "y", "z"]}
quietly = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quietly
@given(tables)
def test_gaps_are_those_that_trying_finds(table):
    policy = policy_of(table)
    none = len(policy.grades)
    open_ones = [complaint for complaint in GRID if complaint.grade(policy) == none]
    gaps = [finding for finding in check_policy(policy) if finding.code == "gap"]
    assert bool(gaps) == bool(open_ones)
    if any(complaint.whole for complaint in open_ones):
        assert gaps[0].severity == "error"
    for gap in gaps:
        shown = {"urgent": False, **gap.counterexample}
        assert Complaint([_decimal(shown.get(name)) for name in NAMES]).grade(policy) == none


def _decimal(value):
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


@quietly
@given(tables)
def test_rows_out_of_reach_are_those_that_trying_never_reaches(table):
    policy = policy_of(table)
    dead = {f.path for f in check_policy(policy) if f.code in ("unreachable", "contradiction")}
    for number, grade in enumerate(policy.grades):
        for row in grade.rows:
            reached = any(c.grade(policy) == number and row.when.met(c) for c in GRID)
            assert (row.path in dead) == (not reached), row


@quietly
@given(tables)
def test_worse_is_milder_exactly_where_trying_finds_it(table):
    policy = policy_of(table)
    refuted = {f.path.split(".")[1] for f in check_policy(policy) if f.code == "not-monotone"}
    assert refuted == {fact for fact, order in ORDERS.items() if tried_milder(policy, fact, order)}


@settings(quietly, max_examples=25)
@given(tables)
def test_the_solver_agrees_with_the_cells(table):
    policy = policy_of(table)
    findings = check_policy(policy)
    open_whole = complete(policy, None, all_given=True).answer == REFUTED
    assert (complete(policy, None).answer == REFUTED) == any(f.code == "gap" for f in findings)
    assert not open_whole or any(f.code == "gap" and f.severity == "error" for f in findings)
    dead = {f.path for f in findings if f.code in ("unreachable", "contradiction")}
    for row in (row for grade in policy.grades for row in grade.rows):
        assert reachable(policy, row.path).answer == (REFUTED if row.path in dead else PROVED)
    milder = {f.path.split(".")[1] for f in findings if f.code == "not-monotone"}
    for fact in ORDERS:
        assert monotone(policy, fact).answer == (REFUTED if fact in milder else PROVED)
