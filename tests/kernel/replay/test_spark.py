"""Grades on Spark, where it is installed: the same plan, and the same answers as DuckDB's and the reference's."""

import os
import shutil

import pytest

from complaint_kernel import load_policy, parse_policy, shipped_policies
from complaint_kernel.replay import EngineError, replay
from complaint_kernel.replay.plan import plan

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("java") or os.environ.get("JAVA_HOME")), reason="no Java"),
]
AT = "2026-12-01T09:00"
RULES = """
policy: house
title: {en: House rules, zh_CN: 内部规则}
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
  refund: {money: CNY, label: {en: Refund, zh_CN: 退款}}
  urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}}
parameters:
  most: {money: CNY, clause: P1, label: {en: Most, zh_CN: 上限}}
measures:
  in_two_days: {sum: cost, same: [customer], within: 48 hours, clause: M1, label: {en: In two days, zh_CN: 两日内}}
  before:
    {count: history, same: [customer, issue], where: not (cost < 10), this: false, earlier: 2, clause: M2,
     label: {en: Earlier ones, zh_CN: 先前次数}}
grades:
  - grade: high
    label: {en: High, zh_CN: 高}
    any:
      - {clause: H1, when: "max(cost, refund) + refund > 99.99 or min(cost, refund) == 0.125 and not urgent"}
      - {clause: H2, when: cost > most or not given(most) and in_two_days >= 250.5}
      - {clause: H3, when: before > 1}
  - {grade: low, label: {en: Low, zh_CN: 低}, otherwise: {clause: L}}
"""


def runs(name):
    try:
        plan(load_policy(name))
    except EngineError:
        return False
    return True


@pytest.mark.parametrize("policy", ["house", *(name for name in shipped_policies() if runs(name))])
def test_every_cell_agrees_with_the_reference(policy, history, lines):
    policy = parse_policy(RULES) if policy == "house" else load_policy(policy)
    path = lines(history(policy, 200, seed=4))
    found = [replay(policy, path, policy, at=AT, engine=engine) for engine in ("python", "spark")]
    reference, spark = ((one.figures.grade_counts(), one.moves.matrix()) for one in found)
    assert spark == reference
