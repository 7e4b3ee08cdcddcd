"""What facts not given could still bring: exact at any number of them, as trying every combination is at a few."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaint_kernel import assess, parse_policy
from generated import compared, conditions

RECEIVED = "2026-09-01T09:00:00+08:00"
NUMBERS = range(6)
HEAD = """\
policy: open
title: {en: Open, zh_CN: 未定}
facts:
"""
FACTS = "".join(f"  f{n}: {{number: f{n}, label: {{en: F{n}, zh_CN: 数{n}}}, minimum: 0}}\n" for n in NUMBERS)
KIND = "  kind: {choice: {x: {en: X, zh_CN: 甲}, y: {en: Y, zh_CN: 乙}}, label: {en: Kind, zh_CN: 类别}}\n"
COST = "  cost: {money: CNY, label: {en: Cost, zh_CN: 费用}}\n"


def policy_of(when, more=""):
    grades = (
        f"grades:\n  - {{grade: I, label: {{en: I, zh_CN: 一}}, any: [{{clause: '1', when: '{when}'}}]}}\n"
        "  - {grade: II, label: {en: II, zh_CN: 二}, otherwise: {clause: '2'}}\n"
    )
    return parse_policy(HEAD + FACTS + KIND + COST + more + grades, "open.yaml")


def undecided(policy, facts, history=()):
    complaint = {"id": "c", "received_at": RECEIVED, "customer": "C", "facts": facts, "history": list(history)}
    return assess(policy, complaint, at=RECEIVED).to_dict()["undecided"]


def earlier(cost):
    return {"id": f"h{cost}", "received_at": "2026-08-01T09:00:00+08:00", "customer": "C", "facts": {"cost": cost}}


@pytest.mark.parametrize("count", [1, 5, 6])
def test_missing_facts_of_one_row_are_all_named(count):
    names = [f"f{n}" for n in range(count)]
    found = undecided(policy_of(" and ".join(f"{name} < 5" for name in names)), {})
    assert found == {"worst": "I", "facts": names}


def test_forty_missing_facts_are_as_quick_as_six():
    facts = "".join(f"  g{n}: {{number: g{n}, label: {{en: G{n}, zh_CN: 数{n}}}}}\n" for n in range(40))
    row = " and ".join(f"(g{n} < 5 or g{n} == 7 + g{(n + 1) % 40})" for n in range(40))
    policy = policy_of(row, facts)
    assert len(undecided(policy, {})["facts"]) == 40
    assert undecided(policy_of(" and ".join(f"g{n} < 5 and g{n} > 5" for n in range(40)), facts), {}) is None


@pytest.mark.parametrize(
    ("when", "facts", "history", "possible"),
    [
        ("f0 > f1 and f0 < 3", {"f1": 7}, [], False),
        ("f0 > f1 and f0 < 8", {"f1": 7}, [], True),
        ("f0 + f1 == 12 and f0 < 5", {"f1": 7}, [], False),
        ("f0 + f1 == 11 and f0 < 5", {"f1": 7}, [], True),
        ("f0 > 3 and f0 < 2 and f1 > f2", {}, [], False),
        ("sum_cost > 600 and sum_cost < 650", {}, [500], True),
        ("sum_cost > 600 and cost < 90", {}, [500], False),
        ("sum_cost > 600 and cost < 110", {}, [500], True),
        ("large >= 2", {}, [], False),
        ("large >= 2", {}, [300], True),
        ("large >= 2 and cost < 200", {}, [300], False),
        ("not given(f0) and f1 > 3", {}, [], True),
        ("not given(f0) and f0 > 3", {}, [], False),
    ],
)
def test_what_is_given_and_what_came_before_bound_what_is_possible(when, facts, history, possible):
    measures = (
        "measures:\n"
        "  sum_cost: {sum: cost, same: [customer], label: {en: S, zh_CN: 和}}\n"
        "  large: {count: history, same: [customer], where: cost > 200, label: {en: L, zh_CN: 大}}\n"
    )
    found = undecided(policy_of(when, measures), facts, map(earlier, history))
    assert (found is not None) == possible


def test_points_of_many_missing_facts_reach_what_all_of_them_together_bring():
    rows = "".join(f"    - {{clause: '{n}', value: '{n + 1}', when: f{n} > 5}}\n" for n in NUMBERS)
    points = (
        f"points:\n  label: {{en: P, zh_CN: 分}}\n  rounding: {{en: whole, zh_CN: 整}}\n  first: []\n  add:\n{rows}"
    )
    assert undecided(policy_of("points >= 21", points), {})["worst"] == "I"
    assert undecided(policy_of("points >= 22", points), {}) is None
    assert undecided(policy_of("points >= 21", points), {"f3": 5}) is None


# against trying every combination

FIGURES = [Decimal(text) for text in ("0", "0.5", "1", "1.5", "2", "2.5", "3", "4", "5", "6")]
rows = conditions(
    compared(("f0", "f1"), (1, 2, 3), ("<", "<=", ">", "==", "!=")),
    compared(("f0",), ("f1",), ("<", ">=", "==")),
    compared(("f0 + f1",), (3,), ("<", ">=")),
    ('kind == "x"', 'kind != "x"', "given(f0)", "not given(kind)", "floor(f1) == 2"),
    most=5,
)
facts_given = st.fixed_dictionaries(
    {}, optional={"f0": st.sampled_from((1, 2)), "f1": st.sampled_from((0, 2, 3)), "kind": st.sampled_from("xy")}
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, facts_given)
def test_what_is_possible_is_what_some_combination_meets(condition, facts):
    policy = policy_of(condition)
    choices = {"f0": [None, *FIGURES], "f1": [None, *FIGURES], "kind": [None, "x", "y"]}
    (row,) = policy.grades[0].rows
    for name, value in facts.items():
        choices[name] = [value if name == "kind" else Decimal(value)]
    tried = [dict(zip(choices, one, strict=True)) for one in itertools.product(*choices.values())]
    met_now = row.when.met({"f0": None, "f1": None, "kind": None, **{n: choices[n][0] for n in facts}})
    found = undecided(policy, facts)
    if met_now:
        assert found is None
    elif any(row.when.met(one) for one in tried):
        assert found is not None
    elif (
        "f0" in facts or "f1" in facts
    ):  # two missing figures beside each other: possible is said too often, never too rarely
        assert found is None
