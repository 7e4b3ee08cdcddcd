"""Points of a quality complaint against a plain reading of the regulation (R05), piece by piece."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import PolicyError, assess, load_policy, parse_policy, policy_text

POLICY = load_policy("quality-points")
SEVERITY = ("minor", "general", "severe")
pieces = st.one_of(st.none(), st.integers(0, 1200), st.sampled_from([100_000, 1_000_000]))
faults = st.one_of(st.none(), st.integers(0, 400_000))
cents = st.one_of(st.none(), st.sampled_from([0, 199_999, 200_000, 200_001, 500_000, 500_001]), st.integers(0, 900_000))


def read_points(kind, lot, bad, faulty):
    """The table of the regulation, row by row; what is not given counts as 0."""
    lot, bad, faulty = lot or 0, bad or 0, faulty or 0
    unit, first, last, all_in, rejected, each = {
        "A": (10, 100, 500, 30, 40, 10),
        "B": (10, 100, 500, 30, 40, 10),
        "C": (20, 200, 1000, 20, 30, 5),
    }[kind]
    if lot and bad / lot >= 0.003:
        return rejected + each * (faulty // 100_000)
    if bad > last:
        return all_in
    return bad // unit if bad <= first else 10 + 2 * ((bad - first) // first)


def read_grade(points, cost):
    by_points = 0 if points <= 10 else 1 if points <= 30 else 2
    by_cost = 0 if cost is None or cost <= 2000 else 1 if cost <= 5000 else 2
    return SEVERITY[max(by_points, by_cost)]


def answer(facts, history=(), issue=None):
    complaint = {"id": "C", "received_at": "2026-09-21T09:00", "issue": issue, "facts": facts, "history": list(history)}
    return assess(POLICY, complaint, at="2026-09-21T09:00").to_dict()


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.sampled_from("ABC"), pieces, pieces, faults, cents)
def test_points_and_grade_are_those_of_the_table(kind, lot, bad, faulty, cost):
    given_facts = {"nonconformity_class": kind, "lot_size": lot, "nonconforming": bad, "total_faults": faulty}
    cost = None if cost is None else cost / 100
    found = answer({**given_facts, "cost": cost})
    points = read_points(kind, lot, bad, faulty)
    assert (found["points"], found["grade"]) == (points, read_grade(points, cost))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SEVERITY), st.sampled_from(["scratch", "leak"])), max_size=9))
def test_three_of_a_grade_in_a_row_lift_the_next_by_one(before):
    history = [
        {"id": f"H-{i}", "received_at": f"2026-0{i + 1 if i < 8 else 8}-0{1 if i < 8 else 2}T09:00", "facts": {}}
        | {"grade": grade, "issue": issue}
        for i, (grade, issue) in enumerate(before)
    ]
    latest = [grade for grade, issue in before if issue == "scratch"][-3:]
    for grade, cost in zip(SEVERITY, (100, 3000, 9000), strict=True):
        lifted = latest == [grade] * 3 and grade != "severe"
        expected = SEVERITY[SEVERITY.index(grade) + 1] if lifted else grade
        found = answer({"cost": cost}, history, "scratch")
        assert (found["grade_before_uplift"], found["grade"]) == (grade, expected)


def test_own_points_are_refused_where_a_policy_counts_none():
    """`points` alone are the complaint's; the factory's regulation counts none."""
    text = policy_text("manufacturing").replace(
        "on: records_missing, each: {responsible: 20 CNY,", "on: records_missing, each: {responsible: points,"
    )
    with pytest.raises(PolicyError, match="this policy counts none"):
        parse_policy(text)
