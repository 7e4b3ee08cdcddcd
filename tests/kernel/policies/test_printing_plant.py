"""Quotas of a printing plant (R09) against a plain count over the year."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaint_kernel import assess, load_policy

POLICY = load_policy("printing-plant")
DEPARTMENTS = ["printing", "die_cutting", "gluing", "surface_treatment", "process", "handwork", "order_centre",
               "quality", "logistics", "other", "warehouse", None]  # fmt: skip
QUOTA = {
    "C": {"printing": 3, "die_cutting": 1, "gluing": 2, "process": 2, "other": 2},
    "D": {"printing": 5, "die_cutting": 1, "gluing": 3, "surface_treatment": 1, "process": 2, "handwork": 2,
          "order_centre": 1, "quality": 2, "logistics": 1, "other": 2},
}  # fmt: skip
FACTS = {
    "A": {"defect": "glue_failure", "loss": 10},
    "B": {"loss": 5000},
    "C": {"loss": 1000, "reminder": True},
    "D": {"loss": 999.99},
}
COST = {"A": 100, "B": 100, "C": 100, "D": 50}
NOW = datetime.fromisoformat("2026-07-01T12:00:00+08:00")
item = st.tuples(st.sampled_from("ABCD"), st.sampled_from(DEPARTMENTS[:4]), st.integers(1, 400), st.booleans())


def line(grade, department):
    return department if department in QUOTA[grade] else "other"


def read_points(grade, department, before):
    """100 for A and B each time; beyond the quota of the department's line 100 for C, 50 for D."""
    if grade in "AB":
        return [COST[grade]]
    if department is None:
        return []
    used = 1 + sum(
        1
        for earlier, where, days, _ in before
        if earlier == grade
        and where is not None
        and line(grade, where) == line(grade, department)
        and (NOW - timedelta(days=days)).year == NOW.year
    )
    return [COST[grade]] if used > QUOTA[grade][line(grade, department)] else []


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from("ABCD"),
    st.sampled_from(DEPARTMENTS),
    st.lists(st.one_of(item, st.tuples(st.sampled_from("CD"), st.sampled_from(DEPARTMENTS), st.integers(1, 400),
                                       st.booleans())), max_size=12),
)  # fmt: skip
def test_points_beyond_the_quota_are_those_of_a_plain_count(grade, department, before):
    history = [
        {"id": f"H-{i}", "received_at": (NOW - timedelta(days=days)).isoformat(), "department": where}
        | {"grade": earlier if stated else None, "facts": {} if stated else FACTS[earlier]}
        for i, (earlier, where, days, stated) in enumerate(before)
    ]
    complaint = {"id": "C", "received_at": NOW.isoformat(), "department": department, "facts": FACTS[grade]}
    found = assess(POLICY, {**complaint, "history": history}, at=NOW).to_dict()
    assert found["grade"] == grade
    assert [entry["points"] for entry in found["penalties"]] == read_points(grade, department, before)
    assert all((entry["payer"], entry["outcome"]) == ("responsible", "points") for entry in found["penalties"])
