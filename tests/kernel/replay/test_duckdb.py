"""Grades on DuckDB: the same in every cell as the reference engine, or a refusal that says why."""

import pytest

from complaint_kernel import load_policy, parse_policy, shipped_policies
from complaint_kernel.replay import EngineError, replay
from complaint_kernel.replay.plan import plan

pytestmark = pytest.mark.slow

pytest.importorskip("duckdb")
AT = "2026-12-01T09:00"
HOUSE = """
policy: house
title: {en: House rules, zh_CN: 内部规则}
facts:
  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}
  refund: {money: CNY, label: {en: Refund, zh_CN: 退款}}
  weight: {quantity: kg, label: {en: Weight, zh_CN: 重量}}
  pieces: {count: pcs, label: {en: Pieces, zh_CN: 件数}}
  kind: {choice: {1: {en: One, zh_CN: 一}, 2: {en: Two, zh_CN: 二}, 3: {en: Three, zh_CN: 三}},
         label: {en: Kind, zh_CN: 类别}}
  urgent: {bool: false, label: {en: Urgent, zh_CN: 紧急}}
parameters:
  most: {money: CNY, clause: P1, label: {en: Most, zh_CN: 上限}}
  least: {money: CNY, value: 12.5, clause: P2, label: {en: Least, zh_CN: 下限}}
channels:
  press: {en: Press, zh_CN: 报刊}
derive:
  size:
    choice: {big: {en: Big, zh_CN: 大}, small: {en: Small, zh_CN: 小}}
    label: {en: Size, zh_CN: 大小}
    rows: [{clause: D1, value: big, when: net >= 40 and kind != 3}, {clause: D2, value: small, when: given(cost)}]
  net: {money: CNY, label: {en: Net, zh_CN: 净额}, value: "max(cost, least) - value(refund, 0)"}
points:
  label: {en: Points, zh_CN: 分}
  rounding: {en: none, zh_CN: 不取整}
  first: [{clause: P3, value: "2.5", when: size == "big"}, {clause: P4, value: "1", when: pieces > 3}]
  add: [{clause: P5, value: "pieces + 1", when: urgent}, {clause: P6, value: "0.5"}]
measures:
  pieces_in_two_days:
    {sum: pieces, same: [customer], where: "kind in (1, 2)", within: 48 hours, clause: M1,
     label: {en: Pieces in two days, zh_CN: 两日件数}}
  urgent_before:
    {count: history, same: [customer, issue], where: not (cost < 10), this: false, earlier: 2, clause: M2,
     label: {en: Earlier ones, zh_CN: 先前次数}}
intake:
  - {intake: small, clause: "0", label: {en: Small, zh_CN: 小额}, when: "max(cost, refund) < 20"}
  - {intake: normal, clause: "1", label: {en: Normal, zh_CN: 一般}}
grades:
  - grade: high
    label: {en: High, zh_CN: 高}
    intake: normal
    any:
      - {clause: H1, when: cost + refund > 99.99 and not (weight <= 0.125)}
      - {clause: H2, when: "cost > most or kind not in (2, 3) and urgent"}
      - {clause: H3, when: pieces_in_two_days >= 25 and channel == "press"}
      - {clause: H4, when: not given(most) and urgent}
  - grade: middle
    label: {en: Middle, zh_CN: 中}
    intake: normal
    any:
      - {clause: M1, when: "value(weight, 0) < 0.25 and 5 <= cost - refund <= 60"}
      - {clause: M3, when: points > 9.5 or size == "small" and points == 1.5}
      - {clause: M2, when: "urgent_before > 1 or not given(pieces) and min(cost, least) == least"}
  - {grade: low, label: {en: Low, zh_CN: 低}, intake: normal, otherwise: {clause: L}}
  - {grade: tiny, label: {en: Tiny, zh_CN: 微}, intake: small, any: [{clause: T, when: refund > cost}]}
  - {grade: nothing, label: {en: Nothing, zh_CN: 无}, intake: small, otherwise: {clause: N}}
"""


def runs(name):
    try:
        plan(load_policy(name))
    except EngineError:
        return False
    return True


