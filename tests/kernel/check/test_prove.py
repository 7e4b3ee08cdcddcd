"""The solver: what cells cannot tell, and which complaints move from grade to grade between two editions."""

import sys

import pytest

from complaint_kernel import load_policy, parse_policy, policy_text
from complaint_kernel.check import check_policy
from complaint_kernel.check.prove import (
    PROVED,
    REFUTED,
    UNKNOWN,
    ProverMissing,
    complete,
    difference,
    monotone,
    reachable,
)

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
    assert [f.code for f in check_policy(policy, prove=True) if f.severity == "error" or f.code == UNKNOWN] == []
    assert complete(policy, None, all_given=True).answer == PROVED


def test_a_hole_on_the_line_between_two_facts_is_refuted_with_a_complaint_on_it():
    policy = parsed(CROSS.replace(">= 0.003", "> 0.003"))
    verdict = complete(policy, None, all_given=True)
    assert verdict.answer == REFUTED
    assert verdict.example["bad"] * 1000 == verdict.example["lot"] * 3
    assert "gap" in {f.code for f in check_policy(policy, prove=True) if f.severity == "error"}


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


def test_without_the_extra_the_solver_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(ProverMissing, match=r"pip install 'complaint-kernel\[prove\]'"):
        complete(parsed(CROSS), None)


def test_the_same_edition_moves_no_complaint():
    assert difference(load_policy("pv-module"), load_policy("pv-module")) == ()


def test_a_changed_figure_moves_the_complaints_between_the_two():
    """From a million to two: a cost between them moves from level II to level III, and no other move there is."""
    text = policy_text("pv-module")
    changed = text.replace("when: total_cost > 1000000}", "when: total_cost > 2000000}")
    (move,) = difference(load_policy("pv-module"), parse_policy(changed, "new.yaml"))
    assert (move.old, move.new) == ("II", "III")
    assert move.to_dict()["example"] == {"total_cost": 1000000.01}


def test_a_choice_that_only_one_edition_knows_is_left_out():
    kind = "  kind: {choice: {x: {en: X, zh_CN: 甲}, y: {en: Y, zh_CN: 乙}}, label: {en: K, zh_CN: 类}}\n"
    text = CROSS.replace("facts:\n", f"facts:\n{kind}")
    by_kind = text.replace("when: bad / lot >= 0.003", "when: kind == 'KIND'")
    old = parsed(by_kind.replace("KIND", "x"))
    new = parsed(by_kind.replace("KIND", "y").replace("x: {en: X, zh_CN: 甲}, ", ""))
    moves = {(move.old, move.new): move.verdict.example for move in difference(old, new)}
    assert all("x" not in example.values() for example in moves.values())
    assert ("B", "A") in moves


def test_a_fact_of_another_sort_cannot_be_compared():
    lots = CROSS.replace("bad: {count: pcs", "bad: {count: lots").replace("bad / lot >= 0.003", "bad > 3")
    with pytest.raises(ValueError, match="fact 'bad' is a number in pcs in one edition and a number in lots"):
        difference(parsed(CROSS), parsed(lots.replace("bad < 0.003 * lot", "bad <= 3")))
