"""The solver as an oracle: it proves what cells leave unknown, and where both answer they agree."""

import pytest

from complaint_kernel import load_policy, parse_policy, policy_text
from complaint_kernel.check import check_policy, compare_editions
from solver import PROVED, REFUTED, UNKNOWN, complete, difference, monotone, reachable

pytestmark = pytest.mark.slow

CROSS = """\
policy: cross
title: {en: Cross, zh_CN: 交叉}
facts:
  bad: {count: pcs, label: {en: Bad, zh_CN: 不良}, worse: more}
  lot: {count: pcs, minimum: 1, label: {en: Lot, zh_CN: 批}, worse: less}
grades:
  - {grade: A, label: {en: A, zh_CN: 甲}, any: [{clause: "1", when: bad / lot >= 0.003}]}
  - {grade: B, label: {en: B, zh_CN: 乙}, any: [{clause: "2", when: bad < 0.003 * lot}]}
"""
LOT = "lot: {count: pcs, minimum: 1, label: {en: Lot, zh_CN: 批}, worse: less}"
PLAIN = CROSS.replace("{count: pcs", "{number: pieces").replace("bad / lot >= 0.003", "CONDITION")
HARD = PLAIN.replace("CONDITION", "bad * bad * bad + lot * lot * lot == 7 * bad * lot + 123457 and bad > 9")


def parsed(text):
    return parse_policy(text, "cross.yaml")


def test_a_comparison_of_two_facts_is_unknown_to_the_cells_and_proved_by_the_solver():
    policy = parsed(CROSS)
    unknown = {f.path for f in check_policy(policy) if f.code == UNKNOWN}
    assert unknown == {"facts.bad.worse", "facts.lot.worse", "grades[1]"}
    assert {monotone(policy, fact).answer for fact in ("bad", "lot")} == {PROVED}
    assert complete(policy, None, all_given=True).answer == PROVED


def test_a_hole_on_the_line_between_two_facts_is_refuted_with_a_complaint_on_it():
    policy = parsed(CROSS.replace(">= 0.003", "> 0.003"))
    verdict = complete(policy, None, all_given=True)
    assert verdict.answer == REFUTED
    assert verdict.example["bad"] * 1000 == verdict.example["lot"] * 3


def test_a_worse_fact_that_makes_the_grade_milder_is_refuted_across_facts():
    policy = parsed(CROSS.replace(LOT, LOT.replace("less", "more")))
    verdict = monotone(policy, "lot")
    assert verdict.answer == REFUTED
    assert verdict.example["worse lot"] > verdict.example["lot"]


def test_a_row_that_no_complaint_reaches_is_refuted():
    policy = parsed(CROSS.replace("bad < 0.003 * lot", "bad < 0.003 * lot and bad > lot"))
    assert reachable(policy, "grades[1].any[0]").answer == REFUTED
    assert reachable(policy, "grades[0].any[0]").answer == PROVED


def test_an_answer_that_ran_out_of_time_is_unknown():
    assert reachable(parsed(HARD), "grades[0].any[0]", seconds=0.001).answer == UNKNOWN


def test_what_the_cells_leave_open_of_the_shipped_policies_is_proved():
    policy = load_policy("quality-points")
    assert [f.path for f in check_policy(policy) if f.code == UNKNOWN] == ["facts.nonconforming.worse"]
    assert monotone(policy, "nonconforming").answer == PROVED


@pytest.mark.parametrize(
    ("policy", "old", "new"),
    [
        ("pv-module", "total_cost > 1000000", "total_cost > 2000000"),
        ("pv-module", "involved_power > 0.5 and defect_level == 1", "involved_power >= 0.4"),
        ("pv-module", "total_cost > 100000}", "total_cost > 90000 and litigation}"),
    ],
)
def test_cells_and_solver_find_the_same_moves_between_two_editions(policy, old, new):
    text = policy_text(policy)
    assert old in text
    editions = load_policy(policy), parse_policy(text.replace(old, new, 1), "new.yaml")
    moves = {(move.old, move.new) for move in difference(*editions)}
    assert {(c.old, c.new) for c in compare_editions(*editions) if c.what == "grade"} == moves