def both(policy, path, against=None):
    found = [replay(policy, path, against, at=AT, engine=engine) for engine in ("python", "duckdb")]
    return [[answer.figures.grade_counts(), answer.moves and answer.moves.matrix()] for answer in found]


@pytest.mark.parametrize("name", [name for name in shipped_policies() if runs(name)])
def test_every_cell_agrees_with_the_reference(name, history, lines):
    policy = load_policy(name)
    reference, columns = both(policy, lines(history(policy, 250, seed=3)), policy)
    assert columns == reference
    assert sum(reference[0].values()) == 250


@pytest.mark.parametrize("seed", range(8))
def test_every_kind_of_condition_agrees_with_the_reference(seed, history, lines):
    policy = parse_policy(HOUSE)
    reference, columns = both(policy, lines(history(policy, 200, seed=seed, days=20)), policy)
    assert columns == reference
    assert all(reference[0].values()), "every grade must be reached for this to show anything"


def test_pv_module_and_ecommerce_are_among_those_that_run():
    assert runs("pv-module") and runs("ecommerce") and runs("platform")


def test_two_editions_each_grade_their_own_days(history, lines, tmp_path):
    (tmp_path / "house.yaml").write_text(HOUSE)
    (tmp_path / "house@2026-01-20.yaml").write_text(HOUSE.replace("99.99", "49.995"))
    policy = parse_policy(HOUSE)
    reference, columns = both(tmp_path / "house.yaml", lines(history(policy, 200, days=30)), policy)
    assert columns == reference


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("property-service", "has a measure 'found_valid' that reads events"),
        ("quality-points", "raises grades by looking back"),
        ("bank-consumer-protection", "is no count or sum but `distinct`"),
    ],
)
def test_a_policy_that_it_cannot_run_is_refused_with_the_reason(command_line, lines, name, why):
    path = lines([{"id": "C-1", "received_at": "2026-01-05T09:00:00+08:00", "facts": {}}])
    ran = command_line("replay", name, path, "--engine", "duckdb", "--at", AT)
    assert (ran.status, ran.out) == (2, "")
    assert why in ran.err and "--engine python" in ran.err


def test_what_it_does_not_compute_is_null_and_told(command_line, lines):
    path = lines([{"id": "C-1", "received_at": "2026-01-05T09:00:00+08:00", "facts": {}}])
    ran = command_line("replay", "printing-plant", path, "--engine", "duckdb", "--at", AT, "--json")
    assert ran.json["grades"]["D"] == 1
    assert [ran.json[key] for key in ("duties", "provisional", "fines", "points")] == [None] * 4
    assert "'class_d_in_year' that reads grades of earlier complaints" in ran.err
    assert "duties and fines need the engine python" in ran.err


WARRANTY = """
policy: warranty
title: {en: Warranty, zh_CN: 保修}
facts:
  until: {date: yes, label: {en: Until, zh_CN: 至}}
  began: {moment: yes, label: {en: Began, zh_CN: 开始}}
grades:
  - {grade: I, label: {en: One, zh_CN: 一}, any: [{clause: "1", when: CONDITION}]}
  - {grade: II, label: {en: Two, zh_CN: 二}, otherwise: {clause: "2"}}
"""


def test_days_are_columns_too_and_agree_with_the_reference(lines):
    policy = parse_policy(WARRANTY.replace("CONDITION", "'until >= 2027-01-31 or until in (2026-05-01, 2026-06-01)'"))
    days = ("2027-01-30", "2027-01-31", "2026-05-01", "2026-05-02", None)
    rows = [{"id": f"C-{day}", "received_at": "2026-01-05T09:00:00+08:00", "facts": {"until": day}} for day in days]
    reference, columns = both(policy, lines(rows))
    assert columns == reference
    assert reference[0] == {"I": 2, "II": 3}


@pytest.mark.parametrize("condition", ["received_time > 18:00", "began <= 2027-01-31"])
def test_moments_are_refused_by_name(condition):
    with pytest.raises(EngineError, match=r"grades by '\w+', a moment, which columns do not hold"):
        plan(parse_policy(WARRANTY.replace("CONDITION", condition)))
